import { InputError } from '../batch/input-error.js';
import type { Endpoint } from '../model/endpoint.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { BatchSummary } from '../model/row.js';
import { STAGES, type StageId, type StageResult } from '../model/stage.js';
import { takenUp } from '../run/collect.js';
import { CHOSEN, isThwarted } from '../run/stage-log.js';
import type { Journal, Segment } from './journal.js';
import type { EndLine, RunLine } from './line.js';
import { isSameBatch, type RowStore } from './row-store.js';

/** A stage as its journal leaves it. `open`: it did not come to its end. */
export interface StageOutcome {
  result: StageResult;
  open: boolean;
}

/** What all runs of a journal come to. */
export interface Outcome {
  file: string;
  /** How the last run began, and how it ended if it did. */
  run: RunLine;
  end: EndLine | undefined;
  /** The stages of the rows that its runs were asked for. */
  signIns: ReadonlySet<StageId>;
  /** The last run was neither broken off nor interrupted. */
  isComplete: boolean;
  runs: number;
  /** When the first run began. */
  startedAt: string;
  durationMs: number;
  batches: BatchSummary[];
  endpoint: Endpoint | undefined;
  stages: Map<StageId, StageOutcome>;
  /** Those of no row that was tried. */
  findings: Finding[];
  rows: RowStore;
}

/** Stages that work through the rows, so that each run does a part of them. */
export const OF_ROWS: ReadonlySet<StageId> = new Set(['login', 'mailbox']);

/** Why a stage is not done whose run ended without a word. */
export const BROKEN_OFF = 'the run was broken off';

/** Stages that need a server. */
const NETWORK: ReadonlySet<StageId> = new Set(['dns', 'tcp', 'tls', 'imap', 'login', 'mailbox']);

/**
 * Of each stage the latest run counts that came to its end, so that what an earlier one left open no longer matters.
 * While rows are open, the last run that was asked for their sign-ins counts, however it ended.
 *
 * @throws {InputError} when the runs are of different servers, or some rows are of fewer stages than others.
 */
export function outcomeOf({ file, files, segments, rows }: Journal): Outcome {
  if (rows.batches.length > 0) rows.keep(files);
  const { batches } = rows;
  const current = segments.filter((segment) => isCurrent(segment, batches));
  const last = segments.at(-1);
  if (last === undefined) throw new TypeError('a journal without a run');
  assertOneServer(file, segments);
  const signIns = signInsOf(file, segments);
  const allJudged = rows.isAllJudged;
  const chosen = new Map<StageId, StageOutcome>();
  const findings: Finding[] = [];
  for (const id of STAGES) {
    const stage = OF_ROWS.has(id) && !allJudged ? lastStage(id, current) : chooseStage(id, current);
    const outcome = stage?.outcome ?? unsaid(id, last);
    if (outcome !== undefined) chosen.set(id, outcome);
    const segment = stage?.segment ?? current.findLast((one) => findingsOf(id, one).length > 0);
    if (segment !== undefined) findings.push(...findingsOf(id, segment));
  }
  return {
    file,
    run: last.run,
    end: last.end,
    signIns,
    isComplete: last.isComplete,
    runs: segments.length,
    startedAt: segments[0]?.run.startedAt ?? last.run.startedAt,
    durationMs: segments.reduce((sum, segment) => sum + segment.durationMs, 0),
    batches,
    endpoint: latestEndpoint(segments),
    stages: chosen,
    findings,
    rows,
  };
}

/** It read the files as they are by now; otherwise all it says is about others. */
function isCurrent(segment: Segment, batches: readonly BatchSummary[]): boolean {
  return segment.batches.every((own) => batches.some((batch) => isSameBatch(batch, own)));
}

function assertOneServer(file: string, segments: readonly Segment[]): void {
  const servers = new Set(segments.flatMap(({ run }) => run.server?.toLowerCase() ?? []));
  if (servers.size < 2) return;
  throw new InputError(
    file,
    'it holds runs against different servers',
    'Begin a journal of its own for each server with `--journal`.',
  );
}

/** @throws {InputError} when the last run that signed in did less than one before it: rows of both stand side by side. */
function signInsOf(file: string, segments: readonly Segment[]): ReadonlySet<StageId> {
  const asked = segments.map(({ run }) => new Set(run.options.stages.filter((id) => OF_ROWS.has(id))));
  const last = asked.findLast(({ size }) => size > 0) ?? new Set<StageId>();
  if (asked.every((stages) => [...stages].every((id) => last.has(id)))) return last;
  throw new InputError(
    file,
    'it holds runs of different stages (`--only`, `--skip`)',
    'Go on from it with all of those stages, or begin a journal of its own for each choice with `--journal`.',
  );
}

interface Told {
  segment: Segment;
  outcome: StageOutcome;
}

function chooseStage(id: StageId, segments: readonly Segment[]): Told | undefined {
  const told = allTold(id, segments);
  const ran = told.filter(hasRun);
  const pool = ran.length > 0 ? ran : told;
  const chosen = pool.findLast(({ outcome }) => !outcome.open) ?? pool.at(-1);
  return chosen && withLongest(chosen, told);
}

/** What the last run that was to do the stage says of it, where an earlier one has left rows open. */
function lastStage(id: StageId, segments: readonly Segment[]): Told | undefined {
  const told = allTold(id, segments);
  if (!told.some(hasRun)) return chooseStage(id, segments);
  const last = segments.at(-1);
  if (last !== undefined && told.at(-1)?.segment !== last && unsaid(id, last)?.open) {
    return withLongest({ segment: last, outcome: brokenOff(id) }, told);
  }
  const chosen = told.findLast((one) => hasRun(one) || isThwarted(one.outcome.result));
  if (chosen === undefined || hasRun(chosen)) return chosen && withLongest(chosen, told);
  const { result, open } = chosen.outcome;
  return withLongest({ ...chosen, outcome: { result: { ...result, status: 'incomplete' }, open } }, told);
}

function allTold(id: StageId, segments: readonly Segment[]): Told[] {
  return segments.flatMap((segment) => {
    const outcome = toldBy(segment, id);
    return outcome === undefined ? [] : [{ segment, outcome }];
  });
}

function hasRun({ outcome }: Told): boolean {
  return outcome.result.status !== 'skipped';
}

function withLongest({ segment, outcome: { result, open } }: Told, told: readonly Told[]): Told {
  const durationMs = Math.max(...told.map(({ outcome }) => outcome.result.durationMs));
  return { segment, outcome: { result: { ...result, durationMs }, open } };
}

function brokenOff(id: StageId): StageOutcome {
  return { result: { id, status: 'incomplete', reason: BROKEN_OFF, durationMs: 0 }, open: true };
}

function toldBy(segment: Segment, id: StageId): StageOutcome | undefined {
  const record = segment.stages.get(id);
  if (record === undefined) return undefined;
  const { result } = record;
  if (record.open || result === undefined) {
    const broken = brokenOff(id);
    return { ...broken, result: takenUp(result, broken.result) };
  }
  const chosen = result.status === 'skipped' && !isThwarted(result);
  return { result, open: !segment.isComplete && result.reason !== undefined && !chosen };
}

/** A stage of which no run has said anything, because none came so far. */
function unsaid(id: StageId, { run, isComplete }: Segment): StageOutcome | undefined {
  if (isComplete) return undefined;
  const skipped = (reason: string, open: boolean): StageOutcome => ({
    result: { id, status: 'skipped', reason, durationMs: 0 },
    open,
  });
  if (!run.options.stages.includes(id)) return skipped(CHOSEN.notAsked, false);
  if (run.server === null && NETWORK.has(id)) return skipped(CHOSEN.noServer, false);
  return skipped(BROKEN_OFF, true);
}

function findingsOf(id: StageId, { findings }: Segment): Finding[] {
  return findings.filter(({ code }) => stageOf(code) === id);
}

/** A run that was broken off may not have seen all of it. */
function latestEndpoint(segments: readonly Segment[]): Endpoint | undefined {
  const seen = segments.filter(({ endpoint }) => endpoint !== undefined);
  return (seen.findLast(({ isComplete }) => isComplete) ?? seen.at(-1))?.endpoint;
}
