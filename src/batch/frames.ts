import { InputError } from './input-error.js';

/** One record of the file as it stands there, without its line end. */
export interface Frame {
  /** Line on which it begins, from 1. */
  line: number;
  raw: string;
  /** Only white space: no record. */
  blank: boolean;
  /** Against RFC 4180 section 2: the quotes of this record cannot be read. `raw` is its first line then. */
  malformed?: 'unclosed' | 'text-around';
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** A quoted value that runs on for longer than this never closes. */
const MAX_QUOTED = 1024 * 1024;

/** A line longer than this is no line of a migration CSV; reading on would only fill the memory. */
const MAX_LINE = 16 * 1024 * 1024;

interface Scan {
  /** Where the record ends and where the next begins. */
  end: number;
  next: number;
  malformed?: 'unclosed' | 'text-around';
}

/**
 * Cuts text into records, minding quotes. A record whose quotes are broken is given up at the end of its first
 * line, so that one stray quote does not swallow the rows below it.
 *
 * @throws {InputError} on a line of more than 16 MiB.
 */
export async function* frames(
  text: AsyncIterable<string>,
  file: string,
  delimiterOf: (firstLine: string) => string,
): AsyncGenerator<Frame> {
  let held = '';
  let line = 1;
  let delimiter: number | undefined;
  const take = function* (final: boolean): Generator<Frame> {
    let start = 0;
    while (start < held.length) {
      delimiter ??= firstDelimiter(held, start, final, delimiterOf);
      if (delimiter === undefined) break;
      const scan = scanRecord(held, start, delimiter, final);
      if (scan === undefined) break;
      const raw = held.slice(start, scan.end);
      yield {
        line,
        raw,
        blank: raw.trim() === '',
        ...(scan.malformed === undefined ? {} : { malformed: scan.malformed }),
      };
      line += countLines(held, start, scan.next);
      start = scan.next;
    }
    held = held.slice(start);
  };
  for await (const part of text) {
    held += part;
    yield* take(false);
    if (held.length > MAX_LINE) {
      throw new InputError(file, `line ${line} is longer than 16 MiB`, 'This is no CSV file of mailboxes.');
    }
  }
  yield* take(true);
}

/** The delimiter's character code, told from the first line that is not blank; undefined: more text is needed. */
function firstDelimiter(
  text: string,
  start: number,
  final: boolean,
  delimiterOf: (firstLine: string) => string,
): number | undefined {
  const lines = /[^\r\n]*[^\s][^\r\n]*/y;
  let from = start;
  while (from < text.length && /\s/.test(text[from] ?? '')) from++;
  lines.lastIndex = from;
  const found = lines.exec(text)?.[0];
  if (found === undefined) return final ? 0x2c : undefined;
  if (!final && from + found.length >= text.length) return undefined;
  return delimiterOf(found).charCodeAt(0);
}

function scanRecord(text: string, start: number, delimiter: number, final: boolean): Scan | undefined {
  const walk = walkRecord(text, start, delimiter);
  const complete = final || walk.end + 1 < text.length;
  if (walk.open && !final && walk.end - start < MAX_QUOTED) return undefined;
  if (!complete && !walk.open) return undefined;
  const malformed = walk.open ? 'unclosed' : walk.malformed ? 'text-around' : undefined;
  if (malformed === undefined) return { end: walk.end, next: afterLineEnd(text, walk.end) };
  const end = firstLineEnd(text, start, walk.end);
  return { end, next: afterLineEnd(text, end), malformed };
}

/** Walks to the line end outside quotes. `open`: the text ended inside a quoted value. */
function walkRecord(text: string, start: number, delimiter: number) {
  let quoted = false;
  let closed = false;
  let fieldStart = true;
  let malformed = false;
  let at = start;
  for (; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char !== QUOTE) continue;
      if (text.charCodeAt(at + 1) === QUOTE) at++;
      else {
        quoted = false;
        closed = true;
      }
      continue;
    }
    if (char === LF || char === CR) break;
    if (char === delimiter) {
      fieldStart = true;
      closed = false;
      continue;
    }
    if (char === QUOTE && fieldStart) quoted = true;
    else if (char === QUOTE || closed) malformed = true;
    fieldStart = false;
  }
  return { end: at, open: quoted, malformed };
}

function firstLineEnd(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === LF || char === CR) return at;
  }
  return end;
}

function afterLineEnd(text: string, at: number): number {
  if (at >= text.length) return text.length;
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const char = text.charCodeAt(at);
    if (char === LF || (char === CR && text.charCodeAt(at + 1) !== LF)) count++;
  }
  return count;
}
