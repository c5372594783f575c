import { isAdminForm } from '../knowledge/catalogue/words.js';
import type { RecordEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import type { SignInForm } from '../model/row.js';
import { place } from './csv-row.js';
import { adminAccount, appPasswordForm, signInForm } from './sign-in-form.js';

/** Rows of a minority that are named; beyond that their number tells enough. */
const NAMED_ROWS = 200;

/** Accounts that are named, those of most rows first: who has more of them has user names that only look so. */
const NAMED_ACCOUNTS = 20;

interface Group {
  count: number;
  rows: number[];
}

/** What the sign-in forms of one file have in common. One instance a file. */
export class SignInCheck {
  readonly #forms = new Map<SignInForm, Group>();
  /** Rows that sign in through an admin account. */
  superUsers = 0;
  readonly #admins = new Map<string, Group & { form: SignInForm }>();

  constructor(
    readonly file: string,
    readonly gmail: boolean,
  ) {}

  add(record: RecordEvidence): Finding | undefined {
    if (!record.sound || record.userName.trim() === '') return undefined;
    // A second header, in files that were joined, is no row.
    if (record.userName === 'UserName') return undefined;
    const form = signInForm(record);
    note(this.#forms, form, record.row, noRows);
    if (isAdminForm(form)) this.#noteAdmin(record, form);
    if (!this.gmail || record.password.isEmpty) return undefined;
    const password = appPasswordForm(record.password);
    if (password === 'plain') return undefined;
    const spaces = password === 'with-spaces' ? ({ withSpaces: true } as const) : {};
    return finding('csv/app-password-format', spaces, place(record)('Password'));
  }

  #noteAdmin(record: RecordEvidence, form: SignInForm): void {
    const admin = adminAccount(record);
    if (admin === undefined) return;
    this.superUsers++;
    note(this.#admins, admin, record.row, () => ({ ...noRows(), form }));
  }

  /** The findings that need the whole file. */
  finish(): Finding[] {
    return [...this.#mixed(), ...this.#superUsers()];
  }

  #mixed(): Finding[] {
    const groups = [...this.#forms].sort(([, a], [, b]) => b.count - a.count);
    const [first, ...others] = groups;
    if (first === undefined || others.length === 0) return [];
    const minorities = others.map(([form, { count, rows }]) => ({ form, count, rows }));
    const rows = minorities.flatMap((group) => group.rows).sort((a, b) => a - b);
    const tie = others[0]?.[1].count === first[1].count ? ({ tie: true } as const) : {};
    const args = { majority: first[0], minorities, ...tie };
    const location = { file: this.file, column: 'UserName' };
    return [finding('csv/mixed-username-format', args, { location, evidence: { rows } })];
  }

  #superUsers(): Finding[] {
    const accounts = [...this.#admins].sort(([, a], [, b]) => b.count - a.count);
    return accounts.slice(0, NAMED_ACCOUNTS).map(([account, { form, count, rows }]) => {
      const location = { file: this.file, column: 'UserName' };
      return finding('csv/super-user', { form, account, rows: count }, { location, evidence: { rows } });
    });
  }
}

function noRows(): Group {
  return { count: 0, rows: [] };
}

function note<K, G extends Group>(groups: Map<K, G>, key: K, row: number, create: () => G): void {
  const group = groups.get(key) ?? create();
  group.count++;
  if (group.rows.length < NAMED_ROWS) group.rows.push(row);
  groups.set(key, group);
}
