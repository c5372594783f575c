import type { LoginArguments } from '../../model/code.js';
import type { SignInForm } from '../../model/row.js';
import { CSV_PAGE } from './steps.js';
import { FORMS, isAdminForm } from './words.js';

/** What to try first at a provider or server software that is known to differ. */
const PROVIDER_STEPS: Readonly<Record<string, string>> = {
  gmail:
    'For Gmail, put the full address in UserName and an app password of 16 letters, without spaces, in Password; Google refuses the normal password.',
  yahoo:
    'For Yahoo, generate an app password in the security settings of the account and put it in Password.',
  icloud:
    'For iCloud, generate an app-specific password in the Apple account, and try UserName with and without `@icloud.com`.',
  'outlook.com':
    'Do not use IMAP for Outlook.com: it takes no password, and app passwords do not help. Export the mail to a PST file instead.',
  'exchange-online':
    'Do not use IMAP for Exchange Online: it takes no password. Use cross-tenant mailbox migration instead.',
  zoho: 'For Zoho, check the host name of the region (`imap.zoho.com`, `imap.zoho.eu`, `imap.zoho.in`, `imap.zoho.com.au`; `imappro` for domains of your own) and use an app password if two-factor sign-in is on.',
  yandex:
    'For Yandex, turn on IMAP in the mail settings and use an app password; it gives the same answer for a wrong password and for IMAP turned off.',
  tencent:
    'For Tencent, generate a client authorization code and put it in Password, and set the IMAP range to all mail; by default it shows the last 30 days.',
  exchange:
    'For Exchange, try `contoso/usera`, `contoso\\usera` and the full address: it gives the same answer for a wrong form, a wrong password and IMAP turned off.',
  dovecot:
    'For Dovecot, ask whether it expects the full address or the short name; `usera*mailadmin` works only where a master user and `auth_master_user_separator` are set up.',
  courier:
    'For Courier, sign in with the password of each user, or with `mailadmin` and a UserRoot column on shared folders; it has no administrator sign-in.',
  zimbra:
    'For Zimbra, make sure that IMAP is on in the class of service; administrator sign-in is reported to work in the form `#usera@contoso.com#mailadmin#`.',
};

/** Known advice for the provider, in a list to spread; empty when there is none. */
export function providerStep({ provider }: LoginArguments): string[] {
  const step = provider === undefined ? undefined : PROVIDER_STEPS[provider];
  return step === undefined ? [] : [step];
}

export const CHECK_CREDENTIALS =
  'Check UserName and Password of this row in the CSV file: they are those of the source server, not of Microsoft 365. Sign in with them once by webmail or a mail program.';

/** What to write in UserName, beginning with the form that the row has. */
export function userNameStep(form: SignInForm): string {
  return `Check the form of UserName; this row uses the ${FORMS[form].name}. On Exchange it is \`contoso/usera\` with the user's own password, or \`contoso/mailadmin/usera\` with the administrator's. Other servers have their own forms: the full address, \`usera*mailadmin\` (Dovecot), \`#usera@contoso.com#mailadmin#\` (Mirapoint), or \`mailadmin\` with UserRoot (Courier). Some hosts take no administrator at all (${CSV_PAGE}).`;
}

export const MAILBOX_EXISTS =
  'Make sure that the mailbox exists on the source. Exchange 2003: System Manager > Administrative Groups > First Administrative Group > Servers > the server > First Storage Group > Mailbox Store > Mailboxes. Exchange 2007: Exchange Management Console > Microsoft Exchange > Recipient Configuration > Mailbox. Exchange 2010: Exchange Management Console > Microsoft Exchange > Microsoft Exchange On-Premises > Recipient Configuration > Mailbox. Exchange 2013: Exchange admin center > Recipients > Mailboxes. On other systems, such as Gmail or Lotus Notes, see their documentation.';

export const IMAP_ON_AT_GOOGLE_ORGANIZATION =
  'In Google Workspace (Google Apps), turn on IMAP for the organization in the Google Admin console (https://support.google.com/a/answer/105694).';
export const IMAP_ON_AT_GOOGLE_USER =
  "In Google Workspace and in personal Gmail, turn on IMAP in each user's own Gmail settings as well (https://support.google.com/mail/answer/7126229).";
export const IMAP_ON_ELSEWHERE =
  'On other systems, see their documentation. On Exchange, check `Get-CASMailbox usera` for ImapEnabled; on Zimbra, the class of service; on Zoho, the policy of the organization and the settings of the mailbox.';
export const IMAP_ON =
  'Make sure that IMAP is on, both for the organization and for this user. In Google Workspace (Google Apps), look in the Google Admin console (https://support.google.com/a/answer/105694) and in the Gmail settings of each user; in personal Gmail, in the settings of each mailbox (https://support.google.com/mail/answer/7126229). On other systems, see their documentation.';

export const SUPER_USER_RIGHTS =
  'If an administrator (super-user) signs in for the users, give that account the right to open the mailboxes. On Exchange it needs one of three: Full Access on each mailbox, Receive As on the mailbox database, or membership in Domain Admins.';
export const NEW_SUPER_USER =
  'If the rights are in order, create a new super-user account, give it the same rights, put it in the CSV file and try again.';

/** The remedies for rows of either kind: those that fit the row's form come first. */
export function byForm(form: SignInForm, forUser: readonly string[], forAdmin: readonly string[]): string[] {
  return isAdminForm(form) ? [...forAdmin, ...forUser] : [...forUser, ...forAdmin];
}
