import type { Endpoint } from '../model/endpoint.js';
import type { Finding } from '../model/finding.js';
import type { BatchSummary } from '../model/row.js';
import type { StageId, StageResult } from '../model/stage.js';
import { takenUp } from '../run/collect.js';
import type { EndLine, JournalLine, RunLine } from './line.js';
import { RowStore } from './row-store.js';

/** What a journal says of a stage of one run. */
export interface StageRecord {
  /** It has begun and not ended, the first time or again. */
  open: boolean;
  result?: StageResult;
}

/** One run of a journal, but for its rows. */
export class Segment {
  readonly batches: BatchSummary[] = [];
  readonly stages = new Map<StageId, StageRecord>();
  readonly findings: Finding[] = [];
  endpoint: Endpoint | undefined;
  end: EndLine | undefined;

  constructor(readonly run: RunLine) {}

  /** It was neither broken off nor interrupted. */
  get isComplete(): boolean {
    return this.end?.interrupted === false;
  }

  /** Of a run that was broken off, the time of the stages that ended. */
  get durationMs(): number {
    if (this.end !== undefined) return this.end.durationMs;
    return [...this.stages.values()].reduce((sum, { result }) => sum + (result?.durationMs ?? 0), 0);
  }

  begin(id: StageId): void {
    this.stages.set(id, { ...this.stages.get(id), open: true });
  }

  finish(stage: StageResult): void {
    const result = takenUp(this.stages.get(stage.id)?.result, stage);
    this.stages.set(stage.id, { open: false, result });
  }
}

/** A journal that has been read: its runs in the order in which they were appended, and the rows of all. */
export class Journal {
  readonly segments: Segment[] = [];
  readonly rows = new RowStore();

  constructor(readonly file: string) {}

  /**
   * Names of the files that the runs are about: those of the last run that has read all of its own. A file that was
   * named otherwise before is the same one, or is no longer asked for.
   */
  get files(): string[] {
    const read = this.segments.findLast(({ batches, stages }) => {
      return batches.length > 0 && stages.get('csv')?.open === false;
    });
    return (read?.batches ?? this.rows.batches).map(({ file }) => file);
  }

  /** False when the line belongs to a run, and none has begun. */
  add(line: JournalLine): boolean {
    if (line.type === 'run') {
      this.segments.push(new Segment(line));
      this.rows.beginRun();
      return true;
    }
    const segment = this.segments.at(-1);
    if (segment === undefined) return false;
    if (line.type === 'row') this.rows.add(line);
    else if (line.type === 'finding') segment.findings.push(line.finding);
    else if (line.type === 'begun') segment.begin(line.stage);
    else if (line.type === 'stage') segment.finish(line.stage);
    else if (line.type === 'endpoint') segment.endpoint = line.endpoint;
    else if (line.type === 'end') segment.end = line;
    else {
      segment.batches.push(line.batch);
      this.rows.addBatch(line.batch);
    }
    return true;
  }
}
