import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { ratingOf } from '../../src/knowledge/describe.js';
import type { Rating } from '../../src/model/finding.js';
import { renderJson } from '../../src/reports/json.js';
import type { TextOptions } from '../../src/reports/text.js';
import { canonicalReport } from '../support/canonical-report.js';
import { htmlOf } from '../support/html-report.js';
import { badLines, textOf } from './support.js';

function golden(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/reports/${name}`, import.meta.url));
}

const TEXTS: [string, Partial<TextOptions>][] = [
  ['canonical.txt', {}],
  ['canonical.60.txt', { columns: 60 }],
  ['canonical.ascii.txt', { unicode: false }],
  ['canonical.ansi', { colour: true }],
];

test.each(TEXTS)('%s', async (name, options) => {
  await expect(textOf(canonicalReport(), options)).toMatchFileSnapshot(golden(name));
});

test('canonical.json', async () => {
  const json = [...renderJson(canonicalReport(), { name: 'imap-preflight', version: '1.0.0' })].join('');
  await expect(json).toMatchFileSnapshot(golden('canonical.json'));
});

test('canonical.html', async () => {
  await expect(htmlOf(canonicalReport())).toMatchFileSnapshot(golden('canonical.html'));
});

test.each([40, 60, 80, 100, 160])('no line is too long or ends in a blank at %i columns', (columns) => {
  for (const colour of [false, true]) {
    expect(badLines(textOf(canonicalReport(), { columns, colour }), columns)).toEqual([]);
  }
});

test('without Unicode only ASCII is written', () => {
  expect(textOf(canonicalReport(), { unicode: false })).toMatch(/^[\n -~]*$/u);
});

test('colours change nothing but colours', () => {
  const bare = (text: string) => stripVTControlCharacters(text).replaceAll('`', '').replace(/\s+/gu, ' ');
  expect(bare(textOf(canonicalReport(), { colour: true }))).toBe(bare(textOf(canonicalReport())));
});

test('the canonical report agrees with itself', () => {
  const { findings, rows, totals } = canonicalReport();
  const rated = (rating: Rating) => findings.filter((found) => ratingOf(found) === rating).length;
  expect(totals).toMatchObject({
    errors: rated('error'),
    warnings: rated('warning') + rated('inconclusive'),
    inconclusive: rated('inconclusive'),
    notices: rated('notice'),
  });
  for (const { row, codes } of rows) {
    const found = findings.filter(({ location }) => location?.row === row).map(({ code }) => code);
    expect(codes).toEqual(found);
  }
});
