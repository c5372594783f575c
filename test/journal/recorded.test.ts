import { execFileSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { type Recorded, type RowKey, readRecorded } from '../../src/journal/recorded.js';
import { JournalWriter } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { batch, passed, prelude, refused, row, skippedRows, started, undecided } from './events.js';
import { RUN, resumeJournal, TOOL, writeJournal } from './support.js';

const NEVER = new AbortController().signal;

const key = (number: number, more: Partial<RowKey> = {}): RowKey => {
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
  expect(recorded).toMatchObject({ size: 2, torn: false, server: 'imap.gmail.com', tool: TOOL });
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

test.each<[string, Partial<RowKey>]>([
  ['address', { emailAddress: 'other@contoso.com' }],
  ['user name', { userName: 'other' }],
  ['case', { emailAddress: 'USER1@contoso.com' }],
  ['file', { file: 'other.csv' }],
  ['UserRoot', { userRoot: '/users/other' }],
])('a row with another %s is another row, at the same place too', async (_, other) => {
  const recorded = await recordedOf([...prelude(3), ...passed(1)]);
  expect(recorded.find(key(1, other))).toBeUndefined();
});

test('UserRoot has to be the same', async () => {
  const event: RunEvent = { type: 'row-done', row: row(1), userRoot: '/users/usera' };
  const recorded = await recordedOf([...prelude(1), event]);
  expect(recorded.find(key(1))).toBeUndefined();
  expect(recorded.find(key(1, { userRoot: '/users/usera' }))?.row.status).toBe('passed');
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
  expect(recorded.size).toBe(2);
});

test('codes of the CSV are for the run that reads it', async () => {
  const result = row(1, { status: 'failed', codes: ['csv/app-password-format', 'login/rejected'] });
  const recorded = await recordedOf([...prelude(1), { type: 'row-done', row: result }]);
  expect(recorded.find(key(1))?.row.codes).toEqual(['login/rejected']);
});

describe('of several results', () => {
  test.each<[string, RunEvent[], RunEvent[], string]>([
    ['the later counts', refused(1), passed(1), 'passed'],
    ['the later counts, also when it says less', refused(1), undecided(1), 'inconclusive'],
    ['the one that was tried counts', passed(1), skippedRows(1), 'passed'],
    ['a row that was never tried is skipped', skippedRows(1), skippedRows(1), 'skipped'],
  ])('%s', async (_, first, second, status) => {
    const recorded = await recordedOf([...prelude(1), ...first], [...prelude(1, 5), ...second]);
    const found = recorded.find(key(1));
    expect(found?.row.status).toBe(status);
    expect(found?.findings).toHaveLength(status === 'passed' || status === 'skipped' ? 0 : 1);
  });

  test('a file that has changed in between keeps what is known of its rows', async () => {
    const recorded = await recordedOf([...prelude(3), ...passed(1, 2)], [...prelude(2, 5, 700)]);
    expect(recorded.find(key(2))?.row.status).toBe('passed');
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
  expect(recorded).toMatchObject({ torn: true, size: 1 });
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
  expect(recorded.size).toBe(50_000);
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
