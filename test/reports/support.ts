import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult } from '../../src/model/row.js';
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

interface ManyRows {
  /** So many of them were refused, spread over all. */
  failed?: number;
  files?: 1 | 2;
  address?: (index: number) => string;
}

/** What a report of many rows consists of. */
export function manyRows(
  count: number,
  { failed = 0, files = 1, address = (index) => `user${index}@contoso.com` }: ManyRows = {},
): Pick<Report, 'rows' | 'totals' | 'findings' | 'batches' | 'verdict'> {
  const every = failed === 0 ? Number.POSITIVE_INFINITY : Math.floor(count / failed);
  const half = files === 2 ? count / 2 : count;
  const rows: RowResult[] = [];
  const findings: Finding[] = [];
  for (let index = 1; index <= count; index++) {
    const refused = index % every === 0 && findings.length < failed;
    const row = index > half ? index - half : index;
    const place = { file: index > half ? 'south.csv' : 'users.csv', row, line: row + 1 };
    const subject = { emailAddress: address(index), userName: `contoso/user${index}` };
    if (refused) {
      const evidence = { response: 'NO [AUTHENTICATIONFAILED] Authentication failed.' };
      findings.push(
        finding('login/rejected', { form: 'short-name' }, { location: place, subject, evidence }),
      );
    }
    rows.push({
      ...place,
      ...subject,
      status: refused ? 'failed' : 'passed',
      codes: refused ? ['login/rejected'] : [],
      ...(refused ? {} : { folders: 12 }),
      attempts: 1,
      ms: 80 + (index % 40),
    });
  }
  const batches = [{ file: 'users.csv', bytes: 50 * half, rows: half }];
  if (files === 2) batches.push({ file: 'south.csv', bytes: 50 * half, rows: half });
  return {
    rows,
    findings,
    batches,
    verdict: failed === 0 ? 'ready' : 'not-ready',
    totals: totals({ errors: failed, rows: { total: count, passed: count - failed, failed } }),
  };
}
