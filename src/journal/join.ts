import { InputError } from '../batch/input-error.js';
import { number } from '../knowledge/catalogue/words.js';
import type { Finding } from '../model/finding.js';
import type { Report } from '../model/report.js';
import type { BatchSummary } from '../model/row.js';
import type { StageId, StageResult } from '../model/stage.js';
import { Collector } from '../run/collect.js';
import { graver } from '../run/stage-log.js';
import { targetNotes, withTarget } from '../run/target-note.js';
import { joinStages } from './join-stages.js';
import { BROKEN_OFF, type Outcome, type StageOutcome } from './outcome.js';
import { isSameBatch, RowStore } from './row-store.js';

/**
 * The report of one journal, or of several that are shards or parts of one batch.
 *
 * @throws {InputError} when they do not belong together.
 */
export function reportOf(outcomes: readonly Outcome[]): Report {
  const byTime = outcomes.toSorted((a, b) => Date.parse(a.run.startedAt) - Date.parse(b.run.startedAt));
  const batches = joinBatches(outcomes);
  assertTogether(outcomes);
  const rows = joinRows(byTime, batches);
  const { missing } = rows;
  const stages = tellLeft(joinStages(byTime, rows.isAllJudged), missing, countUntold(outcomes, rows));
  const collector = new Collector();
  const wishes = byTime.at(-1)?.run.options.wishes;
  collector.add({ type: 'run-started', startedAt: earliest(outcomes), ...(wishes && { wishes }) });
  for (const batch of batches) collector.add({ type: 'batch-read', batch });
  const endpoint = latestEndpoint(byTime);
  if (endpoint !== undefined) collector.add({ type: 'endpoint', endpoint });
  const joined = [...joinFindings(outcomes)];
  for (const finding of joined) collector.add({ type: 'finding', finding });
  const targets = targetNotes(joined);
  for (const { row, findings } of rows) {
    for (const finding of findings) collector.add({ type: 'finding', finding });
    collector.add({ type: 'row-done', row: withTarget(row, targets(row)) });
  }
  for (const { result } of stages.values()) collector.add({ type: 'stage-done', stage: result });
  const isOpen = missing > 0 || [...stages.values()].some(({ open }) => open);
  const durationMs = Math.max(...outcomes.map((outcome) => outcome.durationMs));
  collector.add({ type: 'run-done', durationMs, interrupted: isInterrupted(outcomes, isOpen) });
  return collector.finish();
}

function joinBatches(outcomes: readonly Outcome[]): BatchSummary[] {
  const batches = new Map<string, BatchSummary>();
  for (const { file, batches: own } of outcomes) {
    for (const batch of own) {
      const known = batches.get(batch.file);
      if (known !== undefined && !isSameBatch(known, batch)) {
        throw new InputError(
          file,
          'it is of another batch than the journals before it: a CSV file of the same name has other content',
          'Name the journals of one batch only, or check the file as it is now with all of its shards.',
        );
      }
      batches.set(batch.file, batch);
    }
  }
  return [...batches.values()];
}

function assertTogether([first, ...others]: readonly Outcome[]): void {
  for (const { file, run, signIns } of others) {
    const server = first?.run.server;
    if (server && run.server !== null && run.server.toLowerCase() !== server.toLowerCase()) {
      throw new InputError(
        file,
        'it is of another server than the journals before it',
        'Name the journals of one server only.',
      );
    }
    const of = first?.run.shard?.of;
    if (of !== undefined && run.shard !== null && run.shard.of !== of) {
      throw new InputError(
        file,
        `its batch was split into ${run.shard.of} shards, and that of the journals before it into ${of}`,
        'Name journals of one split only.',
      );
    }
    if (first !== undefined && !isSameSet(first.signIns, signIns)) {
      throw new InputError(
        file,
        'it is of other stages (`--only`, `--skip`) than the journals before it',
        'Name journals of the same stages only, or check the rows of this one with those stages too.',
      );
    }
  }
}

function joinRows(outcomes: readonly Outcome[], batches: readonly BatchSummary[]): RowStore {
  const [first, ...others] = outcomes;
  if (first !== undefined && others.length === 0) return first.rows;
  const rows = new RowStore();
  for (const batch of batches) rows.addBatch(batch);
  for (const outcome of outcomes) {
    for (const { row, findings } of outcome.rows) rows.join(row, findings);
  }
  return rows;
}

/** What several journals say alike is said once. */
function* joinFindings(outcomes: readonly Outcome[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const { findings } of outcomes) {
    const own = findings.map((finding) => ({ finding, key: keyOf(finding) }));
    for (const { finding, key } of own) if (!seen.has(key)) yield finding;
    for (const { key } of own) seen.add(key);
  }
}

/** Members come in the order of their shapes, so that equal ones have equal texts. */
function keyOf({ code, args, location }: Finding): string {
  return JSON.stringify([code, args, location]);
}

/** Rows that every shard has left to another, where none was to leave out any: a shard of their file is missing. */
function countUntold(outcomes: readonly Outcome[], rows: RowStore): number {
  const shared = outcomes.some(({ run }) => run.shard !== null && run.shard.of > 1);
  const narrowed = outcomes.some(({ run }) => run.options.rows !== null || run.options.sample !== null);
  if (!shared || narrowed || outcomes.length === 1) return 0;
  let untold = 0;
  for (const { row } of rows) if (row.status === 'skipped' && row.codes.length === 0) untold++;
  return untold;
}

/** Names of rows that have no result are not in the journal; how many there are is. */
function tellLeft(
  stages: Map<StageId, StageOutcome>,
  missing: number,
  untold: number,
): Map<StageId, StageOutcome> {
  const left = missing > 0 ? `${ofRows(missing)} no result` : `${ofRows(untold)} not been tried`;
  if (missing + untold === 0) return stages;
  for (const id of ['login', 'mailbox'] as const) {
    const stage = stages.get(id);
    // What is said of the stage already says more than that rows are left.
    const said = missing === 0 && stage?.result.reason !== undefined;
    if (stage !== undefined && !said) stages.set(id, { ...stage, result: withMissing(stage.result, left) });
  }
  return stages;
}

function ofRows(count: number): string {
  return count === 1 ? 'one row has' : `${number(count)} rows have`;
}

function withMissing(result: StageResult, left: string): StageResult {
  const { status, reason } = result;
  if (reason?.includes(BROKEN_OFF)) {
    return { ...result, reason: reason.replace(BROKEN_OFF, `${BROKEN_OFF}: ${left}`) };
  }
  if (status === 'skipped') return result;
  const told = reason === undefined ? left : `${left}; ${reason}`;
  return { ...result, status: graver(status, 'incomplete'), reason: told };
}

function isSameSet<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

function earliest(outcomes: readonly Outcome[]): string {
  const times = outcomes.map(({ startedAt }) => startedAt);
  return times.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? '';
}

function latestEndpoint(byTime: readonly Outcome[]): Outcome['endpoint'] {
  return byTime.findLast(({ endpoint }) => endpoint !== undefined)?.endpoint;
}

/** One run says so itself; of several it is so when something is left over from one that did not come to its end. */
function isInterrupted(outcomes: readonly Outcome[], isOpen: boolean): boolean {
  const [only, ...others] = outcomes;
  if (only?.end !== undefined && only.runs === 1 && others.length === 0) return only.end.interrupted;
  return isOpen && outcomes.some(({ isComplete }) => !isComplete);
}
