import { afterEach, expect, it } from 'vitest';
import { checkJson, csvRows, LOCALHOST, outcomes, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import {
  CLOSE,
  type Handler,
  RESET,
  type ScriptedOptions,
  type ScriptedServer,
  scriptedServer,
} from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { writeCsv } from '../support/files.js';
import { validateLines } from '../support/schema.js';

let server: ScriptedServer;
afterEach(() => server.stop());

async function check(options: ScriptedOptions, rows: number, ...args: string[]) {
  server = await scriptedServer(options);
  return checkJson([await writeCsv(csvRows(rows)), '--port', String(server.port), ...args]);
}

/** LOGIN attempts by user, as the server counted them. */
function attempts(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { user } of server.logins) counts[user] = (counts[user] ?? 0) + 1;
  return counts;
}

function answering(words: string | readonly string[]): Handler {
  const lines = typeof words === 'string' ? [words] : words;
  return ({ tag }) => lines.map((line) => line.replace(/^(?!\*)/, `${tag} `));
}

const REFUSALS: [code: string, words: string][] = [
  ['login/rejected', 'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)'],
  ['login/rejected', 'NO Nobody knows these words'],
  [
    'login/app-password-required',
    'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
  ],
  [
    'login/web-login-required',
    'NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)',
  ],
  ['login/imap-disabled', 'NO [ALERT] Your account is not enabled for IMAP use. (Failure)'],
  ['login/basic-auth-disabled', 'NO Basic authentication is disabled.'],
  ['login/expired', 'NO [EXPIRED] Password expired'],
  ['login/blocked', 'NO [CONTACTADMIN] Login disabled for this user'],
  ['login/not-authorized', 'NO [AUTHORIZATIONFAILED] Authorization failed'],
];

const TRANSIENT: [code: string, words: string][] = [
  ['login/unavailable', 'NO [UNAVAILABLE] Temporary authentication failure.'],
  ['login/throttled', 'NO [LIMIT] LOGIN Rate limit hit.'],
  ['login/throttled', 'NO Request is throttled. Suggested Backoff Time: 20 milliseconds'],
  ['login/too-many-connections', 'NO [ALERT] Too many simultaneous connections. (Failure)'],
];

describeWithServer('a refusal', ['openssl'], () => {
  it('of each kind is told in one run, by the words of the server, after one attempt each', async () => {
    const LOGIN: Handler = ({ tag, args }) => {
      const row = Number(String(args[0]).replace('user', ''));
      return `${tag} ${REFUSALS[row - 1]?.[1]}`;
    };
    const { status, report } = await check({ commands: { LOGIN } }, REFUSALS.length);
    expect(status).toBe(1);
    expect(outcomes(report)).toEqual(REFUSALS.map(([code], index) => `${index + 1} failed ${code}`));
    expect(
      report.findings
        .filter(({ code }) => code.startsWith('login/'))
        .map(({ evidence }) => evidence?.response),
    ).toEqual(REFUSALS.map(([, words]) => words));
    expect(Object.values(attempts())).toEqual(REFUSALS.map(() => 1));
  });

  it('that comes as BYE behind a right password', async () => {
    const LOGIN: Handler = ({ tag }) => [
      `${tag} OK LOGIN Ok.`,
      '* BYE IMAP access disabled for this account.',
      CLOSE,
    ];
    const { report } = await check({ commands: { LOGIN } }, 1);
    expect(outcomes(report)).toEqual(['1 failed login/imap-disabled']);
    expect(attempts()).toEqual({ user1: 1 });
  });

  it('that comes only with the next command', async () => {
    const words = 'BAD User is authenticated but not connected.';
    const { report } = await check(
      { commands: { LIST: answering(words), EXAMINE: answering(words), NAMESPACE: answering(words) } },
      1,
    );
    expect(outcomes(report)).toEqual(['1 failed login/not-authorized']);
    expect(report.findings.find(({ code }) => code === 'login/not-authorized')?.evidence?.response).toBe(
      words,
    );
    expect(attempts()).toEqual({ user1: 1 });
  });

  it('to list is no refusal of the password', async () => {
    const { report } = await check({ commands: { LIST: answering('NO Internal trouble with the list') } }, 1);
    expect(outcomes(report)).toEqual(['1 failed mailbox/list-failed']);
  });

  it('three times stops an admin account', async () => {
    server = await scriptedServer({ commands: { LOGIN: answering('NO [AUTHENTICATIONFAILED] No') } });
    const rows = csvRows(25, (number) => `contoso/admin/user${number}`);
    const { report } = await checkJson([
      await writeCsv(rows),
      '--port',
      String(server.port),
      '--concurrency',
      '20',
    ]);
    expect(server.logins).toHaveLength(3);
    expect(report.summary.rows).toMatchObject({ failed: 3, skipped: 22 });
  });

  it('is never repeated more often than --max-rejected', async () => {
    const { report } = await check(
      { commands: { LOGIN: answering('NO [AUTHENTICATIONFAILED] No') } },
      40,
      '--max-rejected',
      '7',
    );
    expect(server.logins).toHaveLength(7);
    expect(report.summary.rows).toMatchObject({ failed: 7, skipped: 33 });
  });
});

describeWithServer('no answer to trust', ['openssl'], () => {
  it.each(TRANSIENT)('is followed by another try: %s, %s', async (_code, words) => {
    const seen = new Set<string>();
    const LOGIN: Handler = ({ tag, args: [user] }) => {
      if (seen.has(String(user))) return undefined;
      seen.add(String(user));
      return `${tag} ${words}`;
    };
    const { status, report } = await check({ commands: { LOGIN } }, 3);
    expect([status, ...outcomes(report)]).toEqual([0, '1 passed', '2 passed', '3 passed']);
    expect(attempts()).toEqual({ user1: 2, user2: 2, user3: 2 });
  });

  it.each(TRANSIENT)('for good is no failure: %s, %s', async (code, words) => {
    const { status, report } = await check(
      { commands: { LOGIN: answering(words) } },
      1,
      '--retries',
      '1',
      '--concurrency',
      '1',
    );
    expect([status, report.verdict, ...outcomes(report)]).toEqual([
      3,
      'incomplete',
      `1 inconclusive ${code}`,
    ]);
    expect(attempts()).toEqual({ user1: 2 });
    expect(report.rows[0]?.attempts).toBe(2);
  });

  it.each<[string, string, Handler]>([
    ['silence', 'login/timeout', () => []],
    ['the end of the connection', 'login/dropped', () => CLOSE],
    ['a reset', 'login/dropped', () => RESET],
    ['BYE', 'login/dropped', () => ['* BYE Shutting the door', CLOSE]],
    ['BAD', 'login/unavailable', ({ tag }) => `${tag} BAD Command unknown`],
    [
      'rubbish, then the end',
      'login/dropped',
      () => [Buffer.from([0, 255, 254, 13, 10, 128, 13, 10]), ')))(((', CLOSE],
    ],
    ['rubbish without end', 'login/timeout', () => ['* ((((', 'A', '%%%', '']],
  ])('%s', async (_name, code, LOGIN) => {
    const { status, report } = await check({ commands: { LOGIN } }, 2, '--retries', '1', '--timeout', '0.4');
    expect([status, ...outcomes(report)]).toEqual([3, `1 inconclusive ${code}`, `2 inconclusive ${code}`]);
    expect(attempts()).toEqual({ user1: 2, user2: 2 });
  });

  it('is one try when --retries is 0', async () => {
    await check({ commands: { LOGIN: answering('NO [UNAVAILABLE] Later') } }, 2, '--retries', '0');
    expect(attempts()).toEqual({ user1: 1, user2: 1 });
  });
});

describeWithServer('a server that turns connections away', ['openssl'], () => {
  it('gets fewer at a time, and no row pays for it', async () => {
    const greeting: ScriptedOptions['greeting'] = ({ server: { open } }) =>
      open > 5 ? CLOSE : '* OK IMAP4rev1 ready';
    const { report } = await check({ greeting }, 60, '--only', 'csv,imap,login', '--concurrency', '12');
    expect(report.summary.rows.passed).toBe(60);
    expect(report.findings.map(({ code }) => code)).toEqual(['imap/connection-limit']);
    expect(Object.values(attempts()).every((count) => count === 1)).toBe(true);
  });

  it('says so in its greeting', async () => {
    let turned = 0;
    const greeting: ScriptedOptions['greeting'] = ({ server: { open } }) =>
      open > 3 && ++turned > 0 ? ['* BYE Too many connections', CLOSE] : '* OK IMAP4rev1 ready';
    const { report } = await check({ greeting }, 30, '--only', 'csv,login', '--concurrency', '8');
    expect(report.summary.rows.passed).toBe(30);
    expect(turned).toBeGreaterThan(0);
  });
});

describeWithServer('commands in one flight', ['openssl'], () => {
  it('that hang are sent one at a time', async () => {
    const stalled = new Set<number>();
    const pending: Handler = async (_command, { id, server: { transcript } }) => {
      const said = transcript
        .filter(({ session, from }) => session === id && from === 'client')
        .map(({ octets }) => octets.toString());
      // LOGOUT behind LIST, before LIST was answered: a flight.
      if (said.some((text) => text.includes('LOGOUT'))) stalled.add(id);
      return stalled.has(id) ? [] : undefined;
    };
    const LIST: Handler = async (command, session) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return pending(command, session);
    };
    const stay: Handler = (_command, { id }) => (stalled.has(id) ? [] : undefined);
    const options = {
      // Of Dovecot it is known that it takes a flight; this one only says that it is Dovecot.
      greeting: '* OK [CAPABILITY IMAP4rev1] Dovecot ready.',
      commands: { LIST, EXAMINE: stay, LOGOUT: stay },
      capabilities: 'IMAP4rev1',
    };
    const { status, report } = await check(
      options,
      10,
      '--timeout',
      '0.5',
      '--retries',
      '0',
      '--concurrency',
      '2',
    );
    expect([status, report.summary.rows.passed]).toEqual([0, 10]);
    // Two that began together, and one that found out that less is too much as well.
    expect(stalled.size).toBe(3);
  });
});

describeWithServer('folders', ['openssl'], () => {
  it('of Gmail and public ones are named', async () => {
    const folders = ['INBOX', '[Gmail]', '[Gmail]/All Mail', 'Public Folders/Staff'];
    const { status, report } = await check({ folders }, 1);
    expect([status, report.verdict]).toEqual([0, 'ready-with-warnings']);
    expect(outcomes(report)).toEqual(['1 passed mailbox/gmail-folders mailbox/public-folders']);
    expect(report.rows[0]?.folders).toBe(4);
  });

  it('are read and never selected', async () => {
    await check({}, 2);
    expect(new Set(server.commands)).toEqual(
      new Set(['CAPABILITY', 'ID', 'LOGOUT', 'LOGIN', 'NAMESPACE', 'LIST', 'EXAMINE']),
    );
  });
});

describeWithServer('a refusal in place of a greeting', ['openssl'], () => {
  it.each(['BYE Authentication failed', 'NO [AUTHENTICATIONFAILED] Invalid credentials'])(
    '%s says nothing of a password that was not sent',
    async (line) => {
      // The row comes after the examination of the endpoint, which asks for the capabilities.
      const greeting: ScriptedOptions['greeting'] = ({ server: { commands } }) =>
        commands.includes('CAPABILITY') ? [`* ${line}`, CLOSE] : '* OK hi';
      const { report, status } = await check({ greeting }, 1, '--retries', '0');
      expect(server.logins).toEqual([]);
      expect(outcomes(report)).toEqual(['1 inconclusive login/dropped']);
      expect(status).toBe(3);
    },
  );
});

it('--redact shortens names of rows that come later, also in NDJSON', async () => {
  server = await scriptedServer({ commands: { LOGIN: answering('NO user2@contoso.com is not the one') } });
  const file = await writeCsv(csvRows(2));
  const args = ['check', file, ...LOCALHOST, '--port', String(server.port), '--concurrency', '1'];
  const { stdout } = await runCli([...args, '--format', 'ndjson', '--redact'], { env: trusting() });
  expect(stdout).toContain('is not the one');
  expect(stdout).not.toMatch(/user\d/);
  expect(validateLines(stdout)).toEqual([]);
});
