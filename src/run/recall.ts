import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import { adminAccount } from '../checks/sign-in-form.js';
import { type EarlierRow, isRefused, type Standing } from './earlier.js';
import type { LockoutGuard, Outcome } from './lockout.js';
import type { PlannedRow } from './rows.js';

/**
 * Looks through earlier results before anybody is signed in: what befell an admin account counts, and who was refused
 * leads the rows with equal credentials, wherever they stand: `lead` is called for each such row.
 */
export async function recallEarlier(
  rows: AsyncGenerator<PlannedRow>,
  standing: Standing,
  { duplicates, guard }: { duplicates: DuplicateCheck; guard: LockoutGuard },
  lead: (planned: PlannedRow, known: EarlierRow) => void,
): Promise<void> {
  for await (const planned of rows) {
    const { row, note } = planned;
    const admin = adminAccount(row);
    if (note?.failed || (admin === undefined && !duplicates.isShared(row.userName))) continue;
    const known = standing.of(row);
    if (known === undefined) continue;
    if (admin !== undefined) guard.recall(admin, outcomeFor(known));
    if (isRefused(known.row)) lead(planned, known);
  }
}

/** A missing right on one mailbox says nothing of the account, as while it is tried. */
function outcomeFor({ row }: EarlierRow): Outcome {
  if (!isRefused(row)) return 'accepted';
  return row.codes.includes('login/not-authorized') ? 'unknown' : 'refused';
}
