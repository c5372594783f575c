import type { SignInForm } from '../../model/row.js';
import { serverProfile } from '../servers.js';

/** `50000` as "50,000", at most two decimals. Without `Intl`, which alone takes longer to load than the program. */
export function number(value: number): string {
  const [whole = '', decimals] = String(Math.round(value * 100) / 100).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** `1` and "row" as "1 row", `2` as "2 rows". */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

const LIST_LIMIT = 6;

/** "a, b and c"; a long list ends with the number of those left out. */
export function list(items: readonly (string | number)[], conjunction: 'and' | 'or' = 'and'): string {
  const shown = items.slice(0, LIST_LIMIT).map(String);
  const hidden = items.length - shown.length;
  if (hidden > 0) shown.push(`${number(hidden)} more`);
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} ${conjunction} ${last}`;
}

export function quotedList(items: readonly string[]): string {
  return list(items.map((item) => `'${item}'`));
}

export function ports(numbers: readonly number[], conjunction: 'and' | 'or' = 'and'): string {
  return `${numbers.length === 1 || conjunction === 'or' ? 'port' : 'ports'} ${list(numbers, conjunction)}`;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** Bytes in the largest unit that fits, by steps of 1,024. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${number(value)} ${UNITS[unit]}`;
}

/** The day of an ISO 8601 time. */
export function day(time: string): string {
  return time.slice(0, 10);
}

/** `TLSv1` as "TLS 1.0". */
export function tlsVersions(versions: readonly string[]): string {
  return list(versions.map((version) => (version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS '))));
}

/** How each sign-in form is named and written. */
export const FORMS: Record<SignInForm, { name: string; example: string }> = {
  address: { name: 'full address', example: '`usera@contoso.com`' },
  'short-name': { name: 'short name', example: '`usera`' },
  'exchange-user': { name: 'Exchange user form', example: '`contoso/usera`' },
  'exchange-admin': { name: 'Exchange administrator form', example: '`contoso/mailadmin/usera`' },
  'dovecot-admin': { name: 'Dovecot administrator form', example: '`usera*mailadmin`' },
  'mirapoint-admin': { name: 'Mirapoint administrator form', example: '`#usera@contoso.com#mailadmin#`' },
  'admin-with-user-root': {
    name: 'administrator with UserRoot form',
    example: '`mailadmin` with `/users/usera` in UserRoot',
  },
};

const USER_FORMS: ReadonlySet<SignInForm> = new Set<SignInForm>(['address', 'short-name', 'exchange-user']);

/** Whether an administrator signs in for the user. */
export function isAdminForm(form: SignInForm): boolean {
  return !USER_FORMS.has(form);
}

/** The name of a server software or provider as people write it. */
export function softwareName(key: string): string {
  return serverProfile(key)?.name ?? key;
}

/** Microsoft's sentence for an address that leads to no mailbox. */
export function recipientNotFound({ emailAddress }: { emailAddress: string }): string {
  return `A recipient wasn't found for '${emailAddress}' on the target. Create a recipient of the appropriate type for this migration on the target and try again.`;
}
