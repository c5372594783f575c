import type { Encoding } from '../../src/batch/decode.js';
import type { BatchSource } from '../../src/batch/source.js';
import { nameFiles, type PlannedFile } from '../../src/batch/split/names.js';
import { type SplitLimits, type SplitWish, survey } from '../../src/batch/split/survey.js';
import { dealRows, type Output } from '../../src/batch/split/write.js';
import { chunksOf } from './support.js';

const NEVER = new AbortController().signal;

const LIMITS: SplitLimits = { maxRows: 50_000, maxBytes: 10 * 1024 * 1024, maxFiles: 1000 };

export interface WrittenPart extends PlannedFile {
  content: Buffer;
}

export function sourceOf(content: Buffer, size = 7, file = 'users.csv'): BatchSource {
  return { file, bytes: content.length, read: () => chunksOf(content, size) };
}

/** Splits a batch in memory. */
export async function splitOf(
  source: BatchSource,
  wish: SplitWish,
  limits: Partial<SplitLimits> = {},
): Promise<{ head: Buffer; rows: number; parts: WrittenPart[] }> {
  const found = await survey(source, wish, { ...LIMITS, ...limits }, NEVER);
  const files = nameFiles(source.file, undefined, found.plan.groups.values());
  const opened = new Map<PlannedFile, MemoryOutput>();
  const open = async (file: PlannedFile) => {
    const output = new MemoryOutput();
    opened.set(file, output);
    return output;
  };
  await dealRows(source, found, files, { open, stop: NEVER });
  const parts = files.map((file) => {
    const output = opened.get(file);
    if (!output?.finished) throw new Error(`${file.path} was not finished`);
    return { ...file, content: Buffer.concat(output.parts) };
  });
  return { head: found.head, rows: found.plan.rows, parts };
}

class MemoryOutput implements Output {
  readonly parts: Buffer[] = [];
  waiting = 0;
  finished = false;
  async write(part: Buffer): Promise<void> {
    if (this.finished) throw new Error('written to after its end');
    this.parts.push(part);
  }
  async flush(): Promise<void> {}
  async finish(): Promise<void> {
    this.finished = true;
  }
}

/** Stands for what is no text: a byte that UTF-8 does not have, or half a surrogate pair. */
export const NO_TEXT = '\uE000';

export function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'UTF-8') {
    const parts = text.split(NO_TEXT).flatMap((part) => [Buffer.of(0xe9), Buffer.from(part)]);
    return Buffer.concat(parts.slice(1));
  }
  const units = Buffer.from(text.replaceAll(NO_TEXT, '\uD83D'), 'utf16le');
  return encoding === 'UTF-16BE' ? units.swap16() : units;
}
