import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usage-error.js';

/**
 * What is written must not be what is read, or written besides: by whatever path or link it is named.
 *
 * @throws {UsageError}
 */
export async function assertOwnFile(option: string, path: string, others: readonly string[]): Promise<void> {
  const target = await identityOf(path);
  for (const other of others) {
    if (other === '-' || (await identityOf(other)) !== target) continue;
    const same = other === path ? 'it' : `it and ${other} are one file, which`;
    throw new UsageError(`${option} ${path}: ${same} is named for something else too: name another file.`);
  }
}

/** A file that is not there yet is told by its place. */
async function identityOf(path: string): Promise<string> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  if (stats !== undefined) return `${stats.dev}:${stats.ino}`;
  const folder = dirname(path);
  return join(await realpath(folder).catch(() => folder), basename(path));
}
