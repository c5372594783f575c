import type { Subject } from '../model/finding.js';
import type { BatchRow } from '../model/row.js';

/** A row without a password may have its values one column further on, the password under UserName. */
export function mayBeShifted({ password }: BatchRow): boolean {
  return password.isEmpty;
}

/** The names of a row, as far as they cannot be a password. */
export function tellableNames(row: BatchRow): Subject {
  const { emailAddress, userName } = row;
  if (!mayBeShifted(row)) return { emailAddress, userName };
  return { emailAddress: emailAddress.includes('@') ? emailAddress : '', userName: '' };
}
