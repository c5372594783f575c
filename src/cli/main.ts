import { CommanderError } from 'commander';
import { InputError } from '../batch/input-error.js';
import { clean } from '../reports/text/clean.js';
import { EXIT } from './exit-status.js';
import type { CliIo } from './io.js';
import { createProgram } from './program.js';
import { UsageError } from './usage-error.js';

/** Runs one command line. Every failure ends in one line on standard error and an exit status, never in a trace. */
export async function main(args: readonly string[], io: CliIo): Promise<void> {
  // Each is loaded when it is asked for: what one command needs must not slow the start of another.
  const program = createProgram({
    check: async (files, flags) => (await import('./commands/check.js')).checkCommand(files, flags, io),
    split: async (file, flags) => (await import('./commands/split.js')).splitCommand(file, flags, io),
    fix: async (file, flags) => (await import('./commands/fix.js')).fixCommand(file, flags, io),
    demo: async (flags) => (await import('./commands/demo.js')).demoCommand(flags, io),
    explain: async (words, flags) => (await import('./commands/explain.js')).explainCommand(words, flags, io),
    codes: async (flags) => (await import('./commands/codes.js')).codesCommand(flags, io),
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
