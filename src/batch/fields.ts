import { parse } from 'csv-parse/sync';
import type { Frame } from './frames.js';

/** Records parsed in one call: csv-parse costs more to set up than to run. */
const GROUP = 512;

export interface Fields extends Frame {
  /** Empty when the record is malformed. */
  values: string[];
}

/** Turns frames into values, blank lines left out. */
export async function* fields(
  frames: AsyncIterable<Frame>,
  delimiterOf: () => string,
): AsyncGenerator<Fields> {
  let group: Frame[] = [];
  for await (const frame of frames) {
    group.push(frame);
    if (group.length < GROUP) continue;
    yield* parseGroup(group, delimiterOf());
    group = [];
  }
  yield* parseGroup(group, delimiterOf());
}

function* parseGroup(group: readonly Frame[], delimiter: string): Generator<Fields> {
  const sound = group.filter((frame) => !frame.blank && frame.malformed === undefined);
  const parsed: string[][] = parse(sound.map((frame) => frame.raw).join('\n'), {
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
  });
  let next = 0;
  for (const frame of group) {
    const readable = !frame.blank && frame.malformed === undefined;
    yield { ...frame, values: readable ? (parsed[next++] ?? []) : [] };
  }
}
