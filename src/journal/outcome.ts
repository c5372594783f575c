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

/** Why a stage is not done whose run ended without a word. */
export const BROKEN_OFF = 'the run was broken off';

/** Stages that need a server. */
const NETWORK: ReadonlySet<StageId> = new Set(['dns', 'tcp', 'tls', 'imap', 'login', 'mailbox']);

/**
 * Of each stage the latest run counts that came to its end, so that what an earlier one left open no longer matters.
 *
 * @throws {InputError} when the runs are of different servers.
 */
export function outcomeOf({ file, files, segments, rows }: Journal): Outcome {
  if (rows.batches.length > 0) rows.keep(files);
  const { batches } = rows;
  const current = segments.filter((segment) => isCurrent(segment, batches));
  const last = segments.at(-1);
  if (last === undefined) throw new TypeError('a journal without a run');
  assertOneServer(file, segments);
  const chosen = new Map<StageId, StageOutcome>();
  const findings: Finding[] = [];
  for (const id of STAGES) {
    const stage = chooseStage(id, current);
    const outcome = stage?.outcome ?? unsaid(id, last);
    if (outcome !== undefined) chosen.set(id, outcome);
    const segment = stage?.segment ?? current.findLast((one) => findingsOf(id, one).length > 0);
    if (segment !== undefined) findings.push(...findingsOf(id, segment));
  }
  return {
    file,
    run: last.run,
    end: last.end,
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

function chooseStage(
  id: StageId,
  segments: readonly Segment[],
): { segment: Segment; outcome: StageOutcome } | undefined {
  const told = segments.flatMap((segment) => {
    const outcome = toldBy(segment, id);
    return outcome === undefined ? [] : [{ segment, outcome }];
  });
  const ran = told.filter(({ outcome }) => outcome.result.status !== 'skipped');
  const pool = ran.length > 0 ? ran : told;
  const chosen = pool.findLast(({ outcome }) => !outcome.open) ?? pool.at(-1);
  if (chosen === undefined) return undefined;
  const durationMs = Math.max(...told.map(({ outcome }) => outcome.result.durationMs));
  const { result, open } = chosen.outcome;
  return { segment: chosen.segment, outcome: { result: { ...result, durationMs }, open } };
}

function toldBy(segment: Segment, id: StageId): StageOutcome | undefined {
  const record = segment.stages.get(id);
  if (record === undefined) return undefined;
  const { result } = record;
  if (record.open || result === undefined) {
    const broken: StageResult = { id, status: 'incomplete', reason: BROKEN_OFF, durationMs: 0 };
    return { result: takenUp(result, broken), open: true };
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
