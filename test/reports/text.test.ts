import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type Finding, finding } from '../../src/model/finding.js';
import { renderText, type TextOptions } from '../../src/reports/text.js';
import { canonicalReport } from '../support/canonical-report.js';
import { badLines, PLAIN, reportWith, textOf, totals } from './support.js';

const ENDPOINT = {
  server: 'imap.contoso.com',
  addresses: ['203.0.113.7'],
  ports: [
    { port: 993, state: 'refused' as const, ms: 3 },
    { port: 143, state: 'timeout' as const, ms: 15_000 },
  ],
  aliases: [],
  attempts: [],
  capabilities: [],
};

function rejected(row: number, response: string, file = 'users.csv'): Finding {
  return finding(
    'login/rejected',
    { form: 'exchange-user' },
    {
      location: { file, row, line: row + 1 },
      subject: { emailAddress: `user${row}@contoso.com`, userName: `contoso/user${row}` },
      evidence: { response },
    },
  );
}

function failing(findings: Finding[], total = findings.length) {
  const { length } = findings;
  return reportWith({
    verdict: 'not-ready',
    batches: [{ file: 'users.csv', bytes: 2_000_000, rows: total }],
    totals: totals({ errors: length, rows: { total, failed: length, passed: total - length } }),
    findings,
  });
}

describe('the verdict', () => {
  const rows = { total: 12, passed: 12 };
  test.each([
    ['ready', {}, 'Ready: all 12 rows passed', 'Create the migration batch'],
    [
      'ready-with-warnings',
      { warnings: 2 },
      'Ready, with 2 warnings: all 12 rows passed',
      'Read the warnings',
    ],
    [
      'not-ready',
      { errors: 3, rows: { total: 12, failed: 3 } },
      'Not ready: 3 of 12 rows would fail',
      'Mend the 3 errors',
    ],
    [
      'incomplete',
      { warnings: 2, rows: { total: 12, inconclusive: 2 } },
      'Incomplete: no error found, but 2 of 12 rows could not be judged',
      'run the check again',
    ],
    [
      'ready',
      { rows: { total: 12, passed: 2, skipped: 10 } },
      'Ready as far as checked: 10 of 12 rows were not tried',
      'Check the rest',
    ],
  ] as const)('%s', (verdict, counts, first, next) => {
    const text = textOf(reportWith({ verdict, endpoint: ENDPOINT, totals: totals({ rows, ...counts }) }));
    const blocks = text.trimEnd().split('\n\n');
    expect(blocks[0]).toContain(first);
    expect(blocks.at(-1)).toContain(first);
    expect(blocks.at(-1)).toContain(next);
  });

  test('a refused batch and a refused endpoint come before rows', () => {
    const findings = [
      finding('csv/no-rows', {}, { location: { file: 'users.csv' } }),
      finding('tcp/timeout', { server: 'imap.contoso.com', ports: [993], seconds: 15 }),
    ];
    const text = textOf(reportWith({ verdict: 'not-ready', findings, totals: totals({ errors: 2 }) }));
    expect(text).toContain('Not ready: Exchange Online would refuse the batch and the endpoint\n');
  });

  test('without a server it speaks of the file', () => {
    const batches = [{ file: 'users.csv', bytes: 90, rows: 1 }];
    const text = textOf(reportWith({ batches, totals: totals({ rows: { total: 1, skipped: 1 } }) }));
    expect(text).toMatch(/^✔ Ready as far as checked: no server was given, so no sign-in was tried\n/u);
    expect(text).toContain('--server');
  });

  test('interrupted, with and without errors', () => {
    const run = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 65_000, interrupted: true };
    const counts = { total: 12, passed: 4, skipped: 8 };
    const calm = textOf(reportWith({ run, verdict: 'incomplete', totals: totals({ rows: counts }) }));
    expect(calm).toMatch(/^\? Interrupted: 4 of 12 rows were judged\n/u);
    const report = failing([rejected(1, 'NO'), rejected(2, 'NO')], 12);
    report.run = run;
    report.totals.rows = { total: 12, passed: 1, failed: 2, inconclusive: 0, skipped: 9 };
    const text = textOf(report);
    expect(text).toMatch(/^✖ Interrupted: 3 of 12 rows were judged; not ready: 2 of 12 rows would fail\n/u);
    expect(text).toContain('--resume goes on');
  });
});

describe('the head', () => {
  test('an empty report', () => {
    expect(textOf(reportWith())).toBe(
      [
        '✔ Ready as far as checked: no rows were given',
        '',
        '  Findings     none',
        '  Time         12 ms',
        '',
        '✔ Ready as far as checked: no rows were given.',
        '  Run the check again with --server to try the sign-ins.',
        '',
      ].join('\n'),
    );
  });

  test('an endpoint alone, and equal reasons once', () => {
    const reason = 'no port is open';
    const text = textOf(
      reportWith({
        verdict: 'not-ready',
        endpoint: ENDPOINT,
        findings: [finding('tcp/refused', { server: 'imap.contoso.com', ports: [993] })],
        totals: totals({ errors: 1 }),
        stages: [
          { id: 'dns', status: 'passed', durationMs: 1 },
          { id: 'tcp', status: 'failed', durationMs: 1 },
          { id: 'tls', status: 'skipped', reason, durationMs: 0 },
          { id: 'imap', status: 'skipped', reason, durationMs: 0 },
          { id: 'target', status: 'skipped', reason: 'no recipients were given', durationMs: 0 },
        ],
      }),
    );
    expect(text).toContain('  Ports        993 refused 3 ms · 143 no answer 15 s\n');
    expect(text).toContain(
      '  Stages       ✔ dns passed · ✖ tcp failed\n               ○ tls, imap not run: no port is open\n',
    );
    expect(text).not.toMatch(/TLS {2}|Certificate|Software|Greeting|Rows|File/u);
    expect(text).toContain('\n  Mail admin of the source\n    ✖ Start the IMAP service');
  });

  test.each([
    ['2025-12-20T00:00:00.000Z', 'expired 2025-12-20'],
    ['2026-01-02T12:00:00.000Z', 'valid until 2026-01-02 (1 day left)'],
    ['2026-12-01T00:00:00.000Z', 'valid until 2026-12-01 (334 days left)'],
  ])('a certificate until %s', (validTo, words) => {
    const report = canonicalReport();
    if (report.endpoint?.tls?.certificate) report.endpoint.tls.certificate.validTo = validTo;
    expect(textOf(report)).toContain(words);
  });
});

describe('findings', () => {
  test('20,000 equal failures of 50,000 rows are one group of few lines', () => {
    const response = 'NO [AUTHENTICATIONFAILED] Authentication failed.';
    const report = failing(
      Array.from({ length: 20_000 }, (_, index) => rejected(index + 1, response)),
      50_000,
    );
    const begun = performance.now();
    const pieces = [...renderText(report, PLAIN)];
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(pieces.length).toBeGreaterThan(5);
    const text = pieces.join('');
    expect(text.split('\n').length).toBeLessThan(80);
    expect(text).toContain('login/rejected · 20,000 rows · seen from here\n');
    expect(text).toContain('    row 1  line 2  user1@contoso.com  contoso/user1\n');
    expect(text).toContain('… and 19,995 more; --verbose shows all\n');
    expect(text.split(response)).toHaveLength(2);
  });

  test('all rows, on request, in pieces', () => {
    const report = failing(Array.from({ length: 3_000 }, (_, index) => rejected(index + 1, 'NO')));
    const pieces = [...renderText(report, { ...PLAIN, limit: Infinity })];
    expect(pieces.join('')).toContain('row 3000');
    expect(pieces.join('')).not.toContain(' more\n');
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(20_000);
  });

  test('answers that differ stand below their rows', () => {
    const text = textOf(failing([rejected(1, 'NO one'), rejected(2, 'NO two')]));
    expect(text).toContain('    row 1  line 2  user1@contoso.com  contoso/user1\n      › NO one\n');
    expect(text).toContain('      › NO two\n');
    expect(text).not.toContain('  Server  NO');
  });

  test('with several files each row names its own, by the end of its path', () => {
    const long = `/srv/${'exports/'.repeat(12)}north.csv`;
    const report = failing([rejected(1, 'NO', long), rejected(1, 'NO', 'south.csv')]);
    report.batches = [long, 'south.csv'].map((file) => ({ file, bytes: 10, rows: 1 }));
    const text = textOf(report);
    expect(text).toMatch(/\n {4}…\S+north\.csv {2}row 1 {2}line 2 {2}user1@/u);
    expect(text).toMatch(/\n {4}south\.csv +row 1 {2}line 2/u);
    expect(text).toContain('login/rejected · 2 rows');
  });

  test('messages that differ stand below their rows, once the first is said', () => {
    const ragged = [2, 5].map((row) =>
      finding(
        'csv/wrong-column-count',
        { row, expected: 3, actual: row + 2 },
        { location: { file: 'users.csv', row, line: row + 1 } },
      ),
    );
    const text = textOf(failing(ragged));
    expect(text).toContain('│ Row 2 has the wrong number of columns. Expected number: 3. Actual number: 4.');
    expect(text).toContain('row 5  line 6\n');
  });

  test('findings about a file show ranges of rows', () => {
    const rows = [2, 3, 4, 5, 9, ...Array.from({ length: 400 }, (_, index) => 20 + index * 2)];
    const mixed = finding(
      'csv/mixed-username-format',
      { majority: 'address', minorities: [{ form: 'short-name', count: rows.length, rows }] },
      { location: { file: 'users.csv' }, evidence: { rows } },
    );
    expect(textOf(failing([mixed]))).toMatch(/\n {4}users\.csv {2}rows 2-5, 9, 20, .*34 and 392 more\n/u);
  });

  test('the work list names each owner once, and leaves notices out', () => {
    const text = textOf(canonicalReport());
    const list = text.slice(text.indexOf('What to do first'));
    for (const owner of ['Exchange admin', 'Mail admin of the source', 'Network', 'Users']) {
      expect(list.split(`\n  ${owner}\n`)).toHaveLength(2);
    }
    expect(list).not.toContain('tls/legacy-enabled');
  });
});

describe('hostile text', () => {
  const evil = '\x1b]8;;https://evil.example\x07\x1b[2J\u202ereversed\u2066\x9b31m\n✔ Ready';
  const long = 'x'.repeat(5_000);

  test.each([40, 60, 100])('does nothing at %i columns', (columns) => {
    const report = canonicalReport();
    const { endpoint } = report;
    Object.assign(report.batches[0] ?? {}, { file: `${evil}.csv` });
    Object.assign(endpoint ?? {}, {
      server: evil + long,
      software: evil,
      greeting: evil + long,
      addresses: [evil],
    });
    Object.assign(endpoint?.tls?.certificate ?? {}, { subject: evil + long, issuer: long, validTo: evil });
    Object.assign(report.stages[0] ?? {}, { reason: evil });
    report.findings = [
      ...[1, 2].map((row) => {
        const found = rejected(row, `${evil}${row}${long}`);
        return { ...found, subject: { emailAddress: evil + long, userName: `${evil}田中` } };
      }),
      finding('target/batch-exists', { name: evil + long }),
      finding('tls/handshake-failed', { server: `${evil}${long}`, port: 993, kind: 'reset' }),
    ];
    const text = textOf(report, { columns });
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    expect(text).not.toContain('evil.example');
    expect(text.split('\n').filter((line) => line.startsWith('✔ Ready'))).toEqual([]);
    expect(Math.max(...text.split('\n').map((line) => stringWidth(line)))).toBeLessThan(300);
    expect(badLines(text, columns)).toEqual([]);
  });

  test('East Asian names keep the columns aligned', () => {
    const findings = ['田中', 'ann'].map((name, index) => ({
      ...rejected(index + 1, 'NO'),
      subject: { emailAddress: `${name}@contoso.com`, userName: 'u' },
    })) as Finding[];
    const lines = textOf(failing(findings))
      .split('\n')
      .filter((line) => line.includes('@contoso.com  '));
    const columns = lines.map((line) => stringWidth(line.slice(0, line.lastIndexOf('u'))));
    expect(lines).toHaveLength(2);
    expect(new Set(columns).size).toBe(1);
  });
});

describe('links', () => {
  const LINK = /\u001b\]8;;([^\u0007]*)\u0007/g;
  const text = (options: Partial<TextOptions>) =>
    [...renderText(canonicalReport(), { columns: 60, colour: false, unicode: true, ...options })].join('');

  test('stand behind the section where the terminal takes them, each closed on its line', () => {
    const linked = text({ links: true });
    for (const line of linked.split('\n')) {
      const targets = [...line.matchAll(LINK)].map(([, target]) => target);
      expect(targets.length % 2).toBe(0);
      for (const [index, target] of targets.entries())
        expect(target).toMatch(index % 2 === 0 ? /^https:\/\/learn\.microsoft\.com\// : /^$/);
    }
    const bare = linked.replace(LINK, '');
    expect(bare).toContain('  See     Microsoft KB 10062: ');
    expect(bare).not.toContain('\n          https://learn.microsoft.com/exchange/troubleshoot/');
  });

  test('are written out elsewhere', () => {
    expect(text({})).not.toContain('\u001b');
    expect(text({})).toContain('\n          https://learn.microsoft.com/exchange/troubleshoot/');
  });
});
