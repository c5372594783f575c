import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { ratingOf } from '../../src/knowledge/describe.js';
import type { Rating } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { renderCsv } from '../../src/reports/csv.js';
import { renderGithub } from '../../src/reports/github.js';
import { renderJson } from '../../src/reports/json.js';
import { renderJunit } from '../../src/reports/junit.js';
import { renderMarkdown } from '../../src/reports/markdown.js';
import { renderNdjson } from '../../src/reports/ndjson.js';
import { renderSarif } from '../../src/reports/sarif.js';
import type { TextOptions } from '../../src/reports/text.js';
import { canonicalReport } from '../support/canonical-report.js';
import { htmlOf } from '../support/html-report.js';
import { badLines, textOf } from './support.js';

const TOOL = { name: 'imap-preflight', version: '1.0.0' };

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

const OTHERS: [string, (report: Report) => Iterable<string>][] = [
  ['canonical.json', (report) => renderJson(report, TOOL)],
  ['canonical.ndjson', (report) => renderNdjson(report, TOOL)],
  ['canonical.xml', (report) => renderJunit(report, TOOL)],
  ['canonical.sarif', (report) => renderSarif(report, TOOL)],
  ['canonical.github', renderGithub],
  ['canonical.md', renderMarkdown],
  ['canonical.csv', renderCsv],
];

test.each(OTHERS)('%s', async (name, render) => {
  await expect([...render(canonicalReport())].join('')).toMatchFileSnapshot(golden(name));
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
