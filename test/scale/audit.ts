import { chmodSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot, mailOwner } from '../servers/dovecot.js';
import { amountOf, type FolderPlan, MailStore } from '../servers/mail-store.js';
import { processDirectory } from '../servers/process.js';
import { turnProxy } from '../servers/turn-proxy.js';
import { auditFile } from '../support/audit.js';
import { writeCsv } from '../support/files.js';
import { type DelayProxy, delayProxy } from './delay-proxy.js';
import { type Figures, race } from './sign-in.contestants.js';
import { assertTargets, median } from './targets.js';

const ROUND_TRIP_MS = 50;
const CONNECTIONS = 20;
const MAILBOXES = Number(process.env.BENCH_ROWS ?? 200);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/** In one mailbox of ten, a folder is so large that it has to be opened. */
function folders(user: number): FolderPlan[] {
  return Array.from({ length: 30 }, (_, index) => {
    if (index === 0) return { path: ['INBOX'], mail: [{ messages: 5, octets: 2000, seen: true }] };
    // Opened, it turns out to hold no message that is too large.
    const large = index === 1 && user % 10 === 0;
    const mail = large
      ? { messages: 8, octets: 5_000_000 }
      : { messages: (index % 3) + 1, octets: 1000 + index };
    return { path: [`Folder ${index}`], mail: [mail] };
  });
}

const SETTINGS = `
default_client_limit = 4000
service auth {
  client_limit = 8000
}
service anvil {
  client_limit = 4000
}
`;

/** Checks without --audit and with it. */
interface Pair {
  plain: Figures;
  audited: Figures;
}

function difference({ plain, audited }: Pair): number {
  return ((audited.ms - plain.ms) * CONNECTIONS) / (MAILBOXES * ROUND_TRIP_MS);
}

describeWithServer('audits', ['dovecot', 'openssl'], () => {
  let server: Dovecot;
  let proxy: DelayProxy;

  beforeAll(async () => {
    const begun = performance.now();
    server = await dovecot({
      users: MAILBOXES,
      maxUserIpConnections: 1000,
      quota: 0,
      extra: SETTINGS,
      mail: (store) => {
        for (let user = 1; user <= MAILBOXES; user++) store.fill(`user${user}`, folders(user));
      },
    });
    proxy = await delayProxy(server.imaps, ROUND_TRIP_MS);
    const load = loadavg()[0]?.toFixed(1);
    const written = `${MAILBOXES} mailboxes of 30 folders written in ${seconds(performance.now() - begun)}`;
    console.log(
      `Node.js ${process.version}, ${availableParallelism()} cores, load before ${load}; ${written}`,
    );
  });

  afterAll(async () => {
    proxy.stop();
    await server.stop();
  });

  async function lap(port: number, rows: number, options: string[]): Promise<Figures> {
    const file = await writeCsv(csvRows(rows));
    const done = await race('ours', { port, connections: CONNECTIONS, file, options });
    expect(done.signedIn, 'rows that passed').toBe(rows);
    return done;
  }

  it('tell what is there, and make the indexes of the server', { timeout: 300_000 }, async () => {
    const file = await writeCsv(csvRows(MAILBOXES));
    const { audits, ms } = await auditFile(server.imaps, file, [], { timeoutMs: 280_000 });
    const expected = server.users.map(({ name }) => amountOf(server.mail.figures(name)));
    expect(audits).toMatchObject(expected.map((amount) => ({ ...amount, accuracy: 'exact' })));
    console.log(`never counted before, on loopback: ${seconds(ms)}`);
  });

  it('take few round trips', { timeout: 900_000 }, async () => {
    const rounds: { far: Pair; near: Pair }[] = [];
    for (let number = 0; number < ROUNDS; number++)
      rounds.push({ far: await pair(proxy.port), near: await pair(server.imaps) });
    const perMailbox = (of: keyof Pair) => median(rounds.map(({ far }) => far[of].ms / MAILBOXES)).toFixed(2);
    console.log(
      `${MAILBOXES} mailboxes behind ${ROUND_TRIP_MS} ms, concurrency ${CONNECTIONS}, median of ${ROUNDS} rounds:`,
      `${perMailbox('plain')} ms a mailbox without --audit, ${perMailbox('audited')} ms with it`,
    );
    // On loopback, where a round trip takes nothing, the server takes its time for counting all the same.
    const near = median(rounds.map((round) => difference(round.near)));
    console.log(`on loopback the difference is that of ${near.toFixed(2)} such round trips a mailbox`);
    const values = rounds.map((round) => difference(round.far));
    const name = 'round trips more a mailbox, by time, the counting of the server included';
    assertTargets([{ name, values, least: Number.NEGATIVE_INFINITY, most: 2 }]);
  });

  async function pair(port: number): Promise<Pair> {
    return { plain: await lap(port, MAILBOXES, []), audited: await lap(port, MAILBOXES, ['--audit']) };
  }

  it('wait seldom', { timeout: 300_000 }, async () => {
    const [plain, audited] = [await waits(), await waits('--audit')];
    const more = audited.map((count) => count - Math.max(...plain));
    const mean = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length;
    console.log(
      `counted: ${mean(plain).toFixed(2)} waits a mailbox, ${mean(audited).toFixed(2)} with --audit`,
    );
    assertTargets([
      { name: 'round trips more a mailbox, at most, counted', values: [Math.max(...more)], most: 2 },
    ]);
  });

  /** How often each connection that signs in waits for an answer. */
  async function waits(...args: string[]): Promise<number[]> {
    const counter = await turnProxy(server.imap);
    try {
      await lap(counter.port, MAILBOXES, ['--security', 'none', '--allow-plaintext', ...args]);
      return counter.passed.filter(({ said }) => / LOGIN /.test(said)).map(({ turns }) => turns);
    } finally {
      counter.stop();
    }
  }
});

describeWithServer('memory of audits', ['dovecot', 'openssl'], () => {
  const FEW = MAILBOXES;
  const MANY = MAILBOXES * 10;
  const mailbox = processDirectory('mailbox');
  let server: Dovecot;

  /** All users share one mailbox. */
  beforeAll(async () => {
    chmodSync(mailbox.path, 0o755);
    new MailStore(join(mailbox.path, 'mail'), mailOwner()).fill('all', folders(10));
    const extra = `${SETTINGS}mail_location = maildir:${mailbox.path}/mail/all\n`;
    server = await dovecot({ users: MANY, maxUserIpConnections: 1000, quota: 0, extra });
  });

  afterAll(async () => {
    await server.stop();
    mailbox.remove();
  });

  it('is that of checks without them', { timeout: 1_200_000 }, async () => {
    await peak(FEW, ['--audit']);
    const [plain, audited] = [await peak(MANY, []), await peak(MANY, ['--audit'])];
    assertTargets([
      { name: `${MANY} audits, MB`, values: [audited], most: 200 },
      {
        name: `${MANY} audits to ${MANY} checks, times as much memory`,
        values: [audited / plain],
        most: 1.2,
      },
    ]);
  });

  /** Megabytes that the program ever had: by some ten of them a matter of chance, and more with the first rows. */
  async function peak(rows: number, options: string[]): Promise<number> {
    const file = await writeCsv(csvRows(rows));
    const done = await race('ours', { port: server.imaps, connections: CONNECTIONS, file, options });
    expect(done.signedIn).toBe(rows);
    const what = options.length === 0 ? 'checks' : 'audits';
    console.log(`${rows} ${what}: peak ${done.megabytes.toFixed(0)} MB, ${seconds(done.wholeMs)}`);
    return done.megabytes;
  }
});

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
