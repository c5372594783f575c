import { expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, stagesOf } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { testCertificate } from '../servers/certificates.js';
import { type DovecotOptions, dovecot } from '../servers/dovecot.js';
import {
  CLOSE,
  type Handler,
  RESET,
  type ScriptedOptions,
  type ScriptedServer,
  scriptedServer,
  until,
} from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, writeCsv } from '../support/files.js';
import { startCheck } from '../support/running.js';

const CODE = 'imap/connection-limit';
const NEVER = until(new Promise(() => undefined));

interface Told {
  endpoint: { capacity: { asked: number; held: number; signedIn: boolean } | null };
  findings: {
    code: string;
    severity: string;
    message: string;
    fix: string[];
    evidence?: { response?: string; detail?: string };
  }[];
}

/** `check --json` on a port, with what it says of the connections. */
async function check(port: number, rows: CsvRow[], most: number, ...args: string[]) {
  const files = rows.length === 0 ? [] : [await writeCsv(rows)];
  const probe = ['--port', String(port), '--probe-connections', String(most)];
  const result = await checkJson([...files, ...probe, ...args]);
  const { endpoint, findings } = result.report as unknown as Told;
  expect(result.stderr).toBe('');
  return {
    ...result,
    capacity: endpoint.capacity,
    limits: findings.filter(({ code }) => code === CODE),
    imap: stagesOf(result.report).imap,
  };
}

async function serve(options: ScriptedOptions = {}): Promise<ScriptedServer> {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

async function onDovecot(options: DovecotOptions, rows: CsvRow[], most: number, ...args: string[]) {
  const server = await dovecot(options);
  onTestFinished(() => server.stop());
  return check(server.imaps, rows, most, ...args);
}

describeWithServer('connections of one user at Dovecot', ['dovecot', 'openssl'], () => {
  it('end at its limit: a warning, the setting and the values for the endpoint', async () => {
    const { status, limits, capacity, imap } = await onDovecot({ maxUserIpConnections: 4 }, csvRows(3), 12);
    expect(status).toBe(0);
    expect(capacity).toEqual({ asked: 12, held: 4, signedIn: true });
    expect(limits).toHaveLength(1);
    const [limit] = limits;
    expect(limit).toMatchObject({ severity: 'warning' });
    expect(limit?.message).toContain('kept 4 of 12 connections open for one user; the migration opens 20');
    expect(limit?.evidence?.response).toContain('Maximum number of connections from user+IP exceeded');
    const fix = limit?.fix.join('\n');
    expect(fix).toContain('`mail_max_userip_connections`');
    expect(fix).toContain(
      '`Set-MigrationEndpoint -Identity <endpoint> -MaxConcurrentMigrations 4 -MaxConcurrentIncrementalSyncs 2`',
    );
    expect(imap).toBe('warned');
  });

  it('are all held below it', async () => {
    const { status, limits, capacity, imap } = await onDovecot({ maxUserIpConnections: 30 }, csvRows(3), 25);
    expect([status, limits, imap]).toEqual([0, [], 'passed']);
    expect(capacity).toEqual({ asked: 25, held: 25, signedIn: true });
  });

  it('end above what the migration opens: a notice', async () => {
    const { report, limits, capacity } = await onDovecot({ maxUserIpConnections: 22 }, csvRows(1), 30);
    expect(report.verdict).toBe('ready');
    expect(capacity).toEqual({ asked: 30, held: 22, signedIn: true });
    expect(limits).toMatchObject([{ severity: 'notice' }]);
    expect(limits[0]?.fix.join('\n')).toContain('-MaxConcurrentMigrations 22 ');
  });

  it('are those of the owner where an administrator signs in', async () => {
    const rows = csvRows(2, (number) => `user${number}*mailadmin`).map(
      ([email, user]): CsvRow => [email, user, 'admin-secret'],
    );
    const masters = [{ name: 'mailadmin', password: 'admin-secret' }];
    const { capacity, limits } = await onDovecot({ maxUserIpConnections: 5, masters }, rows, 8);
    expect(capacity).toEqual({ asked: 8, held: 5, signedIn: true });
    expect(limits).toMatchObject([{ severity: 'warning' }]);
  });

  it('are not signed in where no row passed', async () => {
    const server = await dovecot({ maxUserIpConnections: 4 });
    onTestFinished(() => server.stop());
    const wrong: CsvRow[] = [['user1@contoso.com', 'user1', 'wrong']];
    const { capacity, report } = await check(server.imaps, wrong, 8);
    expect(capacity).toEqual({ asked: 8, held: 8, signedIn: false });
    expect(report.rows).toMatchObject([{ status: 'failed', attempts: 1 }]);
    expect(server.log().match(/auth failed/g)).toHaveLength(1);
  });
});

const GREETING = '* OK IMAP4rev1 ready';
const AT_FIVE: ScriptedOptions = { greeting: ({ server: { open } }) => (open > 5 ? CLOSE : GREETING) };

describeWithServer('a server that has enough', ['openssl'], () => {
  it.each<[string, ScriptedOptions, number, string]>([
    ['hangs up before the greeting', AT_FIVE, 5, ' from one address'],
    [
      'says BYE',
      { greeting: ({ server: { open } }) => (open > 3 ? ['* BYE Too many connections', CLOSE] : GREETING) },
      3,
      ' from one address',
    ],
    [
      'says nothing',
      { greeting: ({ server: { open } }) => (open > 5 ? NEVER : GREETING) },
      5,
      ' from one address',
    ],
    [
      'resets the connection',
      { greeting: ({ server: { open } }) => (open > 6 ? RESET : GREETING) },
      6,
      ' from one address',
    ],
    [
      'refuses the sign-in in its own words',
      {
        commands: {
          LOGIN: ({ tag }, { server: { open } }) =>
            open > 7 ? `${tag} NO [ALERT] Too many simultaneous connections. (Failure)` : undefined,
        },
      },
      7,
      ' for one user',
    ],
  ])('%s', async (_name, options, held, scope) => {
    const server = await serve(options);
    const { capacity, limits, status } = await check(
      ...([server.port, csvRows(1), 15, '--timeout', '1.5'] as const),
    );
    expect(capacity).toEqual({ asked: 15, held, signedIn: true });
    expect(limits).toMatchObject([{ severity: 'warning' }]);
    expect(limits[0]?.message).toContain(`kept ${held} of 15 connections open${scope};`);
    expect(status).toBe(0);
    expect(server.mostOpen).toBeLessThanOrEqual(15);
    expect(server.open).toBe(0);
  });

  it('ends the oldest connection for each new one', async () => {
    const NOOP: Handler = ({ tag }, { id }) =>
      id < server.sessions - 4 ? ['* BYE Replaced', CLOSE] : `${tag} OK`;
    const server: ScriptedServer = await serve({ commands: { NOOP } });
    const { capacity, limits } = await check(server.port, csvRows(1), 20);
    expect(capacity).toEqual({ asked: 20, held: 5, signedIn: true });
    expect(limits).toMatchObject([{ severity: 'warning', evidence: { response: 'BYE Replaced' } }]);
    expect(server.mostOpen).toBeLessThanOrEqual(20);
  });

  it('is asked for no more than was wanted, all of them held', async () => {
    const server = await serve();
    const { capacity, limits } = await check(server.port, csvRows(4), 9, '--concurrency', '2');
    expect([capacity, limits]).toEqual([{ asked: 9, held: 9, signedIn: true }, []]);
    expect(server.mostOpen).toBe(9);
    expect(server.commands.filter((name) => name === 'LOGOUT').length).toBeGreaterThanOrEqual(9);
  });

  it('lets nobody in after all', async () => {
    const server = await serve({
      greeting: ({ server: { logins } }) => (logins.length > 0 ? CLOSE : GREETING),
    });
    const { capacity, limits, imap, status } = await check(server.port, csvRows(1), 6);
    expect([capacity, limits, status]).toEqual([null, [], 3]);
    expect(imap).toMatch(/^incomplete: .*could not be told: not one could be opened/);
  });
});

describeWithServer('what is no limit', ['openssl'], () => {
  it('one reset in the middle', async () => {
    let resets = 0;
    const LOGIN: Handler = ({ tag }) =>
      server.logins.length === 6 && ++resets === 1 ? RESET : `${tag} OK in`;
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    const { capacity, limits, status } = await check(server.port, csvRows(1), 12);
    expect([resets, status]).toEqual([1, 0]);
    expect([capacity, limits]).toEqual([{ asked: 12, held: 12, signedIn: true }, []]);
  });

  it('one connection that is lost while it is held', async () => {
    const server = await serve({
      commands: { NOOP: (_command, { id }) => (id === 6 ? CLOSE : undefined) },
    });
    const { capacity, limits } = await check(server.port, csvRows(1), 12);
    expect([capacity, limits]).toEqual([{ asked: 12, held: 12, signedIn: true }, []]);
  });

  it('a password that is refused of a sudden: asked once', async () => {
    const LOGIN: Handler = ({ tag }) =>
      server.logins.length > 3 ? `${tag} NO [AUTHENTICATIONFAILED] No` : `${tag} OK in`;
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    const { capacity, limits, imap, report, status } = await check(server.port, csvRows(1), 12);
    expect([capacity, limits, status]).toEqual([null, [], 3]);
    expect(imap).toContain('a sign-in was refused after 2 connections (NO [AUTHENTICATIONFAILED] No)');
    expect(report.verdict).toBe('incomplete');
    expect(server.logins).toHaveLength(4);
  });

  it('words that nobody knows', async () => {
    const LOGIN: Handler = ({ tag }) => (server.logins.length > 3 ? `${tag} BAD What?` : `${tag} OK in`);
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    expect((await check(server.port, csvRows(1), 12)).imap).toMatch(/^incomplete: .*BAD What/);
  });
});

describeWithServer('nobody is signed in', ['openssl'], () => {
  const AT_FOUR: ScriptedOptions = { greeting: ({ server: { open } }) => (open > 4 ? CLOSE : GREETING) };

  it.each([
    ['without a CSV', [], []],
    ['without the stage login', csvRows(2), ['--skip', 'login']],
    ['with the endpoint alone', csvRows(2), ['--only', 'imap']],
  ] as [string, CsvRow[], string[]][])('%s', async (_name, rows, args) => {
    const server = await serve(AT_FOUR);
    const { capacity, limits } = await check(server.port, rows, 10, ...args);
    expect(capacity).toEqual({ asked: 10, held: 4, signedIn: false });
    expect(limits).toMatchObject([{ severity: 'warning' }]);
    expect(server.logins).toEqual([]);
  });

  it('where no row passed', async () => {
    const LOGIN: Handler = ({ tag }) => `${tag} NO [AUTHENTICATIONFAILED] No`;
    const server = await serve({ ...AT_FOUR, commands: { LOGIN } });
    const { capacity, limits } = await check(server.port, csvRows(2), 10, '--concurrency', '2');
    expect(capacity).toEqual({ asked: 10, held: 4, signedIn: false });
    // Enough for two at a time.
    expect(limits).toMatchObject([{ severity: 'notice' }]);
    expect(server.logins).toHaveLength(2);
  });

  it('by STARTTLS', async () => {
    const server = await serve({ security: 'tls' });
    const { capacity } = await check(server.port, [], 6, '--security', 'tls');
    expect(capacity).toEqual({ asked: 6, held: 6, signedIn: false });
  });
});

describeWithServer('it is not tried', ['openssl'], () => {
  it('with an administrator who was refused three times: nobody is signed in', async () => {
    const LOGIN: Handler = ({ tag }) =>
      `${tag} ${server.logins.length === 1 ? 'OK in' : 'NO [AUTHENTICATIONFAILED] no'}`;
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    const rows = csvRows(8, (number) => `user${number}*mailadmin`);
    const { capacity } = await check(server.port, rows, 5, '--concurrency', '1');
    expect(server.logins).toHaveLength(4);
    expect(capacity).toEqual({ asked: 5, held: 5, signedIn: false });
  });

  it('over a certificate that is not accepted, and what is known of the software is told instead', async () => {
    const server = await serve({
      tls: testCertificate('self-signed'),
      greeting: '* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready.',
    });
    const { capacity, limits, imap, status } = await check(server.port, csvRows(1), 10);
    expect([capacity, status]).toEqual([null, 1]);
    expect(limits).toHaveLength(1);
    expect(limits[0]?.message).toContain('4 connections at once from one address by default');
    expect(imap).toMatch(/^incomplete: .*not tried: passwords are not sent over a certificate/);
    expect(server.logins).toEqual([]);
  });

  it('and the guess gives way to what was seen', async () => {
    const courier: ScriptedOptions = { greeting: '* OK [CAPABILITY IMAP4rev1] Courier-IMAP ready.' };
    const seen = await check((await serve(courier)).port, csvRows(1), 20);
    expect([seen.capacity?.held, seen.limits]).toEqual([20, []]);
    // So few say nothing against it.
    const few = await check((await serve(courier)).port, csvRows(1), 3);
    expect([few.capacity?.held, few.limits.length]).toEqual([3, 1]);
  });

  it.each([
    [['check', '--probe-connections', '4', 'users.csv'], '--probe-connections needs a server'],
    [
      ['check', '--server', 'localhost', '--probe-connections', '4', '--skip', 'imap'],
      'part of the stage imap',
    ],
    [
      ['check', '--server', 'localhost', '--probe-connections', '4', '--only', 'tls'],
      'part of the stage imap',
    ],
    [['check', '--server', 'localhost', '--probe-connections', '0'], 'a whole number from 1 to 100'],
    [['check', '--server', 'localhost', '--probe-connections', '101'], 'a whole number from 1 to 100'],
  ])('%j', async (args, words) => {
    const { status, stderr } = await runCli(args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});

describeWithServer('while it runs', ['openssl'], () => {
  it('the pace is kept', async () => {
    const server = await serve();
    const { ms, capacity } = await check(server.port, csvRows(1), 7, '--rate', '5');
    expect(capacity?.held).toBe(7);
    expect(ms).toBeGreaterThan(1200);
  });

  it('a signal ends it and every connection', async () => {
    let arrive: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const LOGIN: Handler = ({ tag }) => {
      if (server.logins.length < 9) return `${tag} OK in`;
      arrive();
      return NEVER;
    };
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    const args = ['--port', String(server.port), '--probe-connections', '30', '--json', '--verbose'];
    const { child, ended } = startCheck([await writeCsv(csvRows(1)), ...args]);
    await reached;
    const before = performance.now();
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    expect(status).toBe(130);
    expect(performance.now() - before).toBeLessThan(2000);
    await server.untilQuiet();
    const report = JSON.parse(stdout);
    expect(report.verdict).toBe('incomplete');
    expect(report.run.interrupted).toBe(true);
    expect(report.endpoint.capacity).toBeNull();
    expect(stagesOf(report)).toMatchObject({ imap: 'incomplete: interrupted', login: 'passed' });
    expect(report.findings.map(({ code }: { code: string }) => code)).not.toContain(CODE);
    expect(stderr).toContain('imap: 5 of 30 connections held open');
    expect(stdout + stderr).not.toContain('user1-password');
  });
});
