import type { MailboxAudit } from './audit.js';
import type { Code } from './code.js';
import type { Secret } from './secret.js';

/** The columns that Exchange Online reads from an IMAP migration CSV. */
export const REQUIRED_COLUMNS = ['EmailAddress', 'UserName', 'Password'] as const;
export type RequiredColumn = (typeof REQUIRED_COLUMNS)[number];
export const KNOWN_COLUMNS = [...REQUIRED_COLUMNS, 'UserRoot'] as const;
export type KnownColumn = (typeof KNOWN_COLUMNS)[number];

/** Where a data row stands. `row` counts data rows from 1; `line` is the line on which the record begins. */
export interface RowPlace {
  file: string;
  row: number;
  line: number;
}

/** One data row. The names are empty where the row is too damaged to tell a name from a password. */
export interface BatchRow extends RowPlace {
  emailAddress: string;
  userName: string;
  password: Secret;
  userRoot?: string;
}

/** The file as a whole. `rows` counts data rows; `bytes` is the size as stored. */
export interface BatchSummary {
  file: string;
  bytes: number;
  rows: number;
}

/**
 * `failed`: an error finding names the row. `inconclusive`: it was tried and no answer can be trusted.
 * `skipped`: it was not tried.
 */
export type RowStatus = 'passed' | 'failed' | 'inconclusive' | 'skipped';

/** What came of one row. */
export interface RowResult extends RowPlace {
  emailAddress: string;
  userName: string;
  status: RowStatus;
  codes: Code[];
  /** Folders that LIST returned; absent when the mailbox was not listed. */
  folders?: number;
  /** Times a sign-in was begun. */
  attempts: number;
  /** Time of the attempt that decided. */
  ms?: number;
  /** Where the mailbox was measured. */
  audit?: MailboxAudit;
}

/** How a user name says who signs in, and for whom (learn.microsoft.com: CSV files for IMAP migration batches). */
export type SignInForm =
  | 'address'
  | 'short-name'
  | 'exchange-user'
  | 'exchange-admin'
  | 'dovecot-admin'
  | 'mirapoint-admin'
  | 'admin-with-user-root';
