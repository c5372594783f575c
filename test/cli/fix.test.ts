import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CliOptions, type CliResult, runCli } from '../support/cli.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';

const BIN = fileURLToPath(new URL('../../bin/imap-preflight.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/csv/', import.meta.url));
const onWindows = process.platform === 'win32';

const SECRET = 'S3cret-xyzzy';
const HEAD = 'EmailAddress,UserName,Password\n';
const FIXED = `${HEAD}anna@contoso.com,anna,${SECRET}\n`;
const SPOILT = `E-Mail;User Name;Kennwort\n anna@contoso.com;anna;${SECRET}\n;;\n`;
/** One row that a machine cannot mend, below one that is removed. */
const HOPELESS = `${HEAD},,\nanna@contoso.com ,anna,${SECRET}\nbert at contoso.com,bert,${SECRET},2\nbert at contoso.com,bert,${SECRET}\n`;

interface FixReport {
  input: string;
  output: string;
  rows: number;
  changes: {
    kind: string;
    column?: string;
    rows?: number[];
    lines?: number[];
    count: number;
    text: string;
  }[];
  left: {
    errors: number;
    warnings: number;
    findings: {
      code: string;
      severity: string;
      location: { file: string; row?: number; line?: number };
      before?: { row?: number; line?: number };
    }[];
  };
}

async function fix(args: readonly string[], options?: CliOptions): Promise<CliResult> {
  const result = await runCli(['fix', ...args], options);
  expect(result.stderr).not.toContain('internal fault');
  return result;
}

function reportOf(text: string): FixReport {
  return JSON.parse(text);
}

async function filesBeside(path: string): Promise<string[]> {
  return (await readdir(dirname(path))).sort();
}

describe('fix', () => {
  it('writes the fixed file beside the input, for its owner alone, and leaves the input alone', async () => {
    const path = await writeTemporary('users.csv', SPOILT);
    const before = await stat(path, { bigint: true });
    const { status, stdout, stderr } = await fix([path]);
    expect([status, stderr]).toEqual([0, '']);
    const written = join(dirname(path), 'users.fixed.csv');
    expect(await readFile(written, 'utf8')).toBe(FIXED);
    if (!onWindows) expect((await stat(written)).mode & 0o777).toBe(0o600);
    const after = await stat(path, { bigint: true });
    expect([after.mtimeNs, after.ino, after.mode]).toEqual([before.mtimeNs, before.ino, before.mode]);
    expect(await readFile(path, 'utf8')).toBe(SPOILT);
    expect(await filesBeside(path)).toEqual(['users.csv', 'users.fixed.csv']);
    expect(stdout).toContain("Column 'E-Mail' named EmailAddress.");
    expect(stdout).toMatch(/EmailAddress: white space .* removed\.\s+row 1/);
    expect(stdout).toContain('users.fixed.csv, 1 row, no errors.');
    expect(stdout).not.toContain('xyzzy');
  });

  it('writes a file that check takes, and that another fix leaves as it is', async () => {
    const path = await writeTemporary('users.txt', SPOILT);
    await fix([path]);
    const written = join(dirname(path), 'users.fixed.csv');
    expect((await runCli(['check', '--only', 'csv', written])).status).toBe(0);
    const again = await fix([written, '--json']);
    expect([again.status, reportOf(again.stdout).changes]).toEqual([0, []]);
    expect(await readFile(join(dirname(path), 'users.fixed.fixed.csv'), 'utf8')).toBe(FIXED);
    const text = await fix([written, '--force']);
    expect(text.stdout).toContain('There is nothing to change: the fixed file equals');
  });

  it('says what is left as check says it, with the rows of both files', async () => {
    const path = await writeTemporary('users.csv', HOPELESS);
    const { status, stdout } = await fix([path, '--json']);
    const written = join(dirname(path), 'users.fixed.csv');
    expect(status).toBe(1);
    expect(stdout).not.toContain('xyzzy');
    const report = reportOf(stdout);
    expect(report).toMatchObject({ input: path, output: written, rows: 3 });
    expect(report.changes).toMatchObject([
      { kind: 'empty-row', rows: [1], count: 1 },
      { kind: 'surrounding', column: 'EmailAddress', rows: [2], count: 1 },
    ]);
    expect(report.left).toMatchObject({ errors: 2, warnings: 0 });
    const places = report.left.findings.map(({ code, location, before }) => [
      code,
      location.file,
      location.row,
      before,
    ]);
    expect(places).toEqual([
      ['csv/wrong-column-count', written, 2, { row: 3, line: 4 }],
      ['csv/invalid-email', written, 3, { row: 4, line: 5 }],
    ]);
    const check = await runCli(['check', '--only', 'csv', '--json', written]);
    const { findings } = JSON.parse(check.stdout);
    expect(report.left.findings.map(({ before: _, ...finding }) => finding)).toEqual(findings);
    const text = await fix([path, '--force']);
    expect(text.stdout).toMatch(/csv\/invalid-email[\s\S]*row 3 {2}line 4[\s\S]*Before {2}row 4 of /);
    expect(text.stdout).toContain('2 errors left');
    expect(text.stdout).not.toContain('xyzzy');
  });

  it('trims passwords when it is told to, and names their rows alone', async () => {
    const path = await writeTemporary('users.csv', `${HEAD}anna@contoso.com,anna, ${SECRET}\u200b\n`);
    const without = await fix([path, '--json']);
    expect([without.status, reportOf(without.stdout).changes]).toEqual([0, []]);
    expect(reportOf(without.stdout).left.warnings).toBeGreaterThan(0);
    const { status, stdout } = await fix([path, '--json', '--trim-passwords', '--force']);
    expect([status, reportOf(stdout).left.warnings]).toEqual([0, 0]);
    expect(reportOf(stdout).changes).toMatchObject([{ kind: 'surrounding', column: 'Password', rows: [1] }]);
    expect(await readFile(join(dirname(path), 'users.fixed.csv'), 'utf8')).toBe(FIXED);
    expect(stdout).not.toContain('xyzzy');
  });

  it('reads another encoding when it is named, and advises it otherwise', async () => {
    const bytes = Buffer.from(`${HEAD}anna@contoso.com,m\xfcller,${SECRET}\n`, 'latin1');
    const path = await writeTemporary('users.csv', bytes);
    const refused = await fix([path]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(
      /the byte at offset 49, on line 2, is no UTF-8 text\. Give --encoding windows-1252/,
    );
    expect(await filesBeside(path)).toEqual(['users.csv']);
    const { status, stderr } = await fix([path, '--encoding', 'Latin1']);
    expect([status, stderr]).toEqual([0, '']);
    expect(await readFile(join(dirname(path), 'users.fixed.csv'), 'utf8')).toContain(',müller,');
  });

  it('says that an encoding was not needed', async () => {
    const path = await writeTemporary('users.csv', FIXED);
    const { status, stderr } = await fix([path, '--encoding', 'windows-1252']);
    expect([status, stderr]).toEqual([
      0,
      'imap-preflight: the file is valid UTF-8: --encoding windows-1252 was not needed.\n',
    ]);
  });

  it('writes an empty file for an empty one, and says so', async () => {
    const path = await writeTemporary('users.csv', '\n\n');
    const { status, stdout } = await fix([path]);
    expect(status).toBe(1);
    expect(stdout).toContain('csv/empty-file');
    expect(await readFile(join(dirname(path), 'users.fixed.csv'), 'utf8')).toBe('');
  });
});

describe('standard input and output of fix', () => {
  it('reads standard input and writes the file that is named', async () => {
    const output = join(await temporaryDirectory(), 'new.csv');
    const { status, stdout } = await fix(['-', '--output', output], { stdin: SPOILT });
    expect([status, await readFile(output, 'utf8')]).toEqual([0, FIXED]);
    expect(stdout).toContain('rows and lines of standard input');
  });

  it('writes the file to standard output, and what it says to standard error', async () => {
    const { status, stdout, stderr } = await fix(['-', '--output', '-'], { stdin: SPOILT });
    expect([status, stdout]).toEqual([0, FIXED]);
    expect(stderr).toContain('Written: standard output, 1 row, no errors.');
    expect(stderr).not.toContain('xyzzy');
    const json = await fix(['-', '--output', '-', '--json'], { stdin: HOPELESS });
    expect([json.status, reportOf(json.stderr).left.errors]).toEqual([1, 2]);
    expect(json.stdout).not.toContain(',,\n');
  });

  it('writes nothing there when the file cannot be mended', async () => {
    const broken = `E-Mail;User Name;Kennwort\n${'anna@contoso.com;anna;x\n'.repeat(20_000)}bert@contoso.com;"bert"x;${SECRET}\n`;
    const { status, stdout, stderr } = await fix(['-', '--output', '-'], { stdin: broken });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('line 20002');
    expect(stderr).not.toContain('xyzzy');
  });

  it('ends quietly when the reader of a large file goes away', async (context) => {
    skipWhen(context, onWindows, 'no pipes of a shell on Windows');
    const path = await writeTemporary('users.csv', HEAD + 'anna@contoso.com,anna ,x\n'.repeat(50_000));
    const command = `"${process.execPath}" "${BIN}" fix "${path}" --output - 2>"${path}.err" | head -n 1`;
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(stdout).toBe(HEAD);
    expect(await readFile(`${path}.err`, 'utf8')).not.toMatch(/EPIPE|fault/);
  });

  it('says it when its own words could not be written', async (context) => {
    skipWhen(context, process.platform !== 'linux', 'needs /dev/full');
    const path = await writeTemporary('users.csv', SPOILT);
    const command = `"${process.execPath}" "${BIN}" fix "${path}" > /dev/full`;
    const error = await promisify(execFile)('sh', ['-c', command]).catch((reason) => reason);
    expect([error.code, error.stderr]).toEqual([
      2,
      expect.stringContaining('the disk is full, but the fixed file is written'),
    ]);
    const whole = `"${process.execPath}" "${BIN}" fix "${path}" --output - > /dev/full`;
    const lost = await promisify(execFile)('sh', ['-c', whole]).catch((reason) => reason);
    expect([lost.code, lost.stderr]).toEqual([
      2,
      expect.stringContaining('standard output: cannot be written: the disk is full'),
    ]);
  });
});

describe('what fix does not write', () => {
  it('refuses a file that is there, unless forced', async () => {
    const path = await writeTemporary('users.csv', SPOILT);
    const there = join(dirname(path), 'users.fixed.csv');
    await writeFile(there, 'mine', { mode: 0o644 });
    const refused = await fix([path]);
    expect([refused.status, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('the file is there already');
    expect(await readFile(there, 'utf8')).toBe('mine');
    expect((await fix([path, '--force'])).status).toBe(0);
    expect(await readFile(there, 'utf8')).toBe(FIXED);
    if (!onWindows) expect((await stat(there)).mode & 0o777).toBe(0o600);
    expect(await filesBeside(path)).toEqual(['users.csv', 'users.fixed.csv']);
  });

  it.each<[string, (path: string, other: string) => Promise<void>]>([
    ['a symbolic link to it', (path, other) => symlink(path, other)],
    ['a hard link to it', (path, other) => link(path, other)],
  ])('refuses the input as output, also by %s and by force', async (_name, make) => {
    const path = await writeTemporary('users.csv', SPOILT);
    const other = join(dirname(path), 'other.csv');
    await make(path, other);
    const cases = [
      [path, '--output', path],
      [path, '--output', join(dirname(path), '.', 'users.csv')],
      [path, '--output', other],
      [other, '--output', path],
    ];
    for (const args of cases) {
      const { status, stderr } = await fix([...args, '--force']);
      expect(status).toBe(2);
      expect(stderr).toContain('it is the input, which is never changed');
    }
    expect(await readFile(path, 'utf8')).toBe(SPOILT);
    expect(await filesBeside(path)).toEqual(['other.csv', 'users.csv']);
  });

  it('never takes the place of a device or a pipe, forced or not', async () => {
    const path = await writeTemporary(
      'users.csv',
      'EmailAddress,UserName,Password\na@contoso.com,a,hunter-2\n',
    );
    const pipe = join(dirname(path), 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    for (const force of [[], ['--force']]) {
      const { status, stderr } = await runCli(['fix', path, '--output', pipe, ...force]);
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringContaining('it is a device or a pipe, which a file must not replace'),
      });
    }
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });

  it('refuses the file that standard input is read from', async (context) => {
    skipWhen(context, onWindows, 'no /dev/stdin on Windows');
    const path = await writeTemporary('users.csv', SPOILT);
    const command = `"${process.execPath}" "${BIN}" fix - --output "${path}" --force < "${path}"`;
    const error = await promisify(execFile)('sh', ['-c', command]).catch((reason) => reason);
    expect([error.code, error.stderr]).toEqual([2, expect.stringContaining('never changed')]);
    expect(await readFile(path, 'utf8')).toBe(SPOILT);
  });

  it.each<[string, (folder: string) => string[], string]>([
    ['no file', (folder) => [join(folder, 'none.csv')], 'no such file'],
    ['a folder', (folder) => [folder], 'it is a folder'],
    ['standard input without a name', () => ['-'], '--output'],
    [
      'an encoding that is unknown',
      (folder) => [join(folder, 'u.csv'), '--encoding', 'klingon'],
      'windows-1252',
    ],
    ['an empty name', (folder) => [join(folder, 'u.csv'), '--output', ''], '--output is empty'],
    [
      'a folder that is not there',
      (folder) => [join(folder, 'u.csv'), '--output', join(folder, 'a', 'b.csv')],
      'no such folder',
    ],
    [
      'a folder as the output',
      (folder) => [join(folder, 'u.csv'), '--output', join(folder, 'sub'), '--force'],
      'it is a folder',
    ],
    [
      'a name without end',
      (folder) => [join(folder, 'u.csv'), '--output', join(folder, 'x'.repeat(300))],
      'too long',
    ],
  ])('ends with 2 for %s', async (_name, args, part) => {
    const folder = await temporaryDirectory();
    await writeFile(join(folder, 'u.csv'), SPOILT);
    await mkdir(join(folder, 'sub'));
    const { status, stdout, stderr } = await fix(args(folder), { stdin: SPOILT });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(part);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect((await readdir(folder)).sort()).toEqual(['sub', 'u.csv']);
  });

  it('ends with 2 in a folder that is read-only', async (context) => {
    skipWhen(context, onWindows || process.getuid?.() === 0, 'permissions do not bind this user');
    const path = await writeTemporary('users.csv', SPOILT);
    await chmod(dirname(path), 0o500);
    const { status, stderr } = await fix([path]);
    await chmod(dirname(path), 0o700);
    expect([status, stderr]).toEqual([2, expect.stringContaining('permission denied')]);
  });

  it('leaves nothing when the disk is full', async (context) => {
    skipWhen(context, process.platform !== 'linux', 'needs ulimit -f, as Linux has it');
    const path = await writeTemporary(
      'users.csv',
      HEAD + `anna@contoso.com,anna ,${SECRET}\n`.repeat(20_000),
    );
    // Files of this process may have 100 KiB; what would kill it is ignored, so that writing fails.
    const command = `trap '' XFSZ; ulimit -f 200; exec "${process.execPath}" "${BIN}" fix "${path}"`;
    const error = await promisify(execFile)('sh', ['-c', command]).catch((reason) => reason);
    expect([error.code, error.stderr]).toEqual([2, expect.stringContaining('cannot be written')]);
    expect(await filesBeside(path)).toEqual(['users.csv']);
  });

  it.each([
    ['once', 1],
    ['twice', 2],
  ])('leaves nothing when it is interrupted %s', async (_name, times) => {
    const rows = `anna@contoso.com ,anna ,${SECRET}\n`.repeat(400_000);
    const path = await writeTemporary('users.csv', HEAD + rows);
    const child = spawn(process.execPath, [BIN, 'fix', path], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    // It has begun to write.
    while (child.exitCode === null && (await filesBeside(path)).length < 2) await setTimeout(5);
    for (let sent = 0; sent < times; sent++) child.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    if (times === 1) expect(said).toContain('interrupted; nothing was written');
    expect(said).not.toMatch(/Written|xyzzy/);
    expect(await filesBeside(path)).toEqual(['users.csv']);
  });
});

describe('many rows and every fixture', () => {
  it('50,000 rows with faults take under 200 MB', async (context) => {
    skipWhen(context, process.platform !== 'linux', 'the memory of a process is read from Linux');
    const rows = Array.from(
      { length: 50_000 },
      (_, index) => ` user${index}@contoso.com;"user${index} ";${SECRET};Sales\r\n`,
    );
    const path = await writeTemporary(
      'users.csv',
      `E-Mail;User Name;Passwort;Department\r\n${rows.join('')}`,
    );
    const preload = await writeTemporary(
      'memory.cjs',
      "process.on('exit', () => require('node:fs').writeSync(2, 'kilobytes ' + process.resourceUsage().maxRSS));",
    );
    const { status, stdout, stderr } = await fix([path, '--json'], {
      env: { NODE_OPTIONS: `--require ${preload}` },
    });
    expect(status).toBe(0);
    expect(Number(/kilobytes (\d+)/.exec(stderr)?.[1])).toBeLessThan(200 * 1024);
    const report = reportOf(stdout);
    expect(report.rows).toBe(50_000);
    expect(report.changes.at(-1)).toMatchObject({ column: 'UserName', count: 50_000 });
  });

  it('no password is told of any fixture', async () => {
    const folder = await temporaryDirectory();
    const names = (await readdir(FIXTURES)).filter((name) => !name.startsWith('.'));
    expect(names.length).toBeGreaterThan(40);
    const tell = async (name: string) => {
      const path = join(folder, name);
      await copyFile(join(FIXTURES, name), path);
      const { status, stdout, stderr } = await fix([path, '--verbose']);
      expect([name, status]).toEqual([name, expect.toBeOneOf([0, 1, 2])]);
      expect(`${stdout}${stderr}`).not.toMatch(/hunter|Passw0rd/);
    };
    for (let index = 0; index < names.length; index += 2)
      await Promise.all(names.slice(index, index + 2).map(tell));
  }, 120_000);
});
