import { closeSync, fstatSync, fsyncSync, ftruncateSync, writeSync } from 'node:fs';
import type { RunEvent } from '../model/event.js';
import { type Finding, stageOf } from '../model/finding.js';
import { STAGES } from '../model/stage.js';
import type { RunOptions } from '../run/options.js';
import type { Shard } from '../run/part.js';
import { withoutTarget } from '../run/target-note.js';
import {
  isOf,
  JOURNAL_VERSION,
  type JournalLine,
  type JournalTool,
  lineBytes,
  type RunLine,
} from './line.js';
import { type NewFile, type OpenFile, openForMore, openNew } from './open.js';
import type { Recorded } from './recorded.js';

/** What a run was asked, of which the journal keeps a part. */
export type JournalRun = Pick<RunOptions, 'server' | 'stages' | 'rows' | 'sample' | 'concurrency'> & {
  shard?: Shard;
};

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
  /** Findings of a sign-in, until the result of their row comes. */
  #waiting: Finding[] = [];
  /** Files that are no longer what they were when their rows were recorded. */
  readonly #changed = new Set<string>();

  /** `file` is open for appending; `recorded`: what it holds already. */
  constructor(
    file: OpenFile,
    readonly tool: JournalTool,
    readonly run: JournalRun,
    readonly recorded?: Recorded,
  ) {
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
    if (event.type === 'finding' && isOfRow(event.finding)) {
      this.#waiting.push(event.finding);
    } else if (event.type === 'row-done') {
      this.#addRow(event);
    } else {
      this.#release();
      if (event.type === 'batch-read' && this.recorded?.holdsBatch(event.batch) === false) {
        this.#changed.add(event.batch.file);
      }
      const line = this.#lineOf(event);
      if (line !== undefined) this.#write(line);
    }
  };

  /** What was written is on the disk, as far as the system can tell. */
  close(): void {
    this.#release();
    if (this.#descriptor === undefined) return;
    try {
      if (this.#isForeign(this.#descriptor)) return;
      fsyncSync(this.#descriptor);
    } catch (error) {
      this.failure = codeOf(error);
    }
    this.#letGo();
  }

  /** What the stage target says of a row stands in its findings: each run says it anew, and readers put it together. */
  #addRow({ row: told, own, refused, recorded }: Extract<RunEvent, { type: 'row-done' }>): void {
    const row = withoutTarget(told, own ?? told.status);
    const findings = this.#waiting.filter((one) => isOf(one, row));
    this.#waiting = this.#waiting.filter((one) => !isOf(one, row));
    this.#release();
    if (recorded && !this.#changed.has(row.file) && this.recorded?.holds(row, refused)) return;
    this.#write({ type: 'row', row, ...(refused && { refused }), findings });
  }

  /** Findings whose row did not follow are written by themselves rather than not at all. */
  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const finding of waiting) this.#write({ type: 'finding', finding });
  }

  #lineOf(event: RunEvent): JournalLine | undefined {
    switch (event.type) {
      case 'run-started':
        return this.#header(event);
      case 'batch-read':
        return { type: 'batch', batch: event.batch };
      case 'stage-started':
        return {
          type: 'begun',
          stage: event.stage,
          ...(event.rows === undefined ? {} : { rows: event.rows }),
        };
      case 'stage-done':
        return { type: 'stage', stage: event.stage };
      case 'endpoint':
        return { type: 'endpoint', endpoint: event.endpoint };
      case 'finding':
        return { type: 'finding', finding: event.finding };
      case 'run-done':
        return { type: 'end', durationMs: event.durationMs, interrupted: event.interrupted };
      default:
        return undefined;
    }
  }

  #header({ startedAt, wishes }: Extract<RunEvent, { type: 'run-started' }>): RunLine {
    const { server, shard, stages, rows, sample, concurrency } = this.run;
    const options = {
      stages: STAGES.filter((id) => stages.has(id)),
      rows: rows ?? null,
      sample: sample ?? null,
      concurrency,
      ...(wishes && { wishes }),
    };
    return {
      type: 'run',
      journal: JOURNAL_VERSION,
      tool: this.tool,
      startedAt,
      server: server ?? null,
      shard: shard ?? null,
      options,
    };
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
    this.#waiting = [];
    try {
      if (descriptor !== undefined) closeSync(descriptor);
    } catch (error) {
      this.failure ??= codeOf(error);
    }
  }
}

function isOfRow({ code, location }: Finding): boolean {
  const stage = stageOf(code);
  return (stage === 'login' || stage === 'mailbox') && location?.row !== undefined;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? (error as Error).name;
}
