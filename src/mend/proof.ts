import { type Frame, Framer } from '../batch/frames.js';
import { InputError } from '../batch/input-error.js';
import { findHeader } from '../batch/preamble.js';

interface Expected {
  raw: string;
  /** In the input. */
  line: number;
  malformed: boolean;
}

/**
 * Reads what is written as a reader of the fixed file will, and compares: a quote that never closes, left as it
 * stands, must not swallow rows that were not in its way before.
 */
export class Proof {
  readonly #framer: Framer;
  #expected: Expected[] = [];
  /** How many of these have been read. */
  #read = 0;
  #suspect: number | undefined;

  constructor(readonly file: string) {
    this.#framer = new Framer(file, findHeader);
  }

  expect(record: Expected): void {
    this.#expected.push(record);
  }

  /** @throws {InputError} when another record is read than was written. */
  read(text: string): void {
    this.#compare(this.#framer.push(text));
    this.#expected = this.#expected.slice(this.#read);
    this.#read = 0;
  }

  end(): void {
    this.#compare(this.#framer.end());
    const unread = this.#expected[this.#read];
    if (unread !== undefined) throw this.#doubt(unread);
  }

  #compare(frames: Iterable<Frame>): void {
    for (const frame of frames) {
      const expected = this.#expected[this.#read++];
      if (expected?.malformed) this.#suspect = expected.line;
      const same = frame.raw === expected?.raw && (frame.malformed !== undefined) === expected.malformed;
      if (!same || this.#framer.delimiter !== ',' || frame.blank) throw this.#doubt(expected);
    }
  }

  #doubt(expected: Expected | undefined): InputError {
    const line = this.#suspect ?? expected?.line ?? 1;
    return new InputError(
      this.file,
      `what belongs to the record on line ${line} cannot be told for certain`,
      'Mend this line by hand, its quotes first. Then fix the file again.',
    );
  }
}
