import type { Command } from 'commander';
import { type OutputFlags, outputOptions } from './output-flags.js';

export function addReport(
  program: Command,
  run: (files: string[], flags: OutputFlags) => Promise<void>,
): void {
  const report = program
    .command('report')
    .description('the report of a finished or broken run, from its journals or its JSON report')
    .argument('<file...>', 'journals, which are joined, or one JSON report; - reads standard input');
  outputOptions(report).action(run);
}
