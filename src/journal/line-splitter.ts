/** A line without its end, its number from 1, and the offset behind its end. */
export interface RawLine {
  number: number;
  bytes: Buffer;
  end: number;
}

const LINE_END = 0x0a;

/** Cuts chunks into lines. */
export class LineSplitter {
  #held: Buffer[] = [];
  #heldLength = 0;
  #number = 0;
  #offset = 0;

  constructor(readonly longest: number) {}

  /** Octets since the last line end. */
  get rest(): number {
    return this.#heldLength;
  }

  /** The number of the line that has not ended. */
  get restNumber(): number {
    return this.#number + 1;
  }

  *push(chunk: Buffer): Iterable<RawLine> {
    let from = 0;
    for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, from)) {
      const bytes = this.#join(chunk.subarray(from, at));
      from = at + 1;
      this.#offset += bytes.length + 1;
      yield { number: ++this.#number, bytes, end: this.#offset };
    }
    if (from === chunk.length) return;
    this.#held.push(chunk.subarray(from));
    this.#heldLength += chunk.length - from;
  }

  /** Whether the line that has not ended is longer than a line may be. */
  get isTooLong(): boolean {
    return this.#heldLength >= this.longest;
  }

  #join(last: Buffer): Buffer {
    if (this.#heldLength === 0) return last;
    const whole = Buffer.concat([...this.#held, last]);
    this.#held = [];
    this.#heldLength = 0;
    return whole;
  }
}
