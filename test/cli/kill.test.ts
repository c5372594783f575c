import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { checkJson, csvRows, type JsonReport } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { signIns, TELLING, untilStill } from '../servers/dovecot-log.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, temporaryDirectory, writeCsv } from '../support/files.js';
import { type HeldRow, rowsIn, told } from '../support/journal.js';
import { startCheck } from '../support/running.js';
import { validateReport } from '../support/schema.js';

const USERS = 210;
const WRONG = 'not-the-one';
/** A number from 0 makes the moments; KILL_SEED repeats those of a run that failed. */
const SEED = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1_000_000));

/** Every 13th has a wrong password; 20 rows, at both ends of the file, have the credentials of another one. */
function batch(): CsvRow[] {
  const rows = csvRows(USERS).map(([email, user, password], index): CsvRow => {
    return [email, user, index % 13 === 12 ? WRONG : password];
  });
  const twin = (index: number): CsvRow => {
    const [, user = '', password = ''] = rows[index] ?? [];
    return [`twin${index}@contoso.com`, user, password];
  };
  const late = Array.from({ length: 10 }, (_, index) => twin(USERS - 1 - index * 7));
  const early = Array.from({ length: 10 }, (_, index) => twin(index * 7 + 12));
  // No SMTP address: nobody signs in with it.
  return [...late, ...rows, ['nobody', 'user1', 'user1-password'], ...early];
}

/** Numbers of rows in the journal at which the runs are killed, one in each third of the batch. */
function moments(seed: number): number[] {
  let state = seed;
  return [0, 1, 2].map((third) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return third * 65 + 1 + (state % 64);
  });
}

/** Starts a check and kills it when its journal holds so many rows. */
async function killedAt(count: number, journal: string, args: readonly string[]): Promise<void> {
  const { child, ended } = startCheck(args);
  while (child.exitCode === null && rowsIn(journal).length < count) await pause(2);
  child.kill('SIGKILL');
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
}

function isAnswered({ status, codes }: HeldRow): boolean {
  return status === 'passed' || codes.includes('login/rejected');
}

describeWithServer('a run that is killed three times', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({ users: USERS, extra: `mail_fsync = never\n${TELLING}` });
  });

  afterAll(() => server.stop());

  it('and resumed comes to the same as one in peace, and asks nobody again who was answered', async () => {
    onTestFailed(() => console.info(`KILL_SEED=${SEED}, killed at ${moments(SEED).join(', ')} rows`));
    const rows = batch();
    const file = await writeCsv(rows);
    const journal = join(await temporaryDirectory(), 'run.ndjson');
    const args = [file, '--port', String(server.imaps)];
    const peaceful = await checkJson(args);
    expect(peaceful.report.summary.rows).toMatchObject({ total: rows.length, inconclusive: 0, skipped: 0 });

    let answered: HeldRow[] = [];
    let mark = 0;
    /** Since the last kill nobody was asked who had been answered by then. */
    const nobodyAgain = () => {
      const { accepted, refused } = signIns(server.log().slice(mark));
      const again = answered.filter(({ userName }) => userName in accepted || userName in refused);
      expect(again).toEqual([]);
    };
    for (const [index, count] of moments(SEED).entries()) {
      await killedAt(count, journal, [...args, index === 0 ? '--journal' : '--resume', journal]);
      await untilStill(server);
      nobodyAgain();
      answered = rowsIn(journal).filter(isAnswered);
      expect(answered.length).toBeGreaterThanOrEqual(Math.min(count - 1, 1));
      mark = server.log().length;
      expect(statSync(journal).mode & 0o777).toBe(0o600);
    }
    const last = await checkJson([...args, '--resume', journal]);
    await untilStill(server);
    nobodyAgain();

    expect(last.status).toBe(peaceful.status);
    expect(last.stderr).toMatch(/^(?:.* refused in the earlier run (?:was|were) not tried again: .*\n)?$/);
    expect(last.report.rows.map(({ row }) => row)).toEqual(rows.map((_, index) => index + 1));
    expect(told(last.report)).toEqual(told(peaceful.report));
    const again = await runCli(['report', journal, '--json']);
    const report: JsonReport = JSON.parse(again.stdout);
    expect([again.status, again.stderr, validateReport(report)]).toEqual([last.status, '', []]);
    expect(told(report)).toEqual(told(peaceful.report));
    expect(readFileSync(journal, 'utf8')).not.toMatch(new RegExp(`-password|${WRONG}`));
  }, 40_000);
});
