import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import type { Code } from '../model/code.js';
import type { Finding } from '../model/finding.js';
import type { BatchRow, RowPlace, RowResult } from '../model/row.js';
import { isMeasured, type QuotaOf } from './measured.js';
import { tellableNames } from './tellable.js';

/** A row by which an earlier result is looked up. Names are empty where they are withheld. */
export interface EarlierKey extends RowPlace {
  emailAddress: string;
  userName: string;
}

/** What an earlier run found of a row. */
export interface EarlierRow {
  row: RowResult;
  /** Of sign-in and mailbox, at the row's place. */
  findings: Finding[];
  /** Its credentials were, whether that was asked for or not. */
  refused?: true;
}

/** The results of an earlier run, from which this one goes on. */
export interface Earlier {
  find(key: EarlierKey): EarlierRow | undefined;
  /** The row that was refused under this user name, where there is one alone. */
  refusedAs(key: EarlierKey): EarlierRow | undefined;
}

/** Codes of a sign-in that was not refused, or not tried. */
const NO_REFUSAL: ReadonlySet<Code> = new Set<Code>([
  'login/timeout',
  'login/dropped',
  'login/unavailable',
  'login/throttled',
  'login/too-many-connections',
  'login/stopped',
]);

/** Results that stand: only rows that passed are trusted, and who was refused is left alone unless that is asked for. */
export class Standing {
  constructor(
    readonly earlier: Earlier,
    readonly retryRejected: boolean,
    /** Given where mailboxes are to be measured: who passed without that, or by another quota, is tried again. */
    readonly quotaOf?: QuotaOf,
  ) {}

  /** The earlier result of the row where it stands; undefined where the row is to be tried. */
  of(row: BatchRow, duplicates: Pick<DuplicateCheck, 'isShared'>): EarlierRow | undefined {
    const key = earlierKey(row);
    const found = this.earlier.find(key);
    if (found?.row.status === 'passed') {
      const { quotaOf } = this;
      return quotaOf === undefined || isMeasured(found.row, found.findings, quotaOf(row)) ? found : undefined;
    }
    if (this.retryRejected) return undefined;
    if (found !== undefined && isRefused(found)) return found;
    // The address is not sent: where it alone was edited, the same credentials would be refused once more.
    const unknown = found === undefined && key.userName !== '' && !duplicates.isShared(row.userName);
    return unknown ? this.earlier.refusedAs(key) : undefined;
  }

  /** Its admin account had been refused so often that the row was not tried. */
  leftAlone(row: BatchRow): boolean {
    if (this.retryRejected) return false;
    const findings = this.earlier.find(earlierKey(row))?.findings ?? [];
    return findings.some(({ code, args }) => code === 'login/stopped' && args.kind === 'admin-account');
  }
}

export function isRefused({ row, refused }: EarlierRow): boolean {
  const told = row.codes.some((code) => code.startsWith('login/') && !NO_REFUSAL.has(code));
  return refused === true || (row.status === 'failed' && told);
}

function earlierKey(row: BatchRow): EarlierKey {
  const { file, line } = row;
  return { file, row: row.row, line, ...tellableNames(row) };
}
