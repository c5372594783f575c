import type { Security } from './endpoint.js';
import type { SignInForm } from './row.js';

/** Rows that sign in in one form, and the accounts that they sign in with. */
export interface FormShare {
  form: SignInForm;
  rows: number;
  accounts: number;
}

/** What a run would try. Nothing was asked of the network. */
export interface DryRun {
  server: string;
  /** Absent where both 993 (ssl) and 143 (tls) would be tried. */
  port?: number;
  security?: Security;
  /** Rows that would be signed in with. */
  rows: number;
  /** Sign-ins, further tries left out: equal credentials are tried once. */
  attempts: number;
  /** Rows that keep the result of an earlier run. */
  kept: number;
  /** In the order in which the forms were met. */
  forms: FormShare[];
  /** Sign-ins with the account that is used most often. */
  mostForOneAccount: number;
  /** Tries of one row after the first, at most. */
  retries: number;
  concurrency: number;
  /** Sign-ins begun per second at most. */
  rate?: number;
}
