import { constants, createReadStream, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { InputError } from './input-error.js';

/** Where a batch is read from. It can be read more than once, and gives the same bytes each time. */
export interface BatchSource {
  /** As the user wrote it; `-` is standard input. */
  file: string;
  bytes: number;
  /** Permission bits, where the system has them. */
  mode?: number;
  read(): AsyncIterable<Buffer>;
}

const NEVER = new AbortController().signal;

/** Above this size an input that can be read only once (a pipe) is refused: it is six times Microsoft's limit. */
const PIPE_LIMIT = 64 * 1024 * 1024;

/** Files up to this size are kept, so that a change on disk during the run cannot mix two versions. */
const SNAPSHOT_LIMIT = 16 * 1024 * 1024;

/** Read at one time: much less costs time on files of many megabytes, much more only memory. */
const PART = 512 * 1024;

const REMEDIES: Record<string, [reason: string, remedy: string]> = {
  ENOENT: ['no such file', 'Check the name and the folder.'],
  ENOTDIR: ['a part of the path is no folder', 'Check the path.'],
  EACCES: ['permission denied', 'Run as a user who may read it, or change its permissions.'],
  EPERM: ['permission denied', 'Run as a user who may read it, or change its permissions.'],
  EISDIR: ['it is a folder', 'Name the file in it.'],
  ELOOP: ['too many symbolic links', 'Name the file itself.'],
  ENAMETOOLONG: ['the name is too long', 'Check the path.'],
};

/**
 * `stop` ends the wait for an input that may never come: a terminal, a pipe.
 *
 * @throws {InputError} when the file is missing, a folder, or not readable; the reason of `stop` when it came first.
 */
export async function openSource(
  file: string,
  stdin: AsyncIterable<Buffer>,
  stop: AbortSignal = NEVER,
): Promise<BatchSource> {
  if (file === '-') return snapshot(file, await drain(file, stoppable(stdin, stop)));
  const stats = await inspect(file);
  const mode = process.platform === 'win32' ? {} : { mode: stats.mode & 0o777 };
  if (!stats.isFile()) return snapshot(file, await drain(file, stoppable(open(file), stop)));
  if (stats.size <= SNAPSHOT_LIMIT) {
    return { ...snapshot(file, await drain(file, open(file))), ...mode };
  }
  return { file, bytes: stats.size, ...mode, read: () => guarded(file, open(file)) };
}

/**
 * The bytes of an input of any size, once: for what is read to its end and not kept.
 *
 * @throws {InputError} when the file is missing, a folder, or not readable; the reason of `stop` when it came first.
 */
export async function* readOnce(
  file: string,
  stdin: AsyncIterable<Buffer>,
  stop: AbortSignal,
): AsyncGenerator<Buffer> {
  if (file !== '-') await inspect(file);
  yield* guarded(file, stoppable(file === '-' ? stdin : open(file), stop));
}

function open(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: PART });
}

async function inspect(file: string): Promise<Stats> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await access(file, constants.R_OK);
    return stats;
  } catch (error) {
    throw unreadable(file, error);
  }
}

function snapshot(file: string, content: Buffer): BatchSource {
  return {
    file,
    bytes: content.length,
    async *read() {
      for (let at = 0; at < content.length; at += PART) yield content.subarray(at, at + PART);
    },
  };
}

async function drain(file: string, stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of guarded(file, stream)) {
    size += chunk.length;
    if (size > PIPE_LIMIT) {
      throw new InputError(file, 'it is larger than 64 MiB', 'Save it to a file and name that file.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function* guarded(file: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Ends with the reason of `stop` even while nothing comes. */
async function* stoppable(stream: AsyncIterable<Buffer>, stop: AbortSignal): AsyncGenerator<Buffer> {
  const chunks = stream[Symbol.asyncIterator]();
  let onStop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    onStop = () => reject(stop.reason);
    stop.addEventListener('abort', onStop, { once: true });
  });
  // It may come when nobody waits any more.
  stopped.catch(() => undefined);
  try {
    for (;;) {
      stop.throwIfAborted();
      const { value, done } = await Promise.race([chunks.next(), stopped]);
      if (done) return;
      yield value;
    }
  } finally {
    stop.removeEventListener('abort', onStop);
    // Not `return`, which would wait for the chunk that does not come.
    if (stream instanceof Readable) stream.destroy();
  }
}

function unreadable(file: string, error: unknown): unknown {
  if (error instanceof InputError || (error as Error).name === 'AbortError') return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const [reason, remedy] = REMEDIES[code] ?? [`cannot be read (${code})`, 'Check the file and the disk.'];
  return new InputError(file, reason, remedy);
}
