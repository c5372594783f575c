import { TARGET_LIMITS } from '../knowledge/exchange-online.js';
import type { LoginEvidence } from '../model/evidence.js';
import type { Finding } from '../model/finding.js';
import type { BatchRow, RowResult } from '../model/row.js';
import type { RunOptions } from './options.js';
import type { RowOutcome } from './row-outcome.js';

/** Octets that the target mailbox of a row holds. */
export type QuotaOf = (row: Pick<BatchRow, 'emailAddress'>) => number;

/** `known`: what exports of the tenant tell of an address. Undefined where mailboxes are not to be measured. */
export function quotasOf(
  { audit, targetQuota }: Pick<RunOptions, 'audit' | 'targetQuota'>,
  known?: (emailAddress: string) => number | undefined,
): QuotaOf | undefined {
  if (!audit) return undefined;
  return ({ emailAddress }) => known?.(emailAddress) ?? targetQuota ?? TARGET_LIMITS.quotaBytes;
}

/** How measuring may end where one more try can go otherwise. */
const PASSING: ReadonlySet<string> = new Set(['timeout', 'dropped', 'refused', 'unreachable', 'tls']);

/** Signed in, and lost while the mailbox was measured. */
export function isBrokenOff({ audit }: LoginEvidence): boolean {
  return audit?.failure !== undefined && PASSING.has(audit.failure.kind);
}

/**
 * Whether an earlier result says all that measuring the mailbox now would, with a target of that quota. What was broken
 * off looks like what the server does not tell, and is measured once more.
 */
export function isMeasured(
  { audit }: Pick<RowResult, 'audit'>,
  findings: readonly Finding[],
  quota: number,
): boolean {
  if (audit === undefined || audit.accuracy === 'at-least' || audit.large === undefined) return false;
  const over = findings.find((one) => one.code === 'mailbox/over-target-quota');
  return audit.bytes > quota ? over?.args.quota === quota : over === undefined;
}

/** Of two tries of one row, of which the first may have signed in without measuring all, the one that says more. */
export function fuller(before: RowOutcome | undefined, now: RowOutcome): RowOutcome {
  if (before?.status !== 'passed') return now;
  if (now.status !== 'passed') return before;
  return now.audit === undefined && before.audit !== undefined ? before : now;
}
