import type { BigIntStats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { InputError } from './input-error.js';
import { unwritable } from './output-file.js';

/**
 * Whether files of these names may be written, asked before the first one is.
 *
 * @throws {InputError} where one is there and may not be replaced. The input itself never may, by whatever name.
 */
export async function checkTargets(paths: readonly string[], input: string, force: boolean): Promise<void> {
  const source = await stat(input === '-' ? '/dev/stdin' : input, { bigint: true }).catch(() => undefined);
  const existing: string[] = [];
  for (const path of paths) {
    const found = await look(path);
    if (found === undefined) continue;
    if (found.isDirectory()) throw unwritable(path, { code: 'EISDIR' });
    if (!found.isFile() && !found.isSymbolicLink()) throw unwritable(path, { code: 'ENOTFILE' });
    const target = await stat(path, { bigint: true }).catch(() => undefined);
    if (isSame(source, found) || isSame(source, target)) {
      throw new InputError(
        path,
        'it is the input, which is never changed',
        'Name another place with --output.',
      );
    }
    existing.push(path);
  }
  const [first, ...others] = existing;
  if (first === undefined || force) return;
  const more = others.length === 0 ? '' : `, and so are ${others.length} more of the ${paths.length} files`;
  const remedy = 'Give --force to replace what is there, or name another place with --output.';
  throw new InputError(first, `the file is there already${more}; nothing was written`, remedy);
}

/** @throws {InputError} when the folder is not there. */
export async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
  if (!found.isDirectory()) throw new InputError(folder, 'it is no folder', 'Name a folder with --output.');
}

/** Undefined when there is nothing of that name, not even a link that leads nowhere. */
async function look(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unwritable(path, error);
  }
}

function isSame(a: BigIntStats | undefined, b: BigIntStats | undefined): boolean {
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
