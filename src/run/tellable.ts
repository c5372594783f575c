import { isLikeAddress } from '../batch/record.js';
import type { Code } from '../model/code.js';
import type { Subject } from '../model/finding.js';
import type { BatchRow, RowResult } from '../model/row.js';

/** What the CSV said of a row, for the stages that come to it again. Rows without findings have none. */
export interface RowNote {
  /** Codes of the findings that name it; none where the findings were not asked for. */
  codes: Code[];
  /** An error stands against it: nobody signs in with it. */
  failed: boolean;
}

/**
 * Whether the values may stand in other columns than their own, the password under EmailAddress or UserName: there is
 * none under Password, or an address of which UserName knows nothing; EmailAddress holds several values, or one that
 * is no address while there is an `@` in another; or a quoted name has swallowed the line below it. Where no other
 * value of a row may be an address, what stands under EmailAddress is taken for an attempt at one, and told.
 */
export function mayBeShifted({ emailAddress, userName, password }: BatchRow): boolean {
  if (password.isEmpty || LINE_END.test(userName)) return true;
  if (isLikeAddress(password) && !isLikeAddress(userName)) return true;
  if (emailAddress === '' || isLikeAddress(emailAddress)) return false;
  return SEVERAL.test(emailAddress.trim()) || userName.includes('@') || password.matches(/@/);
}

const LINE_END = /[\r\n]/;

/** What stands between values, and in no address that somebody mistyped. */
const SEVERAL = /[\s,;|"]/;

/** The names of a row, as far as they cannot be a password. */
export function tellableNames(row: BatchRow): Subject {
  const { emailAddress, userName } = row;
  if (!mayBeShifted(row)) return { emailAddress, userName };
  return { emailAddress: addressIn(emailAddress), userName: addressIn(userName) };
}

function addressIn(value: string): string {
  return isLikeAddress(value) ? value : '';
}

/** The result of a row that nobody signed in to. It failed where a finding of the CSV says so. */
export function untried(row: BatchRow, note: RowNote | undefined): RowResult {
  const { emailAddress, userName } = tellableNames(row);
  const codes = note?.codes ?? [];
  const status = note?.failed === true && codes.length > 0 ? 'failed' : 'skipped';
  return { file: row.file, row: row.row, line: row.line, emailAddress, userName, status, codes, attempts: 0 };
}
