import { execFile, execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CliResult, runCli } from '../support/cli.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { validateReport } from '../support/schema.js';
import { skipWhen } from '../support/skip.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/csv/', import.meta.url));
const BIN = fileURLToPath(new URL('../../bin/imap-preflight.js', import.meta.url));
const onWindows = process.platform === 'win32';

/** Parts of every password in the fixtures, whatever the encoding of the file; the last as base64 begins. */
const PASSWORDS = ['hunter', 'hunt erab', 'Passw0rd', 'PASSWORD', 'aHVudGVy'];

interface Report {
  verdict: string;
  batches: { file: string; bytes: number; rows: number }[];
  findings: {
    code: string;
    message: string;
    location: { file: string; row?: number; line?: number; column?: string };
  }[];
  rows: { row: number; line: number; status: string; codes: string[] }[];
}

/** A folder of the test's own with these fixtures, which nobody else may read. */
async function copies(...names: string[]): Promise<string[]> {
  const folder = await temporaryDirectory();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      await copyFile(join(FIXTURES, name), path);
      await chmod(path, 0o600);
      return path;
    }),
  );
}

function reportOf({ stdout }: CliResult): Report {
  const report: unknown = JSON.parse(stdout);
  expect(validateReport(report)).toEqual([]);
  return report as Report;
}

function places({ findings }: Report) {
  return findings.map(({ code, location }) => [code, location.row, location.line]);
}

describe('check', () => {
  it('tells every fault of a file in one run, with row and line', async () => {
    const [path = ''] = await copies('every-fault.csv');
    const result = await runCli(['check', path, '--json']);
    expect([result.status, result.stderr]).toEqual([1, '']);
    const report = reportOf(result);
    expect(report.verdict).toBe('not-ready');
    expect(report.batches).toMatchObject([{ file: path, rows: 14 }]);
    const found = places(report);
    expect(found.filter(([, row]) => row === undefined).sort()).toEqual([
      ['csv/blank-line', undefined, 1],
      ['csv/column-case', undefined, 2],
      ['csv/duplicate-column', undefined, 2],
      ['csv/missing-column', undefined, 2],
      ['csv/not-unicode', undefined, 8],
      ['csv/unknown-column', undefined, 2],
      ['csv/wrong-delimiter', undefined, 2],
    ]);
    expect(found.filter(([, row]) => row !== undefined)).toEqual([
      ['csv/wrong-column-count', 2, 5],
      ['csv/wrong-column-count', 3, 6],
      ['csv/malformed-quote', 4, 7],
      ['csv/not-unicode', 5, 8],
      ['csv/blank-value', 6, 9],
      ['csv/blank-value', 6, 9],
      ['csv/invalid-email', 7, 10],
      ['csv/duplicate-email', 8, 11],
      ['csv/surrounding-spaces', 9, 12],
      ['csv/invalid-email', 10, 13],
      ['csv/control-character', 10, 13],
      ['csv/control-character', 11, 14],
      ['csv/blank-value', 12, 16],
      ['csv/blank-value', 12, 16],
      ['csv/malformed-quote', 13, 17],
      ['csv/surrounding-spaces', 14, 18],
    ]);
    expect(report.rows.map(({ row, line }) => [row, line]).slice(10, 13)).toEqual([
      [11, 14],
      [12, 16],
      [13, 17],
    ]);
    const second = report.rows.find(({ row }) => row === 2);
    expect(second).toMatchObject({ status: 'failed', codes: ['csv/wrong-column-count'] });
    const counts = report.findings.filter(({ code }) => code === 'csv/wrong-column-count');
    expect(counts[0]?.message).toContain(
      'Row 2 has the wrong number of columns. Expected number: 5. Actual number: 3.',
    );
  });

  it('finds good files ready', async () => {
    const names = [
      'plain',
      'crlf',
      'cr-only',
      'mixed-line-ends',
      'no-final-line-end',
      'quoted',
      'utf8-bom',
      'user-root',
    ];
    const paths = await Promise.all(names.map((name) => copies(`${name}.csv`)));
    for (const [path = ''] of paths) {
      const result = await runCli(['check', path, '--json']);
      expect([path, result.status, result.stderr]).toEqual([path, 0, '']);
      const report = reportOf(result);
      expect(report.verdict).toBe('ready');
      expect(report.batches[0]?.rows).toBeGreaterThan(0);
    }
  });

  it.each([
    ['not-unicode-picture.csv', 'csv/not-unicode', 'a PNG picture'],
    ['not-unicode-workbook.csv', 'csv/not-unicode', 'Excel workbook'],
    ['empty-file.csv', 'csv/empty-file', "Upload file can't be empty"],
    ['no-rows.csv', 'csv/no-rows', 'no row below it'],
  ])('refuses %s by %s', async (name, code, words) => {
    const [path = ''] = await copies(name);
    const result = await runCli(['check', path, '--json']);
    expect([result.status, result.stderr]).toEqual([1, '']);
    const report = reportOf(result);
    expect(places(report)).toEqual([[code, undefined, undefined]]);
    expect(report.findings[0]?.message).toContain(words);
  });

  it('names both rows of a duplicate across two files', async () => {
    const paths = await copies('plain.csv', 'duplicate-username.csv');
    const result = await runCli(['check', ...paths, '--json']);
    expect(result.status).toBe(1);
    const report = reportOf(result);
    const twice = report.findings.filter(({ code }) => code === 'csv/duplicate-email');
    expect(twice.map(({ location }) => location)).toEqual([
      { file: paths[1], row: 1, line: 2, column: 'EmailAddress' },
      { file: paths[1], row: 2, line: 3, column: 'EmailAddress' },
    ]);
    expect(twice[1]?.message).toContain(`row 2 (line 3 of ${paths[0]})`);
  });
});

describe('an input that is no plain file', () => {
  it('is standard input', async () => {
    const stdin = await readFile(join(FIXTURES, 'plain.csv'));
    const result = await runCli(['check', '-', '--json'], { stdin });
    expect([result.status, result.stderr]).toEqual([0, '']);
    expect(reportOf(result)).toMatchObject({
      verdict: 'ready',
      batches: [{ file: '-', bytes: stdin.length, rows: 2 }],
      findings: [],
    });
  });

  it('is standard input with nothing in it', async () => {
    const result = await runCli(['check', '-', '--json']);
    expect(result.status).toBe(1);
    expect(places(reportOf(result))).toEqual([['csv/empty-file', undefined, undefined]]);
  });

  it.skipIf(onWindows)('is a named pipe', async () => {
    const path = join(await temporaryDirectory(), 'users.csv');
    execFileSync('mkfifo', [path]);
    const [result] = await Promise.all([
      runCli(['check', path, '--json']),
      writeFile(path, await readFile(join(FIXTURES, 'no-rows.csv'))),
    ]);
    expect(result.status).toBe(1);
    expect(places(reportOf(result))).toEqual([['csv/no-rows', undefined, undefined]]);
  });

  it.skipIf(onWindows)('is what a shell substitutes for a command', async () => {
    const script = '"$0" "$1" check <(cat "$2") --json';
    const args = ['-c', script, process.execPath, BIN, join(FIXTURES, 'plain.csv')];
    const { stdout, stderr } = await promisify(execFile)('bash', args);
    const report: Report = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(report).toMatchObject({ verdict: 'ready', batches: [{ rows: 2 }], findings: [] });
  });
});

describe('an input that cannot be read ends with status 2', () => {
  async function refusal(path: string, ...others: string[]): Promise<string> {
    const { status, stdout, stderr } = await runCli(['check', ...others, path, '--json']);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(stderr).toContain(basename(path));
    return stderr;
  }

  it('a missing file, alone and beside a good one', async () => {
    const path = join(await temporaryDirectory(), 'users.csv');
    expect(await refusal(path)).toContain('no such file');
    expect(await refusal(path, ...(await copies('plain.csv')))).toContain('no such file');
  });

  it('a folder', async () => {
    const path = join(await temporaryDirectory(), 'folder.csv');
    await mkdir(path);
    expect(await refusal(path)).toContain('it is a folder');
  });

  it('a file that is closed to this user', async (context) => {
    skipWhen(context, onWindows || process.getuid?.() === 0, 'this user may read every file');
    const path = await writeTemporary('users.csv', 'x');
    await chmod(path, 0);
    expect(await refusal(path)).toContain('permission denied');
  });

  it('a record that never ends', async () => {
    const path = await writeTemporary('users.csv', Buffer.alloc(17 * 1024 * 1024, 'hunter'));
    expect(await refusal(path)).toContain('line 1 is longer than 16 MiB');
  });
});

describe('passwords', () => {
  it('stand in the fixtures, and in no report of them', async () => {
    const names = (await readdir(FIXTURES)).sort();
    const contents = await Promise.all(names.map((name) => readFile(join(FIXTURES, name))));
    const forms = [Buffer.from('hunter'), Buffer.from('hunter', 'utf16le')];
    const without = names.filter((_, index) => !forms.some((form) => contents[index]?.includes(form)));
    expect(without).toEqual([
      'empty-file-bom.csv',
      'empty-file.csv',
      'missing-column-headerless-one-row.csv',
      'no-rows.csv',
    ]);

    const paths = await copies(...names);
    const reports = join(await temporaryDirectory(), 'report');
    const asText = await runCli(['check', ...paths, '--report', `${reports}.json`, '--verbose']);
    const asJson = await runCli([
      'check',
      ...paths,
      '--server',
      'imap.gmail.com',
      '--only',
      'csv',
      '--json',
      '--report',
      `${reports}.txt`,
    ]);
    const single = await Promise.all(
      paths.filter((path) => path.includes('headerless')).map((path) => runCli(['check', path, '--json'])),
    );
    const files = await Promise.all(['json', 'txt'].map((type) => readFile(`${reports}.${type}`, 'utf8')));
    expect(reportOf(asJson).findings.length).toBeGreaterThan(100);
    expect(validateReport(JSON.parse(files[0] ?? ''))).toEqual([]);
    expect(files[1]).toContain('every-fault.csv');
    expect(asText.stdout).toContain('every-fault.csv');
    const written = [asText, asJson, ...single].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    for (const text of [...written, ...files]) {
      for (const password of PASSWORDS) expect(text).not.toContain(password);
    }
  });
});

it('one file under two names is refused, as every row would be a duplicate', async () => {
  const path = await writeTemporary(
    'users.csv',
    'EmailAddress,UserName,Password\na@contoso.com,a,hunter-2\n',
  );
  const other = join(path, '..', 'again.csv');
  await promisify(execFile)('ln', ['-s', path, other]);
  const { status, stderr } = await runCli(['check', path, other]);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('are the same file') });
});
