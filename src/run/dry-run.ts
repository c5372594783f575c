import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import { adminAccount, signInForm } from '../checks/sign-in-form.js';
import type { DryRun, FormShare } from '../model/dry-run.js';
import type { BatchRow, SignInForm } from '../model/row.js';
import type { Standing } from './earlier.js';
import type { RunOptions } from './options.js';
import type { PlannedRow } from './rows.js';
import { type Leader, SharedCredentials } from './shared-credentials.js';
import type { Emit } from './stage-log.js';
import { untried } from './tellable.js';

export interface DryRunInput {
  server: string;
  options: RunOptions;
  rows: AsyncGenerator<PlannedRow>;
  standing?: Standing;
  duplicates: DuplicateCheck;
}

/** Goes through the rows as the logins would, and counts. */
export async function countAttempts(input: DryRunInput, emit: Emit): Promise<DryRun> {
  const { server, options, rows, standing, duplicates } = input;
  const count = new Count(duplicates);
  for await (const { row, note, eligible } of rows) {
    emit({ type: 'row-done', row: untried(row, note) });
    const known = note?.failed ? undefined : standing?.of(row);
    if (known !== undefined) count.keep(row);
    else if (eligible) count.add(row);
  }
  const { port, security, retries, concurrency, rate } = options;
  return {
    server,
    ...(port === undefined ? {} : { port }),
    ...(security === undefined ? {} : { security }),
    ...count.result,
    retries,
    concurrency,
    ...(rate === undefined ? {} : { rate }),
  };
}

class Count {
  readonly #shared: SharedCredentials<Leader>;
  readonly #forms = new Map<SignInForm, FormShare>();
  /** Sign-ins by account, of accounts that several rows sign in with. */
  readonly #accounts = new Map<string, number>();
  #rows = 0;
  #attempts = 0;
  #kept = 0;

  constructor(readonly duplicates: DuplicateCheck) {
    this.#shared = new SharedCredentials(duplicates);
  }

  keep(row: BatchRow): void {
    this.#kept++;
    this.#shared.add({ row, state: 'settled' });
  }

  add(row: BatchRow): void {
    this.#rows++;
    const share = this.#shareOf(signInForm(row));
    share.rows++;
    const follows = this.#shared.leaderOf(row) !== undefined;
    if (!follows) {
      this.#attempts++;
      this.#shared.add({ row, state: 'open' });
    }
    const admin = adminAccount(row);
    if (admin === undefined && !this.duplicates.isShared(row.userName)) {
      share.accounts++;
      return;
    }
    const account = `${share.form} ${admin ?? row.userName.trim().toLowerCase()}`;
    const before = this.#accounts.get(account);
    if (before === undefined) share.accounts++;
    this.#accounts.set(account, (before ?? 0) + (follows ? 0 : 1));
  }

  #shareOf(form: SignInForm): FormShare {
    const share = this.#forms.get(form) ?? { form, rows: 0, accounts: 0 };
    this.#forms.set(form, share);
    return share;
  }

  get result() {
    const least = this.#attempts > 0 ? 1 : 0;
    let most = least;
    for (const attempts of this.#accounts.values()) most = Math.max(most, attempts);
    return {
      rows: this.#rows,
      attempts: this.#attempts,
      kept: this.#kept,
      forms: [...this.#forms.values()],
      mostForOneAccount: most,
    };
  }
}
