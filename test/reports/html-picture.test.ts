import { expect, test } from 'vitest';
import type { RowStatus } from '../../src/model/row.js';
import { picture } from '../../src/reports/html/picture.js';
import { manyRows, reportWith, totals } from './support.js';

function pictureOf(statuses: readonly RowStatus[]): string {
  const { rows } = manyRows(statuses.length);
  const counted = (status: RowStatus) => statuses.filter((one) => one === status).length;
  const report = reportWith({
    rows: [...rows].map((row, index) => ({ ...row, status: statuses[index] ?? 'passed' })),
    totals: totals({
      rows: {
        total: statuses.length,
        passed: counted('passed'),
        failed: counted('failed'),
        inconclusive: counted('inconclusive'),
        skipped: counted('skipped'),
      },
    }),
  });
  return picture(report)?.text ?? '';
}

function pathOf(text: string, tone: string): string | undefined {
  return new RegExp(`<path d="([^"]+)" class="${tone}"`).exec(text)?.[1];
}

test('a stripe for each of few rows, equal neighbors as one', () => {
  const text = pictureOf(['passed', 'failed', 'failed', 'inconclusive', 'passed']);
  expect(pathOf(text, 'error')).toBe('M200 0H600V40H200z');
  expect(pathOf(text, 'inconclusive')).toBe('M600 0H800V40H600z');
  expect(pathOf(text, 'good')).toBe('M0 0H200V40H0zM800 0H1000V40H800z');
  expect(pathOf(text, 'skipped')).toBeUndefined();
  expect(text).toContain('one stripe a row');
});

test('of many rows a stripe shows their shares, and one failure among them', () => {
  const statuses = Array.from(
    { length: 50_000 },
    (_, index): RowStatus => (index < 100 || index === 40_000 ? 'failed' : 'passed'),
  );
  const text = pictureOf(statuses);
  expect(text).toContain('200 rows a stripe');
  // Half of the first stripe, and one row of two hundred.
  expect(pathOf(text, 'error')).toBe('M0 20H4V40H0zM800 39H804V40H800z');
  expect(pathOf(text, 'good')).toMatch(/^M0 0H4V20H0zM4 0H800V40H4z/);
});

test('the widths of the bar fill it, however small a part is', () => {
  const text = pictureOf([...Array<RowStatus>(9_997).fill('passed'), 'failed', 'inconclusive', 'skipped']);
  const parts = [...text.matchAll(/<rect x="([\d.]+)" width="([\d.]+)"/g)].map(([, x, width]) => [
    Number(x),
    Number(width),
  ]);
  expect(parts).toHaveLength(4);
  const [x = 0, width = 0] = parts.at(-1) ?? [];
  expect(x + width).toBeCloseTo(1_000, 0);
  for (const [, one = 0] of parts) expect(one).toBeGreaterThan(4);
});

test('shares are rounded, and what is not all of them is not said to be', () => {
  expect(pictureOf(['failed'])).toContain('100 %');
  expect(pictureOf(['failed', 'passed', 'passed'])).toContain('66.7 %');
});

test('one row has no stripes', () => {
  expect(pictureOf(['passed'])).not.toContain('stripes');
});
