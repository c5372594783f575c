import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import type { Report } from '../../src/model/report.js';
import { renderText, type TextOptions } from '../../src/reports/text.js';

export const PLAIN: TextOptions = { columns: 100, colour: false, unicode: true };

export function textOf(report: Report, options: Partial<TextOptions> = {}): string {
  return [...renderText(report, { ...PLAIN, ...options })].join('');
}

/** A finished run in which nothing was found, with `parts` in place of its own. */
export function reportWith(parts: Partial<Report> = {}): Report {
  return {
    run: { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 12, interrupted: false },
    verdict: 'ready',
    batches: [],
    stages: [],
    totals: totals({}),
    findings: [],
    rows: [],
    ...parts,
  };
}

type Rows = Report['totals']['rows'];

export function totals({
  rows,
  ...counts
}: Partial<Omit<Report['totals'], 'rows'>> & { rows?: Partial<Rows> }) {
  return {
    errors: 0,
    warnings: 0,
    notices: 0,
    inconclusive: 0,
    ...counts,
    rows: { total: 0, passed: 0, failed: 0, inconclusive: 0, skipped: 0, ...rows },
  };
}

/** Lines that are wider than `columns` although they could have been broken, or end in a blank. */
export function badLines(text: string, columns: number): string[] {
  return text
    .split('\n')
    .map((line) => stripVTControlCharacters(line))
    .filter((line) => /\s$/u.test(line) || (stringWidth(line) > columns && isBreakable(line)));
}

/** Signs, labels and numbers in front belong to the first word: they cannot stand alone on a line. */
const FRONT = /^(?:[\s│|›>✖⚠?ℹ○✔x!i+-]|Fix|See|Server|Seen|TLS|\d+\.|\d+ rows?(?=\s))*/u;

function isBreakable(line: string): boolean {
  return /\s/u.test(line.replace(FRONT, ''));
}
