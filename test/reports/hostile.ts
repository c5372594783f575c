import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { reportWith, totals } from './support.js';

/** Texts that mean something in one format or another. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  '</failure></testcase>',
  ']]><!--',
  '&amp;&#0;&#x1b;',
  '`code` ``two``',
  'a|b|c \\|',
  '[link](https://evil.example)',
  '![image](https://evil.example/x.png)',
  'www.evil.example and https://evil.example/x',
  '@contoso and @octocat',
  '::error::x\n::set-output name=a::b',
  '##[error]x',
  '%0A::warning::y,line=1:2',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-1;=1+1',
  '@SUM(A1)',
  '\t=1+1',
  '\r=1+1',
  'x;=1+1,"=2+2"\t=3+3',
  '\uff1d1+1',
  '"quoted", "twice"',
  'line\nbreak\r\nand more',
  '\u0000\u0001\u0008\u000b\u001b[31m\u007f\u009b',
  '\ud800 alone \udfff',
  '\ufffe\uffff\u{1fffe}',
  '\u202eright\u2066to left',
  '# heading',
  '- item',
  '1. item',
  '> quote',
  '$x$ :smile: #1',
] as const;

/** A report in which each of these texts is everything that a file or a server can choose. */
export function hostileReport(): Report {
  const rows = HOSTILE.map((text, index) => ({
    file: `${text}.csv`,
    row: index + 1,
    line: index + 2,
    emailAddress: text,
    userName: `${text}2`,
    status: 'failed' as const,
    codes: ['login/rejected' as const],
    attempts: 1,
    ms: 5,
  }));
  const findings = rows.map(({ file, row, line, emailAddress, userName }, index) =>
    finding(
      'login/rejected',
      { form: 'address' },
      {
        location: { file, row, line, column: HOSTILE[index] ?? '' },
        subject: { emailAddress, userName },
        evidence: { response: `NO ${HOSTILE[index]}`, detail: HOSTILE[index] ?? '' },
      },
    ),
  );
  const folders = HOSTILE.map((text, index) =>
    finding(
      'mailbox/gmail-folders',
      { roots: [text] },
      { location: { file: `${text}.csv`, row: index + 1, line: index + 2 } },
    ),
  );
  const of = HOSTILE.length;
  return reportWith({
    verdict: 'not-ready',
    batches: HOSTILE.map((text) => ({ file: `${text}.csv`, bytes: 1, rows: 1 })),
    endpoint: {
      server: HOSTILE[0],
      addresses: [...HOSTILE],
      aliases: [...HOSTILE],
      ports: [],
      attempts: [],
      capabilities: [...HOSTILE],
      greeting: HOSTILE.join(' '),
      product: HOSTILE.join(' '),
      tls: {
        versions: { TLSv1: false, 'TLSv1.1': false, 'TLSv1.2': true, 'TLSv1.3': false },
        undetermined: [],
        negotiated: { protocol: 'TLSv1.2', cipher: HOSTILE.join(' ') },
        certificate: {
          subject: HOSTILE.join(' '),
          issuer: HOSTILE.join(' '),
          names: [...HOSTILE],
          validFrom: '2026-01-01T00:00:00.000Z',
          validTo: '2027-01-01T00:00:00.000Z',
          trusted: true,
        },
      },
    },
    stages: [
      { id: 'csv', status: 'passed', durationMs: 1 },
      { id: 'login', status: 'failed', durationMs: 1 },
      { id: 'mailbox', status: 'warned', durationMs: 1 },
      { id: 'target', status: 'skipped', reason: HOSTILE.join(' '), durationMs: 0 },
    ],
    totals: totals({ errors: of, warnings: of, rows: { total: of, failed: of } }),
    findings: [...findings, ...folders],
    rows,
  });
}

/** A report of many rows, each of which was refused with an answer of its own. */
export function largeReport(rows: number, response: (row: number) => string): Report {
  const results = Array.from({ length: rows }, (_, index) => ({
    file: 'users.csv',
    row: index + 1,
    line: index + 2,
    emailAddress: `user${index + 1}@contoso.com`,
    userName: `user${index + 1}`,
    status: 'failed' as const,
    codes: ['login/rejected' as const],
    attempts: 1,
    ms: 3,
  }));
  const findings = results.map(({ file, row, line, emailAddress, userName }) =>
    finding(
      'login/rejected',
      { form: 'address' },
      {
        location: { file, row, line },
        subject: { emailAddress, userName },
        evidence: { response: response(row) },
      },
    ),
  );
  return reportWith({
    verdict: 'not-ready',
    batches: [{ file: 'users.csv', bytes: 1_000_000, rows }],
    stages: [
      { id: 'csv', status: 'passed', durationMs: 1 },
      { id: 'login', status: 'failed', durationMs: 1 },
    ],
    totals: totals({ errors: rows, rows: { total: rows, failed: rows } }),
    findings,
    rows: results,
  });
}
