import { InputError } from './input-error.js';

/** One record of the file as it stands there. */
export interface Frame {
  /** Line on which it begins, from 1. */
  line: number;
  /** Without its line end. */
  raw: string;
  /** LF, CRLF or CR; empty behind the last line of a file that does not end with one. */
  lineEnd: string;
  /** Only white space: no record. */
  blank: boolean;
  /** Against RFC 4180 section 2: the quotes of this record cannot be read. `raw` is its first line then. */
  malformed?: 'unclosed' | 'text-around';
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** A quoted value that runs on for so many characters beyond its first line never closes. */
const MAX_RUN_ON = 1024 * 1024;

/** A record longer than this is none of a migration CSV; reading on would only fill the memory. */
const MAX_RECORD = 16 * 1024 * 1024;

/** Where the header was found among the first lines that are not blank, and what stands between its names. */
export interface Head {
  /** From 0. */
  index: number;
  delimiter: string;
}

/** How many such lines are looked at; those behind the first only within so many characters. */
export const HEAD_LINES = 6;
const HEAD_LENGTH = 64 * 1024;

/** No such sign in what is held. */
const NONE = Number.POSITIVE_INFINITY;

/** Where the scan stands. `behind-quote`: that quote closes the value, or is the first of a doubled one. */
type Inside = 'field-start' | 'plain' | 'quoted' | 'behind-quote' | 'broken';

/**
 * Cuts text into records, minding quotes, however the text is parted. A record whose quotes are broken is given
 * up at the end of its first line, so that one stray quote does not swallow the rows below it.
 *
 * It is given up as soon as it is seen to be broken. A run-on value ends at the next line with an odd number of
 * quotes at the latest, and the lines before that one stand alone when they are scanned again: no character is
 * scanned more than twice, whatever the file.
 */
export class Framer {
  /** Told from the first lines that are not blank; a comma until then. */
  delimiter = ',';
  /** The line on which the header begins; above it are lines that are none. Infinity until it is known. */
  headerLine = NONE;
  #held = '';
  #line = 1;
  /** In what is held: where the record begins, and how far it has been looked at. */
  #start = 0;
  #at = 0;
  #inside: Inside = 'field-start';
  #malformed: Frame['malformed'];
  /** The next signs at or behind `#start`, so that each is looked for once; NONE until more text comes. */
  #nextLf = -1;
  #nextCr = -1;
  #nextQuote = -1;
  /** End of the record's first line, when a quoted value goes on below it; and the line ends in such values. */
  #firstEnd = -1;
  #lineEnds = 0;

  constructor(
    readonly file: string,
    readonly headOf: (lines: readonly string[]) => Head,
  ) {}

  /** @throws {InputError} on a record of more than 16 Mi characters. */
  *push(text: string): Generator<Frame> {
    this.#held = this.#held.slice(this.#start) + text;
    this.#at -= this.#start;
    if (this.#firstEnd !== -1) this.#firstEnd -= this.#start;
    this.#start = 0;
    this.#nextLf = -1;
    this.#nextCr = -1;
    this.#nextQuote = -1;
    yield* this.#cut(false);
  }

  *end(): Generator<Frame> {
    yield* this.#cut(true);
  }

  *#cut(final: boolean): Generator<Frame> {
    while (this.#start < this.#held.length) {
      if (this.headerLine === NONE && !this.#learnHead(final)) return;
      const end = this.#plainEnd() ?? this.#scan(final);
      if (end === undefined) return;
      const raw = this.#held.slice(this.#start, end);
      const next = Math.min(afterLineEnd(this.#held, end), this.#held.length);
      const frame: Frame = {
        line: this.#line,
        raw,
        lineEnd: lineEndBetween(this.#held, end, next),
        blank: this.#isBlank(raw),
      };
      if (this.#malformed !== undefined) frame.malformed = this.#malformed;
      yield frame;
      this.#line += this.#lineEnds + 1;
      this.#begin(next);
    }
  }

  /**
   * The end of a record on one line whose quotes, if it has any, each enclose a value and none of them another: nearly
   * every record. Undefined where the scan has to tell, sign by sign.
   */
  #plainEnd(): number | undefined {
    const held = this.#held;
    const start = this.#start;
    if (this.#at !== start) return undefined;
    if (this.#nextLf < start) this.#nextLf = indexOf(held, '\n', start);
    if (this.#nextCr < start) this.#nextCr = indexOf(held, '\r', start);
    const end = Math.min(this.#nextLf, this.#nextCr);
    if (end - start > MAX_RECORD || (end === this.#nextCr && end + 1 >= held.length)) return undefined;
    if (this.#nextQuote < start) this.#nextQuote = indexOf(held, '"', start);
    if (this.#nextQuote < end && !this.#isPlainlyQuoted(end)) return undefined;
    return end;
  }

  /** Whether each quote before `end` stands at the border of a value. */
  #isPlainlyQuoted(end: number): boolean {
    const held = this.#held;
    const delimiter = this.delimiter.charCodeAt(0);
    let quote = this.#nextQuote;
    while (quote < end) {
      const close = indexOf(held, '"', quote + 1);
      if (close >= end) return false;
      const opens = quote === this.#start || held.charCodeAt(quote - 1) === delimiter;
      const closes = close + 1 === end || held.charCodeAt(close + 1) === delimiter;
      if (!opens || !closes) return false;
      quote = indexOf(held, '"', close + 1);
    }
    this.#nextQuote = quote;
    return true;
  }

  #begin(start: number): void {
    this.#start = start;
    this.#at = start;
    this.#inside = 'field-start';
    this.#malformed = undefined;
    this.#firstEnd = -1;
    this.#lineEnds = 0;
  }

  /** In a tab file a row of empty values is white space, and yet a row. */
  #isBlank(raw: string): boolean {
    // Only white space and control characters sort below '!', or far behind the letters.
    const first = raw.charCodeAt(0);
    if (first > 0x20 && first < 0x7f) return false;
    return !/\S/.test(raw) && !(this.headerLine !== NONE && raw.includes(this.delimiter));
  }

  /** False when more text is needed. Blank lines above the head pass without it. */
  #learnHead(final: boolean): boolean {
    const lines: string[] = [];
    const places: number[] = [];
    let at = this.#start;
    for (let line = this.#line; lines.length < HEAD_LINES; line++) {
      const end = this.#endOfLine(at, final);
      if (lines.length > 0 && (end ?? this.#held.length) - this.#start > HEAD_LENGTH) break;
      if (end === undefined) return false;
      const text = this.#held.slice(at, end);
      if (/\S/.test(text)) {
        lines.push(text);
        places.push(line);
      } else if (lines.length === 0) {
        return true;
      }
      at = afterLineEnd(this.#held, end);
      if (at >= this.#held.length && final) break;
    }
    const { index, delimiter } = this.headOf(lines);
    this.delimiter = delimiter;
    this.headerLine = places[index] ?? this.#line;
    return true;
  }

  /** Undefined when more text is needed to tell. */
  #endOfLine(from: number, final: boolean): number | undefined {
    const held = this.#held;
    const cr = indexOf(held, '\r', from);
    const end = Math.min(indexOf(held, '\n', from), cr, held.length);
    if (from === this.#start && end - from > MAX_RECORD) this.#tooLong();
    const open = end === held.length || (end === cr && end + 1 === held.length);
    return open && !final ? undefined : end;
  }

  /** The end of the record; undefined when more text is needed to tell. */
  #scan(final: boolean): number | undefined {
    const delimiter = this.delimiter.charCodeAt(0);
    const bound = this.#bound();
    const held = this.#held;
    let inside = this.#inside;
    let at = this.#at;
    let lost = false;
    for (; at < bound && !lost; at++) {
      const char = held.charCodeAt(at);
      if (isLineEnd(char)) {
        if (inside !== 'quoted') break;
        lost = this.#runsOn(at, char);
      } else if (inside !== 'broken') {
        inside = behind(inside, char, delimiter);
        if (inside === 'broken') lost = this.#isBroken();
      }
    }
    this.#at = at;
    this.#inside = inside;
    if (lost) return this.#giveUp();
    if (this.#unfinished(final)) return undefined;
    return inside === 'quoted' ? this.#giveUp() : at;
  }

  #giveUp(): number {
    this.#malformed = 'unclosed';
    this.#lineEnds = 0;
    return this.#firstEnd === -1 ? this.#at : this.#firstEnd;
  }

  /** Notes a line end inside quotes. True when the value has too many lines. */
  #runsOn(at: number, char: number): boolean {
    if (this.#firstEnd === -1) this.#firstEnd = at;
    if (char === CR || this.#held.charCodeAt(at - 1) !== CR) this.#lineEnds++;
    return at - this.#firstEnd > MAX_RUN_ON;
  }

  /** Notes text around a quoted value. True when the quote may have been opened by mistake, on a line above. */
  #isBroken(): boolean {
    if (this.#firstEnd !== -1) return true;
    this.#malformed = 'text-around';
    return false;
  }

  #bound(): number {
    return Math.min(this.#held.length, this.#start + MAX_RECORD + 1);
  }

  /** Whether what follows could change where the line ends: behind a CR it may be the LF of the same line end. */
  #unfinished(final: boolean): boolean {
    if (this.#at - this.#start > MAX_RECORD) this.#tooLong();
    if (final) return false;
    const left = this.#held.length - this.#at;
    return left === 0 || (left === 1 && this.#held.charCodeAt(this.#at) === CR);
  }

  #tooLong(): never {
    const reason = `the record on line ${this.#line} is longer than 16 MiB`;
    throw new InputError(this.file, reason, 'This is no CSV file of mailboxes.');
  }
}

/** Where the scan stands behind a character that is no line end. */
function behind(inside: Inside, char: number, delimiter: number): Inside {
  if (inside === 'quoted') return char === QUOTE ? 'behind-quote' : 'quoted';
  if (char === delimiter) return 'field-start';
  if (char === QUOTE) return inside === 'plain' ? 'broken' : 'quoted';
  return inside === 'behind-quote' ? 'broken' : 'plain';
}

function indexOf(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from);
  return found === -1 ? NONE : found;
}

function isLineEnd(char: number): boolean {
  return char === LF || char === CR;
}

function afterLineEnd(text: string, at: number): number {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}

/** Without a slice, which would be made for every record. */
function lineEndBetween(text: string, end: number, next: number): string {
  if (next === end) return '';
  if (next === end + 2) return '\r\n';
  return text.charCodeAt(end) === LF ? '\n' : '\r';
}
