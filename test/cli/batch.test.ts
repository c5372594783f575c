import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkJson, csvRows, LOCALHOST, outcomes, stagesOf, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { deadPort, scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, temporaryDirectory, writeCsv } from '../support/files.js';
import { validateReport } from '../support/schema.js';

const WRONG = [3, 21, 22, 50, 77, 100, 101, 150, 199, 200];
const DISABLED = 'Ask the post office, desk 4';

function withWrong(rows: CsvRow[]): CsvRow[] {
  return rows.map(([email, user, password], index) => [
    email,
    user,
    WRONG.includes(index + 1) ? 'not this one' : password,
  ]);
}

describeWithServer('a batch of 200 mailboxes on Dovecot', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({
      users: [
        ...csvRows(200).map(([, name, password]) => ({ name, password })),
        { name: 'gone', password: 'gone-password', nologin: '' },
        { name: 'told', password: 'told-password', nologin: DISABLED },
      ],
      masters: [{ name: 'admin', password: 'master-password' }],
      // Every new mailbox would otherwise wait for its folders to reach the disk.
      extra: 'mail_fsync = never',
    });
  });

  afterAll(() => server.stop());

  it('names exactly the ten rows with a wrong password', async () => {
    const file = await writeCsv(withWrong(csvRows(200)));
    const { status, report, stderr } = await checkJson([file, '--port', String(server.imaps)]);
    expect([status, report.verdict, stderr]).toEqual([1, 'not-ready', '']);
    expect(report.rows.filter(({ status: one }) => one === 'failed').map(({ row }) => row)).toEqual(WRONG);
    expect(
      report.findings
        .filter(({ severity }) => severity === 'error')
        .map(({ code, location }) => [code, location?.row]),
    ).toEqual(WRONG.map((row) => ['login/rejected', row]));
    expect(report.summary.rows).toMatchObject({ total: 200, passed: 190, failed: 10 });
    expect(report.findings.find(({ code }) => code === 'login/rejected')?.evidence?.response).toBe(
      'NO [AUTHENTICATIONFAILED] Authentication failed.',
    );
    expect(report.endpoint?.software).toBe('dovecot');
  });

  it.each([
    ['TLS', () => ['--port', String(server.imaps)], 'ssl'],
    ['STARTTLS', () => ['--port', String(server.imap), '--security', 'tls'], 'tls'],
  ])('is ready without them, over %s', async (_name, route, security) => {
    const file = await writeCsv(csvRows(200).filter((_row, index) => !WRONG.includes(index + 1)));
    const { status, report } = await checkJson([file, ...route()]);
    expect([status, report.verdict]).toEqual([0, 'ready']);
    expect(report.endpoint?.security).toBe(security);
    expect(report.summary.rows).toMatchObject({ total: 190, passed: 190 });
    expect(report.rows.every(({ folders, attempts }) => folders === 1 && attempts === 1)).toBe(true);
  });

  it('has the words of the server for disabled users', async () => {
    const rows: CsvRow[] = ['gone', 'told'].map((name) => [`${name}@contoso.com`, name, `${name}-password`]);
    const { status, report } = await checkJson([await writeCsv(rows), '--port', String(server.imaps)]);
    expect([status, ...outcomes(report)]).toEqual([1, '1 failed login/blocked', '2 failed login/blocked']);
    const words = report.findings
      .filter(({ code }) => code === 'login/blocked')
      .map(({ evidence }) => evidence?.response);
    expect(words).toEqual([
      'NO [CONTACTADMIN] Login disabled for this user',
      `NO [CONTACTADMIN] ${DISABLED}`,
    ]);
  });

  it('takes a master user', async () => {
    const rows = csvRows(30, (number) => `user${number}*admin`).map(
      ([email, user]): CsvRow => [email, user, 'master-password'],
    );
    const { status, report } = await checkJson([await writeCsv(rows), '--port', String(server.imaps)]);
    expect([status, report.summary.rows.passed]).toEqual([0, 30]);
    expect(report.findings.map(({ code }) => code)).toContain('csv/super-user');
  });

  it('tries a wrong master password three times and no more', async () => {
    const rows = csvRows(30, (number) => `user${number}*admin`).map(
      ([email, user]): CsvRow => [email, user, 'wrong'],
    );
    const before = server.log().length;
    const { status, report } = await checkJson([await writeCsv(rows), '--port', String(server.imaps)]);
    expect(status).toBe(1);
    expect(report.summary.rows).toMatchObject({ failed: 3, skipped: 27 });
    expect(report.rows.filter(({ codes }) => codes.includes('login/stopped'))).toHaveLength(27);
    expect(
      server
        .log()
        .slice(before)
        .match(/auth failed, \d+ attempts/g),
    ).toHaveLength(3);
  });
});

describeWithServer('a limit of one connection a user', ['dovecot', 'openssl'], () => {
  it('is waited for', async () => {
    const server = await dovecot({ users: 1, maxUserIpConnections: 1 });
    try {
      // One mailbox in several spellings: credentials that differ, and a server that sees one user.
      const names = ['user1', 'USER1', 'User1', 'uSER1', 'useR1', 'usEr1'];
      const rows = names.map((name, index): CsvRow => [`alias${index}@contoso.com`, name, 'user1-password']);
      const args = [await writeCsv(rows), '--port', String(server.imaps), '--verbose'];
      const { report, stderr } = await checkJson(args);
      expect(report.summary.rows).toMatchObject({ passed: 6 });
      // Which of them meet is up to the scheduler.
      const turnedAway = report.rows.reduce((sum, { attempts }) => sum + attempts - 1, 0);
      expect(stderr.match(/again in/g)?.length ?? 0).toBe(turnedAway);
    } finally {
      await server.stop();
    }
  });
});

describe('the exit status', () => {
  it('is 2 for a wrong command line and an unreadable file, before anything is asked', async () => {
    const folder = await temporaryDirectory();
    const missing = join(folder, 'missing.csv');
    const file = await writeCsv(csvRows(1));
    for (const args of [
      [missing],
      [file, '--bogus'],
      [file, '--format', 'word'],
      [file, '--retries', 'x'],
      [],
    ]) {
      const { status, stdout, stderr } = await runCli(['check', ...args]);
      expect([args.at(-1), status, stdout]).toEqual([args.at(-1), 2, '']);
      expect(stderr).not.toMatch(/^\s+at /m);
    }
  });

  it('is 3 when nothing was tried, or something could not be told', async () => {
    const file = await writeCsv(csvRows(2));
    const nothing = await checkJson([file, '--port', String(await deadPort()), '--only', 'csv,login']);
    expect([nothing.status, nothing.report.verdict]).toEqual([3, 'incomplete']);
    const none = await runCli(['check', ...LOCALHOST, '--only', 'csv']);
    expect(none.status).toBe(3);
  });

  it('is 0 without a server when the file is sound', async () => {
    const { status, stdout } = await runCli(['check', await writeCsv(csvRows(2)), '--json']);
    expect([status, JSON.parse(stdout).verdict]).toEqual([0, 'ready']);
  });
});

describeWithServer('the exit status', ['openssl'], () => {
  const LATER = 'NO [UNAVAILABLE] Temporary authentication failure.';
  type Case = [
    name: string,
    rows: CsvRow[],
    words: string | undefined,
    statuses: Record<string, number>,
    verdict: string,
  ];
  const good = csvRows(2);
  const twice: CsvRow[] = [...good, ['other@contoso.com', 'user1', 'user1-password']];

  it.each<Case>([
    ['ready', good, undefined, { error: 0, warning: 0, never: 0 }, 'ready'],
    ['warnings', twice, undefined, { error: 0, warning: 1, never: 0 }, 'ready-with-warnings'],
    ['errors', good, 'NO No', { error: 1, warning: 1, never: 0 }, 'not-ready'],
    ['could not tell', good, LATER, { error: 3, warning: 1, never: 3 }, 'incomplete'],
  ])('for %s, by --fail-on', async (_name, rows, words, statuses, verdict) => {
    const server = await scriptedServer({
      commands: words === undefined ? {} : { LOGIN: ({ tag }) => `${tag} ${words}` },
    });
    try {
      const args = [await writeCsv(rows), '--port', String(server.port), '--retries', '0'];
      for (const [level, status] of Object.entries(statuses)) {
        const result = await checkJson([...args, '--fail-on', level]);
        expect([level, result.status, result.report.verdict]).toEqual([level, status, verdict]);
      }
    } finally {
      await server.stop();
    }
  });

  it('is the same for every format, and reports agree', async () => {
    const server = await scriptedServer({ users: { user1: 'user1-password' } });
    try {
      const folder = await temporaryDirectory();
      const args = [await writeCsv(csvRows(3)), ...LOCALHOST, '--port', String(server.port)];
      const text = await runCli(['check', ...args, '--report', join(folder, 'r.json')], { env: trusting() });
      const json = await checkJson([...args, '--report', join(folder, 'r.txt')]);
      expect([text.status, json.status]).toEqual([1, 1]);
      expect(validateReport(JSON.parse(await readFile(join(folder, 'r.json'), 'utf8')))).toEqual([]);
      expect(await readFile(join(folder, 'r.txt'), 'utf8')).toContain('2 of 3 rows would fail');
      expect(text.stdout).toContain('2 of 3 rows would fail');
      expect(stagesOf(json.report)).toMatchObject({ login: 'failed', csv: 'passed' });
    } finally {
      await server.stop();
    }
  });
});
