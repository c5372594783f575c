import { lstat, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { InputError } from '../../batch/input-error.js';
import { unwritable } from '../../batch/output-file.js';
import type { MendOptions } from '../../mend/survey.js';
import type { FixFlags } from '../fix-flags.js';
import { quoted } from '../settings.js';
import { UsageError } from '../usage-error.js';

/** Standard input, and standard output. */
export const STREAM = '-';

export interface FixSettings {
  /** `-` is standard output. */
  output: string;
  force: boolean;
  mend: MendOptions;
}

/** @throws {UsageError} that names the option, what is wrong with it and what it takes. */
export async function fixSettings(file: string, flags: FixFlags): Promise<FixSettings> {
  const { output, encoding, trimPasswords = false, force = false } = flags;
  if (output === '') throw new UsageError('--output is empty: name the file to write.');
  const mend = { trimPasswords, ...(encoding === undefined ? {} : { encoding: encodingOf(encoding) }) };
  return { output: output ?? (await besideInput(file)), force, mend };
}

function encodingOf(label: string): string {
  try {
    return new TextDecoder(label.trim(), { fatal: true }).encoding;
  } catch {
    throw new UsageError(
      `--encoding ${quoted(label)}: give a name such as windows-1252, iso-8859-15, macintosh, shift_jis or utf-16le.`,
    );
  }
}

async function besideInput(file: string): Promise<string> {
  if (file === STREAM) {
    throw new UsageError(
      'standard input has no name: give --output with a path, or --output - for standard output.',
    );
  }
  // `<(command)` of a shell is no place to write beside either. What is not there is told of when it is opened.
  const stats = await stat(file).catch(() => undefined);
  if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) {
    throw new UsageError(
      `${file} is no ordinary file: give --output with a path, or --output - for standard output.`,
    );
  }
  return join(dirname(file), `${basename(file, extname(file))}.fixed.csv`);
}

/**
 * Whether the file may be written, asked before the work is done.
 *
 * @throws {InputError} where it is there and may not be replaced. The input never may, by whatever name.
 */
export async function checkTarget(file: string, { output, force }: FixSettings): Promise<void> {
  const found = await lstat(output).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw unwritable(output, error);
  });
  if (found === undefined) return;
  if (found.isDirectory()) throw unwritable(output, { code: 'EISDIR' });
  if (!found.isFile() && !found.isSymbolicLink()) throw unwritable(output, { code: 'ENOTFILE' });
  const [source, target] = await Promise.all([
    identityOf(file === STREAM ? '/dev/stdin' : file),
    identityOf(output),
  ]);
  if (source !== undefined && source === target) {
    throw new InputError(
      output,
      'it is the file that is to be fixed, which is never changed',
      'Name another one with --output.',
    );
  }
  if (!force) throw unwritable(output, { code: 'EEXIST' });
}

/** Equal for all names of one file, links included. */
async function identityOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? undefined : `${found.dev}:${found.ino}`;
}
