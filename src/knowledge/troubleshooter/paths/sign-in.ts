import { SECTIONS } from '../../articles.js';
import {
  CHECK_CREDENTIALS,
  imapOnStep,
  MAILBOX_EXISTS,
  NEW_SUPER_USER,
  SUPER_USER_RIGHTS,
} from '../../catalogue/sign-in-steps.js';
import { CSV_PAGE } from '../../catalogue/steps.js';
import type { Path, PathStep } from '../path.js';
import { MAILBOX_CHECK, SIGN_IN_CHECK } from '../proofs.js';

const ANY_SERVER = { form: 'exchange-user' } as const;

const CREDENTIALS: PathStep = {
  check: 'Are the user name and the password right?',
  how: [
    CHECK_CREDENTIALS,
    `Check the form of UserName. On Exchange it is \`contoso/usera\` with the user's own password, or \`contoso/mailadmin/usera\` with that of an administrator who signs in for all. Other servers have other forms, often the full address, and some hosts take no administrator at all (${CSV_PAGE}).`,
    'A password that a user changes during the migration stops the later synchronizations of that mailbox.',
  ],
  proof: [SIGN_IN_CHECK],
  sections: [SECTIONS.signIn],
  about:
    /UserName|Password|user name and password|app passwords?\b|authorization code|password expiry|sign(?:s|-)? ?in (?:once|on)\b/i,
};

const EXISTS: PathStep = {
  check: 'Does the mailbox exist on the source?',
  how: [MAILBOX_EXISTS],
  proof: [SIGN_IN_CHECK],
  sections: [SECTIONS.signInMailboxExists],
  about: /mailbox exists/,
};

const IMAP_ON: PathStep = {
  check: 'Is IMAP turned on for this user?',
  how: [imapOnStep(ANY_SERVER)],
  proof: [SIGN_IN_CHECK],
  sections: [SECTIONS.signInImapEnabled],
  about: /\b(?:[Tt]urn on|that) IMAP\b|IMAP is on|ImapEnabled|disableimap/,
};

/** The last step of "none of the above" is the same. */
export const RIGHTS: PathStep = {
  check: 'May the administrator account open the mailbox?',
  how: [
    SUPER_USER_RIGHTS,
    'On other systems, see their documentation for the rights that such an account needs (https://learn.microsoft.com/previous-versions/exchange-server/exchange-150/jj898489(v=exchg.150) has those of Exchange).',
    NEW_SUPER_USER,
  ],
  proof: [MAILBOX_CHECK],
  sections: [SECTIONS.signInPermissions, SECTIONS.otherSuperUser],
  about: /super-user|Receive As|master user|alias of the mailbox/,
};

export const SIGN_IN: Path = {
  title: 'The sign-in to the source is refused',
  meaning:
    'The source server does not accept what the row says, or does not open the mailbox. Exchange Online has one sentence for all of it.',
  quotes: [
    "We had trouble signing in to this account. Confirm that you're using the correct user name and password.",
  ],
  steps: [CREDENTIALS, EXISTS, IMAP_ON, RIGHTS],
  words: [
    'sign',
    'signin',
    'signing',
    'login',
    'logon',
    'password',
    'credential',
    'username',
    'authentication',
    'refused',
  ],
};
