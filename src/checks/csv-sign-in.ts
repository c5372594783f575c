import type { RecordEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import type { SignInForm } from '../model/row.js';
import { place } from './csv-row.js';
import { adminAccount, signInForm } from './sign-in-form.js';

/** Rows of a minority that are named; beyond that their number tells enough. */
const NAMED_ROWS = 200;

/** Accounts that are named, those of most rows first: who has more of them has user names that only look so. */
const NAMED_ACCOUNTS = 20;

/** Sixteen letters, as Google shows them but without the spaces (support.google.com/accounts/answer/185833). */
const APP_PASSWORD = /^[a-z]{16}$/i;

interface Group {
  count: number;
  rows: number[];
}

/** What the sign-in forms of one file have in common. One instance a file. */
export class SignInCheck {
  readonly #forms = new Map<SignInForm, Group>();
  readonly #admins = new Map<string, Group & { form: SignInForm }>();

  constructor(
    readonly file: string,
    readonly gmail: boolean,
  ) {}

  add(record: RecordEvidence): Finding[] {
    if (!record.sound || record.userName.trim() === '') return [];
    const form = signInForm(record);
    note(this.#forms, form, record.row, () => ({ count: 0, rows: [] }));
    const admin = adminAccount(record);
    if (admin !== undefined) note(this.#admins, admin, record.row, () => ({ count: 0, rows: [], form }));
    if (!this.gmail || record.password.isEmpty || record.password.matches(APP_PASSWORD)) return [];
    return [finding('csv/app-password-format', {}, place(record)('Password'))];
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
    const args = { majority: first[0], minorities };
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

function note<K, G extends Group>(groups: Map<K, G>, key: K, row: number, create: () => G): void {
  const group = groups.get(key) ?? create();
  group.count++;
  if (group.rows.length < NAMED_ROWS) group.rows.push(row);
  groups.set(key, group);
}
