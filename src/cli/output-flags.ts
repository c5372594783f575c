import type { Command } from 'commander';
import { FORMATS } from './formats.js';

/** These options as commander hands them over: strings, as they were typed. */
export interface OutputFlags {
  format?: string;
  json?: boolean;
  report?: string[];
  baseline?: string;
  redact?: boolean;
  failOn?: string;
  quiet?: boolean;
  verbose?: boolean;
  color?: boolean;
}

/** The options that say where a report goes and how it looks. */
export function outputOptions(command: Command): Command {
  return command
    .option(
      '--format <name>',
      `what standard output gets: ${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)} (default: text); ndjson comes as it happens`,
    )
    .option('--json', 'the same as --format json')
    .option(
      '--report <path>',
      'also write a report, format by extension (.txt, .json, .ndjson, .xml, .sarif, .md, .html, .csv, .ps1: the plan); repeatable',
      append,
    )
    .option(
      '--baseline <report.json>',
      'compare with an earlier report: what is new, mended, unchanged; new findings alone count for --fail-on',
    )
    .option(
      '--redact',
      'shorten addresses and user names in every report; not in a journal, which needs them',
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
