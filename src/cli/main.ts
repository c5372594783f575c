import { CommanderError } from 'commander';
import { InputError } from '../batch/input-error.js';
import { codesCommand } from './commands/codes.js';
import { explainCommand } from './commands/explain.js';
import { EXIT } from './exit-status.js';
import type { CliIo } from './io.js';
import { type Commands, createProgram } from './program.js';
import { UsageError } from './usage-error.js';

export { watchSignals } from './signals.js';

/** Runs one command line. Every failure ends in one line on standard error and an exit status, never in a trace. */
export async function main(args: readonly string[], io: CliIo): Promise<void> {
  try {
    const program = createProgram(commandsFor(io));
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    io.setStatus(await complain(error, io));
  }
}

/** What is large is loaded when it is asked for, so that one command does not slow the start of another. */
function commandsFor(io: CliIo): Commands {
  return {
    check: async (files, flags) => (await import('./commands/check.js')).checkCommand(files, flags, io),
    split: async (file, flags) => (await import('./commands/split.js')).splitCommand(file, flags, io),
    fix: async (file, flags) => (await import('./commands/fix.js')).fixCommand(file, flags, io),
    report: async (files, flags) => (await import('./commands/report.js')).reportCommand(files, flags, io),
    demo: async (flags) => (await import('./commands/demo.js')).demoCommand(flags, io),
    explain: (words, flags) => explainCommand(words, flags, io),
    codes: (flags) => codesCommand(flags, io),
    completion: async (shell) => (await import('./commands/completion.js')).completionCommand(shell, io),
    complete: async (words, program) =>
      (await import('./commands/completion.js')).completeCommand(words, program, io),
  };
}

async function complain(error: unknown, { stderr, env, interruption }: CliIo): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const interrupted = interruption.status();
  if (interrupted !== undefined && error === interruption.stop.reason) return interrupted;
  const { clean } = await import('../reports/text/clean.js');
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
  return interrupted ?? EXIT.incomplete;
}

function placesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
