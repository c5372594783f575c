import type { LoginArguments } from '../../model/code.js';
import type { SignInForm } from '../../model/row.js';
import {
  type AdminSignIn,
  SERVER_PROFILES,
  type ServerId,
  type ServerProfile,
  serverProfile,
} from '../servers.js';
import { CSV_PAGE } from './steps.js';
import { FORMS, isAdminForm, list } from './words.js';

/** What the server is: known of the endpoint, or else told by the words of its answer. */
export function serverOf({ software, provider }: LoginArguments): ServerProfile | undefined {
  return serverProfile(software) ?? serverProfile(provider);
}

/**
 * What to try first at the software or provider: a form of UserName that it does not take cannot work, whatever else
 * is wrong. A list to spread; empty when nothing is known.
 */
export function providerStep(args: LoginArguments): string[] {
  const profile = serverOf(args);
  if (profile === undefined) return [];
  const mismatch = mismatchStep(args.form, profile);
  if (isAdminForm(args.form) && isAdminSignIn(profile.admin)) {
    return mismatch.length > 0 ? mismatch : [profile.admin.advice];
  }
  const advice = profile.signIn?.advice;
  return [...mismatch, ...(advice === undefined ? [] : [advice])];
}

/** The same for an administrator who may not open a mailbox: passwords are not in question. */
export function adminStep(args: LoginArguments): string[] {
  const profile = serverOf(args);
  if (profile === undefined || !isAdminForm(args.form)) return [];
  const mismatch = mismatchStep(args.form, profile);
  if (mismatch.length > 0 || profile.admin === undefined || profile.admin === 'none') return mismatch;
  return [profile.admin.advice];
}

function mismatchStep(form: SignInForm, { name, admin, signIn }: ServerProfile): string[] {
  // To the server this is an ordinary sign-in; what UserRoot finds is another matter.
  if (form === 'admin-with-user-root') return [];
  const row = `This row uses the ${FORMS[form].name}`;
  if (isAdminForm(form)) {
    if (admin === 'none') {
      return [
        `${row}; ${name} has no administrator sign-in that IMAP migration can use. Put each user's own name and password in the file.`,
      ];
    }
    if (admin === undefined || admin.form === form) return [];
    return [`${row}, which ${name} does not take. ${admin.advice}`];
  }
  const forms = signIn?.forms ?? [];
  if (forms.length === 0 || forms.includes(form)) return [];
  return [
    `${row}; ${name} expects the ${list(
      forms.map((one) => FORMS[one].name),
      'or',
    )}.`,
  ];
}

export const CHECK_CREDENTIALS =
  'Check UserName and Password of this row in the CSV file: they are those of the source server, not of Microsoft 365. Sign in with them once by webmail or a mail program.';

/** What to write in UserName, beginning with the form that the row has; nothing where the first step says it. */
export function userNameStep(args: LoginArguments): string[] {
  const server = serverOf(args);
  if (server !== undefined && mismatchStep(args.form, server).length > 0) return [];
  return [
    `Check the form of UserName; this row uses the ${FORMS[args.form].name}. On Exchange it is \`contoso/usera\` with the user's own password, or \`contoso/mailadmin/usera\` with the administrator's. Other servers have their own forms: ${list(['the full address', ...adminForms()], 'or')}. Some hosts take no administrator at all (${CSV_PAGE}).`,
  ];
}

/** Each form of an administrator with the software that is known for it; Exchange's is told apart. */
function adminForms(): string[] {
  const names = new Map<SignInForm, string[]>();
  for (const { id, name, admin } of SERVER_PROFILES) {
    if (!isAdminSignIn(admin) || id === 'exchange') continue;
    names.set(admin.form, [...(names.get(admin.form) ?? []), name]);
  }
  return [...names].map(([form, servers]) => `${FORMS[form].example} (${list(servers)})`);
}

function isAdminSignIn(admin: ServerProfile['admin']): admin is AdminSignIn {
  return admin !== undefined && admin !== 'none';
}

export const MAILBOX_EXISTS =
  'Make sure that the mailbox exists on the source. Exchange 2003: System Manager > Administrative Groups > First Administrative Group > Servers > the server > First Storage Group > Mailbox Store > Mailboxes. Exchange 2007: Exchange Management Console > Microsoft Exchange > Recipient Configuration > Mailbox. Exchange 2010: Exchange Management Console > Microsoft Exchange > Microsoft Exchange On-Premises > Recipient Configuration > Mailbox. Exchange 2013: Exchange admin center > Recipients > Mailboxes. On other systems, such as Gmail or Lotus Notes, see their documentation.';

const IMAP_ON_AT_GOOGLE_ORGANIZATION =
  'In Google Workspace (Google Apps), turn on IMAP for the organization in the Google Admin console (https://support.google.com/a/answer/105694).';
const IMAP_ON_AT_GOOGLE_USER =
  "In Google Workspace and in personal Gmail, turn on IMAP in each user's own Gmail settings as well (https://support.google.com/mail/answer/7126229).";
const IMAP_ON_ELSEWHERE =
  'On other systems, see their documentation. On Exchange, check `Get-CASMailbox usera` for ImapEnabled; on Zimbra, the class of service; on Zoho, the policy of the organization and the settings of the mailbox.';
const IMAP_ON =
  'Make sure that IMAP is on, both for the organization and for this user. In Google Workspace (Google Apps), look in the Google Admin console (https://support.google.com/a/answer/105694) and in the Gmail settings of each user; in personal Gmail, in the settings of each mailbox (https://support.google.com/mail/answer/7126229). On other systems, see their documentation.';
const IMAP_ON_EXCHANGE = 'On Exchange, ImapEnabled in `Get-CASMailbox usera` tells.';

/** Where IMAP is turned on for one account, at those that have a switch of their own. */
const IMAP_SWITCHES: Partial<Record<ServerId, string>> = {
  zoho: 'At Zoho, turn on IMAP in the policy of the organization and in the settings of the mailbox; it needs a paid plan.',
  yandex: 'At Yandex, turn on IMAP in the mail settings of the user.',
  // https://learn.microsoft.com/powershell/module/exchange/set-casmailbox
  exchange:
    'On Exchange, turn on IMAP for the mailbox: `Set-CASMailbox usera -ImapEnabled $true`; `Get-CASMailbox usera` shows ImapEnabled.',
  // The answer comes where either is off:
  // https://github.com/Zimbra/zm-mailbox/blob/develop/store/src/java/com/zimbra/cs/imap/ImapHandler.java
  zimbra:
    'On Zimbra, turn on IMAP in the class of service of the account, not only globally, and in the preferences of the user.',
  // https://www.courier-mta.org/imap/INSTALL.html (account options)
  courier: 'On Courier, take `disableimap=1` out of the options of the account.',
};

/** What to do where the server says that IMAP is off. */
export function imapOnSteps(args: LoginArguments): string[] {
  const server = serverOf(args)?.id;
  const google = [IMAP_ON_AT_GOOGLE_ORGANIZATION, IMAP_ON_AT_GOOGLE_USER];
  if (server === 'gmail') return google;
  const own = server === undefined ? undefined : IMAP_SWITCHES[server];
  if (own !== undefined) return [own, 'Then run the check again for these rows.'];
  const here = 'Turn on IMAP on the source server, both for the organization and for this user.';
  return [here, ...(server === undefined ? google : []), IMAP_ON_ELSEWHERE];
}

/** The same where that is one cause among several. */
export function imapOnStep(args: LoginArguments): string {
  const server = serverOf(args)?.id;
  // Microsoft's article speaks of all systems, and stands as a whole where Exchange is meant.
  if (server === undefined || server === 'exchange') return `${IMAP_ON} ${IMAP_ON_EXCHANGE}`;
  // Courier never takes the one for the other: it says so behind a right password.
  return (server === 'courier' ? undefined : IMAP_SWITCHES[server]) ?? IMAP_ON;
}

export const SUPER_USER_RIGHTS =
  'If an administrator (super-user) signs in for the users, give that account the right to open the mailboxes. On Exchange it needs one of three: Full Access on each mailbox, Receive As on the mailbox database, or membership in Domain Admins.';
export const NEW_SUPER_USER =
  'If the rights are in order, create a new super-user account, give it the same rights, put it in the CSV file and try again.';

/** The remedies for rows of either kind: those that fit the row's form come first. */
export function byForm(form: SignInForm, forUser: readonly string[], forAdmin: readonly string[]): string[] {
  return isAdminForm(form) ? [...forAdmin, ...forUser] : [...forUser, ...forAdmin];
}
