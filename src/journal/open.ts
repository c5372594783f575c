import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, lstatSync, openSync } from 'node:fs';
import { InputError } from '../batch/input-error.js';
import { unwritable } from '../batch/output-file.js';
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

const NAME_ANOTHER = 'Name another file.';

/**
 * A file that was not there, or was empty.
 *
 * @throws {InputError} when there is something else, or it cannot be made.
 */
export function openNew(path: string): OpenFile {
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
    if (stats.size > 0) throw inUse(path);
    return checked(path, openSync(path, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW), (size) => {
      if (size > 0) throw inUse(path);
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
