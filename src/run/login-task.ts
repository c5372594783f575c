import { isOverload, type Judgement } from '../checks/classify.js';
import type { LoginEvidence } from '../model/evidence.js';
import type { Pipelining } from '../probes/imap/login.js';
import type { Overload } from './capacity.js';
import type { EarlierRow } from './earlier.js';
import type { Outcome } from './lockout.js';
import type { RowOutcome } from './row-outcome.js';
import type { PlannedRow } from './rows.js';

/** Tries that do not count against a row, by what the server minded. */
const FREE_TRIES: Record<Overload, number> = { connections: 12, pace: 12, drop: 6 };

/** A row while it is being tried. */
export interface Task extends PlannedRow {
  /** From 0, in the order of the batches. */
  place: number;
  attempts: number;
  turnedAway: number;
  /** Tries that do not count against the row. */
  free: number;
  /** How many commands may go out in one piece; less once that went wrong with this row. */
  most: Pipelining;
  /** What the last try came to, while further ones are due. */
  outcome?: RowOutcome;
  state: 'open' | 'settled' | 'given-up';
  /** Rows with equal credentials, which share the outcome. */
  followers: PlannedRow[];
}

export function newTask(planned: PlannedRow, place: number): Task {
  return {
    ...planned,
    place,
    attempts: 0,
    turnedAway: 0,
    free: 0,
    most: 'all',
    state: 'open',
    followers: [],
  };
}

/** A row whose result is that of an earlier run. */
export function settledTask(planned: PlannedRow, known: EarlierRow): Task {
  return { ...newTask(planned, Number.POSITIVE_INFINITY), outcome: earlierOutcome(known), state: 'settled' };
}

export function earlierOutcome({ row, findings, refused }: EarlierRow): RowOutcome {
  const { status, folders, ms, audit } = row;
  return {
    status,
    findings,
    ...(refused && { refused }),
    ...(folders === undefined ? {} : { folders }),
    ...(ms === undefined ? {} : { ms }),
    ...(audit && { audit }),
  };
}

/** Whether one more try for that reason is for the server's sake, and not the row's fault. */
export function isFree(task: Task, cause: Overload): boolean {
  return task.turnedAway < FREE_TRIES[cause];
}

/**
 * A refusal counts when it is the credentials that are refused, not the right to one mailbox; and some servers
 * take a wrong password first and say so only then, so a missing right proves nothing either way.
 */
export function credentialsIn(judgement: Judgement, evidence: LoginEvidence): Outcome {
  if (judgement.kind === 'failed' && judgement.code === 'login/not-authorized') return 'unknown';
  if (evidence.login?.status === 'OK') return 'accepted';
  return judgement.kind === 'failed' ? 'refused' : 'unknown';
}

/** What the server minded, where it may have been the load and not the row. */
export function crowding(judgement: Judgement, { failure }: LoginEvidence): Overload | undefined {
  if (judgement.kind === 'passed') return undefined;
  if (isOverload(judgement.code)) return judgement.code === 'login/throttled' ? 'pace' : 'connections';
  return failure?.kind === 'dropped' || failure?.kind === 'refused' ? 'drop' : undefined;
}
