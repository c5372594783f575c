import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, type JsonReport } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { lateGoodbye } from '../servers/late-goodbye.js';
import {
  CLOSE,
  type Reply,
  type ScriptedOptions,
  type ScriptedServer,
  type Session,
  scriptedServer,
  until,
  wait,
} from '../servers/scripted.js';
import { type CsvRow, writeCsv } from '../support/files.js';

const LIMIT = 4;
const ROWS = 120;

interface Told {
  endpoint: { connections: { wanted: number; held: number; limited: boolean } | null };
  findings: { code: string; severity: string; message: string }[];
}

function connections(report: JsonReport) {
  const { endpoint, findings } = report as unknown as Told;
  const limits = findings.filter(({ code }) => code === 'imap/connection-limit');
  return { seen: endpoint.connections, limits };
}

describeWithServer(
  'more sign-ins at once than Dovecot allows for one mailbox',
  ['dovecot', 'openssl'],
  () => {
    let server: Dovecot;

    beforeAll(async () => {
      const masters = csvRows(ROWS, (number) => `master${number}`).map(([, name, password]) => ({
        name,
        password,
      }));
      const extra = 'mail_fsync = never';
      server = await dovecot({ users: ROWS, masters, maxUserIpConnections: LIMIT, extra });
    });

    afterAll(() => server.stop());

    /** All of them open one mailbox, each through a master user with a password of its own. */
    const rows = () =>
      csvRows(ROWS, (number) => `master${number}`).map(([email, master, password]): CsvRow => {
        return [email, `user1*${master}`, password];
      });

    it('fail no row', async () => {
      const { status, report } = await checkJson([await writeCsv(rows()), '--port', String(server.imaps)]);
      expect([status, report.summary.rows]).toMatchObject([0, { total: ROWS, passed: ROWS }]);
      expect(connections(report).seen).toMatchObject({ wanted: 20 });
    });

    it('show how many it allows, when each lasts for a while', async () => {
      const line = await lateGoodbye(server.imap, 80);
      onTestFinished(() => line.stop());
      // All at once they pass Dovecot's look at the number before it has counted any.
      const args = ['--port', String(line.port), '--rate', '100'];
      const { status, report } = await checkJson([await writeCsv(rows()), ...args]);
      expect([status, report.summary.rows]).toMatchObject([0, { total: ROWS, passed: ROWS }]);
      expect(server.log()).toContain('Maximum number of connections');
      // Who is turned away comes again, and no more come at once than were let in.
      const tries = report.rows.reduce((sum, { attempts }) => sum + attempts, 0);
      expect(tries).toBeLessThan(ROWS + 60);
      const { seen, limits } = connections(report);
      expect(seen).toMatchObject({ wanted: 20, limited: true });
      // A session that has just ended may count for a moment longer.
      expect([LIMIT - 1, LIMIT]).toContain(seen?.held);
      expect(limits).toHaveLength(1);
      expect(limits[0]).toMatchObject({
        severity: 'warning',
        message: `localhost allowed ${seen?.held} connections at once; the migration opens 20.`,
      });
    });

    it('are none when each opens a mailbox of its own through one master user', async () => {
      const own = csvRows(ROWS, (number) => `user${number}*master1`).map(([email, user]): CsvRow => {
        return [email, user, 'master1-password'];
      });
      const { status, report } = await checkJson([await writeCsv(own), '--port', String(server.imaps)]);
      expect([status, report.summary.rows]).toMatchObject([0, { total: ROWS, passed: ROWS }]);
      expect(report.rows.every(({ attempts }) => attempts === 1)).toBe(true);
      expect(connections(report)).toMatchObject({ seen: { wanted: 20, limited: false }, limits: [] });
    });
  },
);

async function serve(options: ScriptedOptions): Promise<ScriptedServer> {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

async function check(server: ScriptedServer, rows: readonly CsvRow[], ...args: string[]) {
  const result = await checkJson([await writeCsv(rows), '--port', String(server.port), ...args], {
    timeoutMs: 60_000,
  });
  return { ...result, passed: result.report.summary.rows.passed };
}

function countBy(users: readonly { user: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { user } of users) counts[user] = (counts[user] ?? 0) + 1;
  return counts;
}

type Mishap = 'greeting' | 'login' | 'list' | 'throttled' | 'stalled';

/**
 * Of the connections one in ten is lost, before the greeting, in LOGIN and in LIST in turn; one in ten is throttled;
 * one in fifty gets no answer. It begins with the first sign-in, so that the server itself is examined in peace.
 */
function mishaps(): (session: Session) => Mishap | undefined {
  const losses = ['greeting', 'login', 'list'] as const;
  const known = new Map<number, Mishap | undefined>();
  let count = 0;
  return ({ id, server }) => {
    if (!known.has(id) && server.logins.length > 0) {
      const number = count++;
      const lost = losses[Math.floor(number / 10) % losses.length];
      const at = number % 10;
      known.set(id, number % 50 === 7 ? 'stalled' : at === 3 ? lost : at === 6 ? 'throttled' : undefined);
    }
    return known.get(id);
  };
}

describeWithServer('a server with mishaps', ['openssl'], () => {
  it('fails no row, and hears a wrong password once', async () => {
    const mishap = mishaps();
    const met: Record<string, number> = {};
    const meet = (session: Session, kind: Mishap, reply: Reply): Reply | undefined => {
      if (mishap(session) !== kind) return undefined;
      met[kind] = (met[kind] ?? 0) + 1;
      return reply;
    };
    let refusals = 0;
    const server = await serve({
      greeting: (session) => meet(session, 'greeting', CLOSE) ?? '* OK IMAP4rev1 ready',
      commands: {
        LOGIN: ({ tag, args }, session) => {
          const reply =
            meet(session, 'login', CLOSE) ??
            meet(session, 'throttled', `${tag} NO [LIMIT] Rate limit hit`) ??
            meet(session, 'stalled', until(new Promise(() => undefined)));
          if (reply !== undefined || args[0] !== 'user151') return reply;
          refusals++;
          return `${tag} NO [AUTHENTICATIONFAILED] Authentication failed.`;
        },
        LIST: (_command, session) => meet(session, 'list', CLOSE),
      },
    });
    const { report, passed } = await check(server, csvRows(300), '--timeout', '1');
    expect(report.rows.filter(({ status }) => status !== 'passed')).toMatchObject([
      { row: 151, status: 'failed', codes: ['login/rejected'] },
    ]);
    expect([passed, refusals]).toEqual([299, 1]);
    expect(Object.keys(met).sort()).toEqual(['greeting', 'list', 'login', 'stalled', 'throttled']);
    expect(server.mostOpen).toBeLessThanOrEqual(20);
  }, 60_000);
});

/** What each client said in one piece when it signed in, in the order of the connections. */
function signInPieces({ transcript }: ScriptedServer): string[] {
  return transcript
    .filter(({ from }) => from === 'client')
    .map(({ octets }) => octets.toString('latin1'))
    .filter((text) => / LOGIN /.test(text));
}

describeWithServer('an unknown server', ['openssl'], () => {
  it('that takes commands in one piece is found out, and gets them so from then on', async () => {
    const server = await serve({});
    const { passed } = await check(server, csvRows(60), '--concurrency', '4');
    expect([passed, server.logins.length]).toEqual([60, 60]);
    const pieces = signInPieces(server).map((text) => / LIST /.test(text));
    expect(pieces[0]).toBe(false);
    expect(pieces.filter((together) => !together).length).toBeLessThan(20);
    expect(pieces.slice(-20)).toEqual(Array.from({ length: 20 }, () => true));
  });

  it('that drops what comes with a LOGIN, as Courier does, costs few more sign-ins and little time', async () => {
    const server = await serve({ pipelining: 'lost-after-login' });
    const { passed, ms } = await check(server, csvRows(60), '--timeout', '2');
    expect(passed).toBe(60);
    expect(server.logins.length - 60).toBeLessThanOrEqual(3);
    expect(Math.max(...Object.values(countBy(server.logins)))).toBeLessThanOrEqual(2);
    expect(signInPieces(server).filter((text) => / LIST /.test(text)).length).toBeLessThanOrEqual(3);
    expect(ms).toBeLessThan(9000);
  });
});

/** The time of the sign-ins alone. */
function loginMs({ stages }: JsonReport): number {
  const timed = stages as { id: string; durationMs?: number }[];
  return timed.find(({ id }) => id === 'login')?.durationMs ?? Number.NaN;
}

describeWithServer('a server that says goodbye and does not hang up', ['openssl'], () => {
  it('slows nobody down, and never has more sessions than were asked for', async () => {
    const rows = csvRows(60);
    const polite = await serve({});
    const usual = await check(polite, rows, '--concurrency', '5');
    let [inside, most] = [0, 0];
    const lazy = await serve({
      lingers: true,
      commands: {
        LOGIN: () => {
          most = Math.max(most, ++inside);
          return undefined;
        },
        LOGOUT: ({ tag }, { user }) => {
          if (user !== undefined) inside--;
          return ['* BYE Bye', `${tag} OK Done`, wait(1000), CLOSE];
        },
      },
    });
    const slow = await check(lazy, rows, '--concurrency', '5');
    expect([usual.passed, slow.passed]).toEqual([60, 60]);
    // Waited for, each slot would be taken for twelve seconds more.
    expect(loginMs(slow.report)).toBeLessThan(loginMs(usual.report) + 4000);
    expect(polite.mostOpen).toBeLessThanOrEqual(5);
    expect(most).toBeLessThanOrEqual(5);
    // The system may tell of new connections before it tells that the client has ended others.
    expect(lazy.mostOpen).toBeLessThan(10);
    expect(lazy.logins).toHaveLength(60);
  });
});
