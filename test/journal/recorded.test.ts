import { execFileSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type Recorded, readRecorded } from '../../src/journal/recorded.js';
import { JournalWriter } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import type { RowResult } from '../../src/model/row.js';
import type { EarlierKey } from '../../src/run/earlier.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import {
  batch,
  begun,
  passed,
  prelude,
  refused,
  row,
  skippedRows,
  stage,
  started,
  undecided,
} from './events.js';
import { RUN, resumeJournal, TOOL, writeJournal } from './support.js';

const NEVER = new AbortController().signal;

const key = (number: number, more: Partial<EarlierKey> = {}): EarlierKey => {
  const { file, line, emailAddress, userName } = row(number);
  return { file, row: number, line, emailAddress, userName, ...more };
};

async function recordedOf(...runs: RunEvent[][]): Promise<Recorded> {
  const [first = [], ...others] = runs;
  const path = await writeJournal(first);
  for (const events of others) await resumeJournal(path, events);
  return readRecorded(path, NEVER);
}

test('a row is found with its findings', async () => {
  const recorded = await recordedOf([...prelude(3), ...passed(1), ...refused(2)]);
  expect(recorded).toMatchObject({ torn: false, server: 'imap.gmail.com' });
  expect(recorded.shard).toBeUndefined();
  expect(recorded.options).toMatchObject({ concurrency: 20, rows: null, sample: null });
  expect(recorded.find(key(1))).toEqual({ row: row(1, { folders: 3, ms: 10 }), findings: [] });
  expect(recorded.find(key(2))).toMatchObject({
    row: { status: 'failed', codes: ['login/rejected'] },
    findings: [{ code: 'login/rejected', location: { file: 'users.csv', row: 2, line: 3 } }],
  });
  expect(recorded.find(key(3))).toBeUndefined();
});

test('a row that stands elsewhere by now is found there', async () => {
  const recorded = await recordedOf([...prelude(3), ...refused(2)]);
  const place = { row: 7, line: 9 };
  expect(recorded.find(key(2, place))).toMatchObject({
    row: { ...place, status: 'failed' },
    findings: [{ location: { file: 'users.csv', ...place } }],
  });
});

test.each<[string, Partial<EarlierKey>]>([
  ['address', { emailAddress: 'other@contoso.com' }],
  ['user name', { userName: 'other' }],
  ['case', { emailAddress: 'USER1@contoso.com' }],
])('a row with another %s is another row, at the same place too', async (_, other) => {
  const recorded = await recordedOf([...prelude(3), ...passed(1)]);
  expect(recorded.find(key(1, other))).toBeUndefined();
});

test('a file that has another name by now keeps its rows, also where a run under that name was killed', async () => {
  const moved: RunEvent[] = [started(5), ...begun('csv'), batch(2, 800, 'moved.csv'), stage('csv')];
  const recorded = await recordedOf([...prelude(2), ...refused(1), ...passed(2)], moved);
  for (const file of ['users.csv', 'moved.csv', 'again/users.csv']) {
    expect(recorded.find(key(1, { file }))).toMatchObject({
      row: { file, status: 'failed' },
      findings: [{ location: { file } }],
    });
  }
});

test('that the credentials were refused is kept, also where nobody asked for the sign-in', async () => {
  const result = row(1, { status: 'inconclusive' });
  const recorded = await recordedOf([...prelude(2), { type: 'row-done', row: result, refused: true }]);
  expect(recorded.find(key(1))).toEqual({ row: result, findings: [], refused: true });
  expect(recorded.holds(result, true)).toBe(true);
  expect(recorded.holds(result)).toBe(false);
});

test('where a name is withheld the place decides', async () => {
  const nameless = { emailAddress: '', userName: '' };
  const recorded = await recordedOf([
    ...prelude(2),
    { type: 'row-done', row: row(1, { ...nameless, status: 'failed', codes: ['csv/wrong-column-count'] }) },
    { type: 'row-done', row: row(2, nameless) },
  ]);
  expect(recorded.find(key(1, nameless))?.row.status).toBe('failed');
  expect(recorded.find(key(2, nameless))?.row.status).toBe('passed');
  expect(recorded.find(key(3, nameless))).toBeUndefined();
  expect(recorded.find(key(2, { ...nameless, file: 'other.csv' }))).toBeUndefined();
});

test('codes of the CSV are for the run that reads it', async () => {
  const result = row(1, { status: 'failed', codes: ['csv/app-password-format', 'login/rejected'] });
  const recorded = await recordedOf([...prelude(1), { type: 'row-done', row: result }]);
  expect(recorded.find(key(1))?.row.codes).toEqual(['login/rejected']);
});

const done = (more: Partial<RowResult>): RunEvent => ({ type: 'row-done', row: row(1, more) });
const untried = (code: 'csv/duplicate-email' | 'login/stopped'): RunEvent[] => [
  done({ status: code === 'login/stopped' ? 'skipped' : 'failed', codes: [code], attempts: 0 }),
];
/** A row that follows another with the same credentials, and whose sign-in nobody asked for. */
const refusedAlone: RunEvent = {
  type: 'row-done',
  row: row(1, { status: 'inconclusive', attempts: 0 }),
  refused: true,
};

describe('of several results', () => {
  test.each<[string, RunEvent[], RunEvent[], string]>([
    ['the later counts', refused(1), passed(1), 'passed'],
    ['the later counts, also when it says less', refused(1), undecided(1), 'inconclusive'],
    ['the one that was tried counts', passed(1), skippedRows(1), 'passed'],
    ['a row that was never tried is skipped', skippedRows(1), skippedRows(1), 'skipped'],
    ['what the CSV alone says takes nothing back', refused(1), untried('csv/duplicate-email'), 'failed'],
    ['a sign-in that was spared takes nothing back', passed(1), untried('login/stopped'), 'passed'],
    ['one that was given up takes nothing back', refused(1), [done({ status: 'skipped' })], 'failed'],
    ['one without a code was tried', [refusedAlone], untried('csv/duplicate-email'), 'inconclusive'],
  ])('%s', async (_, first, second, status) => {
    const recorded = await recordedOf([...prelude(1), ...first], [...prelude(1, 5), ...second]);
    const found = recorded.find(key(1));
    expect(found?.row.status).toBe(status);
    expect(found?.row.codes).not.toContain('csv/duplicate-email');
    expect(found?.findings).toHaveLength(found?.row.codes.length ?? 0);
  });

  test('a file that has changed in between keeps what is known of its rows', async () => {
    const recorded = await recordedOf([...prelude(3), ...passed(1, 2)], [...prelude(2, 5, 700)]);
    expect(recorded.find(key(2))?.row.status).toBe('passed');
  });
});

describe('who was refused under a user name', () => {
  const edited = key(1, { emailAddress: 'USER1@contoso.com', row: 4, line: 5 });
  const refusedRow = (number: number, more: Partial<RowResult>): RunEvent => ({
    type: 'row-done',
    row: row(number, { status: 'failed', codes: ['login/rejected'], ...more }),
  });

  test('is found whatever its address, at the place that was asked for', async () => {
    const recorded = await recordedOf([...prelude(3), ...refused(1), ...passed(2)]);
    expect(recorded.find(edited)).toBeUndefined();
    expect(recorded.refusedAs(edited)).toMatchObject({
      row: { row: 4, line: 5, status: 'failed', codes: ['login/rejected'] },
      findings: [{ code: 'login/rejected', location: { row: 4, line: 5 } }],
    });
    expect(recorded.refusedAs(key(2))).toBeUndefined();
    expect(recorded.refusedAs(key(3))).toBeUndefined();
    expect(recorded.refusedAs({ ...edited, userName: '' })).toBeUndefined();
  });

  test('is found where no finding says so', async () => {
    const recorded = await recordedOf([...prelude(1), refusedAlone]);
    expect(recorded.refusedAs(edited)).toMatchObject({ refused: true, row: { status: 'inconclusive' } });
  });

  test('is nobody where no answer came, or it passed since', async () => {
    const open = await recordedOf([...prelude(1), ...undecided(1)]);
    expect(open.refusedAs(edited)).toBeUndefined();
    const mended = await recordedOf([...prelude(1), ...refused(1)], [...prelude(1, 5), ...passed(1)]);
    expect(mended.refusedAs(edited)).toBeUndefined();
  });

  test('is nobody where there are several', async () => {
    const shared = [1, 2].map((number) => refusedRow(number, { userName: 'shared' }));
    const recorded = await recordedOf([...prelude(2), ...shared]);
    expect(recorded.refusedAs(key(3, { userName: 'shared' }))).toBeUndefined();
  });

  test('is one row, however often its address was edited', async () => {
    const { userName } = row(1);
    const again = refusedRow(1, { emailAddress: 'USER1@contoso.com', userName, attempts: 0 });
    const recorded = await recordedOf(
      [...prelude(2), ...refused(1), ...passed(2)],
      [...prelude(2, 5, 900), again],
    );
    expect(recorded.refusedAs(key(1, { emailAddress: 'User1@contoso.com' }))?.row.status).toBe('failed');
  });
});

test('what the last run was asked', async () => {
  const path = await writeJournal([started()], { shard: { index: 2, of: 8 }, rows: { from: 1, to: 5 } });
  const recorded = await readRecorded(path, NEVER);
  expect(recorded.shard).toEqual({ index: 2, of: 8 });
  expect(recorded.options.rows).toEqual({ from: 1, to: 5 });
});

test('a torn end is told and left out', async () => {
  const path = await writeJournal([...prelude(3), ...passed(1)]);
  await appendFile(path, '{"type":"row","row":{"file":"users.csv","row":2');
  const recorded = await readRecorded(path, NEVER);
  expect(recorded.torn).toBe(true);
  expect(recorded.find(key(1))?.row.status).toBe('passed');
});

test('a pipe cannot be gone on with', async () => {
  const pipe = join(await temporaryDirectory(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  await expect(readRecorded(pipe, NEVER)).rejects.toThrow('it is no regular file');
});

test('an empty file, and one that is not there', async () => {
  await expect(readRecorded(await writeTemporary('x.ndjson', ''), NEVER)).rejects.toThrow('it is empty');
  await expect(readRecorded('nowhere.ndjson', NEVER)).rejects.toThrow('no such file');
});

test('the wait for it can be stopped', async () => {
  const stop = new AbortController();
  stop.abort();
  await expect(readRecorded(await writeJournal([started()]), stop.signal)).rejects.toBe(stop.signal.reason);
});

test('50,000 rows take some 20 MB', async () => {
  const path = join(await temporaryDirectory(), 'run.ndjson');
  const writer = JournalWriter.create(path, TOOL, RUN);
  writer.add(started());
  writer.add(batch(50_000));
  for (let number = 1; number <= 50_000; number++) {
    const userName = `CONTOSO\\mailadmin\\user${number}`;
    writer.add({ type: 'row-done', row: row(number, { userName, folders: 12, ms: 80 }) });
  }
  writer.close();
  const before = await memory();
  const recorded = await readRecorded(path, NEVER);
  const taken = ((await memory()) - before) / 1024 / 1024;
  console.info(`50,000 recorded rows take ${taken.toFixed(1)} MiB`);
  expect(recorded.find(key(50_000, { userName: 'CONTOSO\\mailadmin\\user50000' }))).toBeDefined();
  expect(taken).toBeLessThan(20);
});

/** Octets in use, without garbage: buffers are let go of some time after their owners. */
async function memory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  for (let round = 0; round < 3; round++) {
    collect();
    await setTimeout(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
