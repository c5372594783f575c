import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, type JsonReport, LOCALHOST, outcomes, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Handler, type ScriptedServer, scriptedServer, until } from '../servers/scripted.js';
import { runCli } from '../support/cli.js';
import { type CsvRow, csvText, temporaryDirectory } from '../support/files.js';
import { rowsIn, told } from '../support/journal.js';
import { startCheck } from '../support/running.js';
import { skipWhen } from '../support/skip.js';

const REFUSED = 'NO [AUTHENTICATIONFAILED] Authentication failed.';

type Bench = Awaited<ReturnType<typeof bench>>;

/** A folder with `users.csv`, a server whose words for a user may change, and a journal that is not there yet. */
async function bench(rows: readonly CsvRow[], words: Record<string, string> = {}) {
  const folder = await temporaryDirectory();
  const [file, journal] = [join(folder, 'users.csv'), join(folder, 'run.ndjson')];
  const LOGIN: Handler = ({ tag, args: [user] }) => {
    const own = words[String(user)];
    return own === undefined ? undefined : `${tag} ${own}`;
  };
  const server = await scriptedServer({ commands: { LOGIN } });
  onTestFinished(() => server.stop());
  const write = (content: readonly CsvRow[], name = 'users.csv') =>
    writeFile(join(folder, name), csvText(content), { mode: 0o600 });
  await write(rows);
  let seen = 0;
  /** A check of the file, or of those named first. `asked`: who was signed in with, how often. */
  const check = async (...args: string[]) => {
    const files = args[0]?.endsWith('.csv') ? [] : [file];
    const rest = ['--port', String(server.port), '--retries', '0'];
    const result = await checkJson([...files, ...args, ...rest], { cwd: folder });
    const asked: Record<string, number> = {};
    for (const { user } of server.logins.slice(seen)) asked[user] = (asked[user] ?? 0) + 1;
    seen = server.logins.length;
    return { ...result, asked, outcomes: outcomes(result.report) };
  };
  return { folder, file, journal, server, words, write, check };
}

async function reportOf(journal: string): Promise<JsonReport> {
  return JSON.parse((await runCli(['report', journal, '--json'])).stdout);
}

describeWithServer('a resumed run', ['openssl'], () => {
  it('tries who got no answer and who was not tried, and the refused ones when told to', async () => {
    const { journal, words, check } = await bench(csvRows(4), {
      user2: REFUSED,
      user3: 'NO [UNAVAILABLE] Later',
    });
    const first = await check('--journal', journal, '--rows', '1-3');
    expect(first.outcomes).toEqual([
      '1 passed',
      '2 failed login/rejected',
      '3 inconclusive login/unavailable',
      '4 skipped',
    ]);
    words.user2 = words.user3 = 'OK Now';
    const second = await check('--resume', journal);
    expect([second.status, second.asked]).toEqual([1, { user3: 1, user4: 1 }]);
    expect(second.outcomes).toEqual(['1 passed', '2 failed login/rejected', '3 passed', '4 passed']);
    expect(second.report.findings.find(({ code }) => code === 'login/rejected')?.evidence?.response).toBe(
      REFUSED,
    );
    const third = await check('--resume', journal, '--retry-rejected');
    expect([third.status, third.asked]).toEqual([0, { user2: 1 }]);
    const last = await check('--resume', journal, '--retry-rejected');
    expect([last.status, last.report.verdict, last.asked]).toEqual([0, 'ready', {}]);
    expect(told(await reportOf(journal))).toEqual(told(last.report));
  });

  it('spares the rows with the credentials of a refused one, those above it too', async () => {
    const row = (name: string, password: string): CsvRow => [`${name}@contoso.com`, 'shared', password];
    const rows = [row('above', 'no'), row('refused', 'no'), row('below', 'no'), row('other', 'different')];
    const { journal, check } = await bench(rows, { shared: REFUSED });
    expect((await check('--journal', journal, '--rows', '2')).asked).toEqual({ shared: 1 });
    const { asked, report } = await check('--resume', journal);
    // The other password is another matter.
    expect(asked).toEqual({ shared: 1 });
    expect(report.rows.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['failed', 0],
      ['failed', 1],
      ['failed', 0],
      ['failed', 1],
    ]);
    expect((await check('--resume', journal)).asked).toEqual({});
  });

  it('leaves an admin account alone that was refused three times, over all runs', async () => {
    const rows = csvRows(12, (number) => `contoso/admin/user${number}`);
    const words = Object.fromEntries(rows.map(([, user]) => [user, REFUSED]));
    const { journal, check } = await bench(rows, words);
    const count = (asked: Record<string, number>) => Object.keys(asked).length;
    expect(count((await check('--journal', journal, '--rows', '1-2')).asked)).toBe(2);
    const second = await check('--resume', journal);
    expect([count(second.asked), second.report.summary.rows]).toMatchObject([1, { failed: 3, skipped: 9 }]);
    const third = await check('--resume', journal);
    expect([third.asked, third.report.summary.rows]).toMatchObject([{}, { failed: 3, skipped: 9 }]);
    expect(third.outcomes.filter((text) => text.includes('login/stopped'))).toHaveLength(9);
  });

  it('does not take a missing right on some mailboxes for a refusal of the admin account', async () => {
    const rows = csvRows(8, (number) => `contoso/admin/user${number}`);
    const denied = rows.slice(0, 4).map(([, user]) => [user, 'NO [AUTHORIZATIONFAILED] No right']);
    const { journal, check } = await bench(rows, Object.fromEntries(denied));
    const first = await check('--journal', journal, '--rows', '1-4');
    expect(first.report.summary.rows).toMatchObject({ failed: 4 });
    const { asked, report } = await check('--resume', journal);
    expect([Object.keys(asked).length, report.summary.rows]).toMatchObject([4, { failed: 4, passed: 4 }]);
  });

  it('is told what was done before a signal, and does the rest', async () => {
    let answering = 20;
    let waiting = 0;
    let arrive: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const LOGIN: Handler = () => {
      if (answering-- > 0) return undefined;
      if (++waiting === 5) arrive();
      return until(new Promise(() => undefined));
    };
    const commands: Record<string, Handler> = { LOGIN };
    const server: ScriptedServer = await scriptedServer({ commands });
    onTestFinished(() => server.stop());
    const folder = await temporaryDirectory();
    const [file, journal] = [join(folder, 'users.csv'), join(folder, 'run.ndjson')];
    await writeFile(file, csvText(csvRows(60)), { mode: 0o600 });
    const args = [file, '--port', String(server.port), '--concurrency', '5'];
    const { child, ended } = startCheck([...args, '--journal', journal]);
    await reached;
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    const done = rowsIn(journal).filter(({ status }) => status === 'passed');
    expect(done).toHaveLength(20);
    const broken = await runCli(['report', journal, '--json']);
    const { run, verdict } = JSON.parse(broken.stdout);
    expect([broken.status, run.interrupted, verdict]).toEqual([3, true, 'incomplete']);
    delete commands.LOGIN;
    const before = server.logins.length;
    const { status, report } = await checkJson([...args, '--resume', journal]);
    expect([status, report.run.interrupted, report.summary.rows.passed]).toEqual([0, false, 60]);
    const again = server.logins.slice(before).map(({ user }) => user);
    expect(again).toHaveLength(40);
    expect(again.filter((user) => done.some(({ userName }) => userName === user))).toEqual([]);
    expect(told(await reportOf(journal))).toEqual(told(report));
  });
});

describeWithServer('a file that is another one by now', ['openssl'], () => {
  it('keeps the rows that are still in it, wherever they stand and however it is named', async () => {
    const rows = csvRows(5);
    const { folder, journal, write, check } = await bench(rows, { user2: REFUSED, user9: REFUSED });
    await check('--journal', journal);
    const [first, second, , fourth, fifth] = rows as [CsvRow, CsvRow, CsvRow, CsvRow, CsvRow];
    const added: CsvRow[] = [8, 9].map((number) => [`user${number}@contoso.com`, `user${number}`, 'new']);
    await write([...added, second, first, fourth, fifth]);
    const { asked, report } = await check('./users.csv', '--resume', journal);
    expect(asked).toEqual({ user8: 1, user9: 1 });
    expect(outcomes(report)).toEqual([
      '1 passed',
      '2 failed login/rejected',
      '3 failed login/rejected',
      '4 passed',
      '5 passed',
      '6 passed',
    ]);
    const found = report.findings.filter(({ code }) => code === 'login/rejected');
    expect(found.map(({ location }) => location)).toMatchObject([
      { file: './users.csv', row: 2, line: 3 },
      { file: './users.csv', row: 3, line: 4 },
    ]);
    await rename(join(folder, 'users.csv'), join(folder, 'moved.csv'));
    const moved = await check('moved.csv', '--resume', journal);
    expect([moved.asked, moved.outcomes]).toEqual([{}, outcomes(report)]);
    expect((await reportOf(journal)).rows).toHaveLength(6);
  });

  it('is told when the journal knows none of its rows, and tried', async () => {
    const { journal, write, check, server } = await bench(csvRows(1));
    await write([['b@contoso.com', 'b', 'b-password']], 'b.csv');
    await write([['c@contoso.com', 'c', 'c-password']], 'c.csv');
    await check('users.csv', 'b.csv', '--journal', journal);
    const folder = join(journal, '..');
    const args = ['check', 'c.csv', ...LOCALHOST, '--port', String(server.port)];
    const { stderr } = await runCli([...args, '--resume', journal], { cwd: folder, env: trusting() });
    expect(stderr).toContain('it knows none of these rows: is it the journal of another file?');
    expect(server.logins.map(({ user }) => user)).toEqual([csvRows(1)[0]?.[1], 'b', 'c']);
  });
});

describeWithServer('a journal of a finished run', ['openssl'], () => {
  it('is not gone on with at another server', async () => {
    const { file, journal, server, check } = await bench(csvRows(2));
    await check('--journal', journal);
    const [before, sessions] = [await readFile(journal), server.sessions];
    const args = ['check', file, '--server', '127.0.0.1', '--port', String(server.port)];
    const { status, stdout, stderr } = await runCli([...args, '--resume', journal]);
    expect([status, stdout, server.sessions]).toEqual([2, '', sessions]);
    expect(stderr).toContain('it is the journal of localhost, not of 127.0.0.1');
    expect(await readFile(journal)).toEqual(before);
    // Names of hosts have no case.
    const other = await runCli(['check', file, '--dry-run', '--server', 'LOCALHOST', '--resume', journal]);
    expect(other.stderr).toBe('');
  });

  it('is not begun anew, and never written over by a report', async () => {
    const { folder, file, journal, check } = await bench(csvRows(2));
    await check('--journal', journal);
    const before = await readFile(journal, 'utf8');
    const again = await runCli(['check', file, '--journal', journal]);
    expect([again.status, again.stdout]).toEqual([2, '']);
    expect(again.stderr).toContain('Give `--resume` in place of `--journal`');
    await symlink(journal, join(folder, 'alias.json'));
    const report = await runCli(['check', file, '--resume', journal, '--report', join(folder, 'alias.json')]);
    expect([report.status, report.stdout]).toEqual([2, '']);
    expect(await readFile(journal, 'utf8')).toBe(before);
  });

  it.each(['{"type":"row","row":{"file":"us', '{"type":"row"', '{', '\0\0\0\0\0\0'])(
    'whose last line was cut off is mended: %j',
    async (rest) => {
      const { journal, check } = await bench(csvRows(3));
      await check('--journal', journal, '--rows', '1-2');
      await writeFile(journal, `${await readFile(journal, 'utf8')}${rest}`);
      const { stderr, asked, outcomes: found } = await check('--resume', journal);
      expect(stderr).toBe(`${journal}: its last line was cut off and is left out.\n`);
      expect([asked, found]).toEqual([{ user3: 1 }, ['1 passed', '2 passed', '3 passed']]);
      expect((await runCli(['report', journal])).stderr).toBe('');
    },
  );

  it('is begun and gone on with by one command line that names it twice', async () => {
    const { journal, check } = await bench(csvRows(3));
    const both = ['--journal', journal, '--resume', journal];
    expect((await check(...both, '--rows', '1')).asked).toEqual({ user1: 1 });
    expect((await check(...both)).asked).toEqual({ user2: 1, user3: 1 });
  });
});

/** The run goes on, the report is whole, and what could be written is a journal that can be gone on with. */
async function outOfRoom({ file, journal, server }: Bench, under: readonly string[] = []): Promise<void> {
  const args = [file, '--port', String(server.port)];
  const { status, stderr, report } = await checkJson([...args, '--journal', journal], { under });
  expect(stderr).toMatch(/^.*: the journal could not be written \((?:EFBIG|ENOSPC)\), and ends here\. .*\n$/);
  expect([status, report.verdict, report.summary.rows.passed]).toEqual([3, 'ready', ROOMLESS]);
  // Where there is room again.
  const elsewhere = join(await temporaryDirectory(), 'kept.ndjson');
  await copyFile(journal, elsewhere);
  const held = rowsIn(elsewhere).length;
  expect(held).toBeGreaterThan(0);
  expect(held).toBeLessThan(ROOMLESS);
  const told = await runCli(['report', elsewhere]);
  expect([told.status, told.stderr]).toEqual([3, '']);
  const before = server.logins.length;
  const again = await checkJson([...args, '--resume', elsewhere]);
  expect([again.status, server.logins.length - before]).toEqual([0, ROOMLESS - held]);
}

const ROOMLESS = 60;

describeWithServer('a journal that cannot be written any more', ['openssl'], () => {
  it.runIf(process.platform !== 'win32')(
    'for a limit of its size ends there, and the run goes on',
    async () => {
      // In blocks of 512 octets, or of 1,024 in some shells.
      const limit = ['/bin/sh', '-c', 'trap "" XFSZ; ulimit -f 12; exec "$@"', 'sh'];
      await outOfRoom(await bench(csvRows(ROOMLESS)), limit);
    },
  );

  it('for a full disk ends there, and the run goes on', async (context) => {
    const all = await bench(csvRows(ROOMLESS));
    const disk = join(all.folder, 'disk');
    await mkdir(disk);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8k', 'tmpfs', disk]);
    skipWhen(context, mount.status !== 0, 'only root may mount a small disk');
    try {
      await outOfRoom({ ...all, journal: join(disk, 'run.ndjson') });
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('for a folder that is read-only is not begun', async (context) => {
    skipWhen(context, process.getuid?.() === 0, 'root may write everywhere');
    const { folder, file, journal } = await bench(csvRows(1));
    await chmod(folder, 0o555);
    const { status, stdout } = await runCli(['check', file, '--journal', journal]);
    await chmod(folder, 0o755);
    expect([status, stdout]).toEqual([2, '']);
  });
});

describe('a command line with a journal', () => {
  const server = ['--server', 'imap.contoso.com'];

  /** In a folder with a CSV, an empty file and a JSON report of nothing. */
  async function complaint(...args: string[]): Promise<[status: number | null, stderr: string]> {
    const folder = await temporaryDirectory();
    const content = csvText(csvRows(2));
    await writeFile(join(folder, 'users.csv'), content, { mode: 0o600 });
    await copyFile(join(folder, 'users.csv'), join(folder, 'copy.csv'));
    await writeFile(join(folder, 'empty.ndjson'), '');
    const result = await runCli(['check', 'users.csv', ...args], { cwd: folder, env: trusting() });
    expect(await readFile(join(folder, 'users.csv'), 'utf8')).toBe(content);
    expect(result.stdout).toBe('');
    return [result.status, result.stderr];
  }

  it.each([
    ['is missing', ['--resume', 'none.ndjson'], /none\.ndjson: /],
    ['is a CSV', ['--resume', 'copy.csv'], /it is no journal of imap-preflight/],
    ['is empty', ['--resume', 'empty.ndjson'], /it is empty\. Nothing is lost: run the check anew/],
    ['is a folder', ['--resume', '.'], /directory|folder/],
    ['is no file', ['--journal', '/dev/full'], /it is no regular file/],
    ['is the CSV', ['--journal', 'users.csv'], /named for something else too: name another file/],
    [
      'is the CSV by another name',
      ['--journal', './users.csv'],
      /named for something else too: name another file/,
    ],
    [
      'is the CSV to go on from',
      ['--resume', 'users.csv'],
      /named for something else too: name another file/,
    ],
    [
      'is a report',
      ['--journal', 'a.json', '--report', './a.json'],
      /named for something else too: name another file/,
    ],
    ['is two', ['--journal', 'a.ndjson', '--resume', 'b.ndjson'], /--resume goes on writing to its own file/],
    ['is standard input', ['--journal', '-'], /--journal: give the path of a file/],
    ['is in no folder', ['--journal', 'none/a.ndjson'], /none\/a\.ndjson: /],
    ['is not to go on from', ['--journal', 'a.ndjson', '--retry-rejected'], /goes with --resume/],
  ])('that %s ends with 2 and asks nobody', async (_name, args, words) => {
    const [status, stderr] = await complaint(...server, ...args);
    expect([status, stderr.trimEnd().split('\n')]).toMatchObject([2, { length: 1 }]);
    expect(stderr).toMatch(words);
  });
});
