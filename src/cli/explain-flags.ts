import type { Command } from 'commander';

/** The options of `explain` as commander hands them over. */
export interface ExplainFlags {
  all?: boolean;
  json?: boolean;
  color?: boolean;
}

export function addExplain(
  program: Command,
  run: (words: string[], flags: ExplainFlags) => Promise<void>,
): void {
  program
    .command('explain')
    .description('what a code, a topic, a pasted error message or an error report means, and how to fix it')
    .argument(
      '<code or message...>',
      'a code, a topic (`explain topics` lists them), a message, or a MigrationErrors.csv; - reads standard input',
    )
    .option('--all', 'the whole path at once where a terminal goes step by step, and every address of a file')
    .option('--json', 'as JSON')
    .option('--no-color', 'no colors')
    .action(run);
}
