import { parse } from 'csv-parse/sync';
import type { Frame } from './frames.js';

/** Records read in one call: csv-parse costs more to set up than to run. */
export const GROUP = 512;

/**
 * The values of each record; none of blank lines and of records with broken quotes. Where there is no quote, a
 * record is its cells between delimiters, and csv-parse is not troubled.
 */
export function readFields(frames: readonly Frame[], delimiter: string): string[][] {
  const quoted = frames.filter((frame) => isReadable(frame) && frame.raw.includes('"'));
  const parsed = quoted.length === 0 ? [] : parseQuoted(quoted, delimiter);
  let next = 0;
  return frames.map((frame) => {
    if (!isReadable(frame)) return [];
    return frame.raw.includes('"') ? (parsed[next++] ?? []) : frame.raw.split(delimiter);
  });
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
