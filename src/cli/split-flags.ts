import type { Command } from 'commander';
import { CSV_LIMITS } from '../knowledge/exchange-online.js';

/** The options of `split` as commander hands them over. */
export interface SplitFlags {
  maxRows?: string;
  batches?: string;
  by?: string;
  plan?: string;
  output?: string;
  force?: boolean;
  json?: boolean;
}

export function addSplit(program: Command, run: (file: string, flags: SplitFlags) => Promise<void>): void {
  program
    .command('split')
    .description('write several smaller batches')
    .argument('<csv>', 'a migration CSV file; - reads standard input')
    .option('--max-rows <n>', `data rows in each file at most (default: ${CSV_LIMITS.advisedRows})`)
    .option('--batches <n>', 'so many files of about the same number of rows')
    .option(
      '--by <column>',
      'a file for each domain of EmailAddress (--by domain), or for each value of a column',
    )
    .option(
      '--plan <report>',
      'the batches of the plan in the JSON report or journal of a check of this file; rows that would fail go into a file of their own',
    )
    .option('-o, --output <folder>', 'where the files go (default: beside the CSV file)')
    .option('--force', 'replace files that are there')
    .option('--json', 'the list of files as JSON')
    .action(run);
}
