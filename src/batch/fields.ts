import { createRequire } from 'node:module';
import type { Frame } from './frames.js';

/** Loaded when a value has a quote or a line break of its own: most files have none, and are checked before it is read. */
let parser: typeof import('csv-parse/sync') | undefined;

function parse(text: string, options: import('csv-parse/sync').Options): string[][] {
  parser ??= createRequire(import.meta.url)('csv-parse/sync') as typeof import('csv-parse/sync');
  return parser.parse(text, options) as string[][];
}

/** Records read in one call: csv-parse costs more to set up than to run. */
export const GROUP = 512;

/**
 * The values of each record; none of blank lines and of records with broken quotes. Where no value has a quote or a
 * line break of its own, the cells stand between delimiters, and csv-parse is not troubled.
 */
export function readFields(frames: readonly Frame[], delimiter: string): string[][] {
  const hard: Frame[] = [];
  const values = frames.map((frame) => {
    if (!isReadable(frame)) return [];
    const cells = frame.raw.includes('"') ? cellsOf(frame.raw, delimiter) : frame.raw.split(delimiter);
    if (cells === undefined) hard.push(frame);
    return cells;
  });
  const parsed = hard.length === 0 ? [] : parseQuoted(hard, delimiter);
  let next = 0;
  return values.map((cells) => cells ?? parsed[next++] ?? []);
}

/** The cells where each quote opens or closes one; undefined where a quote stands inside a value. */
function cellsOf(raw: string, delimiter: string): string[] | undefined {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    if (raw.charCodeAt(at) === 0x22) {
      const close = raw.indexOf('"', at + 1);
      if (close === -1) return undefined;
      cells.push(raw.slice(at + 1, close));
      at = close + 1;
      if (at === raw.length) return cells;
      if (raw[at] !== delimiter) return undefined;
    } else {
      const end = raw.indexOf(delimiter, at);
      cells.push(end === -1 ? raw.slice(at) : raw.slice(at, end));
      if (end === -1) return cells;
      at = end;
    }
    at++;
  }
}

function isReadable({ blank, malformed }: Frame): boolean {
  return !blank && malformed === undefined;
}

/** The framing has proved the quotes, so each line end outside them is one that is put here. */
function parseQuoted(frames: readonly Frame[], delimiter: string): string[][] {
  const text = frames.map(({ raw }) => raw).join('\n');
  return parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
}

/** The values of one line, for a look at it before its quotes are proved: broken ones are taken as they stand. */
export function splitFields(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  try {
    return (
      parse(line, { delimiter, record_delimiter: '\0', relax_column_count: true, relax_quotes: true })[0] ?? [
        '',
      ]
    );
  } catch {
    return line.split(delimiter);
  }
}
