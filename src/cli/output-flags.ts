import type { Command } from 'commander';

/** These options as commander hands them over: strings, as they were typed. */
export interface OutputFlags {
  format?: string;
  json?: boolean;
  report?: string[];
  failOn?: string;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

/** The options that say where a report goes and how it looks. */
export function outputOptions(command: Command): Command {
  return command
    .option('--format <name>', 'what standard output gets: text or json (default: text)')
    .option('--json', 'the same as --format json')
    .option(
      '--report <path>',
      'also write a report, format by extension (.json, .txt, .ps1: the plan); repeatable',
      append,
    )
    .option('--fail-on <level>', 'exit with 1 at error, warning, or never', 'error')
    .option('--quiet', 'no progress and no notes')
    .option('--verbose', 'show every row and every step, and say what is retried')
    .option('--no-color', 'no colors; NO_COLOR and FORCE_COLOR are honored too');
}

/** For an option that is repeatable. */
export function append(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}
