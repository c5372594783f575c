import { closeSync, fstatSync, fsyncSync, ftruncateSync, writeSync } from 'node:fs';
import type { RunEvent } from '../model/event.js';
import { withoutTarget } from '../run/target-note.js';
import { EventLines, type JournalRun } from './event-lines.js';
import { type JournalLine, type JournalTool, lineBytes } from './line.js';
import { type NewFile, type OpenFile, openForMore, openNew } from './open.js';
import type { Recorded } from './recorded.js';

export type { JournalRun } from './event-lines.js';

/**
 * Writes the events of a run to its journal, each line by one call to the system before the next event. Nothing is
 * kept of a row but the findings that wait for its result. A write that fails ends the journal and never the run:
 * `failure` says so.
 */
export class JournalWriter {
  /** Why nothing is written any more, such as ENOSPC; undefined while all is well. */
  failure: string | undefined;
  /** It ended because somebody else writes to the file: another run may be signing in to the same rows. */
  foreign = false;
  #descriptor: number | undefined;
  /** Octets up to the end of the last line. */
  #end: number;
  readonly #lines: EventLines;
  /** Files that are no longer what they were when their rows were recorded. */
  readonly #changed = new Set<string>();

  /** `file` is open for appending; `recorded`: what it holds already. */
  constructor(
    file: OpenFile,
    tool: JournalTool,
    run: JournalRun,
    readonly recorded?: Recorded,
  ) {
    this.#lines = new EventLines(tool, run);
    this.#descriptor = file.descriptor;
    this.#end = file.bytes;
  }

  /**
   * Begins a journal, mode 0600. `overTorn`: also in the place of one whose first line was torn off.
   *
   * @throws {InputError} when the file is there and not empty, or cannot be made.
   */
  static create(path: string, tool: JournalTool, run: JournalRun, options: NewFile = {}): JournalWriter {
    return new JournalWriter(openNew(path, options), tool, run);
  }

  /**
   * Goes on with a journal: what was torn off at its end is cut off, and its mode becomes 0600.
   *
   * @throws {InputError} when it cannot be written, or has changed since it was read.
   */
  static resume(recorded: Recorded, tool: JournalTool, run: JournalRun): JournalWriter {
    return new JournalWriter(openForMore(recorded), tool, run, recorded);
  }

  readonly add = (event: RunEvent): void => {
    if (this.#descriptor === undefined) return;
    if (event.type === 'batch-read' && this.recorded?.holdsBatch(event.batch) === false) {
      this.#changed.add(event.batch.file);
    }
    const again = event.type === 'row-done' && event.recorded === true;
    for (const line of this.#lines.of(withoutFindingsOfTarget(event))) {
      if (!(again && this.#isHeld(line))) this.#write(line);
    }
  };

  /** The result of a row that the journal has already. */
  #isHeld(line: JournalLine): boolean {
    if (line.type !== 'row' || this.#changed.has(line.row.file)) return false;
    return this.recorded?.holds(line.row, line.refused) === true;
  }

  /** What was written is on the disk, as far as the system can tell. */
  close(): void {
    for (const line of this.#lines.rest()) this.#write(line);
    if (this.#descriptor === undefined) return;
    try {
      if (this.#isForeign(this.#descriptor)) return;
      fsyncSync(this.#descriptor);
    } catch (error) {
      this.failure = codeOf(error);
    }
    this.#letGo();
  }

  #write(line: JournalLine): void {
    if (this.#descriptor === undefined) return;
    let written = 0;
    try {
      const bytes = lineBytes(line);
      if (this.#isForeign(this.#descriptor)) return;
      // What is left is tried once more, to hear why.
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
      this.#end += bytes.length;
    } catch (error) {
      this.failure = codeOf(error);
      this.#cutOff(written);
      this.#letGo();
    }
  }

  /** Two runs may go on from one journal at once: whichever sees lines of the other ends its own. */
  #isForeign(descriptor: number): boolean {
    if (fstatSync(descriptor).size === this.#end) return false;
    this.failure = 'another run writes to it';
    this.foreign = true;
    this.#letGo();
    return true;
  }

  /** A disk that is full, or gone, may not let that happen either: readers leave a torn line out. */
  #cutOff(written: number): void {
    if (this.#descriptor === undefined || written === 0) return;
    try {
      // Anything else at the end belongs to somebody else.
      if (fstatSync(this.#descriptor).size === this.#end + written) {
        ftruncateSync(this.#descriptor, this.#end);
      }
    } catch {}
  }

  #letGo(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    try {
      if (descriptor !== undefined) closeSync(descriptor);
    } catch (error) {
      this.failure ??= codeOf(error);
    }
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).name;
}

/** What the stage target says of a row stands in its findings: each run says it anew, and readers put it together. */
function withoutFindingsOfTarget(event: RunEvent): RunEvent {
  if (event.type !== 'row-done') return event;
  return { ...event, row: withoutTarget(event.row, event.own ?? event.row.status) };
}
