import { fileURLToPath } from 'node:url';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { planOf } from '../../src/plan/plan.js';
import { groupFindings } from '../../src/reports/groups.js';
import { code, plain } from '../../src/reports/markdown/escape.js';
import { renderMarkdown } from '../../src/reports/markdown.js';
import { MOST_OCTETS, stepSummary } from '../../src/reports/step-summary.js';
import { measuredReport } from '../plan/measured-report.js';
import { planned, rows as rowsOf } from '../plan/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { HOSTILE, hostileReport, largeReport } from './hostile.js';
import { reportWith } from './support.js';

const textOf = (report: Report, limit?: number) =>
  [...renderMarkdown(report, limit === undefined ? {} : { limit })].join('');

/** What is left where code spans are taken out: markup, and sentences of the catalogue. */
function outsideCode(markdown: string): string {
  return markdown.replace(/(?<!\\)`[^`\n]*`/g, '');
}

test('the canonical report: verdict, server, stages, and every group with its fix', () => {
  const text = textOf(canonicalReport());
  expect(text.split('\n')[0]).toBe(
    '# ✖ Not ready: Exchange Online would refuse the batch, and 7 of 12 rows would fail',
  );
  for (const heading of ['## Server', '## Stages', '## Findings']) expect(text).toContain(`\n${heading}\n`);
  const groups = groupFindings(canonicalReport().findings).length;
  expect(text.match(/^### /gm)).toHaveLength(groups);
  expect(text.match(/^Fix:$/gm)).toHaveLength(groups);
  expect(text).toContain('- `users.csv`, row 5, line 6, `usere@contoso.com`, `usere@school.example`');
  expect(text).toContain('`NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)`');
  expect(text).not.toContain('<details');
});

test('of many rows some are shown, and how to see all', () => {
  const report = largeReport(60, () => 'NO');
  const rows = (text: string) => text.match(/^- `users\.csv`, row/gm)?.length;
  expect(rows(textOf(report))).toBe(50);
  expect(textOf(report)).toContain('- … and 10 more: `--verbose` shows all');
  expect(rows(textOf(report, Number.POSITIVE_INFINITY))).toBe(60);
});

describe('the plan', () => {
  const planIn = (report: Report, limit?: number) => textOf(report, limit).replace(/^.*(?=\n## Plan\n)/s, '');

  test('measured.md', async () => {
    await expect(planIn(measuredReport())).toMatchFileSnapshot(
      fileURLToPath(new URL('../../fixtures/reports/measured.md', import.meta.url)),
    );
  });

  test('is not there without one, and has no commands where the verdict is no', () => {
    expect(textOf(planned(rowsOf(1)))).not.toContain('## Plan');
    const notReady: Report = { ...measuredReport(), verdict: 'not-ready' };
    expect(planIn(notReady)).not.toContain('New-MigrationBatch -');
    expect(planIn(measuredReport(), 2).match(/New-MigrationBatch -/g)).toHaveLength(2);
  });

  test.each(HOSTILE)('%j as the name of a file is a name', (file) => {
    const report = planned([], { batches: [{ file, bytes: 9, rows: 2_600 }] });
    const plan = planOf(report);
    const text = planIn({ ...report, ...(plan && { plan }) });
    const [before = '', block = '', after = ''] = text.split(/^```.*$/m);
    expect(after).toBe('\n');
    expect(block.trim().split('\n')).toHaveLength(6);
    expect(outsideCode(before)).not.toMatch(/<(?!https:\/\/learn)|@|www\./);
    for (const line of before.split('\n').filter((one) => one.startsWith('| users'))) {
      expect(line.match(/\|/g)).toHaveLength(6);
    }
  });
});

describe('hostile texts', () => {
  test.each(HOSTILE)('%j is code, and nothing else', (text) => {
    const shown = code(text);
    expect(shown).toMatch(/^(?:|`[^`|\n]*`)$/);
    expect(outsideCode(shown)).toBe('');
  });

  test.each(HOSTILE)('%j in a sentence is no markup', (text) => {
    for (const sentence of [
      text,
      `The folder '${text}' is there.`,
      `Exclude it: \`New-MigrationBatch "${text}"\`.`,
    ]) {
      const shown = plain(sentence);
      expect(shown).not.toMatch(/\n/);
      const outside = outsideCode(shown).replace(/<https:\/\/learn\.microsoft\.com\/[^>]*>/g, '');
      expect(outside).not.toMatch(/[<@]|:\/\/|www\.|(?<!\\)[[\]*|`]/);
      expect(outside).not.toMatch(/^(?:#|>|-|\+|\d+[.)]) ?/);
    }
  });

  test('a whole report of them has no links, mentions or tags, and tables of two columns', () => {
    const text = textOf(hostileReport());
    const outside = outsideCode(text).replaceAll(
      /\]\(https:\/\/learn\.microsoft\.com\/[\w/.#-]+\)|<https:\/\/(?:learn\.microsoft|doc\.dovecot|support\.google)\.(?:com|org)\/[^>]*>/g,
      '',
    );
    expect(outside).not.toMatch(/<(?!br)|@|:\/\/|www\./);
    for (const line of text.split('\n').filter((line) => line.startsWith('|'))) {
      expect(line.match(/(?<!\\)\|/g), line).toHaveLength(3);
    }
    const groups = groupFindings(hostileReport().findings).length;
    expect(text.match(/^#{1,6} /gm)).toHaveLength(4 + groups);
  });
});

describe('as a reader of GitHub Flavored Markdown takes it', () => {
  test.each([
    ['hostile texts', hostileReport()],
    ['the canonical report', canonicalReport()],
  ])('%s: no tags of its own, no link elsewhere, no mention, no cell too many', (_, report) => {
    const html = htmlOf(textOf(report));
    const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag));
    const expected = 'a blockquote code h1 h2 h3 li ol p table tbody td th thead tr ul';
    expect([...tags].sort().join(' ')).toBe(expected);
    const hosts = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, link = '']) => new URL(link).host);
    expect([...new Set(hosts)].sort()).toEqual(['learn.microsoft.com', 'support.google.com']);
    expect(html.replace(/<code>[^<]*<\/code>/g, '')).not.toContain('@');
    const cells = [...html.matchAll(/<table>(.*?)<\/table>/gs)].map(([, table = '']) => {
      const rows = [...table.matchAll(/<tr>(.*?)<\/tr>/gs)];
      return [...new Set(rows.map(([, row = '']) => row.match(/<t[dh]/g)?.length))].join();
    });
    // The batches of the plan have five.
    expect(cells.filter((one) => one !== '2')).toEqual(report.plan === undefined ? [] : ['5']);
  });

  test('which does see them where they are', () => {
    const html = htmlOf('<b>x</b> www.evil.example [y](https://evil.example) @octocat\n');
    for (const part of ['<b>', '"http://www.evil.example"', '"https://evil.example"', '@octocat']) {
      expect(html).toContain(part);
    }
  });
});

function htmlOf(markdown: string): string {
  const options = { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] };
  return micromark(markdown, options);
}

test('links of the catalogue lead somewhere, others do not', () => {
  const url = 'https://learn.microsoft.com/exchange/mailbox-migration/x.html';
  expect(plain(`Look it up (${url}).`)).toBe(`Look it up (<${url}>).`);
  expect(plain('See https://learn.microsoft.com.evil.example/x now.')).toBe(
    'See `https://learn.microsoft.com.evil.example/x` now.',
  );
  expect(plain('Write to anna@contoso.com, a*b_c <b>.')).toBe(
    'Write to `anna@contoso.com,` a\\*b\\_c &lt;b&gt;.',
  );
});

test('a finding of the whole file names its rows', () => {
  const minorities = [{ form: 'short-name' as const, count: 3, rows: [8, 9, 12] }];
  const found = finding(
    'csv/mixed-username-format',
    { majority: 'address', minorities },
    { location: { file: '-' }, evidence: { rows: [8, 9, 12] } },
  );
  expect(textOf(reportWith({ findings: [found] }))).toContain('- rows 8-9, 12\n');
});

describe('the summary of a step', () => {
  test('is the whole report where that has room', () => {
    expect(stepSummary(canonicalReport())).toBe(textOf(canonicalReport()));
  });

  test('is cut at the end of a line below 1 MiB, and says so', () => {
    const report = hostileReport();
    const many = Array.from({ length: 300 }, () => report.findings).flat();
    const text =
      stepSummary({ ...report, findings: many.map((found, index) => withRow(found, index)) }) ?? '';
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_OCTETS);
    const large = stepSummary(canonicalReport(), MOST_OCTETS - 2000) ?? '';
    expect(Buffer.byteLength(large)).toBeLessThan(2000);
    expect(large).toMatch(/\n_The rest was cut: .*_\n$/);
    const kept = large.slice(0, large.indexOf('\n_The rest was cut'));
    expect(textOf(canonicalReport()).startsWith(kept)).toBe(true);
    expect(kept.length).toBeGreaterThan(500);
  });

  test('is nothing where nothing has room', () => {
    expect(stepSummary(canonicalReport(), MOST_OCTETS - 50)).toBeUndefined();
  });
});

function withRow<T extends Report['findings'][number]>(found: T, index: number): T {
  return { ...found, location: { file: 'users.csv', row: index + 1, line: index + 2 } };
}
