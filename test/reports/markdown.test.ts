import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { groupFindings } from '../../src/reports/groups.js';
import { code, plain } from '../../src/reports/markdown/escape.js';
import { renderMarkdown } from '../../src/reports/markdown.js';
import { MOST_OCTETS, stepSummary } from '../../src/reports/step-summary.js';
import { measuredReport } from '../plan/measured-report.js';
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
  expect(text.slice(0, text.indexOf('\n## The plan')).match(/^### /gm)).toHaveLength(groups);
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
    const work = text.slice(text.indexOf('## What to do first')).match(/^#{2,3} /gm)?.length ?? 0;
    expect(text.match(/^#{1,6} /gm)).toHaveLength(4 + groups + work);
  });
});

describe('as a reader of GitHub Flavored Markdown takes it', () => {
  test.each([
    ['hostile texts', hostileReport()],
    ['hostile names in a plan', { ...hostileReport(), plan: hostilePlan() }],
    ['the canonical report', canonicalReport()],
  ])('%s: no tags of its own, no link elsewhere, no mention, tables of two columns', (_, report) => {
    const html = htmlOf(textOf(report));
    const tags = new Set([...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag));
    const expected = 'a blockquote code h1 h2 h3 li ol p pre table tbody td th thead tr ul';
    const known = report.plan === undefined ? expected.replace(' pre', '') : expected;
    expect([...tags].sort().join(' ')).toBe(known);
    const hosts = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, link = '']) => new URL(link).host);
    expect([...new Set(hosts)].sort()).toEqual(['learn.microsoft.com', 'support.google.com']);
    expect(html.replace(/<code[^>]*>[^<]*<\/code>/g, '')).not.toContain('@');
    const cells = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row.match(/<t[dh]/g)?.length);
    expect(new Set(cells)).toEqual(new Set([2]));
  });

  test('which does see them where they are', () => {
    const html = htmlOf('<b>x</b> www.evil.example [y](https://evil.example) @octocat\n');
    for (const part of ['<b>', '"http://www.evil.example"', '"https://evil.example"', '@octocat']) {
      expect(html).toContain(part);
    }
  });
});

function hostilePlan(): NonNullable<Report['plan']> {
  const plan = measuredReport().plan as NonNullable<Report['plan']>;
  const [folder] = plan.exclude;
  const [batch] = plan.batches;
  return {
    ...plan,
    exclude: HOSTILE.flatMap((text) => (folder === undefined ? [] : [{ ...folder, folder: text }])),
    batches: HOSTILE.flatMap((text) =>
      batch === undefined ? [] : [{ ...batch, name: text, from: text, file: text }],
    ),
    largest: plan.largest.map((one, index) => ({ ...one, emailAddress: HOSTILE[index] ?? '' })),
    notes: HOSTILE.map((text) => `Exclude '${text}'.`),
    commands: [...HOSTILE, '````', '```\n# <b>x</b> @octocat\n```'],
  };
}

test('the plan, with commands that can be copied, what would be tried, and who has to do what', () => {
  const text = textOf(measuredReport());
  expect(text).toContain('| Batch | `Pupils 2026');
  expect(text).toMatch(/\| Largest \| `\S+`, 130 GB, /);
  expect(text).toMatch(/\| Optional \| `Junk` in \d mailboxes, /);
  const commands = measuredReport().plan?.commands ?? [];
  expect(text).toContain(`\n\`\`\`powershell\n${commands.join('\n')}\n\`\`\`\n`);
  expect(textOf(canonicalReport())).toMatch(
    /## What to do first\n\n### Exchange admin\n\n- ✖ .* \(\d rows?, `/,
  );
  const dryRun = {
    server: 'imap.contoso.com',
    rows: 3,
    attempts: 2,
    kept: 1,
    forms: [{ form: 'address' as const, rows: 3, accounts: 2 }],
    mostForOneAccount: 1,
    retries: 2,
    concurrency: 20,
  };
  const rehearsed = textOf(reportWith({ dryRun }));
  expect(rehearsed).toContain('| Would try | 2 sign-ins for 3 rows, equal credentials once |');
  expect(rehearsed).toContain('| Known | 1 row from an earlier run, not tried again |');
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

  test('closes a block of commands in which it is cut', () => {
    const whole = textOf(canonicalReport());
    const at = whole.indexOf('# Connect-ExchangeOnline');
    const text =
      stepSummary(canonicalReport(), MOST_OCTETS - Buffer.byteLength(whole.slice(0, at)) - 400) ?? '';
    expect(text).toContain('```powershell');
    expect(text).toMatch(/\n```\n\n_The rest was cut: .*_\n$/);
  });

  test('is nothing where nothing has room', () => {
    expect(stepSummary(canonicalReport(), MOST_OCTETS - 50)).toBeUndefined();
  });
});

function withRow<T extends Report['findings'][number]>(found: T, index: number): T {
  return { ...found, location: { file: 'users.csv', row: index + 1, line: index + 2 } };
}
