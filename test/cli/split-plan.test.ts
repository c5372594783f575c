import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.js';
import type { RowResult } from '../../src/model/row.js';
import { planOf } from '../../src/plan/plan.js';
import { renderJson } from '../../src/reports/json.js';
import { eventsOf, writeJournal } from '../journal/support.js';
import { planned, row } from '../plan/support.js';
import { runCli } from '../support/cli.js';
import { temporaryDirectory } from '../support/files.js';

const HEADER = 'EmailAddress,UserName,Password\r\n';
const record = (number: number) => `user${number}@contoso.com,user${number},Amber-Heron-${number}\r\n`;
const csv = (rows: number) => HEADER + Array.from({ length: rows }, (_, index) => record(index + 1)).join('');
const records = (...numbers: number[]) => HEADER + numbers.map(record).join('');

/** Short rows, and a last one that makes it so many bytes. */
const withRows = (rows: number, bytes: number) => {
  const short = HEADER + 'a@b.example,a,b\r\n'.repeat(rows - 1);
  return `${short}a@b.example,a,${'b'.repeat(bytes - short.length - 16)}\r\n`;
};

/** Rows 1, 4 and 6 are large, 2 and 5 would fail, 3 was not measured. */
const MEASURED: RowResult[] = [
  row(1, { gigabytes: 70 }),
  row(2, { status: 'failed' }),
  row(3),
  row(4, { gigabytes: 1 }),
  row(5, { status: 'failed' }),
  row(6, { gigabytes: 60 }),
];

function reportOn(content: string, rows: RowResult[], file = 'users.csv'): Report {
  const named = rows.map((one) => ({ ...one, file }));
  const report = planned(named, { batches: [{ file, bytes: content.length, rows: rows.length }] });
  const plan = planOf(report);
  return plan === undefined ? report : { ...report, plan };
}

const jsonOf = (report: Report) =>
  [...renderJson(report, { name: 'imap-preflight', version: '1.0.0' })].join('');

/** A folder with users.csv and the report of its check. */
async function folderWith(content: string, report: Report | string) {
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, 'users.csv'), content, { mode: 0o600 });
  await writeFile(join(cwd, 'report.json'), typeof report === 'string' ? report : jsonOf(report));
  const before = ['report.json', 'users.csv'];
  const split = (...args: string[]) =>
    runCli(['split', 'users.csv', '--plan', 'report.json', ...args], { cwd });
  const files = async () => (await readdir(cwd)).filter((one) => !before.includes(one)).sort();
  const read = (one: string) => readFile(join(cwd, one), 'utf8');
  return { cwd, split, files, read };
}

async function refused({ split, files }: Awaited<ReturnType<typeof folderWith>>, ...args: string[]) {
  const { status, stdout, stderr } = await split(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^imap-preflight: .+\.\n$/);
  expect(stderr).not.toMatch(/Heron| {4}at |node:internal/);
  expect(await files()).toEqual([]);
  return stderr;
}

describe('split --plan', () => {
  it('writes the batches of the plan, their rows byte for byte, and what is held back', async () => {
    const { split, files, read, cwd } = await folderWith(csv(6), reportOn(csv(6), MEASURED));
    const { status, stdout, stderr } = await split();
    expect([status, stderr]).toEqual([0, '']);
    expect(await files()).toEqual(['users-1.csv', 'users-2.csv', 'users-3.csv', 'users-held-back.csv']);
    expect(await read('users-1.csv')).toBe(records(1, 6));
    expect(await read('users-2.csv')).toBe(records(4));
    expect(await read('users-3.csv')).toBe(records(3));
    expect(await read('users-held-back.csv')).toBe(records(2, 5));
    expect(stdout.split('\n').map((line) => line.replace(/ {2,}/g, '|'))).toEqual([
      'users-1.csv|2 rows|batch users-1|110 bytes',
      'users-2.csv|1 row|batch users-2|71 bytes',
      'users-3.csv|1 row|batch users-3|71 bytes',
      'users-held-back.csv|2 rows|held back: would fail|110 bytes',
      '3 batches, and rows that are held back, 6 rows, 362 bytes',
      '',
    ]);
    expect((await stat(join(cwd, 'users-1.csv'))).mode & 0o077).toBe(0);
    expect(stdout).not.toContain('Heron');
  });

  it('names the files as the commands of the plan do', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => row(index + 1, { gigabytes: index * 30 }));
    const report = reportOn(csv(12), rows);
    const { split, files } = await folderWith(csv(12), report);
    expect((await split()).status).toBe(0);
    expect(report.plan?.batches.length).toBeGreaterThan(3);
    expect(await files()).toEqual(report.plan?.batches.map(({ file }) => file).sort());
  });

  it('as JSON, into another folder, and again with --force', async () => {
    const { split, cwd } = await folderWith(csv(6), reportOn(csv(6), MEASURED));
    await mkdir(join(cwd, 'out'));
    const { stdout } = await split('--json', '--output', 'out');
    expect(JSON.parse(stdout)).toEqual({
      file: 'users.csv',
      rows: 6,
      batches: [
        { file: join('out', 'users-1.csv'), rows: 2, bytes: 110, batch: 'users-1' },
        { file: join('out', 'users-2.csv'), rows: 1, bytes: 71, batch: 'users-2' },
        { file: join('out', 'users-3.csv'), rows: 1, bytes: 71, batch: 'users-3' },
        { file: join('out', 'users-held-back.csv'), rows: 2, bytes: 110, heldBack: true },
      ],
    });
    const again = await split('--output', 'out');
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('there already')]);
    expect((await split('--output', 'out', '--force')).status).toBe(0);
  });

  it('takes a journal, and the file by another path', async () => {
    const { cwd } = await folderWith(csv(3), '');
    const rows = [row(1), row(2, { status: 'failed', codes: ['login/rejected'] }), row(3)];
    const report = { ...reportOn(csv(3), rows), stages: stagesOf() };
    const journal = await writeJournal(eventsOf(report));
    const { status, stdout } = await runCli(['split', join(cwd, 'users.csv'), '--plan', journal, '--json']);
    expect(status).toBe(0);
    const [first, held] = JSON.parse(stdout).batches;
    expect([first.rows, held]).toEqual([2, expect.objectContaining({ rows: 1, heldBack: true })]);
  });

  it('takes what came on standard input by the name that the plan asks for', async () => {
    const report = reportOn(csv(6), MEASURED, '-');
    const { cwd, read, files } = await folderWith(csv(6), report);
    expect(report.plan?.notes.slice(0, 2)).toEqual([
      'The batch came on standard input: save it as `batch.csv` first.',
      expect.stringContaining("parts of 'batch.csv': `imap-preflight split batch.csv --plan report.json`"),
    ]);
    await writeFile(join(cwd, 'batch.csv'), csv(6), { mode: 0o600 });
    const { status, stderr } = await runCli(['split', 'batch.csv', '--plan', 'report.json'], { cwd });
    expect([status, stderr]).toEqual([0, '']);
    const planned = report.plan?.batches.map(({ file }) => file) ?? [];
    expect(await files()).toEqual(['batch.csv', ...planned, 'batch-held-back.csv'].sort());
    expect(await read('batch-1.csv')).toBe(records(1, 6));
  });

  it('leaves a file alone that is one batch as it is', async () => {
    const { split, files } = await folderWith(csv(2), reportOn(csv(2), [row(1), row(2)]));
    expect(await split()).toMatchObject({
      status: 0,
      stdout: '',
      stderr: 'imap-preflight: users.csv: the plan takes it as it is (2 rows); nothing was written.\n',
    });
    expect(await files()).toEqual([]);
  });
});

function stagesOf(): Report['stages'] {
  return (['csv', 'dns', 'tcp', 'tls', 'imap', 'login', 'mailbox'] as const).map((id) => ({
    id,
    status: id === 'login' ? 'failed' : 'passed',
    durationMs: 1,
  }));
}

describe('split --plan refuses', () => {
  it.each([
    [['--max-rows', '5'], '--plan and --max-rows contradict each other'],
    [['--batches', '2'], '--plan and --batches contradict each other'],
    [['--by', 'domain'], '--plan and --by contradict each other'],
    [['--plan', ''], '--plan is empty'],
    [['--plan', 'none.json'], 'none.json: no such file'],
    [['--plan', 'users.csv'], 'it is no journal of imap-preflight'],
  ])('%j', async (args, message) => {
    const folder = await folderWith(csv(6), reportOn(csv(6), MEASURED));
    expect(await refused(folder, ...args)).toContain(message);
  });

  it('standard input twice', async () => {
    const { status, stderr } = await runCli(['split', '-', '--plan', '-'], { stdin: csv(2) });
    expect([status, stderr]).toEqual([2, expect.stringContaining('can be read only once')]);
  });

  it.each<[string, string, Report | string, string]>([
    [
      'a report without a plan',
      csv(2),
      reportOn(csv(2), [row(1, { status: 'failed' }), row(2, { status: 'failed' })]),
      'report.json: it has no plan: every row would fail',
    ],
    [
      'a report of another file',
      csv(6),
      reportOn(csv(6), MEASURED, 'pupils.csv'),
      'its plan is of pupils.csv, and not of users.csv',
    ],
    [
      'a file that was changed',
      `${csv(5)}${record(7)}x`,
      reportOn(csv(6), MEASURED),
      'or was changed since (266 bytes then, 267 now)',
    ],
    [
      'a file of the same size with fewer rows',
      withRows(5, csv(6).length),
      reportOn(csv(6), MEASURED),
      'it has 5 rows, and the plan is of 6',
    ],
    [
      'a file of the same size with more rows',
      withRows(7, csv(6).length),
      reportOn(csv(6), MEASURED),
      'it has more than 6 rows, and the plan is of 6',
    ],
    ['what is no report', csv(2), '{"a":1}', 'no report of imap-preflight'],
  ])('%s', async (_, content, report, message) => {
    expect(await refused(await folderWith(content, report))).toContain(message);
  });

  it('a plan whose rows are not those of its file', async () => {
    const json = jsonOf(reportOn(csv(6), MEASURED));
    for (const [from, to] of [
      ['"ranges": "1,6"', '"ranges": "1,7"'],
      ['"ranges": "1,6"', '"ranges": "1,4"'],
      ['"ranges": "1,6"', '"ranges": "6,1"'],
      ['"ranges": "1,6"', '"ranges": "1"'],
      ['"from": "users.csv"', '"from": "others.csv"'],
      ['"name": "users-1"', '"name": ""'],
    ] as const) {
      expect(json).toContain(from);
      const folder = await folderWith(csv(6), json.replace(from, to));
      expect(await refused(folder)).toContain('no report of imap-preflight that this version understands');
    }
  });

  it('a batch that would be too large', async () => {
    // Two rows of 6 MB in one batch: the plan knows the rows on average alone.
    const long = (name: string) => `${name}@contoso.com,${name},${'x'.repeat(6 * 1024 * 1024)}\r\n`;
    const content =
      HEADER + long('a') + long('b') + Array.from({ length: 40 }, (_, at) => record(at)).join('');
    const rows = Array.from({ length: 42 }, (_, index) => row(index + 1));
    const folder = await folderWith(content, reportOn(content, rows));
    expect(await refused(folder)).toContain(
      'the batch "users-1" of the plan would be larger than Exchange Online takes',
    );
  });
});
