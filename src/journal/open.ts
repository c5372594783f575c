import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
} from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { InputError } from '../batch/input-error.js';
import { unwritable } from '../batch/output-file.js';
import { MAX_LINE } from './line.js';
import type { Recorded } from './recorded.js';

/** A file that is open for appending. `bytes`: what it holds. */
export interface OpenFile {
  descriptor: number;
  bytes: number;
}

/** It names people and what is wrong with their accounts: nobody else has to read it. */
const MODE = 0o600;

/** Absent on Windows. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

const LINE_END = 0x0a;

/** How the first line of every journal begins. */
const HEAD = Buffer.from('{"type":"run","journal":');

const NAME_ANOTHER = 'Name another file.';

/** `overTorn`: a file that holds no more than a part of a journal's first line is as good as empty. */
export interface NewFile {
  overTorn?: boolean;
}

/**
 * Whether a journal can be begun there: the file is missing or empty, or holds no more than a part of a journal's first
 * line, from which nothing can be gone on with.
 */
export async function isUnbegun(path: string): Promise<boolean> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => error.code);
  if (stats === undefined || typeof stats === 'string') return stats === 'ENOENT';
  if (!stats.isFile()) return false;
  if (stats.size === 0) return true;
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return false;
  try {
    return holdsNoLine(handle.fd, stats.size);
  } finally {
    await handle.close();
  }
}

/**
 * A file that was not there, or was empty.
 *
 * @throws {InputError} when there is something else, or it cannot be made.
 */
export function openNew(path: string, { overTorn = false }: NewFile): OpenFile {
  try {
    return { descriptor: openSync(path, 'ax', MODE), bytes: 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error);
  }
  try {
    const stats = lstatSync(path);
    if (stats.isSymbolicLink()) throw new InputError(path, 'it is a symbolic link', NAME_ANOTHER);
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (!stats.isFile()) throw new InputError(path, 'it is no regular file', NAME_ANOTHER);
    if (stats.size > 0 && !overTorn) throw inUse(path);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_APPEND | NO_FOLLOW);
    return checked(path, descriptor, (size) => {
      if (size === 0) return;
      if (!overTorn || !holdsNoLine(descriptor, size)) throw inUse(path);
      ftruncateSync(descriptor, 0);
    });
  } catch (error) {
    throw error instanceof InputError ? error : unwritable(path, error);
  }
}

/**
 * The file that was read, without what was torn off at its end.
 *
 * @throws {InputError} when it is another one by now, or cannot be written.
 */
export function openForMore({ path, identity, wholeBytes }: Recorded): OpenFile {
  try {
    const descriptor = openSync(path, constants.O_RDWR | constants.O_APPEND);
    return checked(path, descriptor, (size, { dev, ino }) => {
      if (dev !== identity.dev || ino !== identity.ino || size !== identity.bytes) throw written(path);
      if (size > wholeBytes) ftruncateSync(descriptor, wholeBytes);
    });
  } catch (error) {
    throw error instanceof InputError ? error : unwritable(path, error);
  }
}

/** Anything else without a line end, such as a password in a file of its own, is not written over. */
function holdsNoLine(descriptor: number, size: number): boolean {
  if (size > MAX_LINE) return false;
  const content = Buffer.alloc(size);
  const length = readSync(descriptor, content, 0, size, 0);
  const held = content.subarray(0, length);
  if (held.includes(LINE_END)) return false;
  const compared = Math.min(held.length, HEAD.length);
  // A loss of power may leave zeros in place of what was written.
  return held.subarray(0, compared).equals(HEAD.subarray(0, compared)) || held.every((octet) => octet === 0);
}

function checked(
  path: string,
  descriptor: number,
  check: (size: number, file: { dev: number; ino: number }) => void,
): OpenFile {
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new InputError(path, 'it is no regular file', NAME_ANOTHER);
    check(stats.size, stats);
    if ((stats.mode & 0o777 & ~MODE) !== 0) fchmodSync(descriptor, MODE);
    return { descriptor, bytes: fstatSync(descriptor).size };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function inUse(path: string): InputError {
  return new InputError(
    path,
    'it is there already and not empty',
    'Give `--resume` in place of `--journal` to go on from it, or name another file.',
  );
}

function written(path: string): InputError {
  return new InputError(
    path,
    'another program is writing to it',
    'Wait until the other check has ended, or begin a journal of its own with `--journal`.',
  );
}
