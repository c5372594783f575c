import type { LoginEvidence } from '../model/evidence.js';
import type { RowOutcome } from './row-outcome.js';

/** How measuring may end where one more try can go otherwise. */
const PASSING: ReadonlySet<string> = new Set(['timeout', 'dropped', 'refused', 'unreachable', 'tls']);

/** Signed in, and lost while the mailbox was measured. */
export function isBrokenOff({ audit }: LoginEvidence): boolean {
  return audit?.failure !== undefined && PASSING.has(audit.failure.kind);
}

/** Of two tries of one row, of which the first may have signed in without measuring all, the one that says more. */
export function fuller(before: RowOutcome | undefined, now: RowOutcome): RowOutcome {
  if (before?.status !== 'passed') return now;
  if (now.status !== 'passed') return before;
  return now.audit === undefined && before.audit !== undefined ? before : now;
}
