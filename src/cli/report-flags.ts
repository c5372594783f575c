import type { Command } from 'commander';
import { outputOptions } from './output-flags.js';

/** The options of `report` as commander hands them over. */
export interface ReportFlags {
  format?: string;
  json?: boolean;
  report?: string[];
  failOn?: string;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

export function addReport(
  program: Command,
  run: (files: string[], flags: ReportFlags) => Promise<void>,
): void {
  const report = program
    .command('report')
    .description('the report of a finished or broken run, from its journals or its JSON report')
    .argument('<file...>', 'journals, which are joined, or one JSON report; - reads standard input');
  outputOptions(report).action(run);
}
