import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from './input-error.js';

/** Collected before it is written. */
const BLOCK = 64 * 1024;

const REASONS: Record<string, [reason: string, remedy: string]> = {
  EEXIST: ['the file is there already', 'Name another one, or give --force to replace it.'],
  ENOENT: ['there is no such folder', 'Make the folder first, or name another one.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  EACCES: ['permission denied', 'Name a folder in which you may write.'],
  EPERM: ['permission denied', 'Name a folder in which you may write.'],
  EROFS: ['the disk is read-only', 'Name a folder in which you may write.'],
  ENOSPC: ['the disk is full', 'Free some space, or name another folder.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, or name another folder.'],
  ENAMETOOLONG: ['the name is too long', 'Name a shorter one.'],
};

/**
 * A file with passwords, which appears whole or not at all: it is written beside its place with mode 0600 and gets
 * its name by `commit`. Every method throws `InputError` with the path, what failed and what to do.
 */
export class OutputFile {
  #waiting: Buffer[] = [];
  #size = 0;
  bytes = 0;

  private constructor(
    readonly path: string,
    readonly temporary: string,
    readonly handle: FileHandle,
  ) {}

  static async create(path: string): Promise<OutputFile> {
    const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
    try {
      return new OutputFile(path, temporary, await open(temporary, 'wx', 0o600));
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  async write(part: Buffer): Promise<void> {
    this.#waiting.push(part);
    this.#size += part.length;
    this.bytes += part.length;
    if (this.#size >= BLOCK) await this.#flush();
  }

  async #flush(): Promise<void> {
    const block = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    try {
      await this.handle.appendFile(block);
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** All that was written is on the disk, under the temporary name; it can still be read there or discarded. */
  async finish(): Promise<void> {
    await this.#flush();
    try {
      await this.handle.sync();
      await this.handle.close();
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** Gives the finished file its name. Without `force` a file of that name is never replaced, in no race. */
  async commit(force: boolean): Promise<void> {
    try {
      if (force) {
        await rename(this.temporary, this.path);
        return;
      }
      await link(this.temporary, this.path);
      await rm(this.temporary, { force: true });
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** Removes what was written. Safe at any time before `commit`, and after it. */
  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true }).catch(() => undefined);
  }
}

export function unwritable(path: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const [reason, remedy] = REASONS[code] ?? [`(${code})`, 'Check the disk, or name another folder.'];
  return new InputError(path, `cannot be written: ${reason}`, remedy);
}
