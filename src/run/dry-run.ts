import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import { adminAccount, signInForm } from '../checks/sign-in-form.js';
import type { DryRun, FormShare } from '../model/dry-run.js';
import type { BatchRow, SignInForm } from '../model/row.js';
import type { Standing } from './earlier.js';
import { LockoutGuard } from './lockout.js';
import type { RunOptions } from './options.js';
import { recallEarlier } from './recall.js';
import type { PlannedRow } from './rows.js';
import { type Leader, SharedCredentials } from './shared-credentials.js';
import type { Emit } from './stage-log.js';
import { tellRow } from './target-note.js';
import { untried } from './tellable.js';

export interface DryRunInput {
  server: string;
  options: RunOptions;
  /** Reads the rows; asked for once more where earlier results are to be looked through first. */
  rows(): AsyncGenerator<PlannedRow>;
  standing?: Standing;
  duplicates: DuplicateCheck;
}

/** Goes through the rows as the logins would, and counts. */
export async function countAttempts(input: DryRunInput, emit: Emit): Promise<DryRun> {
  const { server, options, rows, standing, duplicates } = input;
  const guard = new LockoutGuard(options.maxRejected, options.shard?.of);
  const count = new Count(duplicates, guard);
  if (standing !== undefined) {
    await recallEarlier(rows(), standing, { duplicates, guard }, ({ row }) => count.lead(row));
  }
  for await (const { row, note, target, eligible } of rows()) {
    tellRow(emit, untried(row, note), target);
    const known = note?.failed ? undefined : standing?.of(row, duplicates);
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

  constructor(
    readonly duplicates: DuplicateCheck,
    readonly guard: LockoutGuard,
  ) {
    this.#shared = new SharedCredentials(duplicates);
  }

  /** Rows with equal credentials share the earlier result of this one. */
  lead(row: BatchRow): void {
    this.#shared.add({ row, state: 'settled' });
  }

  keep(row: BatchRow): void {
    this.#kept++;
    this.lead(row);
  }

  add(row: BatchRow): void {
    const admin = adminAccount(row);
    // An account that an earlier run has seen refused too often is left alone.
    if (typeof this.guard.ask(admin) !== 'string') return;
    this.#rows++;
    const share = this.#shareOf(signInForm(row));
    share.rows++;
    const follows = this.#shared.leaderOf(row) !== undefined;
    if (!follows) {
      this.#attempts++;
      this.#shared.add({ row, state: 'open' });
    }
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
