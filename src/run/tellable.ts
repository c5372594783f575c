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

/** The result of a row that nobody signed in to. It failed where a finding of the CSV says so. */
export function untried(row: BatchRow, note: RowNote | undefined): RowResult {
  const { emailAddress, userName } = tellableNames(row);
  const codes = note?.codes ?? [];
  const status = note?.failed === true && codes.length > 0 ? 'failed' : 'skipped';
  return { file: row.file, row: row.row, line: row.line, emailAddress, userName, status, codes, attempts: 0 };
}
