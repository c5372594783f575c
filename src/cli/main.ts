import { CommanderError } from 'commander';
import { InputError } from '../batch/input-error.js';
import { codesCommand } from './commands/codes.js';
import type { CommandLine } from './complaint.js';
import { EXIT } from './exit-status.js';
import type { CliIo } from './io.js';
import { type Commands, createProgram } from './program.js';
import { UsageError } from './usage-error.js';

export { watchSignals } from './signals.js';

/** Runs one command line. Every failure ends in one line on standard error and an exit status, never in a trace. */
export async function main(args: readonly string[], io: CliIo): Promise<void> {
  const program = createProgram(commandsFor(io));
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    io.setStatus(await complain(error, io, { program, args }));
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
    explain: async (words, flags) => (await import('./commands/explain.js')).explainCommand(words, flags, io),
    codes: (flags) => codesCommand(flags, io),
    completion: async (shell) => (await import('./commands/completion.js')).completionCommand(shell, io),
    complete: async (words, program) =>
      (await import('./commands/completion.js')).completeCommand(words, program, io),
  };
}

async function complain(
  error: unknown,
  { stderr, env, interruption }: CliIo,
  line: CommandLine,
): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const interrupted = interruption.status();
  if (interrupted !== undefined && error === interruption.stop.reason) return interrupted;
  const wrong = await complaintOf(error, line);
  if (wrong !== undefined) {
    const { clean } = await import('../reports/text/clean.js');
    if (wrong !== '') stderr.write(`imap-preflight: ${clean(wrong)}\n`);
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

/** What is wrong with the command line or an input; undefined for a fault of the program. */
async function complaintOf(error: unknown, line: CommandLine): Promise<string | undefined> {
  // The help has been printed in place of a complaint.
  if (error instanceof CommanderError && error.code === 'commander.help') return '';
  const { usageComplaint, parserComplaint, inputComplaint } = await import('./complaint.js');
  if (error instanceof CommanderError) return parserComplaint(error, line);
  if (error instanceof UsageError) return usageComplaint(error, line);
  return error instanceof InputError ? inputComplaint(error, line) : undefined;
}

function placesOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
