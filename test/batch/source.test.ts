import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { type BatchSource, openSource } from '../../src/batch/source.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';

const NOTHING = Readable.from([]);

async function content(source: BatchSource): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function failure(file: string, stdin: AsyncIterable<Buffer> = NOTHING): Promise<InputError> {
  const error = await openSource(file, stdin).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
}

describe('a source', () => {
  it('gives the same bytes each time, in parts', async () => {
    const bytes = Buffer.alloc(1_200_000, 'abc');
    const source = await openSource(await writeTemporary('users.csv', bytes), NOTHING);
    expect(source).toMatchObject({ bytes: bytes.length, mode: 0o600 });
    // Not toEqual, which takes seconds for so many.
    expect((await content(source)).equals(bytes)).toBe(true);
    expect((await content(source)).equals(bytes)).toBe(true);
  });

  it('of a small file is a snapshot', async () => {
    const path = await writeTemporary('users.csv', 'before');
    const source = await openSource(path, NOTHING);
    await writeFile(path, 'after');
    expect((await content(source)).toString()).toBe('before');
  });

  it('of a large file is read from the disk', async () => {
    const path = await writeTemporary('users.csv', '');
    await truncate(path, 17 * 1024 * 1024);
    const source = await openSource(path, NOTHING);
    expect(source.bytes).toBe(17 * 1024 * 1024);
    expect((await content(source)).length).toBe(source.bytes);
    await truncate(path, 3);
    expect((await content(source)).length).toBe(3);
  });

  it('of standard input has no permissions', async () => {
    const stdin = createReadStream(await writeTemporary('users.csv', 'EmailAddress'));
    const source = await openSource('-', stdin);
    expect({ bytes: source.bytes, mode: source.mode }).toEqual({ bytes: 12, mode: undefined });
    expect((await content(source)).toString()).toBe('EmailAddress');
    expect((await content(source)).toString()).toBe('EmailAddress');
  });

  it.skipIf(process.platform === 'win32')('of a named pipe is read once and kept', async () => {
    const path = join(await temporaryDirectory(), 'pipe');
    execFileSync('mkfifo', [path]);
    const [source] = await Promise.all([openSource(path, NOTHING), writeFile(path, 'EmailAddress')]);
    expect(source.mode).toBeUndefined();
    expect((await content(source)).toString()).toBe('EmailAddress');
    expect((await content(source)).toString()).toBe('EmailAddress');
  });
});

describe('an input that cannot be read', () => {
  it('is missing, or a folder, or below a file', async () => {
    const folder = await temporaryDirectory();
    await mkdir(join(folder, 'folder.csv'));
    const file = await writeTemporary('users.csv', 'x');
    expect((await failure(join(folder, 'none.csv'))).message).toBe('no such file');
    expect((await failure(join(folder, 'folder.csv'))).message).toBe('it is a folder');
    expect((await failure(join(file, 'users.csv'))).message).toBe('a part of the path is no folder');
    expect((await failure(join(folder, 'x'.repeat(300)))).message).toBe('the name is too long');
  });

  it('is closed to this user', async (context) => {
    skipWhen(context, process.getuid?.() === 0, 'root may read every file');
    const path = await writeTemporary('users.csv', 'x');
    await chmod(path, 0);
    expect((await failure(path)).message).toBe('permission denied');
  });

  it('is a pipe of more than 64 MiB', async () => {
    const path = await writeTemporary('users.csv', '');
    await truncate(path, 64 * 1024 * 1024 + 1);
    expect((await failure('-', createReadStream(path))).message).toBe('it is larger than 64 MiB');
    await truncate(path, 64 * 1024 * 1024);
    expect((await openSource('-', createReadStream(path))).bytes).toBe(64 * 1024 * 1024);
  });

  it('breaks off', async () => {
    const handle = await open(await temporaryDirectory());
    const stdin = handle.createReadStream();
    expect((await failure('-', stdin)).message).toBe('it is a folder');
  });
});
