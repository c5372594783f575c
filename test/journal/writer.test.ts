import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { MAX_LINE } from '../../src/journal/line.js';
import { isUnbegun } from '../../src/journal/open.js';
import { readRecorded } from '../../src/journal/recorded.js';
import { JournalWriter } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import type { RowResult } from '../../src/model/row.js';
import { canonicalReport } from '../support/canonical-report.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';
import { batch, found, rejected, row, started } from './events.js';
import { eventsOf, linesOf, RUN, reportOfFiles, resumeJournal, TOOL, writeJournal } from './support.js';

const NEVER = new AbortController().signal;

const STARTED = started();
const done = (result: RowResult, recorded?: true): RunEvent => ({
  type: 'row-done',
  row: result,
  ...(recorded ? { recorded } : {}),
});
const rejection = (number: number) => found(rejected(number));
const kinds = (path: string) => linesOf(path).map((line) => JSON.parse(line).type);
const mode = (path: string) => statSync(path).mode & 0o777;

describe('lines', () => {
  test('a row and its findings are one line, which is there before the next event', async () => {
    const path = join(await temporaryDirectory(), 'run.ndjson');
    const writer = JournalWriter.create(path, TOOL, RUN);
    writer.add(STARTED);
    writer.add(rejection(1));
    expect(kinds(path)).toEqual(['run']);
    writer.add(done(row(1, { status: 'failed', codes: ['login/rejected'] })));
    expect(kinds(path)).toEqual(['run', 'row']);
    expect(JSON.parse(linesOf(path)[1] ?? '').findings).toHaveLength(1);
    writer.close();
    expect(writer.failure).toBeUndefined();
  });

  test('findings without their row are written by themselves, and never with another', async () => {
    const path = await writeJournal([STARTED, rejection(1), done(row(2)), rejection(3)]);
    expect(kinds(path)).toEqual(['run', 'finding', 'row', 'finding']);
  });

  test('retries and progress are nothing to keep', async () => {
    const retry = { type: 'retry', file: 'users.csv', row: 1, attempt: 1, pauseMs: 5 } as const;
    const path = await writeJournal([STARTED, retry, { type: 'connections', held: 1, asked: 2 }]);
    expect(kinds(path)).toEqual(['run']);
  });

  test('that its credentials were refused belongs to the line of the row', async () => {
    const path = await writeJournal([STARTED, { ...done(row(1)), refused: true } as RunEvent, done(row(2))]);
    expect(linesOf(path).map((line) => JSON.parse(line).refused)).toEqual([undefined, true, undefined]);
  });

  test('a name beyond all measure is cut, so that the line can be read again', async () => {
    const emailAddress = 'x'.repeat(2 * MAX_LINE);
    const result = row(1, {
      emailAddress,
      userName: emailAddress,
      status: 'failed',
      codes: ['csv/invalid-email'],
    });
    const path = await writeJournal([STARTED, done(result)]);
    const [read] = (await reportOfFiles(path)).rows;
    expect(read?.emailAddress).toMatch(/^x{4095}…$/);
  });
});

describe('where a journal can begin', () => {
  test('mode 0600, whatever the umask', async () => {
    const before = process.umask?.(0);
    onTestFinished(() => void (before !== undefined && process.umask(before)));
    const path = await writeJournal([STARTED]);
    expect(mode(path)).toBe(0o600);
    const empty = await writeTemporary('empty.ndjson', '');
    await chmod(empty, 0o644);
    JournalWriter.create(empty, TOOL, RUN).close();
    expect(mode(empty)).toBe(0o600);
  });

  test('never in a file with content, a link, a folder or a device', async () => {
    const folder = await temporaryDirectory();
    const link = join(folder, 'link.ndjson');
    const target = await writeTemporary('target.ndjson', '');
    await symlink(target, link);
    const dangling = join(folder, 'dangling.ndjson');
    await symlink(join(folder, 'nowhere'), dangling);
    for (const [path, message] of [
      [await writeTemporary('old.ndjson', 'x'), 'it is there already and not empty'],
      [link, 'it is a symbolic link'],
      [dangling, 'it is a symbolic link'],
      [folder, 'it is a folder'],
      ['/dev/null', 'it is no regular file'],
      ['/dev/full', 'it is no regular file'],
      [join(folder, 'no', 'run.ndjson'), 'there is no such folder'],
      [join(target, 'run.ndjson'), 'a part of the path is no folder'],
      [join(folder, 'x'.repeat(300)), 'the name is too long'],
    ] as const) {
      const create = () => JournalWriter.create(path, TOOL, RUN);
      expect(create, path).toThrow(InputError);
      expect(create, path).toThrow(message);
    }
    expect(readFileSync(target, 'utf8')).toBe('');
  });

  test('over a first line that was torn off, when told to', async () => {
    const torn = await writeTemporary('torn.ndjson', '{"type":"run","journal":1,"to');
    expect(() => JournalWriter.create(torn, TOOL, RUN)).toThrow('it is there already and not empty');
    for (const path of [
      torn,
      await writeTemporary('begun.ndjson', '{"ty'),
      await writeTemporary('zeros.ndjson', Buffer.alloc(5000)),
      await writeTemporary('empty.ndjson', ''),
      join(await temporaryDirectory(), 'none.ndjson'),
    ]) {
      expect(await isUnbegun(path), path).toBe(true);
      const writer = JournalWriter.create(path, TOOL, RUN, { overTorn: true });
      writer.add(STARTED);
      writer.close();
      expect(kinds(path)).toEqual(['run']);
    }
  });

  test('never over anything else, whatever it is told', async () => {
    const whole = linesOf(await writeJournal([STARTED])).join('\n');
    for (const content of [
      `${whole}\n`,
      `${whole}\n{"type`,
      'a password without an end',
      '{"type":"run","jam"',
      `{"type":"run","journal":${' '.repeat(MAX_LINE)}`,
    ]) {
      const path = await writeTemporary('other.txt', content);
      expect(await isUnbegun(path), content.slice(0, 30)).toBe(false);
      const create = () => JournalWriter.create(path, TOOL, RUN, { overTorn: true });
      expect(create).toThrow('it is there already and not empty');
      expect(readFileSync(path, 'utf8')).toBe(content);
    }
    for (const path of [await temporaryDirectory(), '/dev/full', '/dev/zero']) {
      expect(await isUnbegun(path), path).toBe(false);
    }
  });

  test('not in a folder that is read-only', async (context) => {
    skipWhen(context, process.getuid?.() === 0, 'root may write anywhere');
    const folder = join(await temporaryDirectory(), 'locked');
    await mkdir(folder, { mode: 0o500 });
    expect(() => JournalWriter.create(join(folder, 'run.ndjson'), TOOL, RUN)).toThrow('permission denied');
  });
});

describe('going on', () => {
  const HALF: RunEvent[] = [STARTED, batch(3), rejection(1), done(row(1)), done(row(2))];

  test('appends a run, cuts off what was torn, and takes the others out of the mode', async () => {
    const path = await writeJournal(HALF);
    const whole = readFileSync(path);
    await writeFile(path, Buffer.concat([whole, whole.subarray(whole.length - 40, whole.length - 5)]));
    await chmod(path, 0o644);
    await resumeJournal(path, [STARTED, done(row(3))]);
    expect(kinds(path)).toEqual([...kindsOf(whole), 'run', 'row']);
    expect(mode(path)).toBe(0o600);
  });

  test.each<[string, string]>([
    ['no line end', '{"type":"row"'],
    ['no JSON', 'row\n'],
    ['zeros, as after a loss of power', '\0'.repeat(5000)],
  ])('a last line with %s is cut off', async (_, torn) => {
    const path = await writeJournal(HALF);
    const whole = readFileSync(path);
    await writeFile(path, Buffer.concat([whole, Buffer.from(torn)]));
    const recorded = await readRecorded(path, NEVER);
    expect(recorded.torn).toBe(true);
    JournalWriter.resume(recorded, TOOL, RUN).close();
    expect(readFileSync(path)).toEqual(whole);
  });

  test('what is recorded is not written again', async () => {
    const path = await writeJournal(HALF);
    const again: RunEvent = { type: 'finding', finding: rejected(1), recorded: true };
    await resumeJournal(path, [
      STARTED,
      batch(3),
      again,
      done(row(1), true),
      done(row(2), true),
      done(row(3)),
    ]);
    expect(kinds(path).slice(-3)).toEqual(['run', 'batch', 'row']);
    expect([...(await reportOfFiles(path)).rows]).toHaveLength(3);
  });

  test.each<[string, RunEvent, RowResult]>([
    ['of a file that has changed', batch(3, 801), row(1)],
    [
      'at another place',
      batch(3),
      row(3, { emailAddress: 'user2@contoso.com', userName: 'user2@contoso.com' }),
    ],
    ['with another result', batch(3), row(1, { status: 'failed', codes: ['login/rejected'] })],
    ['of another row at the same place', batch(3), row(1, { emailAddress: 'other@contoso.com' })],
  ])('what is recorded and was %s is written again', async (_, read, result) => {
    const path = await writeJournal(HALF);
    await resumeJournal(path, [STARTED, read, done(result, true)]);
    expect(kinds(path).at(-1)).toBe('row');
  });

  test('not with a file that another program has written to, or put in its place', async () => {
    const path = await writeJournal(HALF);
    const recorded = await readRecorded(path, NEVER);
    await writeFile(path, 'x', { flag: 'a' });
    expect(() => JournalWriter.resume(recorded, TOOL, RUN)).toThrow('another program is writing to it');
  });

  test('not beside another run: the one that comes later ends, and no line of the other is lost', async () => {
    const path = await writeJournal(HALF);
    const recorded = await readRecorded(path, NEVER);
    const [first, second] = [0, 1].map(() => JournalWriter.resume(recorded, TOOL, RUN));
    first?.add(STARTED);
    second?.add(STARTED);
    second?.add(done(row(3)));
    expect(second).toMatchObject({ failure: 'another run writes to it', foreign: true });
    first?.add(done(row(3)));
    first?.close();
    second?.close();
    expect(first).toMatchObject({ failure: undefined, foreign: false });
    expect(kinds(path).slice(-2)).toEqual(['run', 'row']);
  });

  test('what another run has written is never cut off, and told at the end at the latest', async () => {
    const path = await writeJournal(HALF);
    const writer = JournalWriter.resume(await readRecorded(path, NEVER), TOOL, RUN);
    writer.add(STARTED);
    await writeFile(path, '{"type":"run"', { flag: 'a' });
    const before = readFileSync(path, 'utf8');
    writer.close();
    expect(writer).toMatchObject({ failure: 'another run writes to it', foreign: true });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('not with a file that is read-only', async (context) => {
    skipWhen(context, process.getuid?.() === 0, 'root may write anywhere');
    const path = await writeJournal(HALF);
    const recorded = await readRecorded(path, NEVER);
    await chmod(path, 0o400);
    expect(() => JournalWriter.resume(recorded, TOOL, RUN)).toThrow('permission denied');
  });
});

describe('a disk that takes no more', () => {
  test('/dev/full', () => {
    const writer = new JournalWriter({ descriptor: openSync('/dev/full', 'a'), bytes: 0 }, TOOL, RUN);
    for (const event of eventsOf(canonicalReport())) writer.add(event);
    writer.close();
    expect(writer.failure).toBe('ENOSPC');
  });

  test('a descriptor that has gone away', async () => {
    const path = join(await temporaryDirectory(), 'run.ndjson');
    const descriptor = openSync(path, 'a');
    closeSync(descriptor);
    const writer = new JournalWriter({ descriptor, bytes: 0 }, TOOL, RUN);
    writer.add(STARTED);
    writer.close();
    expect(writer.failure).toBe('EBADF');
  });

  test('a small disk: every line that is there is whole', async (context) => {
    skipWhen(context, process.getuid?.() !== 0, 'only root may mount a disk of its own');
    const disk = await temporaryDirectory();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      skipWhen(context, true, 'no disk can be mounted here');
    }
    try {
      const path = join(disk, 'run.ndjson');
      const writer = JournalWriter.create(path, TOOL, RUN);
      writer.add(STARTED);
      writer.add(batch(1000));
      for (let number = 1; number <= 1000; number++) writer.add(done(row(number)));
      writer.close();
      expect(writer.failure).toBe('ENOSPC');
      expect(readFileSync(path, 'utf8')).toMatch(/\n$/);
      const recorded = await readRecorded(path, NEVER);
      expect(recorded.torn).toBe(false);
      expect(kinds(path).length).toBeGreaterThan(100);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

function kindsOf(content: Buffer): string[] {
  const lines = content.toString('utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line).type);
}
