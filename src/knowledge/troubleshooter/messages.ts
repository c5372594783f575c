import type { Code } from '../../model/code.js';
import type { TopicId } from './topics.js';

/** A sentence, and what it means, the likeliest first. */
export interface KnownMessage {
  /**
   * Pieces that stand in the text in this order; between them is what differs from case to case. Letters and digits
   * count, nothing else: case, quotes, blanks and line breaks get lost when a message is pasted.
   */
  pieces: readonly string[];
  is: readonly (Code | TopicId)[];
}

const SIGN_IN = [
  'login/rejected',
  'login/app-password-required',
  'login/imap-disabled',
  'login/not-authorized',
  'login/basic-auth-disabled',
  'login/blocked',
] as const;
const NO_RECIPIENT = [
  'target/recipient-not-found',
  'target/recipient-not-a-mailbox',
  'target/foreign-domain',
] as const;
const TLS = ['tls/legacy-only', 'tls/no-common-cipher'] as const;
const UNREACHABLE = ['tcp/timeout', 'tcp/refused', 'tcp/unreachable'] as const;

/**
 * Messages of the migration service and of the admin center, and what the article quotes besides. In a chain of
 * exceptions the inner ones tell more than the outer ones, so what is said of the inmost comes first: the first
 * sentence that is found decides. Sources: article 10062, the article on Exchange 2010, and beside the rows.
 */
export const KNOWN_MESSAGES: readonly KnownMessage[] = [
  // https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/google-workspace-mailbox-migration-fail
  { pieces: ['application-specific password required'], is: ['login/app-password-required'] },
  { pieces: ['special credentials are required'], is: ['login/app-password-required'] },
  { pieces: ['do not possess a common algorithm'], is: TLS },
  { pieces: ['the client and server cannot communicate'], is: TLS },
  {
    pieces: ['TLS negotiation failed'],
    is: [...TLS, 'tls/handshake-failed', 'tls/certificate-untrusted', 'tls/certificate-name-mismatch'],
  },
  {
    pieces: ['SslStreamFailureException'],
    is: [...TLS, 'tls/handshake-failed', 'tls/certificate-untrusted'],
  },
  { pieces: ["recipient wasn't found"], is: NO_RECIPIENT },
  { pieces: ['recipient was not found'], is: NO_RECIPIENT },
  { pieces: ['create a recipient of the appropriate type'], is: NO_RECIPIENT },
  { pieces: ['MigrationRecipientNotFoundException'], is: NO_RECIPIENT },
  { pieces: ['trouble signing in to this account'], is: SIGN_IN },
  { pieces: ["confirm that you're using the correct user name and password"], is: SIGN_IN },
  // https://learn.microsoft.com/en-us/answers/questions/1923080
  {
    pieces: ['the username or password for this account is incorrect'],
    is: ['login/rejected', 'login/app-password-required', 'login/imap-disabled'],
  },
  {
    pieces: ['ImapInvalidCredentialsException'],
    is: ['login/rejected', 'login/app-password-required', 'login/imap-disabled'],
  },
  { pieces: ['mailbox is full'], is: ['mailbox/over-target-quota', 'mailbox/gmail-folders'] },
  {
    pieces: ['free up some space so that email can be downloaded'],
    is: ['mailbox/over-target-quota', 'mailbox/gmail-folders'],
  },
  // KB 4502865, KB 3050691
  { pieces: ['already has a pending request'], is: ['already-in-batch', 'csv/duplicate-email'] },
  { pieces: ['UserAlreadyBeingMigratedException'], is: ['already-in-batch', 'csv/duplicate-email'] },
  { pieces: ['name must be unique per owning mailbox'], is: ['already-in-batch', 'csv/duplicate-email'] },
  { pieces: ['matches multiple entries'], is: ['multiple-entries'] },
  // Known from other kinds of migration: the rows of an IMAP file get other messages where they are documented.
  {
    pieces: ['MigrationCSVRowValidationException'],
    is: ['csv/invalid-email', 'csv/blank-value', 'csv/wrong-column-count', 'csv/surrounding-spaces'],
  },
  // https://blogs.technet.microsoft.com/timmcmic/2015/01/21/office-365-large-item-migration-limits-did-not-apply/
  { pieces: ['a large item was encountered'], is: ['mailbox/message-too-large'] },
  { pieces: ['exceeded the maximum number of large items'], is: ['mailbox/message-too-large'] },
  { pieces: ['too many transient failures'], is: ['transient-failures', 'slow'] },
  // https://learn.microsoft.com/exchange/mailbox-migration/office-365-migration-best-practices
  { pieces: ['relinquishing job because of large delays'], is: ['slow'] },
  { pieces: ['unfavorable server health or budget limitations'], is: ['slow'] },
  { pieces: ['timed out after 00:00'], is: UNREACHABLE },
  { pieces: ['the connection to the server', 'timed out'], is: UNREACHABLE },
  { pieces: ['could not open connection to the host', 'connect failed'], is: UNREACHABLE },
  { pieces: ['could not open connection to the host'], is: UNREACHABLE },
  {
    pieces: ['we were unable to reach your email provider'],
    is: ['tcp/timeout', 'dns/not-resolvable', 'tls/legacy-only', 'tcp/refused'],
  },
  {
    pieces: ['the connection to the server', 'could not be completed'],
    is: ['dns/not-resolvable', 'dns/not-public', 'tls/legacy-only', 'tcp/refused'],
  },
  { pieces: ["upload file can't be empty"], is: ['csv/empty-file', 'csv/no-rows'] },
  { pieces: ['contains more than 50,000 rows'], is: ['csv/too-many-rows'] },
  { pieces: ['divide the file into two or more files'], is: ['csv/too-many-rows'] },
  {
    pieces: ['column', 'is missing from the CSV file'],
    is: ['csv/missing-column', 'csv/column-case', 'csv/wrong-delimiter'],
  },
  {
    pieces: ["the import process can't continue because this column is required"],
    is: ['csv/missing-column', 'csv/column-case', 'csv/wrong-delimiter'],
  },
  {
    pieces: ['has the wrong number of columns'],
    is: ['csv/wrong-column-count', 'csv/wrong-delimiter', 'csv/malformed-quote'],
  },
  { pieces: ['edit this row and re-submit the file'], is: ['csv/wrong-column-count', 'csv/malformed-quote'] },
  { pieces: ['batch', 'already exists'], is: ['target/batch-exists'] },
  { pieces: ['e-mail migration batch', 'has finished'], is: ['after-start'] },
  { pieces: ['has finished - with errors'], is: ['after-start'] },
  // Words of 2009: http://help.outlook.com/en-us/140/ms.exch.ecp.emailmigrationviewmigrationbatcherrorslearnmore.aspx
  { pieces: ["couldn't sign in to the user account on the IMAP messaging system"], is: SIGN_IN },
  { pieces: ["mailbox wasn't found for the user"], is: NO_RECIPIENT },
  { pieces: ["user's mailbox has already been migrated"], is: ['already-in-batch'] },
  { pieces: ["couldn't connect to the IMAP server"], is: [...UNREACHABLE, 'dns/not-resolvable'] },
  { pieces: ["user's Outlook Live mailbox is full"], is: ['mailbox/over-target-quota'] },
];

/** Names of exceptions around another message: they tell something only where that one is not known. */
export const WRAPPERS: readonly KnownMessage[] = [
  {
    pieces: ['MigrationServerConnectionFailedException'],
    is: ['tcp/timeout', 'dns/not-resolvable', 'tls/legacy-only', 'tcp/refused'],
  },
  { pieces: ['MigrationPermanentException'], is: ['none-of-the-above'] },
  { pieces: ['MigrationTransientException'], is: ['none-of-the-above', 'slow'] },
];
