import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CODES, describeCode } from '../../src/knowledge/describe.js';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { html, name } from '../../src/reports/html/markup.js';
import { LINKED_SITES, link, prose } from '../../src/reports/html/prose.js';
import { SCRIPT } from '../../src/reports/html/script.js';
import { SCHEMES } from '../../src/reports/html/style/colors.js';
import { STYLE } from '../../src/reports/html/style.js';
import { renderHtml } from '../../src/reports/html.js';
import { canonicalReport } from '../support/canonical-report.js';
import { hostileReport, htmlOf, PLAN, TOOL } from '../support/html-report.js';
import { manyRows, reportWith, totals } from './support.js';

function planned(): Report {
  return { ...canonicalReport(), plan: structuredClone(PLAN) };
}

/** The data of the rows, as the script reads it. */
function rowDataOf(text: string) {
  const found = /<script type="application\/json" id="row-data">([\s\S]*?)<\/script>/.exec(text)?.[1];
  return JSON.parse(found ?? 'null');
}

/** The text of the document without its style and scripts. */
function markupOf(text: string): string {
  return text.replace(/<(style|script)\b[^>]*>[\s\S]*?<\/\1>/g, '');
}

describe('the document', () => {
  test('says what there is to say', () => {
    const text = htmlOf(planned());
    for (const part of [
      '<html lang="en">',
      '<span>Not ready</span>',
      'Exchange Online would refuse the batch, and 7 of 12 rows would fail.',
      'Mend the 7 errors below, then run the check again.',
      '<h3 id="work-user">Users</h3>',
      '<th scope="row">TLS 1.2</th>',
      'until 2026-03-02, 60 days left',
      'aria-label="12 rows: 3 passed, 7 failed, 1 could not tell, 1 not tried"',
      '<code>login/app-password-required</code> · 2 rows · true for Microsoft too',
      'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
      'New-MigrationBatch -Name &#39;users-1&#39;',
      '3 to 14 days, an estimate',
      '7 rows that would fail, in no batch',
      '<li>The duration is an estimate: of mailboxes of this size',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('has the headings of each level below those of the level above', () => {
    const levels = [...htmlOf(planned()).matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels[0]).toBe(1);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    }
  });

  test('names every part once, and links to none that is not there', () => {
    const text = htmlOf(planned());
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of text.matchAll(/ (?:href="#|aria-labelledby=")([^"]+)"/g)) {
      expect(ids).toContain(target);
    }
  });

  test('of a run without rows, server and plan', () => {
    const text = htmlOf(reportWith());
    expect(text).toContain('<span>Ready as far as checked</span>');
    expect(text).toContain('Nothing was found.');
    expect(text).not.toMatch(/id="(?:rows|server|plan|work|row-data)"/);
  });

  test('of one row, and of several files', () => {
    const one = htmlOf(reportWith({ ...manyRows(1), endpoint: { ...emptyEndpoint() } }));
    expect(one).toContain('The row passed.');
    const several = manyRows(4, { files: 2 });
    const text = htmlOf(reportWith(several));
    expect(text).toContain('<option value="1">south.csv</option>');
    expect(rowDataOf(text).files).toEqual(['users.csv', 'south.csv']);
    expect(rowDataOf(text).rows[3][8]).toBe(1);
  });

  test('of a dry run names what would be tried', () => {
    const dryRun = {
      server: 'imap.contoso.com',
      rows: 3,
      attempts: 2,
      kept: 0,
      forms: [{ form: 'short-name' as const, rows: 3, accounts: 2 }],
      mostForOneAccount: 1,
      retries: 2,
      concurrency: 20,
    };
    const text = htmlOf(reportWith({ dryRun, verdict: 'ready' }));
    expect(text).toContain('2 sign-ins would be tried at imap.contoso.com; nothing was sent.');
    expect(text).toContain('2 accounts for 3 rows: short name, <code>usera</code>');
    expect(text).toContain('<dd>20 at a time</dd>');
  });

  test('says what is left out where there is too much to show', () => {
    const report = reportWith(manyRows(300, { failed: 60 }));
    const text = htmlOf(report);
    expect(text).toContain('and 40 more, in the table of rows');
    expect(text).toContain('the first 100 of 300 rows are shown');
    expect(text.match(/<tr aria-rowindex="/g)).toHaveLength(101);
    expect(rowDataOf(text).rows).toHaveLength(300);
  });

  test('a folder of its own in each mailbox makes no endless list', () => {
    const findings = Array.from({ length: 2_000 }, (_, index) =>
      finding(
        'mailbox/public-folders',
        { roots: [`Shared ${index}`] },
        { location: { file: 'users.csv', row: index + 1, line: index + 2 } },
      ),
    );
    const text = htmlOf(reportWith({ findings, totals: totals({ warnings: 2_000 }) }));
    expect(text.match(/<article/g)).toHaveLength(300);
    expect(text).toContain('and 1,700 more, which the JSON report has in full');
    expect(text.match(/<li><svg class="sign warning"/g)?.length).toBeLessThanOrEqual(100);
  });

  test('nothing that the model gains gets out by itself', () => {
    const report = planned();
    const targets = [report, report.run, report.endpoint, report.endpoint?.tls, report.plan?.endpoint];
    for (const target of [...targets, ...report.rows, ...report.findings, ...report.stages]) {
      Object.assign(target ?? {}, { unheard: 'of' });
    }
    expect(htmlOf(report)).toBe(htmlOf(planned()));
  });
});

function emptyEndpoint() {
  return {
    server: 'imap.contoso.com',
    addresses: [],
    aliases: [],
    ports: [],
    attempts: [],
    capabilities: [],
  };
}

describe('the policy', () => {
  test('allows the one style and the one script of the document, and nothing else', () => {
    const text = htmlOf(planned());
    const allowed = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1] ?? '';
    const hash = (content: string | undefined) =>
      `'sha256-${createHash('sha256')
        .update(content ?? '')
        .digest('base64')}'`;
    expect(allowed.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(text)?.[1])}`,
      `script-src ${hash(/<script>([\s\S]*?)<\/script>/.exec(text)?.[1])}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('has nothing to forbid: no handlers, no styles of elements, nothing from elsewhere', () => {
    const markup = markupOf(htmlOf(planned()));
    expect(markup).not.toMatch(/<[^>]* (?:on\w+|style|src|srcset|action|formaction|ping)=/);
    expect(markup).not.toMatch(/<(?:img|iframe|object|embed|link|base|video|audio)\b/);
    expect(STYLE).not.toMatch(/url\(|@import|<\//);
    expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function\(|<\/|<!--/);
  });
});

describe('hostile text', () => {
  test('is text wherever it stands', () => {
    const text = htmlOf(hostileReport());
    expect(text.match(/<script/g)).toHaveLength(2);
    expect(text.match(/<\/script/g)).toHaveLength(2);
    expect(text).not.toMatch(/<!--|<img|javascript:/);
    expect(markupOf(text)).toContain('&lt;/script&gt;&lt;!--&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;');
    expect(rowDataOf(text).rows[0][2]).toContain('</script><!--<script>');
  });

  test('turns no text around and hides nothing, but in commands, which are shown as they are copied', () => {
    const { plan: _, ...rest } = hostileReport();
    expect(htmlOf(rest)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    expect(htmlOf(hostileReport())).toContain('\u202egnp.');
    expect(STYLE).toContain('unicode-bidi:isolate-override');
  });

  test('names of 100 kB are cut', () => {
    const long = `${'x'.repeat(100_000)}@contoso.com`;
    const report = reportWith(manyRows(2, { address: () => long }));
    expect(htmlOf(report).length).toBeLessThan(80_000);
  });

  test('is escaped by the template itself', () => {
    expect(html`<p title="${'"><x>'}">${['a', html`<b>${'&'}</b>`, undefined, 3]}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;x&gt;">a<b>&amp;</b>3</p>',
    );
    expect(html`a${' b '}c`.text).toBe('a b c');
    expect(name('\u202ea').text).toBe('<bdi>\ufffda</bdi>');
  });

  test.each([
    'javascript:alert(1)',
    'https://evil.example/learn.microsoft.com',
    'https://learn.microsoft.com@evil.example/',
    'http://learn.microsoft.com/',
    'https://learn.microsoft.com.evil.example/',
    'learn.microsoft.com',
    '',
  ])('%j is no link', (url) => {
    expect(link(url, 'words').text).toBe('words');
    expect(prose(`See ${url}.`).text).not.toContain('<a');
  });
});

describe('links', () => {
  test('lead to the sites of the catalogue', () => {
    const texts = CODES.flatMap((code) => {
      const { cause, fix, kb } = describeCode(code);
      return [cause, kb.url, ...fix];
    });
    const hosts = texts.flatMap((text) =>
      [...text.matchAll(/https:\/\/([^/\s)]+)/g)].map(([, host]) => host ?? ''),
    );
    expect([...new Set(hosts)].filter((host) => !LINKED_SITES.has(host))).toEqual([]);
  });

  test('end where the address ends', () => {
    expect(prose('Read (https://learn.microsoft.com/a/b#c-d).').text).toBe(
      'Read (<a href="https://learn.microsoft.com/a/b#c-d" rel="noreferrer noopener">https://learn.microsoft.com/a/b#c-d</a>).',
    );
    expect(prose('Run `a --b`, then `c`.').text).toBe('Run <code>a --b</code>, then <code>c</code>.');
  });
});

describe('large reports', () => {
  test('50,000 rows come in pieces, and make a small file', () => {
    const report = reportWith(manyRows(50_000, { failed: 4_000 }));
    const begun = performance.now();
    let longest = 0;
    let bytes = 0;
    for (const piece of renderHtml(report, TOOL)) {
      longest = Math.max(longest, piece.length);
      bytes += Buffer.byteLength(piece);
    }
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(longest).toBeLessThan(200_000);
    expect(bytes / 50_000).toBeLessThan(80);
  });

  test('one row of 50,000 is seen in the picture', () => {
    const text = htmlOf(reportWith(manyRows(50_000, { failed: 1 })));
    const width = /<rect x="[\d.]+" width="([\d.]+)" height="20" class="error"/.exec(text)?.[1];
    expect(Number(width)).toBeGreaterThan(4);
    expect(text).toContain('<span class="quiet">under 0.1 %</span>');
    expect(text).toContain('<span class="quiet">99.9 %</span>');
  });

  test('what rows share stands once', () => {
    const data = rowDataOf(htmlOf(canonicalReport()));
    expect(data.codes).toContain('login/app-password-required');
    expect(data.rows[2]).toEqual([
      1,
      data.rows[3][1],
      'userc@contoso.com',
      'userc@school.example',
      3,
      4,
      -1,
      410,
    ]);
    // The gravest first, as in the list of findings.
    const [first, second] = data.sets[data.rows[2][1]];
    expect([data.codes[first], data.codes[second]]).toEqual([
      'login/app-password-required',
      'csv/app-password-format',
    ]);
  });

  test('sizes of mailboxes have columns where they are known', () => {
    const audit = { messages: 1_200, bytes: 5_000_000, accuracy: 'exact' as const, folders: [] };
    const { rows, ...rest } = manyRows(2);
    const report = reportWith({ ...rest, rows: [...rows].map((row) => ({ ...row, audit })) });
    const text = htmlOf(report);
    expect(text).toContain('data-column="bytes"');
    expect(text).toContain('4.8 MB');
    expect(rowDataOf(text).rows[0].slice(8)).toEqual([0, 1_200, 5_000_000]);
    expect(htmlOf(reportWith(manyRows(2)))).not.toContain('data-column="bytes"');
  });
});

describe('colors', () => {
  function luminance(color: string): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  test.each(Object.entries(SCHEMES))('of the %s scheme can be read on both grounds', (_, scheme) => {
    const { ground, raised, line: _line, ...inks } = scheme;
    for (const [ink, color] of Object.entries(inks)) {
      for (const under of [ground, raised]) {
        const [darker = 0, lighter = 0] = [luminance(color), luminance(under)].sort((a, b) => a - b);
        expect({ ink, ratio: (lighter + 0.05) / (darker + 0.05) }).toMatchObject({
          ratio: expect.toSatisfy((ratio: number) => ratio >= 4.5),
        });
      }
    }
  });
});

test('totals of nothing make no picture', () => {
  expect(htmlOf(reportWith({ totals: totals({}) }))).not.toContain('<figure');
});
