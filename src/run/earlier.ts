import type { Code } from '../model/code.js';
import type { Finding } from '../model/finding.js';
import type { BatchRow, RowPlace, RowResult } from '../model/row.js';
import { mayBeShifted, tellableNames } from './tellable.js';

/** A row by which an earlier result is looked up. Names are empty where they are withheld. */
export interface EarlierKey extends RowPlace {
  emailAddress: string;
  userName: string;
  userRoot?: string;
}

/** What an earlier run found of a row. */
export interface EarlierRow {
  row: RowResult;
  /** Of sign-in and mailbox, at the row's place. */
  findings: Finding[];
}

/** The results of an earlier run, from which this one goes on. */
export interface Earlier {
  find(key: EarlierKey): EarlierRow | undefined;
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
  ) {}

  /** The earlier result of the row where it stands; undefined where the row is to be tried. */
  of(row: BatchRow): EarlierRow | undefined {
    const found = this.earlier.find(earlierKey(row));
    if (found === undefined) return undefined;
    if (found.row.status === 'passed') return found;
    return isRefused(found.row) && !this.retryRejected ? found : undefined;
  }
}

export function isRefused({ status, codes }: RowResult): boolean {
  return status === 'failed' && codes.some((code) => code.startsWith('login/') && !NO_REFUSAL.has(code));
}

function earlierKey(row: BatchRow): EarlierKey {
  const { file, line } = row;
  return { file, row: row.row, line, ...tellableNames(row), ...tellableRoot(row) };
}

/** The UserRoot of a row whose values stand in their columns. */
export function tellableRoot(row: BatchRow): { userRoot?: string } {
  return row.userRoot === undefined || row.userRoot === '' || mayBeShifted(row)
    ? {}
    : { userRoot: row.userRoot };
}
