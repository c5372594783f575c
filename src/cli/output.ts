import { once } from 'node:events';
import { constants, createWriteStream } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from './usage-error.js';

/** Characters written at once. */
const BLOCK = 64 * 1024;

/** Writes all parts, waiting where the reader is slow. A reader that has gone away ends it quietly. */
export async function writeAll(stream: Writable, parts: Iterable<string>): Promise<void> {
  const gone = new AbortController();
  const lost = (error: Error) => gone.abort(error);
  stream.on('error', lost);
  try {
    for (const part of inBlocks(parts)) {
      if (gone.signal.aborted) break;
      if (!stream.write(part)) await once(stream, 'drain', { signal: gone.signal });
    }
    await written(stream);
  } catch (error) {
    if (!gone.signal.aborted) gone.abort(error);
  }
  const reason: NodeJS.ErrnoException | undefined = gone.signal.reason;
  if (reason !== undefined && reason.code !== 'EPIPE') throw reason;
}

/** Resolves when everything before it has been handed to the system, and rejects when that failed. */
function written(stream: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write('', (error) => (error ? reject(error) : resolve()));
  });
}

/** Many small writes cost more than they carry. */
function* inBlocks(parts: Iterable<string>): Generator<string> {
  let block = '';
  for (const part of parts) {
    block += part;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

/** @throws the error of the file system, such as ENOSPC. */
export function writeFileInParts(path: string, parts: Iterable<string>): Promise<void> {
  return pipeline(inBlocks(parts), createWriteStream(path));
}

/**
 * Whether a report can be written there, asked before a run that may take hours.
 *
 * @throws {UsageError}
 */
export async function assertWritable(path: string): Promise<void> {
  const complain = (reason: string): never => {
    throw new UsageError(`${path}: cannot write the report there: ${reason}.`);
  };
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) complain('it is a folder');
  if (found !== undefined) {
    await access(path, constants.W_OK).catch(() => complain('permission denied'));
    return;
  }
  const folder = dirname(path);
  const parent = await stat(folder).catch(() => undefined);
  if (!parent?.isDirectory()) complain(`there is no folder ${folder}`);
  await access(folder, constants.W_OK).catch(() => complain(`the folder ${folder} is read-only`));
}
