import { CommanderError } from 'commander';
import { InputError } from '../batch/input-error.js';
import { clean } from '../reports/text/clean.js';
import { checkCommand } from './commands/check.js';
import { codesCommand } from './commands/codes.js';
import { demoCommand } from './commands/demo.js';
import { explainCommand } from './commands/explain.js';
import { EXIT } from './exit-status.js';
import type { CliIo } from './io.js';
import { createProgram } from './program.js';
import { UsageError } from './usage-error.js';

/** Runs one command line. Every failure ends in one line on standard error and an exit status, never in a trace. */
export async function main(args: readonly string[], io: CliIo): Promise<void> {
  const program = createProgram({
    check: (files, flags) => checkCommand(files, flags, io),
    demo: (flags) => demoCommand(flags, io),
    explain: (words, flags) => explainCommand(words, flags, io),
    codes: (flags) => codesCommand(flags, io),
  });
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    io.setStatus(complain(error, io));
  }
}

function complain(error: unknown, { stderr, env, interruption }: CliIo): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UsageError) {
    stderr.write(`imap-preflight: ${clean(error.message)}\n`);
    return EXIT.usage;
  }
  if (error instanceof InputError) {
    stderr.write(`imap-preflight: ${clean(error.file)}: ${error.message}. ${error.remedy}\n`);
    return EXIT.usage;
  }
  const name = error instanceof Error ? error.name : typeof error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  stderr.write(
    `imap-preflight: internal fault (${name}${code === undefined ? '' : ` ${code}`}). ` +
      'This is a bug; run again with IMAP_PREFLIGHT_DEBUG=1 for the place and report it.\n',
  );
  // The place only: a message could quote what was being read.
  if (env.IMAP_PREFLIGHT_DEBUG && error instanceof Error) stderr.write(`${placesOf(error)}\n`);
  return interruption.status() ?? EXIT.incomplete;
}

function placesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
