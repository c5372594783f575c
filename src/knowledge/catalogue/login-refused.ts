import type { CodesOf, LoginArguments } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import {
  adminStep,
  byForm,
  CHECK_CREDENTIALS,
  imapOnStep,
  imapOnSteps,
  MAILBOX_EXISTS,
  NEW_SUPER_USER,
  providerStep,
  SUPER_USER_RIGHTS,
  serverOf,
  userNameStep,
} from './sign-in-steps.js';
import { ALLOW_MICROSOFT_ADDRESSES, SUPPORT } from './steps.js';
import { isAdminForm } from './words.js';

/** Microsoft's one sentence for every refused sign-in. */
const TROUBLE_SIGNING_IN =
  "We had trouble signing in to this account. Confirm that you're using the correct user name and password.";

const PST_PAGE = 'https://learn.microsoft.com/microsoft-365/compliance/importing-pst-files-to-office-365';
const GMAIL_APP_PASSWORD =
  'Turn on 2-Step Verification in the Google account and create an app password (https://support.google.com/accounts/answer/185833).';

function appPasswordSteps(args: LoginArguments): string[] {
  const server = serverOf(args);
  if (server?.id === 'tencent')
    return [
      'Create a client authorization code in the mail settings on the web, and put it in Password of this row: it takes the place of the password.',
      'In the same settings, set the IMAP range to all mail; by default IMAP shows the last 30 days.',
    ];
  const where = server === undefined ? "the provider's website" : `the website of ${server.name}`;
  return [
    server?.id === 'gmail'
      ? GMAIL_APP_PASSWORD
      : `Sign in on ${where} and create an app password in the security settings of the account.`,
    'Put the app password in Password of this row, without the spaces in which it is shown.',
    'If the account offers no app passwords, ask its administrator: they can be turned off by policy, by security keys, or by an advanced protection program.',
  ];
}

const NO_BASIC_AUTH: Readonly<Record<string, readonly string[]>> = {
  'exchange-online': [
    'Do not use IMAP for this source: Microsoft has turned basic authentication off for good.',
    'Move mailboxes between tenants with cross-tenant mailbox migration (https://learn.microsoft.com/microsoft-365/enterprise/cross-tenant-mailbox-migration).',
    `Or export the mail to PST files and import them (${PST_PAGE}).`,
  ],
  'outlook.com': [
    'Do not use IMAP for this source, which it does not support at all: Microsoft has turned basic authentication off for good, and app passwords do not help.',
    'Ask the users to export their mail to a PST file in Outlook and import it into the new mailbox.',
  ],
};

/** Where no password is taken, whatever it is. */
function noBasicAuth(args: LoginArguments): readonly string[] | undefined {
  return NO_BASIC_AUTH[serverOf(args)?.id ?? ''];
}

/** https://imapsync.lamiral.info/FAQ.d/FAQ.Exchange.txt */
function latePasswordStep(args: LoginArguments): string[] {
  if (serverOf(args)?.id !== 'exchange') return [];
  return [
    'Check Password too: some builds of Exchange let a known user in with a wrong one, and say only at the next command that the user is not connected.',
  ];
}

/** What hides a mailbox from the right account. */
function aliasStep(args: LoginArguments): string[] {
  const server = serverOf(args)?.id ?? 'exchange';
  if (server === 'exchange')
    return [
      'On Exchange, write the alias of the mailbox as the last part of UserName; it can differ from the sign-in name. The built-in Administrator account is reported not to work.',
    ];
  if (server !== 'dovecot') return [];
  return [
    'On Dovecot, make sure that the access control lists (ACL) do not hide the folders from the master user.',
  ];
}

/** https://doc.dovecot.org/2.3/configuration_manual/authentication/nologin/ */
function nologinStep(args: LoginArguments): string[] {
  if (serverOf(args)?.id !== 'dovecot') return [];
  return [
    'On Dovecot, look for the field `nologin` in the password database entry of this user; `reason` beside it is the text of the answer.',
  ];
}

const NEW_VALUE_IN_CSV = 'Put the new value in Password of this row and run the check again.';

/** Sign-ins that the server refused. */
export const LOGIN_REFUSED = {
  'login/rejected': {
    rating: 'error',
    title: 'The sign-in was refused',
    message: TROUBLE_SIGNING_IN,
    cause:
      'The source server does not accept this user name and password. Many servers say the same when the mailbox does not exist, when IMAP is off for the user, or when an administrator may not open the mailbox.',
    fix: (args) =>
      noBasicAuth(args) ?? [
        ...providerStep(args),
        CHECK_CREDENTIALS,
        ...userNameStep(args),
        ...byForm(args.form, [MAILBOX_EXISTS, imapOnStep(args)], [SUPER_USER_RIGHTS, NEW_SUPER_USER]),
        SUPPORT,
      ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { form: 'exchange-user', provider: 'exchange' },
  },
  'login/app-password-required': {
    rating: 'error',
    title: 'The account needs an app password',
    message: TROUBLE_SIGNING_IN,
    cause: 'The account has two-step sign-in, or the provider takes no normal password over IMAP.',
    fix: appPasswordSteps,
    effect: 'row',
    owner: 'user',
    kb: SECTIONS.signIn,
    example: { form: 'address', provider: 'gmail' },
  },
  'login/web-login-required': {
    rating: 'error',
    title: 'The user must sign in on the web first',
    message: TROUBLE_SIGNING_IN,
    cause:
      'The provider finds the sign-in suspicious, often because it comes from a new place, and waits for the user to confirm it.',
    fix: (args) => [
      'Ask the user to sign in once in a web browser and to confirm the sign-in.',
      ...((serverOf(args)?.id ?? 'gmail') === 'gmail'
        ? ['For Gmail, use an app password, and follow the link that the server sent in its answer.']
        : []),
      'Run the check again soon afterwards; some providers keep the door open for a few minutes only.',
    ],
    effect: 'row',
    owner: 'user',
    kb: SECTIONS.signIn,
    example: { form: 'address', provider: 'gmail' },
  },
  'login/imap-disabled': {
    rating: 'error',
    title: 'IMAP is turned off for this account',
    message: TROUBLE_SIGNING_IN,
    cause: 'The server says that IMAP is off, for this user or for the whole organization.',
    fix: imapOnSteps,
    effect: 'row',
    owner: 'mail-admin',
    kb: SECTIONS.signInImapEnabled,
    example: { form: 'address' },
  },
  'login/basic-auth-disabled': {
    rating: 'error',
    title: 'The account takes no password over IMAP',
    message: TROUBLE_SIGNING_IN,
    cause:
      'Sign-in with user name and password (basic authentication) is turned off. IMAP migration knows no other way.',
    fix: (args) =>
      noBasicAuth(args) ?? [
        'Turn on basic authentication for IMAP on the source server for the time of the migration.',
        'Use an app password if the provider offers one.',
        `If neither is possible, export the mail to PST files and import them (${PST_PAGE}).`,
      ],
    effect: 'row',
    owner: 'mail-admin',
    kb: SECTIONS.signIn,
    example: { form: 'address', provider: 'exchange-online' },
  },
  'login/expired': {
    rating: 'error',
    title: 'The password or the account has expired',
    message: TROUBLE_SIGNING_IN,
    cause: 'The server says that the password or the account has expired.',
    fix: [
      'Have the password changed on the source server, by the user or by an administrator.',
      NEW_VALUE_IN_CSV,
      'If the account itself has expired, ask the administrator of the source server to extend it until the migration is done.',
      'Turn off password expiry for the time of the migration: a later change stops the daily synchronization.',
    ],
    effect: 'row',
    owner: 'user',
    kb: SECTIONS.signIn,
    example: { form: 'address', provider: 'dovecot' },
  },
  'login/blocked': {
    rating: 'error',
    title: 'The account is blocked',
    message: TROUBLE_SIGNING_IN,
    cause:
      'The server says that the account is locked or disabled, or that sign-in from this place is not allowed.',
    fix: (args) => [
      'Ask the administrator of the source server to unlock or enable the account.',
      ...nologinStep(args),
      'Wait until the lock ends before you try again; more attempts make it longer.',
      'If the answer speaks of a country or an address, make sure that sign-in from abroad is allowed: Exchange Online connects from Microsoft datacenters, which may be in another country. On cPanel, look at the lists of cPHulk Brute Force Protection.',
      ALLOW_MICROSOFT_ADDRESSES,
      'If the user has left, delete the row.',
    ],
    effect: 'row',
    owner: 'mail-admin',
    kb: SECTIONS.signIn,
    example: { form: 'address', provider: 'dovecot' },
  },
  'login/not-authorized': {
    rating: 'error',
    title: 'The administrator account may not open this mailbox',
    message: TROUBLE_SIGNING_IN,
    cause: ({ form }) =>
      isAdminForm(form)
        ? 'The password is right, but the account has no right to this mailbox, or the mailbox does not exist.'
        : 'The server accepts the user but does not open the mailbox.',
    fix: (args) => [
      ...adminStep(args),
      ...(isAdminForm(args.form) ? [] : latePasswordStep(args)),
      ...byForm(args.form, [MAILBOX_EXISTS], [SUPER_USER_RIGHTS]),
      ...aliasStep(args),
      ...userNameStep(args),
      NEW_SUPER_USER,
      SUPPORT,
    ],
    effect: 'row',
    owner: 'mail-admin',
    kb: SECTIONS.signInPermissions,
    example: { form: 'exchange-admin', provider: 'exchange' },
  },
} as const satisfies { [C in CodesOf<'login'>]?: Entry<C> };
