import type { RunEvent } from '../model/event.js';
import { type Finding, stageOf } from '../model/finding.js';
import { STAGES } from '../model/stage.js';
import type { RunOptions } from '../run/options.js';
import type { Shard } from '../run/part.js';
import {
  isOf,
  JOURNAL_VERSION,
  type JournalLine,
  type JournalTool,
  type RowLine,
  type RunLine,
} from './line.js';

/** What a run was asked, of which the journal keeps a part. */
export type JournalRun = Pick<RunOptions, 'server' | 'stages' | 'rows' | 'sample' | 'concurrency'> & {
  shard?: Shard;
  /** Names are shortened in its events. */
  redacted?: true;
};

/** The lines of a journal that the events of a run come to. Nothing is kept but findings that wait for their row. */
export class EventLines {
  /** Findings of a sign-in, until the result of their row comes. */
  #waiting: Finding[] = [];

  constructor(
    readonly tool: JournalTool,
    readonly run: JournalRun,
  ) {}

  /** The lines that can be written now, in order; the result of a row is the last one. */
  of(event: RunEvent): JournalLine[] {
    if (event.type === 'finding' && isOfRow(event.finding)) {
      this.#waiting.push(event.finding);
      return [];
    }
    if (event.type === 'row-done') return this.#rowLines(event);
    const line = this.#lineOf(event);
    return line === undefined ? this.rest() : [...this.rest(), line];
  }

  /** Findings whose row did not follow are written by themselves rather than not at all. */
  rest(): JournalLine[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting.map((finding) => ({ type: 'finding', finding }));
  }

  #rowLines({ row, refused }: Extract<RunEvent, { type: 'row-done' }>): JournalLine[] {
    const findings = this.#waiting.filter((one) => isOf(one, row));
    this.#waiting = this.#waiting.filter((one) => !isOf(one, row));
    const line: RowLine = { type: 'row', row, ...(refused && { refused }), findings };
    return [...this.rest(), line];
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
    const { server, shard, redacted, stages, rows, sample, concurrency } = this.run;
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
      ...(redacted && { redacted }),
      options,
    };
  }
}

function isOfRow({ code, location }: Finding): boolean {
  const stage = stageOf(code);
  return (stage === 'login' || stage === 'mailbox') && location?.row !== undefined;
}
