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
    if (admin !== undefined && standing.leftAlone(row)) guard.recall(admin, 'stopped');
    const known = standing.of(row, duplicates);
    if (known === undefined) continue;
    // Rows that shared the answer of another one were no sign-ins of their own.
    if (admin !== undefined && known.row.attempts > 0) guard.recall(admin, outcomeFor(known));
    if (isRefused(known)) lead(planned, known);
  }
}

/** A missing right on one mailbox says nothing of the account, as while it is tried. */
function outcomeFor(known: EarlierRow): Outcome {
  if (!isRefused(known)) return 'accepted';
  return known.row.codes.includes('login/not-authorized') ? 'unknown' : 'refused';
}
