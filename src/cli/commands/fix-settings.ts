import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { MendOptions } from '../../mend/survey.js';
import type { FixFlags } from '../fix-flags.js';
import { quoted } from '../quoted.js';
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
