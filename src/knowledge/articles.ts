const TROUBLESHOOTING = 'https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes';

/** The two articles of Microsoft that the catalogue follows, with the name they are shown by. */
export const ARTICLES = {
  '10062': {
    title: 'Troubleshooting issues with IMAP mailbox migration',
    name: 'Microsoft KB 10062',
    url: `${TROUBLESHOOTING}/troubleshoot-issues-with-imap-mailbox-migration`,
  },
  'exchange-2010-imap-tls': {
    title: "You can't migrate mailboxes from Exchange Server 2010 to Exchange Online by using IMAP",
    name: 'Microsoft on Exchange 2010 and IMAP',
    url: `${TROUBLESHOOTING}/mailbox-migration-fails-using-imap`,
  },
} as const;

export type ArticleId = keyof typeof ARTICLES;

/** A section by its title as in the article, and the anchor it has there. */
export interface KbSection {
  article: ArticleId;
  section: string;
  anchor: string;
}

/** Titles of article 10062 are those of January 2024. */
function in10062(section: string, anchor: string): KbSection {
  return { article: '10062', section, anchor };
}

function inExchange2010(section: string, anchor: string): KbSection {
  return { article: 'exchange-2010-imap-tls', section, anchor };
}

/** Every section of both articles, in their order. */
export const SECTIONS = {
  welcome: in10062(
    'Welcome to the IMAP migration troubleshooter',
    'welcome-to-the-imap-migration-troubleshooter',
  ),
  whichIssue: in10062(
    'Which type of issue are you having with your IMAP migration',
    'which-type-of-issue-are-you-having-with-your-imap-migration',
  ),
  batchStarted: in10062(
    'Were you able to create/start the IMAP migration batch',
    'were-you-able-to-createstart-the-imap-migration-batch',
  ),
  afterStart: in10062(
    'What issue are you seeing after creating/starting the migration batch',
    'what-issue-are-you-seeing-after-creatingstarting-the-migration-batch',
  ),
  recipientNotFound: in10062(
    "A recipient wasn't found for user@contoso.com on the target",
    'a-recipient-wasnt-found',
  ),
  recipientNotFoundCheckAddress: in10062(
    "A recipient wasn't found for user@contoso.com on the target (if issue isn't resolved)",
    'a-recipient-wasnt-found-if-issue-isnt-resolved',
  ),
  signIn: in10062(
    'We had trouble signing in to this account error',
    'we-had-trouble-signing-in-to-this-account-error',
  ),
  signInMailboxExists: in10062(
    'We had trouble signing in to this account (if issue not resolved)',
    'we-had-trouble-signing-in-to-this-account-if-issue-not-resolved',
  ),
  signInImapEnabled: in10062(
    'We had trouble signing in to this account (if issue still not resolved)',
    'we-had-trouble-signing-in-to-this-account-if-issue-still-not-resolved',
  ),
  signInPermissions: in10062(
    'We had trouble signing in to this account (if issue is still not resolved)',
    'we-had-trouble-signing-in-to-this-account-if-issue-is-still-not-resolved',
  ),
  duplicateEmails: in10062("I'm seeing duplicate emails", 'im-seeing-duplicate-emails'),
  mailboxFull: in10062('This mailbox is full', 'this-mailbox-is-full'),
  fullExistingUsers: in10062('Existing users', 'existing-users'),
  fullFutureMigrations: in10062('Future migrations', 'future-migrations'),
  otherRecreateBatch: in10062(
    'My problem is none of the above errors',
    'my-problem-is-none-of-the-above-errors',
  ),
  otherRestrictions: in10062(
    'My problem is none of the above (if issue not resolved)',
    'my-problem-is-none-of-the-above-if-issue-not-resolved',
  ),
  otherRecreateEndpoint: in10062(
    "My problem is none of the above (if issue isn't resolved)",
    'my-problem-is-none-of-the-above-if-issue-isnt-resolved',
  ),
  otherAdminAccount: in10062(
    'My problem is none of the above (if issue is still not resolved)',
    'my-problem-is-none-of-the-above-if-issue-is-still-not-resolved',
  ),
  otherSuperUser: in10062('My problem is none of the above', 'my-problem-is-none-of-the-above'),
  batchNotStarted: in10062(
    'No, I was not able to create/start my migration batch',
    'no-i-was-not-able-to-createstart-my-migration-batch',
  ),
  timedOutFirewall: in10062(
    'The connection to the server <Servername.contoso.com> timed out',
    'the-connection-to-the-server-servernamecontosocom-timed-out',
  ),
  timedOutService: in10062(
    'Connection to the server <Servername.contoso.com> timed out',
    'connection-to-the-server-servernamecontosocom-timed-out',
  ),
  timedOutRecreateEndpoint: in10062(
    'The connection to the server Servername.contoso.com timed out (if issue not resolved)',
    'the-connection-to-the-server-servernamecontosocom-timed-out-if-issue-not-resolved',
  ),
  notCompleted: in10062(
    'The connection to the server could not be completed',
    'the-connection-to-the-server-could-not-be-completed',
  ),
  csvErrors: in10062('CSV errors', 'csv-errors'),
  uploadEmpty: in10062("Upload file can't be empty", 'upload-file-cant-be-empty'),
  tooManyRows: in10062(
    'The CSV file contains more than 50,000 rows',
    'the-csv-file-contains-more-than-50000-rows',
  ),
  columnMissing: in10062('Column is missing from the CSV file', 'column-is-missing-from-the-csv-file'),
  wrongColumnCount: in10062('Row X has the wrong number of columns', 'row-x-has-the-wrong-number-of-columns'),
  batchExists: in10062(
    'The migration batch <batch name> already exists',
    'the-migration-batch-batch-name-already-exists',
  ),
  slowConcurrency: in10062(
    'My migration is slow (if migration is taking longer than expected)',
    'my-migration-is-slow-if-migration-is-taking-longer-than-expected',
  ),
  slowExcludeFolders: in10062(
    'My migration is slow (if issue not resolved)',
    'my-migration-is-slow-if-issue-not-resolved',
  ),
  slowWait: in10062(
    "My migration is slow (if issue isn't resolved)",
    'my-migration-is-slow-if-issue-isnt-resolved',
  ),
  slowConnectionLimits: in10062(
    'My migration is slow (if issue is still not resolved)',
    'my-migration-is-slow-if-issue-is-still-not-resolved',
  ),
  slowServerSettings: in10062('Server settings', 'server-settings'),
  slowIdsSettings: in10062('IDS settings', 'ids-settings'),
  slowNetwork: in10062(
    'My migration is slow (if issue is still not solved)',
    'my-migration-is-slow-if-issue-is-still-not-solved',
  ),
  slowRecreateBatch: in10062(
    'My migration is slow (if issue still not solved)',
    'my-migration-is-slow-if-issue-still-not-solved',
  ),
  howTo: in10062(
    'I am looking for information on how to perform an IMAP migration',
    'i-am-looking-for-information-on-how-to-perform-an-imap-migration',
  ),
  exchange2010Symptoms: inExchange2010('Symptoms', 'symptoms'),
  exchange2010Cause: inExchange2010('Cause', 'cause'),
  exchange2010Workaround: inExchange2010('Workaround', 'workaround'),
  exchange2010Related: inExchange2010('Related articles', 'related-articles'),
} as const satisfies Record<string, KbSection>;
