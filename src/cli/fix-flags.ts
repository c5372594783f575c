import type { Command } from 'commander';

/** The options of `fix` as commander hands them over. */
export interface FixFlags {
  output?: string;
  encoding?: string;
  trimPasswords?: boolean;
  force?: boolean;
  json?: boolean;
  verbose?: boolean;
  color?: boolean;
}

export function addFix(program: Command, run: (file: string, flags: FixFlags) => Promise<void>): void {
  program
    .command('fix')
    .description('write the file that Exchange Online takes, and say each change')
    .argument('<csv>', 'a migration CSV file; - reads standard input')
    .option('-o, --output <path>', 'the file to write; - for standard output (default: <name>.fixed.csv)')
    .option('--encoding <name>', 'how the file is encoded, where it is not Unicode, such as windows-1252')
    .option('--trim-passwords', 'also take away white space and invisible characters around passwords')
    .option('--force', 'replace a file that is there')
    .option('--json', 'the changes, and what is left, as JSON')
    .option('--verbose', 'show every row and every step of what is left')
    .option('--no-color', 'no colors; NO_COLOR and FORCE_COLOR are honored too')
    .action(run);
}
