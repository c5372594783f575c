import type { SignInForm } from '../model/row.js';

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
  const special = readMirapoint(name) ?? readDovecot(name) ?? readExchange(name);
  return special ?? { form: name.includes('@') ? 'address' : 'short-name' };
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
