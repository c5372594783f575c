import type { Report } from '../../model/report.js';
import { baselineCounts } from './baseline.js';
import { count, duration, flow, hang, labelled, number, pad, size } from './layout.js';
import type { Tone } from './palette.js';
import type { Style } from './style.js';
import type { Sentence } from './verdict.js';

/** Width of the labels in the block at the top, blanks included. */
const LABELS = 15;
const FILES_SHOWN = 5;

/** `✖ Not ready: 3 of 12 rows would fail`, and what to do `next`, on the same line if there is room. */
export function verdictLines({ tone, lead, rest }: Sentence, style: Style, next = ''): string[] {
  const paint = style.tone[tone];
  const verdict = style.strong(paint(lead)) + (rest === '' ? '' : style.strong(`: ${rest}`));
  const parts = next === '' ? [verdict] : [`${verdict}.`, next];
  return hang(flow(parts, ' ', style.prose - 2), style.prose, `${paint(style.symbol[tone])} `);
}

/** A label and its text, in the block at the top. */
export function headLine(label: string, text: string, style: Style): string[] {
  return labelled(pad(`  ${label}`, LABELS), text, style.prose, style.dim);
}

/** Columns beside the labels. */
export function headRoom(style: Style): number {
  return style.prose - LABELS;
}

/** The files, the rows by status, the findings by severity, the time. */
export function summaryLines(report: Report, style: Style): string[] {
  const { batches, totals, run } = report;
  const lines = batches
    .slice(0, FILES_SHOWN)
    .flatMap((batch, index) =>
      headLine(
        index > 0 ? '' : batches.length === 1 ? 'File' : 'Files',
        flow(
          [
            batch.file === '-' ? 'standard input' : style.path(batch.file, headRoom(style)),
            count(batch.rows, 'row'),
            size(batch.bytes),
          ],
          style.separator,
          headRoom(style),
        ),
        style,
      ),
    );
  const left = batches.length - FILES_SHOWN;
  if (left > 0) lines.push(...headLine('', `${style.ellipsis} and ${number(left)} more`, style));
  if (totals.rows.total > 0) lines.push(...headLine('Rows', rowCounts(report, style), style));
  lines.push(...headLine('Findings', findingCounts(report, style), style));
  const { baseline } = report;
  if (baseline !== undefined) lines.push(...headLine('Baseline', baselineCounts(baseline), style));
  lines.push(...headLine('Time', duration(run.durationMs), style));
  return lines;
}

function rowCounts({ totals: { rows } }: Report, style: Style): string {
  const parts: [number, string, Tone][] = [
    [rows.passed, 'passed', 'good'],
    [rows.failed, 'failed', 'error'],
    [rows.inconclusive, 'could not tell', 'inconclusive'],
    [rows.skipped, 'not tried', 'skipped'],
  ];
  const shown = parts.filter(([value]) => value > 0);
  return flow(
    shown.map(([value, words, tone]) => style.tone[tone](`${number(value)} ${words}`)),
    style.separator,
    headRoom(style),
  );
}

function findingCounts({ totals }: Report, style: Style): string {
  const parts: [number, string, Tone][] = [
    [totals.errors, 'error', 'error'],
    [totals.warnings - totals.inconclusive, 'warning', 'warning'],
    [totals.inconclusive, 'could not tell', 'inconclusive'],
    [totals.notices, 'notice', 'notice'],
  ];
  const shown = parts
    .filter(([value]) => value > 0)
    .map(([value, noun, tone]) =>
      style.tone[tone](tone === 'inconclusive' ? `${number(value)} ${noun}` : count(value, noun)),
    );
  return shown.length === 0 ? 'none' : flow(shown, style.separator, headRoom(style));
}
