import {
  type DemoFolder,
  EXCHANGE,
  GMAIL,
  ORDINARY,
  SLASH_IN_NAME,
  WITH_ARCHIVE,
  WITH_PUBLIC_FOLDERS,
} from './folders.js';

/** A row of the demo's batch, and how the server treats who signs in with it. */
export interface DemoMailbox {
  emailAddress: string;
  userName: string;
  /** As in the batch. */
  password: string;
  /** What the server holds, where the batch is wrong. */
  truePassword?: string;
  /** Code and text of the NO that a right password gets. */
  refusal?: string;
  /** Code and text of the NO that only the first sign-in gets. */
  firstRefusal?: string;
  /** Text of the BAD that commands on the mailbox get after an accepted sign-in. */
  disconnected?: string;
  delimiter: '/' | '.';
  /** Prefix of the shared namespace. */
  shared?: string;
  folders: DemoFolder[];
}

function mailbox(
  name: string,
  password: string,
  rest: Partial<Omit<DemoMailbox, 'password'>> = {},
): DemoMailbox {
  const address = `${name}@contoso.com`;
  return { emailAddress: address, userName: address, password, delimiter: '/', folders: ORDINARY, ...rest };
}

const ADMIN_PASSWORD = 'Demo-Night-Heron-31';

/** The refusals are the words of Gmail and of Exchange Server. */
export const DEMO_MAILBOXES: readonly DemoMailbox[] = [
  mailbox('anna.berg', 'Demo-Copper-Kettle-11'),
  mailbox('ben.ito', 'Demo "Paper", Lantern 12', { folders: WITH_ARCHIVE }),
  mailbox('chloe.martin', 'Démo-Grüne-Wolke-13'),
  mailbox('daniel.wu', 'Demo-Stone-Bridge-14', { truePassword: 'Demo-Stone-Bridge-15' }),
  mailbox('elif.kaya', 'Demo-Amber-Garden-16', {
    refusal:
      '[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)',
  }),
  mailbox('finn.olsen', 'Demo-Winter-Harbor-17', {
    refusal:
      '[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
  }),
  mailbox('hana.suzuki', 'Demo-Silver-Maple-18', { folders: GMAIL }),
  mailbox('ivan.petrov', 'Demo-Quiet-Meadow-19', {
    firstRefusal: '[UNAVAILABLE] Temporary System Problem. Please try again later. (Failure)',
  }),
  mailbox('jana.novak', 'Demo-Orange-Ladder-20', {
    folders: WITH_PUBLIC_FOLDERS,
    shared: 'Public Folders/',
  }),
  mailbox('karim.haddad', 'Demo-Velvet-Compass-21', { folders: SLASH_IN_NAME, delimiter: '.' }),
  mailbox('terry.adams', ADMIN_PASSWORD, {
    userName: 'contoso/mailadmin/terry.adams',
    folders: EXCHANGE,
  }),
  mailbox('usera', ADMIN_PASSWORD, {
    userName: 'contoso/mailadmin/usera',
    folders: EXCHANGE,
    disconnected: 'User is authenticated but not connected.',
  }),
];

/** The demo's batch as a CSV file: UTF-8, LF. */
export function demoCsv(): string {
  const rows = DEMO_MAILBOXES.map(({ emailAddress, userName, password }) => [
    emailAddress,
    userName,
    password,
  ]);
  return [['EmailAddress', 'UserName', 'Password'], ...rows]
    .map((cells) => `${cells.map(csvCell).join(',')}\n`)
    .join('');
}

function csvCell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
