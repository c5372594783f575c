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
  /** Told from the first line that is not blank; a comma until then. */
  delimiter = ',';
  #delimiterKnown = false;
  #held = '';
  #line = 1;
  /** In what is held: where the record begins, and how far it has been looked at. */
  #start = 0;
  #at = 0;
  #inside: Inside = 'field-start';
  #malformed: Frame['malformed'];
  /** End of the record's first line, when a quoted value goes on below it; and the line ends in such values. */
  #firstEnd = -1;
  #lineEnds = 0;

  constructor(
    readonly file: string,
    readonly delimiterOf: (firstLine: string) => string,
  ) {}

  /** @throws {InputError} on a record of more than 16 Mi characters. */
  *push(text: string): Generator<Frame> {
    this.#held += text;
    yield* this.#cut(false);
    this.#held = this.#held.slice(this.#start);
    this.#at -= this.#start;
    if (this.#firstEnd !== -1) this.#firstEnd -= this.#start;
    this.#start = 0;
  }

  *end(): Generator<Frame> {
    yield* this.#cut(true);
  }

  *#cut(final: boolean): Generator<Frame> {
    while (this.#start < this.#held.length) {
      if (!this.#delimiterKnown && !this.#learnDelimiter(final)) return;
      const end = this.#scan(final);
      if (end === undefined) return;
      const raw = this.#held.slice(this.#start, end);
      const malformed = this.#malformed === undefined ? {} : { malformed: this.#malformed };
      const next = Math.min(afterLineEnd(this.#held, end), this.#held.length);
      const lineEnd = this.#held.slice(end, next);
      yield { line: this.#line, raw, lineEnd, blank: this.#isBlank(raw), ...malformed };
      this.#line += this.#lineEnds + 1;
      this.#begin(next);
    }
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
    return !/\S/.test(raw) && !(this.#delimiterKnown && raw.includes(this.delimiter));
  }

  /** False when more text is needed. */
  #learnDelimiter(final: boolean): boolean {
    const bound = this.#bound();
    while (this.#at < bound && !isLineEnd(this.#held.charCodeAt(this.#at))) this.#at++;
    if (this.#unfinished(final)) return false;
    const line = this.#held.slice(this.#start, this.#at);
    this.#at = this.#start;
    if (/\S/.test(line)) {
      this.delimiter = this.delimiterOf(line);
      this.#delimiterKnown = true;
    }
    return true;
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
    if (this.#at - this.#start > MAX_RECORD) {
      const reason = `the record on line ${this.#line} is longer than 16 MiB`;
      throw new InputError(this.file, reason, 'This is no CSV file of mailboxes.');
    }
    if (final) return false;
    const left = this.#held.length - this.#at;
    return left === 0 || (left === 1 && this.#held.charCodeAt(this.#at) === CR);
  }
}

/** Where the scan stands behind a character that is no line end. */
function behind(inside: Inside, char: number, delimiter: number): Inside {
  if (inside === 'quoted') return char === QUOTE ? 'behind-quote' : 'quoted';
  if (char === delimiter) return 'field-start';
  if (char === QUOTE) return inside === 'plain' ? 'broken' : 'quoted';
  return inside === 'behind-quote' ? 'broken' : 'plain';
}

function isLineEnd(char: number): boolean {
  return char === LF || char === CR;
}

function afterLineEnd(text: string, at: number): number {
  return text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
}
