import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODES, describeCode, isCode } from '../../../src/knowledge/describe.js';
import { nameOf } from '../../../src/knowledge/troubleshooter/guide.js';
import { recognize } from '../../../src/knowledge/troubleshooter/recognize.js';
import { TOPIC_IDS } from '../../../src/knowledge/troubleshooter/topics.js';
import { KNOWN_ANSWERS, shownAnswer } from '../../support/known-answers.js';
import { PROPERTY_TIMEOUT, RUNS } from '../../support/property-runs.js';

const names = (text: string) => recognize(text).map(nameOf);
const first = (text: string) => names(text)[0];

/** Messages of the migration service, the admin center and what the article quotes, with what they mean first. */
const MESSAGES: [message: string, means: string][] = [
  ["Upload file can't be empty", 'csv/empty-file'],
  [
    'The CSV file contains more than 50,000 rows. Please divide the file into two or more files and submit them separately.',
    'csv/too-many-rows',
  ],
  [
    'Column "EmailAddress" is missing from the CSV file. The import process can\'t continue because this column is required. Please edit the CSV file and re-submit it.',
    'csv/missing-column',
  ],
  [
    'Row 17 has the wrong number of columns. Expected number: 3. Actual number: 4. Please edit this row and re-submit the file.',
    'csv/wrong-column-count',
  ],
  ['The migration batch already exists.', 'target/batch-exists'],
  ['Batch Sales-2 already exists', 'target/batch-exists'],
  ["The connection to the server 'mail.fabrikam.com' timed out after 00:00:15.", 'tcp/timeout'],
  ["The connection to the server 'mail.fabrikam.com' could not be completed.", 'dns/not-resolvable'],
  [
    `Microsoft.Exchange.Migration.MigrationServerConnectionFailedException: The connection to the server '<mail.contoso.com>' could not be completed.
Microsoft.Exchange.Connections.Common.RemoteNetworkErrorTransientException: We were unable to reach your email provider. Please check your server settings, or try again later.
Microsoft.Exchange.Connections.Common.SslStreamFailureException: TLS negotiation failed.
System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm`,
    'tls/legacy-only',
  ],
  [
    "MigrationRecipientNotFoundException: A recipient wasn't found for 'user@contoso.com' on the target. Create a recipient of the appropriate type for this migration on the target and try again.",
    'target/recipient-not-found',
  ],
  [
    "We had trouble signing in to this account. Confirm that you're using the correct user name and password.",
    'login/rejected',
  ],
  [
    "ImapInvalidCredentialsException: The username or password for this account is incorrect. --> Imap server reported an error during LOGIN indicating that authentication failed: 'Invalid credentials (Failure)'.",
    'login/rejected',
  ],
  [
    "Error MigrationPermanentException: Special credentials are required in order to access this IMAP account. --> Imap server reported an error during LOGIN with the following alert: 'Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure).",
    'login/app-password-required',
  ],
  [
    'Error: MigrationPermanentExeption: Special credentials are required in order to access this IMAP account. --> during LoginCommand',
    'login/app-password-required',
  ],
  [
    'This mailbox is full. Please free up some space so that email can be downloaded.',
    'mailbox/over-target-quota',
  ],
  [
    "UserAlreadyBeingMigratedException: The user 'Terry Adams' already has a pending request. Please remove the existing request and resume the current batch or start a new batch for this user.",
    'already-in-batch',
  ],
  [
    "Name must be unique per owning mailbox. There's already a request with the name 'MigrationService:Batch1:usera@contoso.com'",
    'already-in-batch',
  ],
  ["The operation couldn't be performed because 'Terry Adams' matches multiple entries.", 'multiple-entries'],
  ['MigrationCSVRowValidationException', 'csv/invalid-email'],
  [
    'A large item was encountered: Item (IPM.Note) Subject:"77 mb", Size: 77.51 MB (81,278,846 bytes), Folder:"Inbox"',
    'mailbox/message-too-large',
  ],
  [
    'This mailbox exceeded the maximum number of large items that were specified for this request',
    'mailbox/message-too-large',
  ],
  [
    'The job encountered too many transient failures (60) and is quitting. The most common failure is StoragePermanentException with the hit count 60.',
    'transient-failures',
  ],
  [
    "Relinquishing job because of large delays due to unfavorable server health or budget limitations with a request throttling state 'StalledDueToTarget_DiskLatency'.",
    'slow',
  ],
  ["Outlook Live couldn't sign in to the user account on the IMAP messaging system.", 'login/rejected'],
  ["An Outlook Live mailbox wasn't found for the user.", 'target/recipient-not-found'],
  ["The user's mailbox has already been migrated.", 'already-in-batch'],
  ["Outlook Live couldn't connect to the IMAP server.", 'tcp/timeout'],
  ["The user's Outlook Live mailbox is full.", 'mailbox/over-target-quota'],
  ['Could not open connection to the host, on port 993: Connect failed', 'tcp/timeout'],
  ['E-mail migration batch "Sales" has finished - with errors', 'after-start'],
  ['TLS negotiation failed', 'tls/legacy-only'],
  [
    "Imap server reported an error during LOGIN with the following alert: 'IMAP access is disabled for your domain. Please contact your domain administrator'",
    'login/imap-disabled',
  ],
  [
    "MigrationTransientException: Imap server reported an error during LOGIN: 'Too many simultaneous connections. (Failure)'",
    'login/too-many-connections',
  ],
  ['Error MigrationPermanentException: something that nobody has written down', 'none-of-the-above'],
];

describe('a message of Exchange Online', () => {
  test.each(MESSAGES)('%s', (message, means) => {
    expect(first(message)).toBe(means);
  });

  test.each([
    ['in capitals', (text: string) => text.toUpperCase()],
    ['in small letters', (text: string) => text.toLowerCase()],
    ['wrapped between words', (text: string) => text.replaceAll(' ', '\r\n    ')],
    ['with curly quotes', (text: string) => text.replaceAll("'", '\u2019').replaceAll('"', '\u201d')],
    ['in quotes', (text: string) => `"${text.replaceAll('"', '""')}"`],
    ['as quoted mail', (text: string) => `> ${text.replaceAll(/[ \n]/g, '\n> ')}`],
    ['with hard blanks and invisible characters', (text: string) => text.replaceAll(' ', '\u00a0\u200b')],
    ['behind other words', (text: string) => `Status: Failed\tError: ${text}`],
    ['with more below', (text: string) => `${text}\n   at Microsoft.Exchange.Migration.Run()`],
    ['with escape sequences', (text: string) => `\u001b[31m${text}\u001b[0m`],
  ])('is known %s', (_, change) => {
    const missed = MESSAGES.filter(([message, means]) => first(change(message)) !== means);
    expect(missed.map(([message]) => change(message))).toEqual([]);
  });

  test('is known wrapped inside words, where it is a sentence of the service itself', () => {
    const wrapped = MESSAGES.map(([message, means]) => [message.replace(/(\w{7})(?=\w)/g, '$1\n'), means]);
    const missed = wrapped.filter(([message = '', means]) => first(message) !== means);
    // What it quotes of a server is looked at word for word.
    expect(
      missed.every(([message]) => message?.startsWith('Imap server') || message?.startsWith('Migrati')),
    ).toBe(true);
    expect(missed.length).toBeLessThanOrEqual(2);
  });

  test.each([
    ["The connection to the server 'mail.fabrikam.com' timed o", 'tcp/timeout'],
    ["The connection to the server 'mail.fabrikam.com' could not be comp", 'dns/not-resolvable'],
    ["A recipient wasn't foun", 'target/recipient-not-found'],
    [
      "...found for 'user@contoso.com' on the target. Create a recipient of the appropr",
      'target/recipient-not-found',
    ],
    ['We had trouble signing in to this acc', 'login/rejected'],
    ['…they do not possess a comm', 'tls/legacy-only'],
    ['Row 7 has the wrong numb', 'csv/wrong-column-count'],
  ])('is known cut short: %s', (text, means) => {
    expect(first(text)).toBe(means);
  });
});

describe('several meanings', () => {
  test.each([
    [
      'We had trouble signing in to this account',
      ['login/rejected', 'login/app-password-required', 'login/imap-disabled'],
    ],
    [
      "A recipient wasn't found",
      ['target/recipient-not-found', 'target/recipient-not-a-mailbox', 'target/foreign-domain'],
    ],
    [
      "The connection to the server 'x' could not be completed.",
      ['dns/not-resolvable', 'dns/not-public', 'tls/legacy-only'],
    ],
    [
      'NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials or IMAP is disabled sc=x',
      ['login/rejected', 'login/imap-disabled'],
    ],
    [
      'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
      ['login/rejected', 'login/app-password-required'],
    ],
    ['timeout', ['tcp/timeout', 'login/timeout']],
  ])('of %s stand in the order of likelihood', (text, expected) => {
    expect(names(text).slice(0, expected.length)).toEqual(expected);
  });

  test('are not made up where one thing is meant', () => {
    expect(names('NO [AUTHENTICATIONFAILED] Authentication failed.')).toEqual(['login/rejected']);
    expect(names('do not possess a common algorithm')).toEqual(['tls/legacy-only', 'tls/no-common-cipher']);
  });
});

/** Answers whose words alone tell less than the place in the session where they came. */
const BY_PLACE = KNOWN_ANSWERS.filter(({ code }) => !code.startsWith('login/') || code === 'login/dropped');

describe('an answer of a server', () => {
  const told = KNOWN_ANSWERS.filter((known) => !BY_PLACE.includes(known) && shownAnswer(known) !== undefined);

  test.each(told.map((known) => [known.id, known] as const))('%s', (_, known) => {
    const [line = ''] = known.lines.filter(
      (one) => one.includes(shownAnswer(known) ?? '') || known.shown !== undefined,
    );
    expect(first(`a7 ${shownAnswer(known)}`), line).toBe(known.code);
  });

  test.each([
    ['a1 no [authenticationfailed] authentication failed.', 'login/rejected'],
    ['[AUTHENTICATIONFAILED] Invalid credentials', 'login/rejected'],
    ['A0001 NO [AUTHENTICATIONFAILED]\r\n  Authentication\r\n  failed.', 'login/rejected'],
    ['* BYE Nobody knows these words', 'login/dropped'],
    ['a1 BAD Nobody knows these words', 'login/unavailable'],
    ['a1 NO Nobody knows these words', 'login/rejected'],
    ['NO [ALERT] Application-specific password required: https://support', 'login/app-password-required'],
    ['* BYE IMAP access disabled for this account.', 'login/imap-disabled'],
    ['imap.gmail.com said: Too many simultaneous connections. (Failure)', 'login/too-many-connections'],
    ['Request is throttled. Suggested Backoff Time: 299961 milliseconds', 'login/throttled'],
    ['User is authenticated but not connected.', 'login/not-authorized'],
  ])('%s', (text, means) => {
    expect(first(text)).toBe(means);
  });
});

describe('a name', () => {
  test.each(CODES)('%s is itself, and its message is known as such', (code) => {
    expect(names(` ${code.toUpperCase()} `)).toEqual([code]);
    const { message } = describeCode(code);
    const said = names(message).filter(isCode);
    expect(said.map((one) => describeCode(one).message.slice(0, 20))).toContain(message.slice(0, 20));
  });

  test.each(TOPIC_IDS)('%s is itself', (topic) => {
    expect(names(topic)).toEqual([topic]);
    expect(names(topic.replaceAll('-', ' ').toUpperCase())).toEqual([topic]);
  });

  test.each([
    ['rejected', 'login/rejected'],
    ['LOGIN/Rejected', 'login/rejected'],
    ['my migration is slow', 'slow'],
    ['so slow!', 'slow'],
    ['duplicate mails', 'duplicates'],
    ["I'm seeing duplicate emails", 'duplicates'],
    ['my mailbox is full', 'mailbox/over-target-quota'],
    ['role groups', 'role-groups'],
    ['restrictions', 'restrictions'],
    ['remove and recreate the batch', 'recreate-batch'],
    ['recreate endpoint', 'recreate-endpoint'],
    ['super-user rights', 'super-user'],
    ['cipher suites', 'tls'],
    ['exchange 2010', 'tls'],
    ['how do I perform an IMAP migration', 'how-to'],
    ['none of the above', 'none-of-the-above'],
  ])('%s is found by its words', (text, means) => {
    expect(first(text)).toBe(means);
  });
});

describe('what nobody knows', () => {
  test.each([
    ...['hello', 'the server', '', ' ', 'foo/bar', 'no', '[]', '*', '--', '🙂', 'there is no reason', '\0\0'],
    'the quick brown fox jumps over the lazy dog',
    'Batch Sales was created yesterday at noon by the intern',
    'a recipient was found at once',
    'the connection to the server is excellent today, thank you all',
    'We had no trouble whatsoever with anything this year',
  ])('"%s" stays unknown', (text) => {
    expect(names(text)).toEqual([]);
  });

  test(
    'is never a fault, whatever it is, and is the same whatever stands around it',
    () => {
      const words = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom(...MESSAGES.map(([message]) => message)),
      );
      fc.assert(
        fc.property(words, fc.string({ unit: 'binary', maxLength: 20 }), (text, more) => {
          expect(Array.isArray(names(text + more))).toBe(true);
          expect(names(` \n${text}\t`)).toEqual(names(text));
        }),
        { numRuns: RUNS },
      );
    },
    PROPERTY_TIMEOUT,
  );

  test.each([
    ['a'.repeat(200_000)],
    ["'".repeat(100_000)],
    ['server reported an error during '.repeat(5_000)],
    ['NO [ALERT '.repeat(20_000)],
    ['batch already '.repeat(10_000)],
    ['> '.repeat(50_000)],
    ['\ufdfa'.repeat(50_000)],
    ['a@'.repeat(50_000)],
  ])('is looked at in no time, however it is made: %#', (text) => {
    const start = performance.now();
    names(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
