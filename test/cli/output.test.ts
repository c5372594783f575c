import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { assertWritable, writeAll, writeFileInParts } from '../../src/cli/output.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';

function* parts(count: number, size = 1000): Iterable<string> {
  for (let i = 0; i < count; i++) yield 'x'.repeat(size);
}

test('waits for a slow reader and writes everything', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await writeAll(stream, parts(100));
  expect(bytes).toBe(100_000);
});

test('a reader that has gone away ends it quietly', async () => {
  const stream = new Writable({
    highWaterMark: 10,
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  });
  await expect(writeAll(stream, parts(100))).resolves.toBeUndefined();
});

test.each([1, 100])('a full disk is said, with %i parts', async (count) => {
  await expect(writeFileInParts('/dev/full', parts(count))).rejects.toMatchObject({ code: 'ENOSPC' });
  const stream = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('full'), { code: 'ENOSPC' })),
  });
  await expect(writeAll(stream, parts(count))).rejects.toMatchObject({ code: 'ENOSPC' });
});

test('a file holds all parts', async () => {
  const path = join(await temporaryDirectory(), 'report.txt');
  await writeFileInParts(path, ['a', 'b', 'c']);
  expect(await readFile(path, 'utf8')).toBe('abc');
});

test('where no report can be written is found out before the run', async () => {
  const folder = await temporaryDirectory();
  await expect(assertWritable(join(folder, 'new.json'))).resolves.toBeUndefined();
  await expect(assertWritable(folder)).rejects.toThrow('it is a folder');
  await expect(assertWritable(join(folder, 'no', 'x.json'))).rejects.toThrow('there is no folder');
  const existing = await writeTemporary('old.json', '{}');
  await expect(assertWritable(existing)).resolves.toBeUndefined();
});

test('a read-only folder', async (context) => {
  skipWhen(context, process.getuid?.() === 0, 'root may write anywhere');
  const folder = join(await temporaryDirectory(), 'locked');
  await mkdir(folder);
  await chmod(folder, 0o500);
  await expect(assertWritable(join(folder, 'x.json'))).rejects.toThrow('read-only');
});
