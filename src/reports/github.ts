import { describe } from '../knowledge/describe.js';
import type { Finding, Severity } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { groupFindings } from './groups.js';
import { placeText, subjectText } from './place.js';
import { clean } from './text/clean.js';
import { count } from './text/layout.js';
import { verdictOf } from './text/verdict.js';

/** Annotations of one kind that GitHub shows of a step. */
export const MOST_ANNOTATIONS = 10;

const LONGEST_MESSAGE = 1000;

/**
 * Annotations of GitHub Actions: workflow commands for a step's log, at most ten errors, ten warnings and ten notices.
 * Each group of findings comes with its first one before any comes with a second; where there are more than ten, the
 * last one says how many more. The last line is the verdict, and no command.
 */
export function* renderGithub(report: Report): Iterable<string> {
  const groups = groupFindings(report.findings);
  const ordered = groups
    .flatMap(({ findings }) =>
      findings
        .toSorted((a, b) => isKnown(a) - isKnown(b))
        .slice(0, MOST_ANNOTATIONS)
        .map((finding, index) => ({ finding, index })),
    )
    .sort((a, b) => isKnown(a.finding) - isKnown(b.finding) || a.index - b.index)
    .map(({ finding }) => finding);
  const numbers: Record<Severity, number> = {
    error: report.totals.errors,
    warning: report.totals.warnings,
    notice: report.totals.notices,
  };
  for (const severity of ['error', 'warning', 'notice'] as const) {
    const own = ordered.filter((finding) => describe(finding).severity === severity);
    const all = numbers[severity];
    const shown = all > MOST_ANNOTATIONS ? own.slice(0, MOST_ANNOTATIONS - 1) : own;
    for (const finding of shown) yield annotation(severity, finding);
    const left = all - shown.length;
    if (left > 0) {
      yield `::${severity} title=imap-preflight::${data(`${count(left, `more ${severity}`)}: see the summary of this job, or a report in another format.`)}\n`;
    }
  }
  const { lead, rest } = verdictOf(report, groups);
  yield `imap-preflight: ${clean(rest === '' ? lead : `${lead}: ${rest}`)}.\n`;
}

/** What a baseline has too comes after what is new. */
function isKnown({ baseline }: Finding): number {
  return baseline === 'unchanged' ? 1 : 0;
}

function annotation(severity: Severity, finding: Finding): string {
  const { title, message, fix } = describe(finding);
  const { location, evidence, code } = finding;
  const { file, line } = location ?? {};
  const properties = [
    ...(file === undefined || file === '-' ? [] : [`file=${property(file)}`]),
    ...(file === undefined || file === '-' || line === undefined ? [] : [`line=${line}`]),
    `title=${property(`${title} (${code})`)}`,
  ];
  const place = [placeText(finding), subjectText(finding)].filter(Boolean).join(', ');
  const lines = [
    place === '' ? '' : `${place}:`,
    message,
    evidence?.response === undefined ? '' : `Server: ${evidence.response}`,
    fix[0] === undefined ? '' : `Fix: ${fix[0]}`,
  ];
  const text = lines.map(clean).filter(Boolean).map(cut).join('\n');
  return `::${severity} ${properties.join(',')}::${data(text)}\n`;
}

function cut(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE - 1).toWellFormed()}…`;
}

/** github.com/actions/toolkit, packages/core/src/command.ts. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(clean(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
