/** A value of the file that stands by itself or in the outermost list. */
export interface JsonPiece {
  text: string;
  /** Where it begins in the file: line and column, both from 1. */
  line: number;
  column: number;
}

/** What breaks the outermost form: where, and what stands there. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';
  constructor(
    readonly line: number,
    readonly column: number,
    reason: string,
  ) {
    super(reason);
  }
}

/** A list in an object, as Microsoft Graph and ConvertTo-Json of Windows PowerShell write it. */
const WRAPPED = /^\{\s*(?:"@odata[^"]*"\s*:\s*"[^"]*"\s*,\s*)*"value"\s*:\s*\[/i;
const WRAPPED_LENGTH = 4096;

/** A longer one is no record of a recipient or a batch. */
const MAX_PIECE = 16 * 1024 * 1024;

/** What matters for where a value ends. */
const SIGNS = /["{}[\]]/g;

/**
 * Cuts JSON text into the members of its outermost list, or into its values where there is none, however the text is
 * parted. Whether a piece is sound is for its reader to say; a string is never cut.
 */
export class JsonSplitter {
  #held = '';
  /** Of what is held: where the piece begins, and how far it has been looked at. */
  #start = -1;
  #at = 0;
  #depth = 0;
  #inString = false;
  /** `before`: nothing has come. `list`: in the outermost list. `behind`: it has ended. `values`: there is none. */
  #place: 'before' | 'list' | 'values' | 'behind' = 'before';
  /** A wrapper stands around the list, so that members of it may follow. */
  #wrapped = false;
  #due: 'value' | 'comma' = 'value';
  #line = 1;
  #lineStart = 0;
  #pieces = 0;
  /** The next escape at or behind `#at`, so that each is looked for once. */
  #nextEscape = -1;

  /** @throws {JsonFault} */
  *push(text: string): Generator<JsonPiece> {
    this.#forget();
    this.#held += text;
    this.#nextEscape = -1;
    yield* this.#cut(false);
  }

  /** @throws {JsonFault} where the text ends too early. */
  *end(): Generator<JsonPiece> {
    yield* this.#cut(true);
    if (this.#start !== -1) throw this.#faultAt(this.#held.length, 'it ends in the middle of a value');
    if (this.#place === 'list') throw this.#faultAt(this.#held.length, 'its list has no end');
  }

  #forget(): void {
    const keep = this.#start === -1 ? this.#at : this.#start;
    this.#held = this.#held.slice(keep);
    this.#at -= keep;
    if (this.#start !== -1) this.#start = 0;
    this.#lineStart -= keep;
  }

  *#cut(final: boolean): Generator<JsonPiece> {
    for (;;) {
      if (this.#start === -1 && !this.#begin(final)) return;
      const end = this.#endOfPiece();
      if (end === undefined) return;
      yield this.#piece(end);
    }
  }

  #piece(end: number): JsonPiece {
    const start = this.#start;
    const text = this.#held.slice(start, end);
    const place = { line: this.#line, column: start - this.#lineStart + 1 };
    this.#countLines(start, end);
    this.#start = -1;
    this.#at = end;
    this.#due = 'comma';
    this.#pieces++;
    return { text, ...place };
  }

  /** Passes over what stands between pieces. False where none begins in what is held. */
  #begin(final: boolean): boolean {
    for (; this.#at < this.#held.length; this.#at++) {
      const sign = this.#held[this.#at] as string;
      if (sign === '\n') this.#newLine(this.#at);
      if (/\s/.test(sign) || (this.#place === 'behind' && this.#wrapped)) continue;
      // Whether an object wraps a list is told by its beginning.
      const tooShort = this.#held.length - this.#at < WRAPPED_LENGTH;
      if (this.#place === 'before' && sign === '{' && tooShort && !final) return false;
      if (this.#meet(sign)) return true;
    }
    return false;
  }

  /** True where a piece begins at the sign. */
  #meet(sign: string): boolean {
    if (this.#place === 'before') return this.#open(sign);
    if (this.#place === 'behind') throw this.#faultAt(this.#at, 'there is more behind the end of its list');
    if (sign === '{') return this.#beginPiece();
    if (this.#place === 'values' || (sign !== ',' && sign !== ']')) {
      throw this.#faultAt(this.#at, 'there is no record where one should be');
    }
    this.#between(sign);
    return false;
  }

  #beginPiece(): boolean {
    if (this.#place === 'list' && this.#due !== 'value') {
      throw this.#faultAt(this.#at, 'there is no comma between two records');
    }
    this.#start = this.#at;
    return true;
  }

  #open(sign: string): boolean {
    const wrapper = sign === '{' ? WRAPPED.exec(this.#held.slice(this.#at, this.#at + WRAPPED_LENGTH)) : null;
    if (wrapper !== null) {
      const end = this.#at + wrapper[0].length - 1;
      this.#countLines(this.#at, end);
      this.#at = end;
      this.#wrapped = true;
    }
    if (sign === '[' || wrapper !== null) {
      this.#place = 'list';
      return false;
    }
    if (sign !== '{') throw this.#faultAt(this.#at, 'it begins with neither a list nor an object');
    this.#place = 'values';
    return this.#beginPiece();
  }

  #between(sign: ',' | ']'): void {
    if (sign === ']' && (this.#due === 'comma' || this.#pieces === 0)) {
      this.#place = 'behind';
      return;
    }
    if (this.#due !== 'comma') throw this.#faultAt(this.#at, 'there is a comma too many');
    this.#due = 'value';
  }

  /** Behind its last brace; undefined when more text is needed. */
  #endOfPiece(): number | undefined {
    const held = this.#held;
    for (;;) {
      if (this.#inString && !this.#leaveString()) return this.#wait();
      SIGNS.lastIndex = this.#at;
      const match = SIGNS.exec(held);
      if (match === null) return this.#wait();
      this.#at = match.index + 1;
      const [sign] = match;
      if (sign === '"') this.#inString = true;
      else if (sign === '{' || sign === '[') this.#depth++;
      else if (--this.#depth <= 0) {
        this.#depth = 0;
        return this.#at;
      }
    }
  }

  #wait(): undefined {
    if (this.#held.length - this.#start > MAX_PIECE) {
      throw this.#faultAt(this.#start, 'a record is longer than 16 MiB');
    }
    if (!this.#inString) this.#at = this.#held.length;
    return undefined;
  }

  /** False where the string does not end in what is held; it is looked at from its last sound place on again. */
  #leaveString(): boolean {
    const held = this.#held;
    for (;;) {
      const quote = held.indexOf('"', this.#at);
      if (this.#nextEscape < this.#at) this.#nextEscape = indexOf(held, '\\', this.#at);
      const backslash = this.#nextEscape;
      if (backslash < (quote === -1 ? held.length : quote)) {
        if (backslash + 1 >= held.length) {
          this.#at = backslash;
          return false;
        }
        this.#at = backslash + 2;
        continue;
      }
      if (quote === -1) {
        this.#at = held.length;
        return false;
      }
      this.#at = quote + 1;
      this.#inString = false;
      return true;
    }
  }

  #countLines(from: number, to: number): void {
    for (
      let at = this.#held.indexOf('\n', from);
      at !== -1 && at < to;
      at = this.#held.indexOf('\n', at + 1)
    ) {
      this.#newLine(at);
    }
  }

  #newLine(at: number): void {
    this.#line++;
    this.#lineStart = at + 1;
  }

  #faultAt(at: number, reason: string): JsonFault {
    const from = this.#start === -1 ? at : this.#start;
    this.#countLines(from, at);
    return new JsonFault(this.#line, at - this.#lineStart + 1, reason);
  }
}

function indexOf(text: string, sign: string, from: number): number {
  const found = text.indexOf(sign, from);
  return found === -1 ? Number.POSITIVE_INFINITY : found;
}
