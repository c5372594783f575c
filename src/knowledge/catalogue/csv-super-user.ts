import type { CodeArguments } from '../../model/code.js';
import type { SignInForm } from '../../model/row.js';
import { type ServerId, serverProfile } from '../servers.js';

const EVERY_CONNECTION =
  'One account opens every mailbox, so all connections count against the limits of this one user, and the account needs rights on each mailbox.';

/** A limit as a server comes with it, in words: its number and where it is set. */
function asItComes(id: ServerId): string {
  const limit = serverProfile(id)?.connections;
  return limit === undefined ? 'no known limit' : `${limit.limit} as it comes, set by ${limit.setting}`;
}

/** By the form, which tells the server software: what is known of its limits. */
const LIMITS: { [F in SignInForm]?: string } = {
  'exchange-admin': `${EVERY_CONNECTION} Exchange limits the connections of one user (${asItComes('exchange')}); an endpoint runs 20 migrations by default.`,
  'dovecot-admin': `One account opens every mailbox and needs rights on each. Dovecot counts its connections for the owners of the mailboxes, so that they do not add up against its limit for each user (${asItComes('dovecot')}). Other servers that take this form may count them for the one account.`,
  'mirapoint-admin': `${EVERY_CONNECTION} What Mirapoint, or Zimbra with the same form, allows one user is not known to this program.`,
  'admin-with-user-root': `${EVERY_CONNECTION} Courier limits the connections from one IP address (${asItComes('courier')}) and not those of a user; what Oracle Messaging Server allows one user is not known to this program.`,
};

const ENOUGH_CONNECTIONS =
  'Make sure that the server lets this account open at least as many connections at once as the endpoint runs migrations (20 by default).';

const BY_FORM: { [F in SignInForm]?: readonly string[] } = {
  'exchange-admin': [
    'On Exchange, raise the limit with `Set-ImapSettings -MaxConnectionsPerUser` and restart the IMAP service.',
    'Make sure that the account may open every mailbox: on Exchange by Full Access on each mailbox, Receive As on the mailbox database, or membership in Domain Admins.',
  ],
  'dovecot-admin': [
    'Make sure that Dovecot has a master user and `auth_master_user_separator = *`; without that setting, which has no default, it takes the whole text as one name.',
    'If Dovecot uses access control lists, give the master user rights on every mailbox; otherwise it may see no folder.',
  ],
  'mirapoint-admin': ['Make sure that the account has the right to open every mailbox.'],
  'admin-with-user-root': [
    'Make sure that the folders of every user are shared with the account, and that UserRoot is their path as this account sees it.',
  ],
};

export function superUserCause({ form }: CodeArguments['csv/super-user']): string {
  return LIMITS[form] ?? EVERY_CONNECTION;
}

export function superUserFix({ form }: CodeArguments['csv/super-user']): readonly string[] {
  return [
    ENOUGH_CONNECTIONS,
    ...(BY_FORM[form] ?? []),
    'Check that your server takes administrator sign-in at all; some hosted systems do not.',
  ];
}
