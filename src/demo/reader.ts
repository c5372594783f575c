/** Octets of one command, literals included. RFC 7162 section 4 advises servers to take 8192. */
const MAX_COMMAND = 8192;
const MAX_LITERAL = 4096;

/** Text of a line, or the octets of a literal that followed it. One character stands for one octet. */
export interface Part {
  kind: 'text' | 'literal';
  octets: string;
}

export type ReaderEvent =
  | { type: 'command'; parts: Part[] }
  | { type: 'line'; octets: string }
  /** A literal was announced. A synchronising one waits for the server's `+`. */
  | { type: 'literal'; size: number; synchronising: boolean }
  | { type: 'too-long' };

const LITERAL = /\{(\d{1,10})(\+?)\}$/;

/**
 * Cuts a byte stream into IMAP commands. Strings are octets (latin1), so that what a client sent stays exact
 * whatever its encoding. Holds one command and what was pipelined behind it in the chunks pushed.
 */
export class CommandReader {
  #octets = '';
  #parts: Part[] = [];
  #size = 0;
  #literal: number | undefined;

  push(chunk: Buffer): void {
    this.#octets += chunk.toString('latin1');
  }

  /** Forgets what was pushed and not read yet. */
  discard(): void {
    this.#octets = '';
    this.#startOver();
  }

  /** Gives up the command being read, for a literal that was refused. */
  #startOver(): void {
    this.#parts = [];
    this.#size = 0;
    this.#literal = undefined;
  }

  refuseLiteral(): void {
    this.#startOver();
  }

  /** The next event, or undefined until more is pushed. `line` reads the answer to a `+`. */
  next(mode: 'command' | 'line' = 'command'): ReaderEvent | undefined {
    if (this.#literal !== undefined && !this.#takeLiteral(this.#literal)) return undefined;
    const end = this.#octets.indexOf('\n');
    const length = end < 0 ? this.#octets.length : end;
    if (this.#size + length > MAX_COMMAND) return this.#tooLong();
    if (end < 0) return undefined;
    const line = this.#octets.slice(0, end).replace(/\r$/, '');
    this.#octets = this.#octets.slice(end + 1);
    return mode === 'line' ? { type: 'line', octets: line } : this.#takeLine(line);
  }

  /** What is left of the command is dropped, so that it is complained of once. */
  #tooLong(): ReaderEvent {
    this.discard();
    return { type: 'too-long' };
  }

  #takeLine(line: string): ReaderEvent {
    const announced = LITERAL.exec(line);
    if (announced === null) {
      const parts: Part[] = [...this.#parts, { kind: 'text', octets: line }];
      this.#startOver();
      return { type: 'command', parts };
    }
    const size = Number(announced[1]);
    this.#size += line.length + size;
    if (size > MAX_LITERAL || this.#size > MAX_COMMAND) return this.#tooLong();
    this.#parts.push({ kind: 'text', octets: line.slice(0, announced.index) });
    this.#literal = size;
    return { type: 'literal', size, synchronising: announced[2] === '' };
  }

  #takeLiteral(size: number): boolean {
    if (this.#octets.length < size) return false;
    this.#parts.push({ kind: 'literal', octets: this.#octets.slice(0, size) });
    this.#octets = this.#octets.slice(size);
    this.#literal = undefined;
    return true;
  }
}
