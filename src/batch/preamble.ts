import type { PreambleKind } from '../model/code.js';
import { REQUIRED_COLUMNS } from '../model/row.js';
import { bestReading, guessDelimiter, LIKE_ADDRESS, type Reading } from './columns.js';
import { splitFields } from './fields.js';

export type { PreambleKind } from '../model/code.js';

/** A line that is longer is no header; the first line of the file is read whatever its length. */
const MAX_HEADER = 10_000;

/** Excel's hint at the delimiter, also quoted, and with the delimiters of the columns behind it. */
export const SEP_LINE = /^\s*"?sep=(?:\\t|.)?["\s,;|]*$/i;

/** What Export-Csv of Windows PowerShell writes without -NoTypeInformation. */
export const TYPE_LINE = /^\s*"?#TYPE\s/i;

export interface FoundHeader {
  /** Its place among the lines, from 0. */
  index: number;
  delimiter: string;
  /** What stands above it. */
  kind?: PreambleKind;
  /** What stands above it may hold rows of users. */
  mayBeData?: true;
}

/**
 * Finds the header among the first lines of a file that are not blank. It is the first one, unless that is none and
 * a later one is. `sep=` and `#TYPE` are never a header; the line below them is, whatever it says.
 */
export function findHeader(lines: readonly string[]): FoundHeader {
  const [first = '', second] = lines;
  const kind = kindOf(first);
  if (kind === 'title-line' && bestReading(first).named.length >= 2) return at(0, first);
  const index = indexBelow(lines);
  if (index !== undefined) {
    return { ...at(index, lines[index] ?? ''), kind, ...dataAbove(lines, index) };
  }
  return kind === 'title-line' || second === undefined ? at(0, first) : { ...at(1, second), kind };
}

function at(index: number, line: string): FoundHeader {
  return { index, delimiter: guessDelimiter(line) };
}

function kindOf(line: string): PreambleKind {
  if (SEP_LINE.test(line)) return 'sep-line';
  return TYPE_LINE.test(line) ? 'type-line' : 'title-line';
}

/** The line below the first that names the most columns, if it is a header. */
function indexBelow(lines: readonly string[]): number | undefined {
  let best: { index: number; score: number } | undefined;
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.length > MAX_HEADER) continue;
    const reading = bestReading(line);
    const score = reading.named.length + exact(reading);
    if (score > (best?.score ?? 0) && isHeader(reading, lines.slice(0, index))) best = { index, score };
  }
  return best?.index;
}

/**
 * The more the lines above look like rows, the more a header must name: a row below a header that we do not know
 * may hold words that are close to a column's name.
 */
function isHeader(reading: Reading, above: readonly string[]): boolean {
  if (above.some((line) => LIKE_ADDRESS.test(line))) return exact(reading) === REQUIRED_COLUMNS.length;
  if (reading.named.length === REQUIRED_COLUMNS.length) return true;
  const fewest = above.some((line) => isLikeRow(line, reading)) ? 1 : 0;
  return reading.named.length === 2 && exact(reading) >= fewest;
}

function exact({ header }: Reading): number {
  return REQUIRED_COLUMNS.filter((name) => header.columns[name]?.written === name).length;
}

/** Whether a line has as many values as the header has names. */
function isLikeRow(line: string, { header, named }: Reading): boolean {
  const filled = splitFields(line, header.delimiter).filter((value) => value.trim() !== '');
  return kindOf(line) === 'title-line' && filled.length >= named.length;
}

function dataAbove(lines: readonly string[], index: number): Pick<FoundHeader, 'mayBeData'> {
  const reading = bestReading(lines[index] ?? '');
  const found = lines.slice(0, index).some((line) => LIKE_ADDRESS.test(line) || isLikeRow(line, reading));
  return found ? { mayBeData: true } : {};
}
