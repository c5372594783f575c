import { createInterface, type Interface } from 'node:readline/promises';
import type { CliIo } from './io.js';

/** Asks on a terminal. Ctrl-D and Ctrl-C end it. */
export class Questions {
  /** Whether it was ended by Ctrl-C or a signal. */
  interrupted = false;
  readonly #lines: Interface;
  readonly #ended: Promise<undefined>;

  constructor({ stdin, stdout, interruption }: CliIo) {
    this.#lines = createInterface({ input: stdin as unknown as NodeJS.ReadableStream, output: stdout });
    const interrupt = () => {
      this.interrupted = true;
      this.#lines.close();
    };
    this.#lines.on('SIGINT', interrupt);
    interruption.stop.addEventListener('abort', interrupt, { once: true });
    this.#ended = new Promise((resolve) => {
      this.#lines.once('close', () => resolve(undefined));
    });
  }

  /** What was typed, in lower case and trimmed; undefined when nobody answers any more. */
  async ask(question: string): Promise<string | undefined> {
    const answer = await Promise.race([this.#lines.question(question), this.#ended]);
    return answer?.trim().toLowerCase();
  }

  close(): void {
    this.#lines.close();
  }
}
