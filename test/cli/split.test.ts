import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, link, mkdir, open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { type CliOptions, runCli } from '../support/cli.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';

const BIN = fileURLToPath(new URL('../../bin/imap-preflight.js', import.meta.url));
const onWindows = process.platform === 'win32';
const HEADER = 'EmailAddress,UserName,Password,Site\r\n';
const DOMAINS = ['contoso.com', 'Fabrikam.com', 'CONTOSO.com'];

function csv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    return `user${index + 1}@${DOMAINS[index % 3]},user${index + 1},Amber-Heron-${index + 1},"Site, ${index % 2}"\r\n`;
  });
  return HEADER + lines.join('');
}

/** A folder with users.csv in it, and how to run `split` there. */
async function folderWith(content: string | Uint8Array, name = 'users.csv') {
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, name), content, { mode: 0o600 });
  const split = (args: readonly string[], options: CliOptions = {}) =>
    runCli(['split', ...args], { cwd, timeoutMs: 60_000, ...options });
  const files = async () => (await readdir(cwd)).filter((one) => one !== name).sort();
  const read = (one: string) => readFile(join(cwd, one), 'utf8');
  return { cwd, split, files, read };
}

/** One line on standard error that shows no password, nothing on standard output, status 2, no file. */
async function refused(
  { split, files }: Awaited<ReturnType<typeof folderWith>>,
  args: readonly string[],
  options: CliOptions = {},
): Promise<string> {
  const before = await files();
  const { status, stdout, stderr } = await split(args, options);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^imap-preflight: .+\.\n$/);
  expect(stderr).not.toMatch(/Heron| {4}at |node:internal/);
  expect(await files()).toEqual(before);
  return stderr;
}

describe('split', () => {
  it('makes batches of 2,500 rows beside the file, with its header, for this user alone', async () => {
    const { cwd, split, files, read } = await folderWith(csv(5100));
    const result = await split(['users.csv']);
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(await files()).toEqual(['users-1.csv', 'users-2.csv', 'users-3.csv']);
    const parts = await Promise.all((await files()).map(read));
    expect(parts.every((part) => part.startsWith(`${HEADER}user`))).toBe(true);
    expect(HEADER + parts.map((part) => part.slice(HEADER.length)).join('')).toBe(csv(5100));
    expect(result.stdout.split('\n').map((line) => line.replace(/ {2,}/g, '|'))).toEqual([
      expect.stringMatching(/^users-1\.csv\|2,500 rows\|1 to 2,500\|[\d,]+ bytes$/),
      expect.stringMatching(/^users-2\.csv\|2,500 rows\|2,501 to 5,000\|[\d,]+ bytes$/),
      expect.stringMatching(/^users-3\.csv\|100 rows\|5,001 to 5,100\|[\d,]+ bytes$/),
      expect.stringMatching(/^3 batches, 5,100 rows, [\d,]+ bytes$/),
      '',
    ]);
    if (onWindows) return;
    for (const name of await files()) expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o600);
  });

  it('--batches, --output and --json', async () => {
    const { cwd, split, files } = await folderWith(csv(10));
    await mkdir(join(cwd, 'out'));
    const { status, stdout, stderr } = await split([
      'users.csv',
      '--batches',
      '3',
      '--output',
      'out',
      '--json',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ file: 'users.csv', rows: 10 });
    expect(await files()).toEqual(['out']);
    const sizes = await Promise.all(
      [1, 2, 3].map(async (n) => (await stat(join(cwd, `out/users-${n}.csv`))).size),
    );
    expect(report.batches).toEqual([
      { file: join('out', 'users-1.csv'), rows: 4, bytes: sizes[0], from: 1, to: 4 },
      { file: join('out', 'users-2.csv'), rows: 3, bytes: sizes[1], from: 5, to: 7 },
      { file: join('out', 'users-3.csv'), rows: 3, bytes: sizes[2], from: 8, to: 10 },
    ]);
  });

  it('--by domain, and large ones divided', async () => {
    const { split, files, read } = await folderWith(csv(9));
    const whole = await split(['users.csv', '--by', 'domain', '--json']);
    expect(JSON.parse(whole.stdout).batches).toMatchObject([
      { file: 'users-contoso.com.csv', rows: 6, value: 'contoso.com' },
      { file: 'users-fabrikam.com.csv', rows: 3, value: 'fabrikam.com' },
    ]);
    expect((await read('users-fabrikam.com.csv')).match(/user\d+@/g)).toEqual(['user2@', 'user5@', 'user8@']);
    const divided = await split(['users.csv', '--by', 'Domain', '--max-rows', '4', '--force']);
    expect([divided.status, divided.stderr]).toEqual([0, '']);
    expect(divided.stdout).toMatch(/^users-contoso\.com-1\.csv +4 rows +contoso\.com +\d+ bytes$/m);
    expect(await files()).toContain('users-contoso.com-2.csv');
  });

  it('--by a column, whatever its case', async () => {
    const { split, files } = await folderWith(csv(5));
    const { status, stdout } = await split(['users.csv', '--by', ' SITE']);
    expect(status).toBe(0);
    expect(await files()).toEqual(['users-Site_0.csv', 'users-Site_1.csv']);
    expect(stdout).toContain('  Site, 0  ');
  });

  it('reads standard input', async () => {
    const { split, files, read } = await folderWith('');
    const { status, stderr } = await split(['-', '--max-rows', '2'], { stdin: csv(3) });
    expect([status, stderr]).toEqual([0, '']);
    expect(await files()).toEqual(['batch-1.csv', 'batch-2.csv']);
    expect(await read('batch-2.csv')).toBe(
      HEADER +
        csv(3)
          .split(/(?<=\n)/)
          .slice(-1)
          .join(''),
    );
  });

  it('UTF-16 and other delimiters as they are', async () => {
    const text = `\uFEFF${csv(4).replaceAll(',', ';')}`;
    const { cwd, split } = await folderWith(Buffer.from(text, 'utf16le'));
    expect((await split(['users.csv', '--by', 'site'])).status).toBe(0);
    const part = (await readFile(join(cwd, 'users-Site_0.csv'))).toString('utf16le');
    expect(part).toBe(
      text
        .split(/(?<=\n)/)
        .filter((_, index) => index % 2 === 1 || index === 0)
        .join(''),
    );
  });

  it('leaves a file alone that is one batch already', async () => {
    const { split, files } = await folderWith(csv(2500));
    for (const args of [[], ['--batches', '1'], ['--max-rows', '2500']]) {
      const { status, stdout, stderr } = await split(['users.csv', ...args]);
      expect([status, stdout]).toEqual([0, '']);
      expect(stderr).toBe(
        'imap-preflight: users.csv: it fits in one batch already (2,500 rows); nothing was written.\n',
      );
    }
    const { stdout } = await split(['users.csv', '--json']);
    expect(JSON.parse(stdout)).toEqual({ file: 'users.csv', rows: 2500, batches: [] });
    expect(await files()).toEqual([]);
  });

  it('10 MB end a batch early', async () => {
    const row = `a@contoso.com,a,${'Heron'.repeat(1000)},x\r\n`;
    const { cwd, split, files } = await folderWith(HEADER + row.repeat(2200));
    const { status, stdout } = await split(['users.csv', '--json']);
    expect(status).toBe(0);
    const [first, second] = JSON.parse(stdout).batches;
    expect(first.bytes).toBeLessThanOrEqual(10 * 1024 * 1024);
    expect(first.bytes + row.length).toBeGreaterThan(10 * 1024 * 1024);
    expect(first.rows + second.rows).toBe(2200);
    for (const [index, name] of (await files()).entries())
      expect((await stat(join(cwd, name))).size).toBe([first, second][index].bytes);
    expect((await split(['users.csv', '--batches', '1'])).stderr).toContain('Give --batches 2,');
  });

  it('lists fifty batches, and says how many more there are', async () => {
    const { split } = await folderWith(csv(60));
    const { stdout } = await split(['users.csv', '--max-rows', '1']);
    expect(stdout.split('\n')).toHaveLength(53);
    expect(stdout).toMatch(/^users-01\.csv/);
    expect(stdout).toContain('\nand 10 more\n60 batches, 60 rows, ');
    const json = await split(['users.csv', '--max-rows', '1', '--force', '--json']);
    expect(JSON.parse(json.stdout).batches).toHaveLength(60);
  });

  it('shows nothing of a value that could act on a terminal', async () => {
    const { split, files } = await folderWith(`${HEADER}a@contoso.com,a,x,\u001b[31mred\u202e\r\n`);
    const { stdout } = await split(['users.csv', '--by', 'site']);
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
    expect(await files()).toEqual(['users-_31mred_.csv']);
  });
});

describe('a command line that contradicts itself', () => {
  it.each([
    [['--batches', '2', '--max-rows', '3'], 'contradict'],
    [['--batches', '2', '--by', 'domain'], 'contradict'],
    [['--max-rows', '0'], 'from 1 to 50000'],
    [['--max-rows', '50001'], 'from 1 to 50000'],
    [['--max-rows', '2.5'], '--max-rows'],
    [['--max-rows', ''], '--max-rows'],
    [['--batches', '0'], '--batches'],
    [['--batches', '-1'], '--batches'],
    [['--by', ''], '--by is empty'],
    [['--by', ' '], '--by is empty'],
    [['--by', 'Password'], 'would show passwords'],
    [['--by', ' pASSWORD '], 'would show passwords'],
    [['--by', 'Kennwort'], 'would show passwords'],
    [['--by', 'a\u001b[31m'], '--by "a?[31m"'],
    [['--output', ''], '--output is empty'],
  ])('%j', async (args, message) => {
    expect(await refused(await folderWith(csv(10)), ['users.csv', ...args])).toContain(message);
  });

  it('no file, two files, an unknown option', async () => {
    const { split } = await folderWith(csv(1));
    for (const args of [[], ['users.csv', 'users.csv'], ['users.csv', '--rows', '1']]) {
      expect((await split(args)).status).toBe(2);
    }
  });
});

describe('an input that cannot be split', () => {
  it.each([
    ['an empty file', '', [], 'it is empty'],
    ['no rows', HEADER, [], 'no row below the header'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), [], 'a PNG picture'],
    ['an open quote', `${csv(3)}a@contoso.com,a,"Heron,x\r\n`, ['--max-rows', '1'], 'row 4 (line 5)'],
    ['no header', csv(3).slice(HEADER.length), ['--max-rows', '1'], 'line 1 is no header'],
    ['a column that is not there', csv(3), ['--by', 'City'], 'no column "City"'],
    ['a row of another width', `${csv(3)}Heron\r\n`, ['--by', 'domain'], 'row 4 (line 5)'],
    ['more values than files may be', csv(1001), ['--by', 'UserName'], 'more than 1,000 files'],
    ['fewer rows than batches', csv(3), ['--batches', '4'], 'fewer rows (3) than 4'],
  ])('%s', async (_, content, args, reason) => {
    expect(await refused(await folderWith(content), ['users.csv', ...args])).toContain(reason);
  });

  it('a file that is not there, a folder, and one that is closed', async (context) => {
    const folder = await folderWith(csv(3));
    expect(await refused(folder, ['none.csv'])).toContain('no such file');
    expect(await refused(folder, ['.'])).toContain('it is a folder');
    skipWhen(context, onWindows || process.getuid?.() === 0, 'this user may read every file');
    await chmod(join(folder.cwd, 'users.csv'), 0);
    expect(await refused(folder, ['users.csv'])).toContain('permission denied');
  });
});

describe('what is there already', () => {
  it('is kept without --force, and nothing is written', async () => {
    const folder = await folderWith(csv(10));
    await writeFile(join(folder.cwd, 'users-2.csv'), 'old', { mode: 0o644 });
    const said = await refused(folder, ['users.csv', '--max-rows', '4']);
    expect(said).toContain('users-2.csv: the file is there already');
    await writeFile(join(folder.cwd, 'users-3.csv'), 'old');
    expect(await refused(folder, ['users.csv', '--max-rows', '4'])).toContain('so are 1 more of the 3 files');
    expect(await folder.read('users-2.csv')).toBe('old');
    expect((await folder.split(['users.csv', '--max-rows', '4', '--force'])).status).toBe(0);
    expect(await folder.read('users-2.csv')).toContain(HEADER);
    expect(await folder.files()).toEqual(['users-1.csv', 'users-2.csv', 'users-3.csv']);
    if (!onWindows) expect((await stat(join(folder.cwd, 'users-2.csv'))).mode & 0o777).toBe(0o600);
  });

  it('is not replaced when it is a folder, or a link that leads nowhere, without --force', async () => {
    const folder = await folderWith(csv(4));
    await symlink('nowhere', join(folder.cwd, 'users-1.csv'));
    expect(await refused(folder, ['users.csv', '--batches', '2'])).toContain('there already');
    await mkdir(join(folder.cwd, 'users-2.csv'));
    expect(await refused(folder, ['users.csv', '--batches', '2', '--force'])).toContain('it is a folder');
  });

  it.skipIf(onWindows)('is never the input, by whatever name', async () => {
    const folder = await folderWith(csv(4), 'users-1.csv');
    await symlink('users-1.csv', join(folder.cwd, 'users.csv'));
    expect(await refused(folder, ['users.csv', '--batches', '2', '--force'])).toContain(
      'it is the input, which is never changed',
    );
    const linked = await folderWith(csv(4));
    await link(join(linked.cwd, 'users.csv'), join(linked.cwd, 'users-2.csv'));
    expect(await refused(linked, ['users.csv', '--batches', '2', '--force'])).toContain(
      'it is the input, which is never changed',
    );
    const chained = await folderWith(csv(4));
    await symlink('users.csv', join(chained.cwd, 'users-2.csv'));
    expect(await refused(chained, ['users.csv', '--batches', '2', '--force'])).toContain(
      'it is the input, which is never changed',
    );
    expect(await chained.read('users.csv')).toBe(csv(4));
  });

  it.runIf(process.platform === 'linux')('nor the file on standard input', async () => {
    const { cwd, read } = await folderWith(csv(4), 'batch-1.csv');
    const command = `"$0" "$1" split - --batches 2 --force < batch-1.csv 2>&1; echo $?`;
    const said = execFileSync('bash', ['-c', command, process.execPath, BIN], { cwd, encoding: 'utf8' });
    expect(said).toMatch(/it is the input, which is never changed.*\n2\n$/s);
    expect(await read('batch-1.csv')).toBe(csv(4));
  });
});

describe('where nothing can be written', () => {
  it('a folder that is not there, or is a file', async () => {
    const folder = await folderWith(csv(4));
    expect(await refused(folder, ['users.csv', '--batches', '2', '--output', 'none'])).toContain(
      'there is no such folder',
    );
    expect(await refused(folder, ['users.csv', '--batches', '2', '--output', 'users.csv'])).toContain(
      'it is no folder',
    );
  });

  it('a folder that is read-only', async (context) => {
    skipWhen(context, onWindows || process.getuid?.() === 0, 'this user may write anywhere');
    const folder = await folderWith(csv(4));
    await chmod(folder.cwd, 0o500);
    expect(await refused(folder, ['users.csv', '--batches', '2'])).toContain('permission denied');
  });

  it('a disk that gets full: nothing stays', async (context) => {
    const folder = await folderWith(csv(5000));
    const disk = await smallDisk(context);
    for (const args of [
      ['--max-rows', '500'],
      ['--by', 'domain'],
    ]) {
      const said = await refused(folder, ['users.csv', '--output', disk, ...args]);
      expect(said).toContain('cannot be written: the disk is full; no file was kept. Free some space');
      expect(await readdir(disk)).toEqual([]);
    }
  });

  it.runIf(process.platform === 'linux')(
    'standard output: the batches are there, and the failure is said',
    async () => {
      const { cwd, files } = await folderWith(csv(4));
      const command = `"$0" "$1" split users.csv --batches 2 2>&1 >/dev/full; echo $?`;
      const said = execFileSync('bash', ['-c', command, process.execPath, BIN], { cwd, encoding: 'utf8' });
      expect(said).toMatch(
        /^imap-preflight: standard output: .*the disk is full, but 2 batch files were written\..*\n2\n$/,
      );
      expect(await files()).toEqual(['users-1.csv', 'users-2.csv']);
    },
  );

  it.skipIf(onWindows)('a pipe that is closed ends it quietly', async () => {
    const { cwd, files } = await folderWith(csv(900));
    const command = `"$0" "$1" split users.csv --max-rows 1 --json | head -1; exit "\${PIPESTATUS[0]}"`;
    const said = execFileSync('bash', ['-c', command, process.execPath, BIN], { cwd, encoding: 'utf8' });
    expect(said).toBe('{\n');
    expect(await files()).toHaveLength(900);
  });
});

/** A disk of 64 KiB, which only root may make. */
async function smallDisk(context: TestContext): Promise<string> {
  const folder = await temporaryDirectory();
  let mounted = true;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder], { stdio: 'ignore' });
  } catch {
    mounted = false;
  }
  skipWhen(context, !mounted, 'this user cannot mount a small disk here');
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

/** Says at the end how much memory the process ever had, in kilobytes. */
const METER =
  'process.on("exit", () => process.stderr.write("maxRSS " + process.resourceUsage().maxRSS + "\\n"));';

const LARGE = 500_000;

/** Rows of 200 bytes; 100 MB of them, unless fewer are asked for. */
async function largeFile(count = LARGE): Promise<string> {
  const path = await writeTemporary('users.csv', HEADER);
  const file = await open(path, 'a');
  const filler = 'Heron'.repeat(40);
  for (let from = 0; from < count; from += 10_000) {
    const rows = Array.from({ length: 10_000 }, (_, index) => {
      const row = `user${from + index}@d${(from + index) % 900}.contoso.com,user${from + index},`;
      return `${row}${filler.slice(0, 200 - row.length - 4)},x\r\n`;
    });
    await file.write(rows.join(''));
  }
  await file.close();
  return path;
}

describe('a file of 500,000 rows', () => {
  it('is split in little memory, and in time; Ctrl-C leaves nothing', { timeout: 240_000 }, async () => {
    const path = await largeFile();
    const output = await temporaryDirectory();
    const env = { NODE_OPTIONS: `--import=${await writeTemporary('meter.mjs', METER)}` };
    for (const args of [
      ['--max-rows', '50000'],
      ['--batches', '11'],
      ['--by', 'domain'],
    ]) {
      const command = ['split', path, '--output', output, '--force', '--json', ...args];
      const { status, stdout, stderr, ms } = await runCli(command, { env, timeoutMs: 100_000 });
      const megabytes = Number(/maxRSS (\d+)/.exec(stderr)?.[1]) / 1024;
      console.log(`${args.join(' ')}: ${(ms / 1000).toFixed(1)} s, ${megabytes.toFixed(0)} MB`);
      expect(status).toBe(0);
      const { rows, batches } = JSON.parse(stdout);
      expect(rows).toBe(LARGE);
      expect(
        batches.map((batch: { rows: number }) => batch.rows).reduce((a: number, b: number) => a + b),
      ).toBe(LARGE);
      expect(megabytes).toBeLessThan(200);
    }
    for (const args of [[], ['--by', 'domain']]) {
      const empty = await temporaryDirectory();
      const { ended, child } = start(['split', path, '--output', empty, ...args]);
      while ((await readdir(empty)).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill('SIGINT');
      const result = await ended;
      expect([result.status, result.stdout]).toEqual([130, '']);
      expect(result.stderr).toMatch(/^Stopping.*\nimap-preflight: interrupted; no file was kept\.\n$/);
      expect(await readdir(empty)).toEqual([]);
    }
  });

  it('a second Ctrl-C leaves nothing either', { timeout: 60_000 }, async () => {
    const path = await largeFile(100_000);
    const empty = await temporaryDirectory();
    const { ended, child } = start(['split', path, '--output', empty, '--by', 'domain']);
    while ((await readdir(empty)).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await ended).status).not.toBe(0);
    expect(await readdir(empty)).toEqual([]);
  });
});

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([status]) => ({ status, stdout, stderr }));
  return { child, ended };
}
