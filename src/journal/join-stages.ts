import { list } from '../knowledge/catalogue/words.js';
import { STAGES, type StageId, type StageStatus } from '../model/stage.js';
import { describePart, type PartWish } from '../run/part.js';
import { graver, isThwarted } from '../run/stage-log.js';
import type { RunLine } from './line.js';
import { OF_ROWS, type Outcome, type StageOutcome } from './outcome.js';

/**
 * The stages of all journals, which come by time. `allJudged`: every row has its result, so that it no longer matters
 * which of the runs left it to another.
 */
export function joinStages(outcomes: readonly Outcome[], allJudged: boolean): Map<StageId, StageOutcome> {
  const [first, ...others] = outcomes;
  const alone = others.length === 0 ? first?.stages : undefined;
  const lacking = allJudged ? NO_SHARDS : missingShards(outcomes);
  const stages = new Map<StageId, StageOutcome>();
  for (const id of STAGES) {
    const ofRows = OF_ROWS.has(id);
    const joined = ofRows ? joinParts(id, outcomes, allJudged) : joinStage(id, outcomes);
    const stage = alone === undefined ? joined : alone.get(id);
    if (stage !== undefined) stages.set(id, ofRows ? withoutShards(stage, lacking) : stage);
  }
  return stages;
}

interface Told {
  outcome: Outcome;
  stage: StageOutcome;
}

function toldBy(id: StageId, outcomes: readonly Outcome[]): Told[] {
  return outcomes.flatMap((outcome) => {
    const stage = outcome.stages.get(id);
    return stage === undefined ? [] : [{ outcome, stage }];
  });
}

function ranIn(told: readonly Told[]): Told[] {
  return told.filter(({ stage }) => stage.result.status !== 'skipped');
}

/** Nobody ran it: the last word about it. */
function skippedIn(told: readonly Told[]): StageOutcome | undefined {
  return (told.findLast(({ stage }) => !stage.open) ?? told.at(-1))?.stage;
}

/** Each run did the whole stage: one that came to its end is enough. */
function joinStage(id: StageId, outcomes: readonly Outcome[]): StageOutcome | undefined {
  const told = toldBy(id, outcomes);
  const ran = ranIn(told);
  if (ran.length === 0) return skippedIn(told);
  const closed = ran.filter(({ stage }) => !stage.open);
  const pool = closed.length > 0 ? closed : ran;
  const reasons = pool.flatMap(({ stage }) => stage.result.reason ?? []);
  return merged(id, pool, gravest(pool), reasons);
}

/** Each run did a part of the stage. One that could not leaves its part open. */
function joinParts(id: StageId, outcomes: readonly Outcome[], allJudged: boolean): StageOutcome | undefined {
  const told = toldBy(id, outcomes);
  const ran = ranIn(told);
  if (ran.length === 0) return skippedIn(told);
  if (allJudged) {
    const status = gravest(ran, (own) => (own === 'incomplete' ? 'passed' : own));
    return { ...merged(id, ran, status, []), open: false };
  }
  const due = told.filter((one) => isDue(one, id));
  const reasons = due.flatMap(({ outcome, stage }) => {
    const { reason } = stage.result;
    return reason === undefined || reason === partOf(outcome.run) ? [] : [reason];
  });
  const status = gravest(due, (own) => (own === 'skipped' ? 'incomplete' : own));
  return merged(id, due, status, reasons.length > 0 ? reasons : commonPart(outcomes));
}

/** It did its part, or should have. Where all sign-ins were refused, there was no mailbox to read. */
function isDue({ outcome, stage }: Told, id: StageId): boolean {
  if (stage.result.status !== 'skipped') return true;
  const login = outcome.stages.get('login');
  return isThwarted(stage.result) && (id === 'login' || login?.result.status === 'skipped');
}

function gravest(told: readonly Told[], as = (own: StageStatus): StageStatus => own): StageStatus {
  return told.reduce<StageStatus>((worst, { stage }) => graver(worst, as(stage.result.status)), 'skipped');
}

function merged(
  id: StageId,
  told: readonly Told[],
  status: StageStatus,
  reasons: readonly string[],
): StageOutcome {
  const durationMs = Math.max(...told.map(({ stage }) => stage.result.durationMs));
  const reason = [...new Set(reasons)].join('; ');
  return {
    result: { id, status, ...(reason === '' ? {} : { reason }), durationMs },
    open: told.some(({ stage }) => stage.open),
  };
}

function partOf({ shard, options }: RunLine): string | undefined {
  return describePart({ ...wishOf(options), ...(shard === null ? {} : { shard }) });
}

function wishOf({ rows, sample }: RunLine['options']): PartWish {
  return { ...(rows === null ? {} : { rows }), ...(sample === null ? {} : { sample }) };
}

/** What all of them were asked for, the shards put together. */
function commonPart(outcomes: readonly Outcome[]): string[] {
  const parts = new Set(outcomes.map(({ run }) => describePart(wishOf(run.options))));
  const [part] = parts;
  return parts.size === 1 && part !== undefined ? [part] : [];
}

/** Numbers of the shards of which there is no journal, and how many there should be. */
interface Lacking {
  missing: readonly number[];
  of: number;
}

const NO_SHARDS: Lacking = { missing: [], of: 0 };

/** Beside the journal of a run of all rows none is missed. */
function missingShards(outcomes: readonly Outcome[]): Lacking {
  const shards = outcomes.flatMap(({ run }) => run.shard ?? []);
  const [first] = shards;
  if (first === undefined || outcomes.some(({ run }) => partOf(run) === undefined)) return NO_SHARDS;
  const there = new Set(shards.map(({ index }) => index));
  const missing: number[] = [];
  for (let index = 1; index <= first.of; index++) if (!there.has(index)) missing.push(index);
  return { missing, of: first.of };
}

/** `shards 3 and 5 of 8 are missing`. */
function withoutShards(stage: StageOutcome, { missing, of }: Lacking): StageOutcome {
  const { result } = stage;
  if (missing.length === 0 || result.status === 'skipped') return stage;
  const [noun, verb] = missing.length === 1 ? ['shard', 'is'] : ['shards', 'are'];
  const told = `${noun} ${list(missing)} of ${of} ${verb} missing`;
  const reason = result.reason === undefined ? told : `${told}; ${result.reason}`;
  return { ...stage, result: { ...result, status: graver(result.status, 'incomplete'), reason } };
}
