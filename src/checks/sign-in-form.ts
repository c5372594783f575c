import type { SignInForm } from '../model/row.js';
import type { Secret } from '../model/secret.js';

/** Sixteen letters (support.google.com/accounts/answer/185833). */
const APP_PASSWORD = /^[a-z]{16}$/i;

/** The same as Google shows them, also with the spaces that a web page gives. */
const SHOWN_APP_PASSWORD = /^\s*[a-z]{4}(?:[ \u00a0][a-z]{4}){3}\s*$/i;

/** The part of a row that says who signs in. */
export interface SignInNames {
  userName: string;
  userRoot?: string;
}

interface SignIn {
  form: SignInForm;
  /** The account that signs in, where it is not the user's own. */
  admin?: string;
}

/** Every form but the usual two has one of these. */
const SPECIAL = /[#*\\/]/;
const ADDRESS: SignIn = { form: 'address' };
const SHORT_NAME: SignIn = { form: 'short-name' };

/**
 * How a row's user name says who signs in, and for whom:
 * `user@contoso.com`, `user`, `contoso/user`, `contoso/admin/user`, `user*admin`, `#user@contoso.com#admin#`,
 * or any name beside a UserRoot
 * (https://learn.microsoft.com/exchange/mailbox-migration/migrating-imap-mailboxes/csv-files-for-imap-migrations).
 */
export function signInForm(row: SignInNames): SignInForm {
  return read(row).form;
}

/**
 * The account that signs in for the row's user, in lower case, such as `contoso/mailadmin`; `\` is written as
 * `/`, so that one account has one name. Nothing where users sign in for themselves.
 */
export function adminAccount(row: SignInNames): string | undefined {
  return read(row).admin?.toLowerCase();
}

function read(row: SignInNames): SignIn {
  const name = row.userName.trim();
  if (row.userRoot !== undefined && row.userRoot.trim() !== '') {
    return { form: 'admin-with-user-root', admin: name };
  }
  if (!SPECIAL.test(name)) return name.includes('@') ? ADDRESS : SHORT_NAME;
  const special = readMirapoint(name) ?? readDovecot(name) ?? readExchange(name);
  return special ?? (name.includes('@') ? ADDRESS : SHORT_NAME);
}

function readMirapoint(name: string): SignIn | undefined {
  const admin = /^#[^#]+#([^#]+)#$/.exec(name)?.[1];
  return admin === undefined ? undefined : { form: 'mirapoint-admin', admin };
}

/** The separator is the server's choice; `*` is what Microsoft's and Dovecot's pages show. */
function readDovecot(name: string): SignIn | undefined {
  const admin = /^[^*]+\*([^*]+)$/.exec(name)?.[1];
  return admin === undefined ? undefined : { form: 'dovecot-admin', admin };
}

/**
 * Two parts are a user of a domain, unless the first is an address: `admin@contoso.com\user` signs in as the
 * administrator (https://techcommunity.microsoft.com/t5/exchange-team-blog/understanding-login-strings-with-pop3-imap/ba-p/610683).
 */
function readExchange(name: string): SignIn | undefined {
  const parts = name.split(/[\\/]/);
  const [first = ''] = parts;
  if (parts.length < 2 || parts.length > 3 || parts.includes('')) return undefined;
  if (parts.length === 2 && !first.includes('@')) return { form: 'exchange-user' };
  return { form: 'exchange-admin', admin: parts.slice(0, -1).join('/') };
}

/** Whether a password may be an app password of Google: as it is entered, with the spaces of its display, or not. */
export function appPasswordForm(password: Secret): 'plain' | 'with-spaces' | 'other' {
  if (password.matches(APP_PASSWORD)) return 'plain';
  return password.matches(SHOWN_APP_PASSWORD) ? 'with-spaces' : 'other';
}
