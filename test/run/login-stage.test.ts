import { afterEach, expect, it } from 'vitest';
import { realProbes } from '../../src/probes/index.js';
import { describeWithServer } from '../servers/available.js';
import { CLOSE, type ScriptedOptions, type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { type CsvRow, writeCsv } from '../support/files.js';
import { csvRows, outcomes, runReport, stagesOf, startRun } from './support.js';

let server: ScriptedServer;
afterEach(() => server.stop());

async function start(options: ScriptedOptions = {}): Promise<void> {
  server = await scriptedServer(options);
}

const REFUSED = 'NO [AUTHENTICATIONFAILED] Authentication failed.';

function loginsOf(user: string): number {
  return server.logins.filter((login) => login.user === user).length;
}

describeWithServer('sessions', ['openssl'], () => {
  it.each([1, 2, 7])('never exceed a concurrency of %d, whatever the stage', async (concurrency) => {
    await start();
    const report = await runReport([await writeCsv(csvRows(30))], server.port, { concurrency });
    expect(report.verdict).toBe('ready');
    expect(server.mostOpen).toBeLessThanOrEqual(concurrency);
    expect(server.logins).toHaveLength(30);
  });

  it('use the concurrency they have', async () => {
    await start();
    await runReport([await writeCsv(csvRows(60))], server.port, { concurrency: 6 });
    expect(server.mostOpen).toBe(6);
  });
});

describeWithServer('equal credentials', ['openssl'], () => {
  it('are tried once, refused or not, and every row gets the answer', async () => {
    await start({ users: { anna: 'right', bert: 'right' } });
    const rows: CsvRow[] = [
      ['a1@contoso.com', 'anna', 'right'],
      ['b1@contoso.com', 'bert', 'wrong'],
      ['a2@contoso.com', 'anna', 'right'],
      ['a3@contoso.com', 'anna', 'other'],
      ['b2@contoso.com', 'bert', 'wrong'],
      ['b3@contoso.com', 'bert', 'wrong'],
    ];
    const report = await runReport([await writeCsv(rows)], server.port, { concurrency: 1 });
    expect(report.rows.map(({ status, attempts }) => `${status} ${attempts}`)).toEqual([
      'passed 1',
      'failed 1',
      'passed 0',
      'failed 1',
      'failed 0',
      'failed 0',
    ]);
    const rejected = report.findings.filter(({ code }) => code === 'login/rejected');
    expect(rejected.map(({ location, subject }) => [location?.row, subject?.emailAddress])).toEqual([
      [2, 'b1@contoso.com'],
      [4, 'a3@contoso.com'],
      [5, 'b2@contoso.com'],
      [6, 'b3@contoso.com'],
    ]);
    expect([loginsOf('anna'), loginsOf('bert')]).toEqual([2, 1]);
  });
});

describeWithServer('one admin account', ['openssl'], () => {
  const rows = csvRows(40, (number) => `user${number}*admin`);

  it('is refused three times, never more, with 20 connections', async () => {
    await start({ commands: { LOGIN: ({ tag }) => `${tag} ${REFUSED}` } });
    const report = await runReport([await writeCsv(rows)], server.port);
    expect(server.logins).toHaveLength(3);
    expect(report.totals.rows).toMatchObject({ failed: 3, skipped: 37 });
    expect(report.rows.filter(({ codes }) => codes.includes('login/stopped'))).toHaveLength(37);
  });

  it('is no obstacle to the other rows', async () => {
    await start({
      commands: {
        LOGIN: ({ tag, args }) => (String(args[0]).includes('*') ? `${tag} ${REFUSED}` : undefined),
      },
    });
    const mixed = [
      ...rows,
      ...csvRows(10).map(([, user, password]): CsvRow => [`${user}@fabrikam.com`, user, password]),
    ];
    const report = await runReport([await writeCsv(mixed)], server.port);
    expect(report.totals.rows).toMatchObject({ failed: 3, skipped: 37, passed: 10 });
  });

  it.each([
    ['LOGIN', 'NO [AUTHORIZATIONFAILED] Authorization failed'],
    ['LIST', 'BAD User is authenticated but not connected.'],
  ])('goes on when %s says that it may not open a mailbox', async (command, words) => {
    await start({ commands: { [command]: ({ tag }) => `${tag} ${words}` } });
    const report = await runReport([await writeCsv(rows)], server.port);
    expect(report.totals.rows.failed).toBe(40);
    expect(new Set(report.rows.flatMap(({ codes }) => codes))).toEqual(new Set(['login/not-authorized']));
  });

  it('is trusted again after it was let in', async () => {
    let count = 0;
    await start({ commands: { LOGIN: ({ tag }) => (++count % 3 === 0 ? undefined : `${tag} ${REFUSED}`) } });
    const report = await runReport([await writeCsv(rows)], server.port, { concurrency: 1 });
    expect(report.totals.rows).toMatchObject({ failed: 27, passed: 13, skipped: 0 });
  });
});

describeWithServer('--max-rejected', ['openssl'], () => {
  it('is never passed, with 20 connections', async () => {
    const accepted = new Set(['user1', 'user2', 'user9']);
    await start({
      commands: {
        LOGIN: ({ tag, args }) => (accepted.has(String(args[0])) ? undefined : `${tag} ${REFUSED}`),
      },
    });
    const report = await runReport([await writeCsv(csvRows(60))], server.port, { maxRejected: 5 });
    const inOrder = server.logins.map(({ user }) => accepted.has(user));
    expect(inOrder.length).toBeLessThanOrEqual(3 + 3 * 5);
    expect(report.totals.rows.skipped).toBe(60 - inOrder.length);
    expect(report.findings.filter(({ code }) => code === 'login/stopped')[0]?.args).toEqual({
      kind: 'max-rejected',
      rejected: 5,
    });
  });

  it('of one tries one after the other', async () => {
    await start({ commands: { LOGIN: ({ tag }) => `${tag} ${REFUSED}` } });
    const report = await runReport([await writeCsv(csvRows(30))], server.port, { maxRejected: 1 });
    expect(server.logins).toHaveLength(1);
    expect(report.totals.rows).toMatchObject({ failed: 1, skipped: 29 });
  });
});

describeWithServer('a crowded server', ['openssl'], () => {
  it('turns nobody away for good', async () => {
    await start({
      greeting: ({ server: { open } }) => (open > 4 ? CLOSE : '* OK IMAP4rev1 ready'),
      capabilities: 'IMAP4rev1',
    });
    const report = await runReport([await writeCsv(csvRows(60))], server.port, {
      retries: 2,
      concurrency: 8,
      stages: new Set(['csv', 'imap', 'login'] as const),
    });
    expect(report.totals.rows.passed).toBe(60);
    const limit = report.findings.find(({ code }) => code === 'imap/connection-limit');
    expect(limit?.args).toMatchObject({ seen: true, wanted: 8 });
    expect(stagesOf(report)).toMatchObject({ imap: 'warned', login: 'passed' });
  });

  it('that never lets one row in ends all the same', async () => {
    await start({
      commands: {
        LOGIN: ({ tag, args }) =>
          args[0] === 'user1' ? `${tag} NO [LIMIT] Too many connections` : undefined,
      },
    });
    const { report, events } = startRun([await writeCsv(csvRows(3))], server.port, { retries: 1 });
    const { rows } = await report;
    expect(rows.map(({ status, codes }) => [status, ...codes])).toEqual([
      ['inconclusive', 'login/too-many-connections'],
      ['passed'],
      ['passed'],
    ]);
    expect(rows[0]?.attempts).toBeLessThanOrEqual(12 + 2);
    expect(events.filter(({ type }) => type === 'retry')).toHaveLength((rows[0]?.attempts ?? 0) - 1);
  });
});

describeWithServer('a server that loses what comes in one flight', ['openssl'], () => {
  it.each([
    [20, 10],
    [2, 11],
  ])(
    'is asked one command at a time when nothing is known of it (%d at once)',
    async (concurrency, logins) => {
      await start(oneAtATime());
      const options = { timeout: 2, retries: 0, concurrency };
      const report = await runReport([await writeCsv(csvRows(10))], server.port, options);
      expect(report.totals.rows.passed).toBe(10);
      // Where others got through before it, one row finds out that no more may go out together.
      expect(server.logins).toHaveLength(logins);
      expect(report.rows.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(logins);
    },
  );

  it('and is taken for one that does not is asked so from the first loss on', async () => {
    await start({ ...oneAtATime(), greeting: '* OK [CAPABILITY IMAP4rev1] Dovecot ready.' });
    const begun = performance.now();
    const options = { timeout: 0.5, retries: 0, concurrency: 2 };
    const report = await runReport([await writeCsv(csvRows(40))], server.port, options);
    expect(report.totals.rows.passed).toBe(40);
    // Three rows run into the budget; forty would take ten seconds.
    expect(performance.now() - begun).toBeLessThan(4000);
    expect(server.logins.length).toBeLessThanOrEqual(43);
  });
});

/** Answers a command only when nothing was sent behind it before the answer; what was is lost. */
function oneAtATime(): ScriptedOptions {
  const lost = new Set<number>();
  return {
    capabilities: 'IMAP4rev1',
    commands: {
      LIST: async (_command, session) => {
        const said = session.server.transcript.filter(
          (one) => one.session === session.id && one.from === 'client',
        );
        if (said.at(-1)?.octets.includes('EXAMINE')) lost.add(session.id);
        await new Promise((resolve) => setTimeout(resolve, 5));
        const now = session.server.transcript.filter(
          (one) => one.session === session.id && one.from === 'client',
        );
        if (now.at(-1)?.octets.includes('LOGOUT') || now.length !== said.length) lost.add(session.id);
        return lost.has(session.id) ? [] : undefined;
      },
      EXAMINE: (_command, { id }) => (lost.has(id) ? [] : undefined),
      LOGOUT: (_command, { id }) => (lost.has(id) ? [] : undefined),
    },
  };
}

describeWithServer('a probe that throws', ['openssl'], () => {
  it('costs its row alone, and the run says so', async () => {
    await start();
    const login: typeof realProbes.login = async (route, row, ...rest) => {
      if (row.userName === 'user2') throw new TypeError('user2-password is not iterable');
      return realProbes.login(route, row, ...rest);
    };
    const report = await runReport([await writeCsv(csvRows(4))], server.port, {}, { login });
    expect(outcomes(report)).toEqual(['1 passed', '2 inconclusive', '3 passed', '4 passed']);
    expect(stagesOf(report).login).toBe('incomplete: internal fault in one row (TypeError)');
    expect(report.verdict).toBe('incomplete');
    expect(JSON.stringify(report)).not.toContain('user2-password');
  });

  it('every time does not hang the rows of an admin account', async () => {
    await start();
    const login = () => Promise.reject(new RangeError('x'));
    const rows = csvRows(30, (number) => `user${number}*admin`);
    const report = await runReport([await writeCsv(rows)], server.port, { maxRejected: 2 }, { login });
    expect(report.totals.rows.inconclusive).toBe(30);
  });
});

describeWithServer('a stop', ['openssl'], () => {
  it('reports every row once: answered, under way, not begun', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = 0;
    const third = new Promise<void>((resolve) => {
      const count = () => {
        arrived += 1;
        if (arrived === 3) resolve();
      };
      void start({
        commands: {
          LOGIN: async ({ tag, args }) => {
            if (args[0] === 'user1') return undefined;
            count();
            if (arrived < 3) await held;
            else await new Promise(() => undefined);
            return `${tag} NO [UNAVAILABLE] Later`;
          },
        },
      }).then(() => go());
    });
    let running: ReturnType<typeof startRun> | undefined;
    async function go() {
      running = startRun([await writeCsv(csvRows(20))], server.port, { concurrency: 3, retries: 5 });
    }
    await third;
    running?.stop();
    release();
    setTimeout(() => running?.abort(), 200);
    const report = await running?.report;
    expect(report?.rows).toHaveLength(20);
    expect(report?.totals.rows).toMatchObject({ passed: 1, inconclusive: 3, skipped: 16 });
    expect(report?.rows.filter(({ codes }) => codes.includes('login/unavailable'))).toHaveLength(2);
    expect(report?.run.interrupted).toBe(true);
    expect(stagesOf(report ?? { stages: [] })).toMatchObject({ login: 'incomplete: interrupted' });
  });
});

describeWithServer('a refusal in BAD or BYE', ['openssl'], () => {
  it.each(['BAD Authentication failed', '* BYE Authentication failed'])(
    'is not tried again: %s',
    async (words) => {
      await start({
        commands: {
          LOGIN: ({ tag, args }) => {
            if (args[0] === 'user1') return undefined;
            return words.startsWith('*') ? [words, CLOSE] : `${tag} ${words}`;
          },
        },
      });
      const report = await runReport([await writeCsv(csvRows(6))], server.port, { concurrency: 1 });
      expect(report.totals.rows).toMatchObject({ passed: 1, failed: 5 });
      expect(server.logins).toHaveLength(6);
    },
  );
});

describeWithServer('a server that tells one row the password of another', ['openssl'], () => {
  it('is not repeated: not in clear, not in base64, wherever it says so', async () => {
    const said: string[] = [];
    const earlier = () => said.flatMap((word) => [word, Buffer.from(word).toString('base64')]).join(' ');
    await start({
      greeting: ({ id }) =>
        id % 5 === 0 ? `* BYE [ALERT] not ${earlier()}` : '* OK [CAPABILITY IMAP4rev1] ready',
      capabilities: 'IMAP4rev1',
      folders: ['INBOX', '[Gmail]'],
      commands: {
        LOGIN: ({ tag, args }, { id }) => {
          const words = earlier();
          said.splice(0, said.length, String(args[1]));
          if (id % 3 === 0) return [`* BYE [ALERT] was ${words}`, CLOSE];
          return id % 3 === 1 ? `${tag} NO [ALERT] before you came ${words}` : undefined;
        },
        EXAMINE: ({ tag }) => `${tag} NO ${earlier()}`,
      },
    });
    const file = await writeCsv(csvRows(30));
    const report = await runReport([file], server.port, { concurrency: 1, retries: 0 });
    const told = JSON.stringify(report);
    expect(told).toContain('[redacted]');
    for (const [, , password] of csvRows(30)) {
      expect(told).not.toContain(password);
      expect(told).not.toContain(Buffer.from(password).toString('base64').replace(/=+$/, ''));
    }
  });
});
