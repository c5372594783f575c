import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, type TestContext } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { commitAll, OutputFile } from '../../src/batch/output-file.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { skipWhen } from '../support/skip.js';

const onWindows = process.platform === 'win32';

async function refused(work: Promise<unknown>, path?: string): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw new Error(`not refused: ${error}`);
  if (path !== undefined) expect(error.file).toBe(path);
  return error.message;
}

async function written(path: string, content = 'Amber-Heron-41'): Promise<OutputFile> {
  const file = await OutputFile.create(path);
  await file.write(Buffer.from(content));
  await file.finish();
  return file;
}

describe('a file that is written', () => {
  it('has its name and all of its content when it is committed, and no sooner', async () => {
    const folder = await temporaryDirectory();
    const path = join(folder, 'users.csv');
    const file = await OutputFile.create(path);
    const parts = Array.from({ length: 100 }, (_, index) => Buffer.alloc(5000, index));
    for (const part of parts) await file.write(part);
    await file.finish();
    expect(file.bytes).toBe(500_000);
    expect((await readdir(folder)).map((name) => join(folder, name))).toEqual([file.temporary]);
    if (!onWindows) expect((await stat(file.temporary)).mode & 0o777).toBe(0o600);
    await file.commit(false);
    expect(await readdir(folder)).toEqual(['users.csv']);
    expect((await readFile(path)).equals(Buffer.concat(parts))).toBe(true);
    if (!onWindows) expect((await stat(path)).mode & 0o777).toBe(0o600);
    await file.discard();
    expect(await readdir(folder)).toEqual(['users.csv']);
  });

  it('may be empty', async () => {
    const path = join(await temporaryDirectory(), 'users.csv');
    const file = await OutputFile.create(path);
    await file.finish();
    await file.commit(false);
    expect((await stat(path)).size).toBe(0);
  });

  it('leaves nothing when it is discarded, at any time', async () => {
    const folder = await temporaryDirectory();
    const path = join(folder, 'users.csv');
    await (await OutputFile.create(path)).discard();
    await (await written(path)).discard();
    const file = await written(path);
    await file.discard();
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not replaced without force, and is with it', async () => {
    const path = await writeTemporary('users.csv', 'old');
    const file = await written(path, 'new');
    expect(await refused(file.commit(false), path)).toBe('cannot be written: the file is there already');
    expect(await readFile(path, 'utf8')).toBe('old');
    await chmod(path, 0o644);
    await file.commit(true);
    expect(await readFile(path, 'utf8')).toBe('new');
    if (!onWindows) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('replaces a link and not what it leads to', async () => {
    const target = await writeTemporary('target.csv', 'old');
    const path = join(await temporaryDirectory(), 'users.csv');
    await symlink(target, path);
    const file = await written(path, 'new');
    expect(await refused(file.commit(false), path)).toContain('there already');
    await file.commit(true);
    expect([await readFile(target, 'utf8'), await readFile(path, 'utf8')]).toEqual(['old', 'new']);
  });

  it('takes names of any length that the disk takes', async () => {
    const folder = await temporaryDirectory();
    for (const name of ['x'.repeat(251), '日'.repeat(83), `${'y'.repeat(29)}\u{1f511}`]) {
      await (await written(join(folder, name))).commit(false);
    }
    expect(await readdir(folder)).toHaveLength(3);
    expect(
      await refused(OutputFile.create(join(folder, 'x'.repeat(300))).then((file) => file.commit(false))),
    ).toContain('too long');
  });
});

describe('what goes wrong is said with the path', () => {
  it('a folder that is not there, or is a file, or a name that is a folder', async () => {
    const folder = await temporaryDirectory();
    const path = join(folder, 'none', 'users.csv');
    expect(await refused(OutputFile.create(path), path)).toContain('there is no such folder');
    const below = join(await writeTemporary('a', ''), 'users.csv');
    expect(await refused(OutputFile.create(below), below)).toContain('no folder');
    const named = join(folder, 'users.csv');
    await mkdir(named);
    const file = await written(named);
    expect(await refused(file.commit(true), named)).toContain('cannot be written: it is a folder');
    expect(await refused(commitAll([file], true), named)).toContain('cannot be written: it is a folder');
    expect(await readdir(folder)).toEqual(['users.csv']);
  });

  it('a folder in which this user may not write', async (context) => {
    skipWhen(context, onWindows || process.getuid?.() === 0, 'this user may write anywhere');
    const folder = await temporaryDirectory();
    await chmod(folder, 0o500);
    expect(await refused(OutputFile.create(join(folder, 'users.csv')))).toContain('permission denied');
  });

  it('a full disk', async (context) => {
    const folder = await smallDisk(context, 'tmpfs', ['-o', 'size=64k']);
    const file = await OutputFile.create(join(folder, 'users.csv'));
    await file.write(Buffer.alloc(40_000));
    expect(await refused(file.write(Buffer.alloc(400_000)))).toBe('cannot be written: the disk is full');
    await file.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(onWindows)('something else in the place of what was written so far', async () => {
    const victim = await writeTemporary('victim', 'old');
    const folder = await temporaryDirectory();
    for (const swap of [
      (temporary: string) => symlink(victim, temporary),
      (temporary: string) => link(victim, temporary),
      () => Promise.resolve(),
    ]) {
      const file = await OutputFile.create(join(folder, 'users.csv'));
      await file.write(Buffer.from('new'));
      await rm(file.temporary);
      await swap(file.temporary);
      expect(await refused(file.finish())).toContain('moved or removed');
      await file.discard();
    }
    expect(await readFile(victim, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('several files', () => {
  async function three(): Promise<{ folder: string; files: OutputFile[] }> {
    const folder = await temporaryDirectory();
    const files = await Promise.all(
      ['a', 'b', 'c'].map((name) => written(join(folder, name), `new ${name}`)),
    );
    return { folder, files };
  }

  const contents = async (folder: string) => {
    const names = (await readdir(folder)).sort();
    return Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]));
  };

  it('appear all', async () => {
    const { folder, files } = await three();
    await commitAll(files, false);
    expect(await contents(folder)).toEqual([
      ['a', 'new a'],
      ['b', 'new b'],
      ['c', 'new c'],
    ]);
  });

  it('or none, when one is there', async () => {
    const { folder, files } = await three();
    await writeFile(join(folder, 'c'), 'old c');
    expect(await refused(commitAll(files, false), join(folder, 'c'))).toContain('there already');
    expect(await contents(folder)).toEqual([['c', 'old c']]);
  });

  it('replace what is there', async () => {
    const { folder, files } = await three();
    await writeFile(join(folder, 'b'), 'old b');
    await commitAll(files, true);
    expect(await contents(folder)).toEqual([
      ['a', 'new a'],
      ['b', 'new b'],
      ['c', 'new c'],
    ]);
  });

  it('or leave it, when one of them fails', async () => {
    const { folder, files } = await three();
    await writeFile(join(folder, 'a'), 'old a');
    await writeFile(join(folder, 'c'), 'old c');
    await rm(files[2]?.temporary ?? '');
    await refused(commitAll(files, true), join(folder, 'c'));
    expect(await contents(folder)).toEqual([
      ['a', 'old a'],
      ['c', 'old c'],
    ]);
  });

  it('or none, when they are stopped', async () => {
    const { folder, files } = await three();
    await expect(commitAll(files, false, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    expect(await contents(folder)).toEqual([]);
  });

  it('what another program has put there since is left alone', async () => {
    const { folder, files } = await three();
    const [file] = files;
    await file?.commitForNow(false);
    await rename(files[1]?.temporary ?? '', join(folder, 'a'));
    await file?.withdraw();
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new b');
  });
});

/** Makes link(2) fail in a process, as it does on FAT. */
const NO_LINKS = `
#include <errno.h>
int link(const char *a, const char *b) { errno = EPERM; return -1; }
int linkat(int a, const char *b, int c, const char *d, int e) { errno = EPERM; return -1; }
`;

describe('where there are no hard links', () => {
  it('a name is still taken only once, and the former file can be had back', async (context) => {
    const library = await withoutLinks(context);
    const folder = await temporaryDirectory();
    const path = join(folder, 'users.csv');
    const module = fileURLToPath(new URL('../../src/batch/output-file.ts', import.meta.url));
    const compiled = await writeTemporary('output-file.mjs', await inJavaScript(module));
    const script = `
      import { link, readFile, readdir, writeFile } from 'node:fs/promises';
      import { commitAll, OutputFile } from ${JSON.stringify(compiled)};
      const [path, folder] = ${JSON.stringify([path, folder])};
      const make = async (text, to = path) => {
        const file = await OutputFile.create(to);
        await file.write(Buffer.from(text));
        await file.finish();
        return file;
      };
      const said = [];
      const tell = (error) => said.push(error.message ?? 'fine');
      await link(path + '.x', path + '.y').catch((error) => said.push(error.code));
      await (await make('one')).commit(false).then(() => tell({}), tell);
      const second = await make('two');
      await second.commit(false).then(() => tell({}), tell);
      await second.discard();
      said.push(await readFile(path, 'utf8'));
      const files = [await make('three'), await make('four', folder + '/b')];
      await writeFile(folder + '/other', 'other');
      await (await import('node:fs/promises')).rm(files[1].temporary);
      await commitAll(files, true).then(() => tell({}), tell);
      said.push(await readFile(path, 'utf8'), ...(await readdir(folder)).sort());
      await commitAll([await make('five')], true);
      said.push(await readFile(path, 'utf8'));
      process.stdout.write(JSON.stringify(said));`;
    const output = await runWith(library, await writeTemporary('script.mjs', script));
    expect(JSON.parse(output)).toEqual([
      'EPERM',
      'fine',
      'cannot be written: the file is there already',
      'one',
      expect.stringContaining('cannot be written'),
      'one',
      'other',
      'users.csv',
      'five',
    ]);
  });

  it('on a disk that has none', async (context) => {
    const folder = await smallDisk(context, 'vfat', []);
    const path = join(folder, 'users.csv');
    await (await written(path)).commit(false);
    expect(await refused((await written(path)).commit(false))).toContain('there already');
  });
});

/** The library that is loaded before others, made with the compiler of this machine. */
async function withoutLinks(context: TestContext): Promise<string> {
  skipWhen(context, process.platform !== 'linux', 'a library can be put before others on Linux only');
  const source = await writeTemporary('nolink.c', NO_LINKS);
  const library = `${source}.so`;
  let compiled = true;
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, source], { stdio: 'ignore' });
  } catch {
    compiled = false;
  }
  skipWhen(context, !compiled, 'there is no C compiler');
  return library;
}

/** The module without its types; what it imports besides Node is one class. */
async function inJavaScript(path: string): Promise<string> {
  const { transformWithOxc } = await import('vite');
  const { code } = await transformWithOxc(await readFile(path, 'utf8'), path);
  const error = 'class InputError extends Error { constructor(file, reason) { super(reason); } }';
  return code.replace(/^import \{ InputError \}.*$/m, error);
}

async function runWith(library: string, script: string): Promise<string> {
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, LD_PRELOAD: library },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  await once(child, 'close');
  return output;
}

/** A disk of its own, which only root may make. */
async function smallDisk(context: TestContext, type: string, options: string[]): Promise<string> {
  const folder = await temporaryDirectory();
  let mounted = true;
  try {
    const device = type === 'tmpfs' ? 'none' : join(await temporaryDirectory(), 'disk');
    if (device !== 'none') {
      await writeFile(device, Buffer.alloc(1024 * 1024));
      execFileSync(`mkfs.${type}`, [device], { stdio: 'ignore' });
    }
    execFileSync('mount', ['-t', type, ...options, device, folder], { stdio: 'ignore' });
  } catch {
    mounted = false;
  }
  skipWhen(context, !mounted, `this user cannot mount ${type} here`);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}
