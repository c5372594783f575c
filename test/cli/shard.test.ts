import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, type JsonReport, LOCALHOST, stagesOf } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { signIns, TELLING, untilStill } from '../servers/dovecot-log.js';
import { type Handler, type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, temporaryDirectory, writeCsv } from '../support/files.js';
import { told } from '../support/journal.js';
import { validateReport } from '../support/schema.js';

type Checked = Awaited<ReturnType<typeof checkJson>>;

/** Every shard of a file, two at a time; and the journals. */
async function inShards(of: number, file: string, port: number) {
  const folder = await temporaryDirectory();
  const journals = Array.from({ length: of }, (_, index) => join(folder, `${index + 1}.ndjson`));
  const results: Checked[] = [];
  const shard = async (index: number) => {
    const args = ['--shard', `${index}/${of}`, '--journal', journals[index - 1] ?? ''];
    results[index - 1] = await checkJson([file, '--port', String(port), ...args]);
  };
  for (let index = 1; index <= of; index += 2) {
    await Promise.all([index, index + 1].filter((one) => one <= of).map(shard));
  }
  return { journals, results };
}

async function joined(journals: readonly string[]): Promise<{ status: number | null; report: JsonReport }> {
  const { status, stdout, stderr } = await runCli(['report', ...journals, '--json']);
  expect(stderr).toBe('');
  const report: JsonReport = JSON.parse(stdout);
  expect(validateReport(report)).toEqual([]);
  return { status, report };
}

describeWithServer('the shards of a batch on Dovecot', ['dovecot', 'openssl'], () => {
  const USERS = 60;
  let server: Dovecot;

  /** Every seventh is refused, ten have the credentials of another row, and one is no address. */
  function batch(): CsvRow[] {
    const rows = csvRows(USERS).map(([email, user, password], index): CsvRow => {
      return [email, user, index % 7 === 3 ? 'not-the-one' : password];
    });
    const twins = Array.from({ length: 10 }, (_, index): CsvRow => {
      const [, user = '', password = ''] = rows[index * 5 + 3] ?? [];
      return [`twin${index}@contoso.com`, user, password];
    });
    return [...rows.slice(0, 30), ['nobody', 'user1', 'user1-password'], ...twins, ...rows.slice(30)];
  }

  beforeAll(async () => {
    server = await dovecot({ users: USERS, extra: `mail_fsync = never\n${TELLING}` });
  });

  afterAll(() => server.stop());

  it('are the whole of it and each row once, be they two, three or eight', async () => {
    const file = await writeCsv(batch());
    const whole = await checkJson([file, '--port', String(server.imaps)]);
    const each = Object.fromEntries(csvRows(USERS).map(([, user]) => [user, 1]));
    for (const of of [2, 3, 8]) {
      await untilStill(server);
      const mark = server.log().length;
      const { journals, results } = await inShards(of, file, server.imaps);
      await untilStill(server);
      const { accepted, refused } = signIns(server.log().slice(mark));
      expect([of, { ...accepted, ...refused }]).toEqual([of, each]);
      const tried = results.flatMap(({ report }) => triedIn(report));
      expect(tried.sort((a, b) => a - b)).toEqual(triedIn(whole.report));
      const { status, report } = await joined(journals);
      expect([of, status, told(report)]).toEqual([of, whole.status, told(whole.report)]);
    }
  }, 60_000);
});

/** Rows with an outcome of a sign-in, or of that of a row with equal credentials. */
function triedIn({ rows }: JsonReport): number[] {
  const tried = rows.filter(
    ({ status, codes }) => status !== 'skipped' && !codes.includes('csv/invalid-email'),
  );
  return tried.map(({ row }) => row);
}

async function serve(LOGIN?: Handler): Promise<ScriptedServer> {
  const server = await scriptedServer(LOGIN === undefined ? {} : { commands: { LOGIN } });
  onTestFinished(() => server.stop());
  return server;
}

describeWithServer('a shard', ['openssl'], () => {
  it('that is missing leaves the batch incomplete, and is named', async () => {
    const { port } = await serve();
    const { journals, results } = await inShards(3, await writeCsv(csvRows(9)), port);
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0]);
    const { status, report } = await joined([journals[2] ?? '', journals[0] ?? '']);
    expect([status, report.verdict, report.summary.rows.skipped]).toEqual([3, 'incomplete', 3]);
    expect(stagesOf(report).login).toBe('incomplete: shard 2 of 3 is missing');
    expect(report.rows.filter(({ status: own }) => own === 'skipped').map(({ row }) => row)).toEqual([
      2, 5, 8,
    ]);
    expect((await joined(journals)).status).toBe(0);
  });

  it('has all rows with one user name, so that no credentials are refused twice', async () => {
    const server = await serve(({ tag }) => `${tag} NO [AUTHENTICATIONFAILED] No`);
    // Seven names among thirty rows, in another case now and then.
    const rows = Array.from({ length: 30 }, (_, index): CsvRow => {
      const name = index % 11 === 10 ? `USER${index % 7}` : `user${index % 7}`;
      return [`mailbox${index}@contoso.com`, name, 'the-same'];
    });
    const { results } = await inShards(4, await writeCsv(rows), server.port);
    const names = results.map(({ report }) => {
      const tried = triedIn(report).map((row) => rows[row - 1]?.[1].toLowerCase());
      return [...new Set(tried)];
    });
    expect(names.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((number) => `user${number}`));
    const users = server.logins.map(({ user }) => user);
    expect(users).toEqual([...new Set(users)]);
  });

  it.each([
    [2, 4],
    [3, 3],
    [5, 5],
  ])('has its part of the three refusals of an admin account: of %i at most %i', async (of, most) => {
    const server = await serve(({ tag }) => `${tag} NO [AUTHENTICATIONFAILED] No`);
    const rows = csvRows(30, (number) => `contoso/admin/user${number}`);
    const { journals } = await inShards(of, await writeCsv(rows), server.port);
    expect(server.logins.length).toBe(most);
    const { status, report } = await joined(journals);
    expect([status, report.summary.rows]).toMatchObject([1, { failed: most, skipped: 30 - most }]);
  });

  it('to which no row falls is ready, and asks nobody', async () => {
    const server = await serve();
    const { journals, results } = await inShards(4, await writeCsv(csvRows(3)), server.port);
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(stagesOf(results[3]?.report ?? { stages: [] }).login).toBe('passed: shard 4 of 4 was asked for');
    expect(server.logins).toHaveLength(3);
    const { status, report } = await joined(journals);
    expect([status, report.verdict, report.summary.rows.passed]).toEqual([0, 'ready', 3]);
  });

  it('is gone on with as the whole batch when its journal is resumed without it', async () => {
    const server = await serve();
    const [file, folder] = [await writeCsv(csvRows(6)), await temporaryDirectory()];
    const [args, journal] = [[file, '--port', String(server.port)], join(folder, 'run.ndjson')];
    await checkJson([...args, '--shard', '2/3', '--journal', journal]);
    expect(server.logins.map(({ user }) => user).sort()).toEqual(['user2', 'user5']);
    const { status, report } = await checkJson([...args, '--resume', journal]);
    expect([status, report.summary.rows.passed, server.logins.length]).toEqual([0, 6, 6]);
    expect((await joined([journal])).report.summary.rows.passed).toBe(6);
  });
});

describe('a wrong shard', () => {
  it.each(['0/3', '4/3', 'a/b', '1/0', '1', '1/2/3', '-1/3', '1/1001', '1.5/3', ''])(
    '%j ends with 2',
    async (value) => {
      const { status, stdout, stderr } = await runCli(['check', ...LOCALHOST, '--shard', value]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`--shard ${JSON.stringify(value)}: give which part of how many, such as 2/8`);
    },
  );
});
