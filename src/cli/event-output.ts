import type { Writable } from 'node:stream';
import type { JournalRun } from '../journal/event-lines.js';
import type { RunEvent } from '../model/event.js';
import type { Report } from '../model/report.js';
import { NdjsonLines } from '../reports/ndjson.js';
import { TOOL } from '../version.js';
import { writeAll } from './output.js';

/** The events of a run on a stream, as they happen. */
export class EventOutput {
  readonly #lines: NdjsonLines;
  #error: Error | undefined;

  constructor(
    readonly stream: Writable,
    run: JournalRun,
  ) {
    this.#lines = new NdjsonLines(TOOL, run);
    stream.on('error', (error) => {
      this.#error ??= error;
    });
  }

  /** What a reader that is slow has not taken yet waits in memory: a run does not wait for it. */
  add(event: RunEvent): void {
    if (this.#error !== undefined) return;
    try {
      const text = this.#lines.of(event).join('');
      if (text !== '') this.stream.write(text);
    } catch (error) {
      this.#error = error as Error;
    }
  }

  /** The last line. A reader that has gone away ends it quietly. @throws the error of the stream. */
  async end(report: Report): Promise<void> {
    const error: NodeJS.ErrnoException | undefined = this.#error;
    if (error === undefined) return writeAll(this.stream, [this.#lines.end(report)]);
    if (error.code !== 'EPIPE') throw error;
  }
}
