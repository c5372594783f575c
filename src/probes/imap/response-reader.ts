/** One response as it came: its lines without the last line end, and the literals that stood in it. */
export interface RawResponse {
  payload: Buffer;
  literals: Buffer[];
}

export interface ReaderLimits {
  /** Octets of one line. */
  line: number;
  /** Octets of one response, its literals included. */
  response: number;
}

const LF = 0x0a;
const CR = 0x0d;
const NOTHING = Buffer.alloc(0);

/** `{12}` at the end of a line: so many octets follow that are no lines (RFC 3501 section 4.3). */
const LITERAL = /\{(\d{1,60})\}\r?\n$/;

/** Cuts what a server sends into responses, as the octets come. */
export class ResponseReader {
  /** The line that is not yet at its end. */
  #line: Buffer[] = [];
  #lineSize = 0;
  #lines: Buffer[] = [];
  #literals: Buffer[] = [];
  #size = 0;
  /** The literal that is being read, and how much of it is there. */
  #literal: Buffer | undefined;
  #filled = 0;

  constructor(
    readonly limits: ReaderLimits,
    readonly accept: (response: RawResponse) => void,
  ) {}

  /** Whether a response has begun that is not yet whole. */
  get unfinished(): boolean {
    return this.#lineSize + this.#size > 0;
  }

  /** @throws {RangeError} when a line or a response is longer than it may be. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length)
      at = this.#literal === undefined ? this.#text(chunk, at) : this.#fill(chunk, at);
  }

  #fill(chunk: Buffer, at: number): number {
    const literal = this.#literal ?? NOTHING;
    const copied = chunk.copy(literal, this.#filled, at);
    this.#filled += copied;
    if (this.#filled === literal.length) this.#literal = undefined;
    return at + copied;
  }

  #text(chunk: Buffer, at: number): number {
    const found = chunk.indexOf(LF, at);
    const end = found === -1 ? chunk.length : found + 1;
    const piece = chunk.subarray(at, end);
    this.#lineSize += piece.length;
    if (this.#lineSize > this.limits.line)
      throw new RangeError(`a line of more than ${this.limits.line} octets`);
    this.#check(this.#size + this.#lineSize);
    this.#line.push(piece);
    if (found !== -1) this.#endLine();
    return end;
  }

  #check(size: number): void {
    if (size > this.limits.response) {
      throw new RangeError(`a response of more than ${this.limits.response} octets`);
    }
  }

  #endLine(): void {
    const line = this.#line.length === 1 ? (this.#line[0] ?? NOTHING) : Buffer.concat(this.#line);
    this.#line = [];
    this.#size += this.#lineSize;
    this.#lineSize = 0;
    this.#lines.push(line);
    const announced = literalSize(line);
    if (announced === undefined) this.#endResponse();
    else this.#beginLiteral(announced);
  }

  #beginLiteral(announced: number): void {
    this.#check(this.#size + announced);
    this.#size += announced;
    const literal = Buffer.alloc(announced);
    this.#literals.push(literal);
    if (announced > 0) this.#literal = literal;
    this.#filled = 0;
  }

  #endResponse(): void {
    const whole = this.#lines.length === 1 ? (this.#lines[0] ?? NOTHING) : Buffer.concat(this.#lines);
    const literals = this.#literals;
    this.#lines = [];
    this.#literals = [];
    this.#size = 0;
    const payload = whole.subarray(0, whole.at(-2) === CR ? -2 : -1);
    if (payload.length > 0) this.accept({ payload, literals });
  }
}

function literalSize(line: Buffer): number | undefined {
  const last = line.at(-2) === CR ? line.at(-3) : line.at(-2);
  if (last !== 0x7d) return undefined;
  const digits = LITERAL.exec(line.toString('latin1', Math.max(0, line.length - 64)))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
