import { expect, describe as group, test } from 'vitest';
import { ARTICLES, SECTIONS } from '../../src/knowledge/articles.js';
import { CATALOGUE } from '../../src/knowledge/catalogue.js';
import { CODES, describe, describeCode } from '../../src/knowledge/describe.js';
import type { Code, LoginArguments } from '../../src/model/code.js';
import { type Finding, finding, type Rating, stageOf } from '../../src/model/finding.js';
import { STAGES } from '../../src/model/stage.js';
import { REMEDIES } from './remedies.js';
import { VARIANTS } from './variants.js';

/** The severity column of the table of codes, written out. */
const RATINGS: Record<Code, Rating> = {
  'csv/empty-file': 'error',
  'csv/no-rows': 'error',
  'csv/too-many-rows': 'error',
  'csv/too-large': 'error',
  'csv/missing-column': 'error',
  'csv/column-case': 'warning',
  'csv/duplicate-column': 'error',
  'csv/unknown-column': 'error',
  'csv/wrong-column-count': 'error',
  'csv/wrong-delimiter': 'error',
  'csv/malformed-quote': 'error',
  'csv/not-unicode': 'error',
  'csv/utf-16': 'warning',
  'csv/file-extension': 'warning',
  'csv/file-permissions': 'warning',
  'csv/blank-line': 'warning',
  'csv/blank-value': 'error',
  'csv/invalid-email': 'error',
  'csv/duplicate-email': 'error',
  'csv/duplicate-username': 'warning',
  'csv/surrounding-spaces': 'error',
  'csv/control-character': 'warning',
  'csv/spreadsheet-damage': 'warning',
  'csv/lost-leading-zeros': 'warning',
  'csv/mixed-username-format': 'warning',
  'csv/super-user': 'notice',
  'csv/app-password-format': 'warning',
  'csv/large-batch': 'notice',
  'dns/not-an-fqdn': 'error',
  'dns/not-resolvable': 'error',
  'dns/lookup-failed': 'inconclusive',
  'dns/not-public': 'error',
  'dns/differs-from-public': 'warning',
  'dns/no-ipv4': 'warning',
  'tcp/timeout': 'error',
  'tcp/refused': 'error',
  'tcp/unreachable': 'error',
  'tcp/only-143': 'warning',
  'tls/legacy-only': 'error',
  'tls/no-common-cipher': 'error',
  'tls/unlisted-cipher': 'warning',
  'tls/handshake-failed': 'error',
  'tls/starttls-missing': 'error',
  'tls/legacy-enabled': 'notice',
  'tls/certificate-untrusted': 'error',
  'tls/certificate-expired': 'error',
  'tls/certificate-name-mismatch': 'error',
  'tls/certificate-expires-soon': 'warning',
  'tls/certificate-weak': 'warning',
  'imap/no-greeting': 'error',
  'imap/not-imap': 'error',
  'imap/refused': 'error',
  'imap/login-disabled': 'error',
  'imap/plaintext': 'error',
  'imap/microsoft-365-source': 'error',
  'imap/connection-limit': 'warning',
  'login/rejected': 'error',
  'login/app-password-required': 'error',
  'login/web-login-required': 'error',
  'login/imap-disabled': 'error',
  'login/basic-auth-disabled': 'error',
  'login/expired': 'error',
  'login/blocked': 'error',
  'login/not-authorized': 'error',
  'login/timeout': 'inconclusive',
  'login/dropped': 'inconclusive',
  'login/unavailable': 'inconclusive',
  'login/throttled': 'inconclusive',
  'login/too-many-connections': 'inconclusive',
  'login/stopped': 'warning',
  'mailbox/list-failed': 'error',
  'mailbox/gmail-folders': 'warning',
  'mailbox/public-folders': 'warning',
  'mailbox/slash-in-folder-name': 'warning',
  'mailbox/non-mail-folders': 'notice',
  'mailbox/too-many-items': 'error',
  'mailbox/folder-too-many-items': 'warning',
  'mailbox/message-too-large': 'warning',
  'mailbox/over-target-quota': 'error',
  'target/recipient-not-found': 'error',
  'target/recipient-not-a-mailbox': 'error',
  'target/foreign-domain': 'warning',
  'target/batch-exists': 'error',
  'target/batch-name': 'warning',
};

const NO_COMMON_ALGORITHM = (server: string) =>
  [
    `Microsoft.Exchange.Migration.MigrationServerConnectionFailedException: The connection to the server '${server}' could not be completed.`,
    'Microsoft.Exchange.Connections.Common.RemoteNetworkErrorTransientException: We were unable to reach your email provider. Please check your server settings, or try again later.',
    'Microsoft.Exchange.Connections.Common.SslStreamFailureException: TLS negotiation failed.',
    'System.ComponentModel.Win32Exception: The client and server cannot communicate, because they do not possess a common algorithm.',
  ].join('\n');

const SIGN_IN =
  "We had trouble signing in to this account. Confirm that you're using the correct user name and password.";
const USER: LoginArguments = { form: 'address' };

/** Microsoft's sentences, as the two articles quote them, with their placeholders filled. */
const SENTENCES: [Finding, string][] = [
  [finding('csv/empty-file', {}), "Upload file can't be empty"],
  [
    finding('csv/too-many-rows', { rows: 50_001 }),
    'The CSV file contains more than 50,000 rows. Please divide the file into two or more files and submit them separately.',
  ],
  [
    finding('csv/missing-column', { column: 'Password' }),
    'Column "Password" is missing from the CSV file. The import process can\'t continue because this column is required. Please edit the CSV file and re-submit it.',
  ],
  [
    finding('csv/wrong-column-count', { row: 1204, expected: 3, actual: 2 }),
    'Row 1204 has the wrong number of columns. Expected number: 3. Actual number: 2. Please edit this row and re-submit the file.',
  ],
  [
    finding('csv/wrong-column-count', { row: 7, expected: 4, actual: 5 }),
    'Row 7 has the wrong number of columns. Expected number: 4. Actual number: 5. Please edit this row and re-submit the file.',
  ],
  [finding('target/batch-exists', { name: 'Sales' }), 'The migration batch already exists.'],
  [
    finding('tcp/timeout', { server: 'imap.fabrikam.com', ports: [993], seconds: 30 }),
    "The connection to the server 'imap.fabrikam.com' timed out after 00:00:15.",
  ],
  [
    finding('dns/not-resolvable', { server: 'imap.fabrikam.com' }),
    "The connection to the server 'imap.fabrikam.com' could not be completed.",
  ],
  [
    finding('tls/legacy-only', { server: 'mail.fabrikam.com', versions: ['TLSv1'], exchange2010: false }),
    NO_COMMON_ALGORITHM('mail.fabrikam.com'),
  ],
  [
    finding('tls/no-common-cipher', { server: 'mail.fabrikam.com' }),
    NO_COMMON_ALGORITHM('mail.fabrikam.com'),
  ],
  [
    finding('target/recipient-not-found', { emailAddress: 'userb@contoso.com' }),
    "A recipient wasn't found for 'userb@contoso.com' on the target. Create a recipient of the appropriate type for this migration on the target and try again.",
  ],
  [
    finding('target/recipient-not-a-mailbox', { emailAddress: 'all@contoso.com', type: 'MailContact' }),
    "A recipient wasn't found for 'all@contoso.com' on the target. Create a recipient of the appropriate type for this migration on the target and try again.",
  ],
  [finding('login/rejected', USER), SIGN_IN],
  [finding('login/app-password-required', USER), SIGN_IN],
  [finding('login/web-login-required', USER), SIGN_IN],
  [finding('login/imap-disabled', USER), SIGN_IN],
  [finding('login/basic-auth-disabled', USER), SIGN_IN],
  [finding('login/expired', USER), SIGN_IN],
  [finding('login/blocked', USER), SIGN_IN],
  [finding('login/not-authorized', USER), SIGN_IN],
  [
    finding('mailbox/over-target-quota', { bytes: 60e9, quota: 50e9 }),
    'This mailbox is full. Please free up some space so that email can be downloaded.',
  ],
];

const EXAMPLES = CODES.map((code) => ({ code, args: CATALOGUE[code].example }) as Finding);

function linesOf(subject: Finding): string[] {
  const { title, message, cause, fix } = describe(subject);
  return [title, ...message.split('\n'), cause, ...fix];
}

group('every code', () => {
  test('stands in the catalogue once, in the order of the stages and of the table of codes', () => {
    expect(CODES).toEqual(Object.keys(RATINGS));
    const families = CODES.map((code) => STAGES.indexOf(stageOf(code)));
    expect(families).toEqual([...families].sort((a, b) => a - b));
  });

  test.each(CODES)('%s has the severity of the table', (code) => {
    expect(describeCode(code).rating).toBe(RATINGS[code]);
  });

  test.each(CODES)('%s renders from its example', (code) => {
    const text = describeCode(code);
    for (const part of [text.title, text.message, text.cause]) expect(part.trim()).not.toBe('');
    expect(text.title).not.toMatch(/\.$/);
    expect(text.cause).toMatch(/\.$/);
    expect(Object.values(SECTIONS)).toContain(CATALOGUE[code].kb);
    expect(text.kb.url).toBe(`${ARTICLES[CATALOGUE[code].kb.article].url}#${CATALOGUE[code].kb.anchor}`);
  });

  test('has no effect but a risk when it is no error by default, unless a check can make it one', () => {
    const promoted = [
      'csv/spreadsheet-damage',
      'tls/certificate-weak',
      'target/foreign-domain',
      'target/batch-name',
    ];
    const others = CODES.filter((code) => RATINGS[code] !== 'error' && !promoted.includes(code));
    expect(others.filter((code) => CATALOGUE[code].effect !== 'risk')).toEqual([]);
  });
});

group('every text', () => {
  test.each([...EXAMPLES, ...VARIANTS])('$code with $args is clean', (subject) => {
    for (const line of linesOf(subject)) {
      expect(line).not.toMatch(/undefined|\[object|NaN|\$\{|null/);
      expect(line.replaceAll('More...', 'More')).not.toMatch(/ {2}| [.,;:](?!\w)|\.\.|''|\(\)/);
      expect(line).not.toMatch(/\p{Cc}|\p{Cf}/u);
      expect(line).toBe(line.trim());
      expect(line).not.toMatch(/—|\bEXO\b/);
    }
  });

  test.each([...EXAMPLES, ...VARIANTS])(
    '$code with $args has one to eight steps, each a sentence',
    (subject) => {
      const { fix } = describe(subject);
      expect(fix.length).toBeGreaterThanOrEqual(1);
      expect(fix.length).toBeLessThanOrEqual(8);
      expect(new Set(fix).size).toBe(fix.length);
      for (const step of fix) expect(step).toMatch(/^[A-Z].*[.`]$/);
    },
  );
});

group("Microsoft's sentence", () => {
  test.each(SENTENCES)('is the message of $code', (subject, sentence) => {
    expect(describe(subject).message).toBe(sentence);
  });
});

group('the sections of the articles', () => {
  test('have no two anchors alike', () => {
    const anchors = Object.values(SECTIONS).map(({ article, anchor }) => `${article}#${anchor}`);
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test('have the anchor that the site makes of the heading, except where the article sets one', () => {
    const slug = (heading: string) =>
      heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-');
    const set = Object.values(SECTIONS).filter(({ section, anchor }) => slug(section) !== anchor);
    expect(set.map(({ anchor }) => anchor)).toEqual([
      'a-recipient-wasnt-found',
      'a-recipient-wasnt-found-if-issue-isnt-resolved',
    ]);
  });
});

group('a remedy of the articles stands under its code', () => {
  test.each(REMEDIES)('%s: %s', (code, remedy) => {
    expect(describeCode(code).fix.join('\n')).toMatch(remedy);
  });

  test('the ways around Exchange 2010 are four steps of their own, first where the server is known to be one', () => {
    const { fix } = describeCode('tls/legacy-only');
    const ways = [/cutover/, /hybrid/, /network upload/, /drive shipping/];
    expect(ways.map((way) => fix.findIndex((step) => way.test(step)))).toEqual([0, 1, 2, 3]);
  });

  test('rows of an administrator hear of rights before they hear of the mailbox', () => {
    const order = (form: LoginArguments['form']) => {
      const { fix } = describe(finding('login/rejected', { form }));
      return (
        fix.findIndex((step) => step.includes('Receive As')) <
        fix.findIndex((step) => step.includes('mailbox exists'))
      );
    };
    expect(order('exchange-admin')).toBe(true);
    expect(order('exchange-user')).toBe(false);
  });
});
