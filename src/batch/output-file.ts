import { randomUUID } from 'node:crypto';
import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from './input-error.js';

/** Collected before it is written. */
const BLOCK = 64 * 1024;

/** Bytes of memory that a part takes beside its content while it waits. */
const PART_COST = 128;

/** Characters of the name that go into a temporary one, which must not get too long in bytes. */
const NAME_PART = 30;

const REASONS: Record<string, [reason: string, remedy: string]> = {
  EEXIST: ['the file is there already', 'Name another one, or give --force to replace it.'],
  ENOENT: ['there is no such folder', 'Make the folder first, or name another one.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path.'],
  ENOTFILE: ['it is a device or a pipe, which a file must not replace', 'Name a file.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  EACCES: ['permission denied', 'Name a folder in which you may write.'],
  EPERM: ['permission denied', 'Name a folder in which you may write.'],
  EROFS: ['the disk is read-only', 'Name a folder in which you may write.'],
  ENOSPC: ['the disk is full', 'Free some space, or name another folder.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, or name another folder.'],
  EFBIG: ['it is larger than a file may be', 'Name a folder on another disk.'],
  ENAMETOOLONG: ['the name is too long', 'Name a shorter one.'],
  ESTALE: ['another program has moved or removed what was written so far', 'Name another folder.'],
};

/**
 * A file with passwords, which appears whole or not at all: it is written beside its place with mode 0600 and gets
 * its name by `commit`. It is open only while a block is written, so that many can be under way. Every method
 * throws `InputError` with the path, what failed and what to do.
 */
export class OutputFile {
  #waiting: Buffer[] = [];
  /** Bytes of memory that what is not on the disk yet takes. */
  waiting = 0;
  bytes = 0;
  /** Where the file is that `commit` replaced, as long as it can be had back. */
  #former: string | undefined;
  #committed = false;

  private constructor(
    readonly path: string,
    readonly temporary: string,
    readonly identity: string,
  ) {}

  /**
   * At once, not by and by: where the process ends between two steps, whoever was told of the temporary file can
   * still remove it.
   */
  static async create(path: string, onCreate?: (temporary: string) => void): Promise<OutputFile> {
    const temporary = besides(path, 'tmp');
    try {
      const descriptor = openSync(temporary, 'wx', 0o600);
      onCreate?.(temporary);
      try {
        return new OutputFile(path, temporary, identityOf(fstatSync(descriptor, { bigint: true })));
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  async write(part: Buffer): Promise<void> {
    this.#waiting.push(part);
    this.waiting += part.length + PART_COST;
    this.bytes += part.length;
    if (this.waiting >= BLOCK) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.waiting === 0) return;
    const block = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.waiting = 0;
    await this.#opened((handle) => handle.appendFile(block));
  }

  /** All that was written is on the disk, under the temporary name; it can still be read there or discarded. */
  async finish(): Promise<void> {
    await this.flush();
    await this.#opened((handle) => handle.sync());
  }

  async #opened(work: (handle: FileHandle) => Promise<void>): Promise<void> {
    let handle: FileHandle | undefined;
    try {
      // Where others may write too, what has that name now could be a link to some other file.
      handle = await open(this.temporary, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW);
      const stats = await handle.stat({ bigint: true });
      if (identityOf(stats) !== this.identity) throw Object.assign(new Error(), { code: 'ESTALE' });
      await work(handle);
      await handle.close();
    } catch (error) {
      await handle?.close().catch(() => undefined);
      const gone = ['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '');
      throw unwritable(this.path, gone ? { code: 'ESTALE' } : error);
    }
  }

  /** Gives the finished file its name. Without `force` a file of that name is never replaced, in no race. */
  async commit(force: boolean): Promise<void> {
    try {
      if (force) await this.#replace();
      else await this.#claim();
      this.#committed = true;
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** As `commit`, but `withdraw` can undo it until `settle` is called. */
  async commitForNow(force: boolean): Promise<void> {
    if (force) await this.#setAside();
    try {
      await this.commit(force);
    } catch (error) {
      await this.#putBack().catch(() => undefined);
      throw error;
    }
  }

  /** Leaves nothing of it, and what was there before `commitForNow`. */
  async withdraw(): Promise<void> {
    await this.discard();
    if (!this.#committed) return;
    const found = await lstat(this.path, { bigint: true }).catch(() => undefined);
    if (found === undefined || identityOf(found) !== this.identity) return;
    if (this.#former === undefined) await rm(this.path, { force: true });
    else await this.#putBack();
  }

  /** What was there before is gone for good. */
  async settle(): Promise<void> {
    if (this.#former !== undefined) await rm(this.#former, { force: true }).catch(() => undefined);
    this.#former = undefined;
  }

  /** Removes what was written. Safe at any time before `commit`, and after it. */
  async discard(): Promise<void> {
    await rm(this.temporary, { force: true }).catch(() => undefined);
  }

  /** A device or a pipe is none that a file may take the place of: as root, `/dev/null` would be gone. */
  async #replace(): Promise<void> {
    const found = await lstat(this.path).catch(() => undefined);
    const isFile = found === undefined || found.isFile() || found.isSymbolicLink() || found.isDirectory();
    if (!isFile) throw Object.assign(new Error(), { code: 'ENOTFILE' });
    await rename(this.temporary, this.path);
  }

  async #claim(): Promise<void> {
    try {
      await link(this.temporary, this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      return this.#claimWithoutLink();
    }
    this.#committed = true;
    await rm(this.temporary, { force: true });
  }

  /** FAT and some network drives have no hard links. An empty file holds the name for the moment in between. */
  async #claimWithoutLink(): Promise<void> {
    await (await open(this.path, 'wx', 0o600)).close();
    try {
      await rename(this.temporary, this.path);
    } catch (error) {
      await rm(this.path, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  async #setAside(): Promise<void> {
    const former = besides(this.path, 'old');
    try {
      const found = await lstat(this.path).catch(() => undefined);
      if (found === undefined) return;
      if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      await link(this.path, former).catch(() => rename(this.path, former));
      this.#former = former;
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  async #putBack(): Promise<void> {
    if (this.#former === undefined) return;
    await rename(this.#former, this.path);
    // Where both are names of one file, because it has not been replaced yet, rename(2) does nothing.
    await this.settle();
  }
}

/** Gives all files their names, or none of them. @throws what `commit` does, or the reason of `stop`. */
export async function commitAll(
  files: readonly OutputFile[],
  force: boolean,
  stop?: AbortSignal,
): Promise<void> {
  try {
    for (const file of files) {
      stop?.throwIfAborted();
      await file.commitForNow(force);
    }
  } catch (error) {
    await Promise.all(files.map((file) => file.withdraw().catch(() => undefined)));
    throw error;
  }
  for (const file of files) await file.settle();
}

/** Absent on Windows. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function besides(path: string, extension: string): string {
  const part = basename(path).slice(0, NAME_PART).toWellFormed();
  return join(dirname(path), `.${part}.${randomUUID()}.${extension}`);
}

export function unwritable(path: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const [reason, remedy] = REASONS[code] ?? [`(${code})`, 'Check the disk, or name another folder.'];
  return new InputError(path, `cannot be written: ${reason}`, remedy);
}
