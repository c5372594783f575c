import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import stringWidth from 'string-width';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, type JsonReport, stagesOf, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, temporaryDirectory, writeCsv } from '../support/files.js';

interface DryRun {
  server: string;
  port: number | null;
  security: string | null;
  rows: number;
  attempts: number;
  kept: number;
  forms: { form: string; rows: number; accounts: number }[];
  mostForOneAccount: number;
  retries: number;
  concurrency: number;
  rate: number | null;
}

/** Every form of a user name, equal credentials in two pairs of rows, and a row that nobody signs in with. */
const MIXED: CsvRow[] = [
  ['a@contoso.com', 'a@contoso.com', 'a-password'],
  ['b@contoso.com', 'b@contoso.com', 'b-password'],
  ['c@contoso.com', 'c', 'c-password'],
  ['d@contoso.com', 'contoso/d', 'd-password'],
  ['e@contoso.com', 'contoso/admin/e', 'admin-password'],
  ['f@contoso.com', 'contoso/admin/f', 'admin-password'],
  ['g@contoso.com', 'Contoso\\Admin\\g', 'admin-password'],
  ['h@contoso.com', 'h*admin', 'admin-password'],
  ['i@contoso.com', 'i*admin', 'admin-password'],
  ['j@contoso.com', '#j@contoso.com#admin#', 'admin-password'],
  ['k@contoso.com', 'root', 'root-password', '/users/k'],
  ['l@contoso.com', 'root', 'root-password', '/users/l'],
  ['m@contoso.com', 'a@contoso.com', 'a-password'],
  ['nobody', 'n', 'n-password'],
];

function dryRunIn(report: JsonReport): DryRun {
  return (report as unknown as { dryRun: DryRun }).dryRun;
}

async function polite() {
  const server = await scriptedServer({});
  onTestFinished(() => server.stop());
  return server;
}

/** A port of 127.0.0.1 that swallows packets, and how many came. */
async function silentResolver() {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  let packets = 0;
  socket.on('message', () => packets++);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, packets: () => packets };
}

/** Loaded before the program, it tells of everything in Node that could ask the network. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { createHook } from 'node:async_hooks';
  import { writeSync } from 'node:fs';
  const init = (_id, type) => /^(?:TCP|UDP|TLS|GETADDRINFO|GETNAMEINFO|QUERY)/.test(type) && writeSync(2, 'asked: ' + type);
  createHook({ init }).enable();
`)}`;

describeWithServer('a dry run', ['openssl'], () => {
  it('asks nothing of the network, and writes no journal', async () => {
    const [server, resolver] = [await polite(), await silentResolver()];
    const [file, folder] = [await writeCsv(MIXED), await temporaryDirectory()];
    const args = [file, '--port', String(server.port), '--resolver', resolver.address, '--timeout', '1'];
    const watched = { env: { NODE_OPTIONS: `--import=${WATCH}` } };
    const journal = join(folder, 'run.ndjson');
    const dry = await checkJson([...args, '--dry-run', '--journal', journal], watched);
    expect([dry.stderr, server.sessions, resolver.packets(), existsSync(journal)]).toEqual(['', 0, 0, false]);
    const skipped = 'skipped: dry run';
    expect(stagesOf(dry.report)).toMatchObject({
      csv: 'failed',
      dns: skipped,
      tcp: skipped,
      tls: skipped,
      imap: skipped,
      login: skipped,
      mailbox: skipped,
    });
    const endpoint = dry.report.endpoint;
    expect([endpoint, dry.report.summary.rows.passed]).toEqual([null, 0]);
    // What watches does see something where something is asked.
    const real = await checkJson([...args, '--rows', '1'], watched);
    expect(real.stderr).toContain('asked: ');
    expect([server.logins.length, resolver.packets() > 0]).toEqual([1, true]);
  });

  it('counts rows, sign-ins, forms and accounts', async () => {
    const file = await writeCsv(MIXED);
    const { status, report } = await checkJson([file, '--dry-run']);
    expect([status, report.rows.map(({ status: own }) => own)]).toEqual([
      1,
      [...Array.from({ length: 13 }, () => 'skipped'), 'failed'],
    ]);
    expect(dryRunIn(report)).toEqual({
      server: 'localhost',
      port: null,
      security: null,
      rows: 13,
      attempts: 11,
      kept: 0,
      forms: [
        { form: 'address', rows: 3, accounts: 2 },
        { form: 'short-name', rows: 1, accounts: 1 },
        { form: 'exchange-user', rows: 1, accounts: 1 },
        { form: 'exchange-admin', rows: 3, accounts: 1 },
        { form: 'dovecot-admin', rows: 2, accounts: 1 },
        { form: 'mirapoint-admin', rows: 1, accounts: 1 },
        { form: 'admin-with-user-root', rows: 2, accounts: 1 },
      ],
      mostForOneAccount: 3,
      retries: 2,
      concurrency: 20,
      rate: null,
    });
  });

  it('says what was given', async () => {
    const given = [
      '--port',
      '1143',
      '--security',
      'tls',
      '--retries',
      '0',
      '--rate',
      '2.5',
      '--concurrency',
      '7',
    ];
    const { status, report } = await checkJson([await writeCsv(csvRows(2)), '--dry-run', ...given]);
    expect([status, dryRunIn(report)]).toMatchObject([
      0,
      { port: 1143, security: 'tls', retries: 0, rate: 2.5, concurrency: 7, mostForOneAccount: 1 },
    ]);
  });

  it.each([
    [['--rows', '5-8'], { rows: 4, attempts: 4, mostForOneAccount: 3 }],
    [['--rows', '12-14'], { rows: 2, attempts: 2, mostForOneAccount: 1 }],
    [['--sample', '5'], { rows: 5, attempts: 5 }],
    [['--shard', '1/2'], {}],
    [['--shard', '2/2'], {}],
  ])('makes as many sign-ins as it said when it is none, with %j', async (part, expected) => {
    const server = await polite();
    const args = [await writeCsv(MIXED), '--port', String(server.port), ...part];
    const { rows, attempts, mostForOneAccount } = dryRunIn((await checkJson([...args, '--dry-run'])).report);
    expect({ rows, attempts, mostForOneAccount }).toMatchObject(expected);
    const { report } = await checkJson(args);
    expect([report.summary.rows.passed, server.logins.length]).toEqual([rows, attempts]);
  });

  it('leaves out what the journal knows, which it does not touch', async () => {
    const server = await polite();
    const folder = await temporaryDirectory();
    const args = [await writeCsv(MIXED), '--port', String(server.port)];
    const resume = ['--resume', join(folder, 'run.ndjson')];
    await checkJson([...args, '--rows', '4-9', '--journal', join(folder, 'run.ndjson')]);
    const [before, logins] = [readFileSync(join(folder, 'run.ndjson')), server.logins.length];
    const { report } = await checkJson([...args, ...resume, '--dry-run']);
    expect(dryRunIn(report)).toMatchObject({ rows: 7, attempts: 5, kept: 6, mostForOneAccount: 1 });
    expect(readFileSync(join(folder, 'run.ndjson'))).toEqual(before);
    const real = await checkJson([...args, ...resume]);
    expect([server.logins.length - logins, real.report.summary.rows.passed]).toEqual([5, 13]);
  });

  it('leaves out who is spared after a refusal', async () => {
    const server = await scriptedServer({
      commands: { LOGIN: ({ tag }) => `${tag} NO [AUTHENTICATIONFAILED] No` },
    });
    onTestFinished(() => server.stop());
    // The first has the credentials of the second, and the admin account may be refused three times.
    const rows: CsvRow[] = [
      ['above@contoso.com', 'shared', 'the-same'],
      ['refused@contoso.com', 'shared', 'the-same'],
      ...csvRows(6, (number) => `contoso/admin/user${number}`),
    ];
    const journal = join(await temporaryDirectory(), 'run.ndjson');
    const args = [await writeCsv(rows), '--port', String(server.port)];
    await checkJson([...args, '--rows', '2-5', '--journal', journal]);
    expect(server.logins).toHaveLength(4);
    const { report } = await checkJson([...args, '--resume', journal, '--dry-run']);
    await checkJson([...args, '--resume', journal]);
    expect([dryRunIn(report).attempts, server.logins.length - 4]).toEqual([0, 0]);
  });
});

describe('the text of a dry run', () => {
  it.each([60, 100])('is no wider than %i columns, and says the counts', async (columns) => {
    const env = trusting({ COLUMNS: String(columns) });
    const args = ['check', 'users.csv', '--server', 'imap.contoso.com', '--dry-run', '--rate', '5'];
    const cwd = dirname(await writeCsv(MIXED));
    const { status, stdout, stderr } = await runCli(args, { env, cwd });
    expect([status, stderr]).toEqual([1, '']);
    // Addresses of pages stand on lines of their own, and are not broken.
    const lines = stdout.split('\n').filter((line) => line.trim().includes(' '));
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    const text = stdout.replaceAll(/\s+/g, ' ');
    for (const words of [
      'Would try 11 sign-ins',
      '13 rows, equal credentials once',
      '2 accounts for 3 rows: full address',
      '1 account for 3 rows: Exchange administrator form',
      '3 sign-ins with one account',
      '20 at a time',
      '5 a second at most',
      'up to 2 more after a transient failure, none after a refusal',
    ]) {
      expect(text).toContain(words);
    }
    expect(stdout).not.toContain('-password');
  });

  it('needs a server', async () => {
    const { status, stdout, stderr } = await runCli(['check', await writeCsv(MIXED), '--dry-run']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('--dry-run says what would be tried at a server: name it with --server.');
  });
});
