import { placed } from '../../src/knowledge/vantage.js';
import type { Code } from '../../src/model/code.js';
import type { Endpoint } from '../../src/model/endpoint.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult, RowStatus } from '../../src/model/row.js';
import type { StageResult } from '../../src/model/stage.js';
import { planOf } from '../../src/plan/plan.js';

const FILE = 'users.csv';
const SERVER = 'imap.gmail.com';

const ENDPOINT: Endpoint = {
  server: SERVER,
  addresses: ['203.0.113.7', '2001:db8::7'],
  aliases: ['imap.google.com'],
  port: 993,
  security: 'ssl',
  ports: [
    { port: 993, state: 'open', ms: 12 },
    { port: 143, state: 'timeout', ms: 15_000 },
  ],
  attempts: [
    { address: '203.0.113.7', port: 993, state: 'open', ms: 12 },
    { address: '203.0.113.7', port: 143, state: 'timeout', ms: 15_000 },
    { address: '2001:db8::7', port: 993, state: 'open', ms: 14 },
    { address: '2001:db8::7', port: 143, state: 'timeout', ms: 15_000 },
  ],
  tls: {
    versions: { TLSv1: true, 'TLSv1.1': true, 'TLSv1.2': true, 'TLSv1.3': true },
    undetermined: [],
    negotiated: { protocol: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' },
    certificate: {
      subject: 'CN=imap.gmail.com',
      issuer: 'CN=WR2, O=Google Trust Services, C=US',
      names: ['imap.gmail.com'],
      validFrom: '2025-12-08T08:35:39.000Z',
      validTo: '2026-03-02T08:35:38.000Z',
      trusted: true,
    },
  },
  software: 'gmail',
  greeting: 'Gimap ready for requests from 198.51.100.20 ab1cd2ef3456789gh',
  capabilities: ['IMAP4rev1', 'UNSELECT', 'IDLE', 'NAMESPACE', 'QUOTA', 'ID', 'XLIST', 'AUTH=PLAIN'],
};

const STAGES: StageResult[] = [
  { id: 'csv', status: 'failed', durationMs: 4 },
  { id: 'dns', status: 'passed', durationMs: 31 },
  { id: 'tcp', status: 'passed', durationMs: 15_002 },
  { id: 'tls', status: 'passed', durationMs: 96 },
  { id: 'imap', status: 'passed', durationMs: 58 },
  { id: 'login', status: 'failed', durationMs: 46_210 },
  { id: 'mailbox', status: 'warned', durationMs: 310 },
  { id: 'target', status: 'skipped', reason: 'no recipients were given', durationMs: 0 },
];

/** Data rows by number, the header being line 1 and line 8 blank. */
function place(row: number) {
  return { file: FILE, row, line: row < 7 ? row + 1 : row + 2 };
}

function subject(letter: string) {
  return { emailAddress: `user${letter}@contoso.com`, userName: `user${letter}@school.example` };
}

const REJECTED = 'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)';
const APP_PASSWORD =
  'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)';
const NOT_ENABLED =
  'NO [ALERT] Your account is not enabled for IMAP use. Please visit your account settings page and enable your account for IMAP access. (Failure)';

const CSV_FINDINGS: Finding[] = [
  finding('csv/blank-line', { count: 1, lines: [8] }, { location: { file: FILE, line: 8 } }),
  finding(
    'csv/mixed-username-format',
    { majority: 'address', minorities: [{ form: 'short-name', count: 3, rows: [8, 9, 12] }] },
    { location: { file: FILE, column: 'UserName' }, evidence: { rows: [8, 9, 12] } },
  ),
  ...(['c', 'd'] as const).map((letter, index) =>
    finding(
      'csv/app-password-format',
      {},
      { location: { ...place(3 + index), column: 'Password' }, subject: subject(letter) },
    ),
  ),
  finding(
    'csv/invalid-email',
    {},
    {
      location: { ...place(6), column: 'EmailAddress' },
      subject: { emailAddress: 'userf@contoso', userName: 'userf@school.example' },
    },
  ),
  finding('csv/wrong-column-count', { row: 7, expected: 3, actual: 4 }, { location: place(7) }),
  finding('csv/wrong-column-count', { row: 11, expected: 3, actual: 5 }, { location: place(11) }),
];

const LOGIN_FINDINGS: Finding[] = [
  ...(['c', 'd'] as const).map((letter, index) =>
    finding(
      'login/app-password-required',
      { form: 'address', provider: 'gmail' },
      { location: place(3 + index), subject: subject(letter), evidence: { response: APP_PASSWORD } },
    ),
  ),
  finding(
    'login/rejected',
    { form: 'address', provider: 'gmail' },
    { location: place(5), subject: subject('e'), evidence: { response: REJECTED } },
  ),
  finding(
    'login/timeout',
    { attempts: 3, phase: 'login', seconds: 15 },
    { location: place(8), subject: { emailAddress: 'userh@contoso.com', userName: 'userh' } },
  ),
  finding(
    'login/imap-disabled',
    { form: 'address', provider: 'gmail' },
    { location: place(10), subject: subject('j'), evidence: { response: NOT_ENABLED } },
  ),
  finding(
    'login/stopped',
    { kind: 'max-rejected', rejected: 4 },
    { location: place(12), subject: { emailAddress: 'userl@contoso.com', userName: 'userl' } },
  ),
];

const MAILBOX_FINDINGS: Finding[] = [
  finding(
    'mailbox/gmail-folders',
    { roots: ['[Gmail]'] },
    { location: place(2), subject: subject('b'), evidence: { detail: '[Gmail]' } },
  ),
  finding(
    'mailbox/gmail-folders',
    { roots: ['[Google Mail]'] },
    {
      location: place(9),
      subject: { emailAddress: 'useri@contoso.com', userName: 'useri' },
      evidence: { detail: '[Google Mail]' },
    },
  ),
];

const FINDINGS: Finding[] = [
  ...CSV_FINDINGS,
  finding('tls/legacy-enabled', { server: SERVER, versions: ['TLSv1', 'TLSv1.1'] }),
  ...LOGIN_FINDINGS,
  ...MAILBOX_FINDINGS,
];

function row(number: number, letter: string, status: RowStatus, codes: Code[], ms?: number): RowResult {
  const named = number !== 7 && number !== 11;
  const found = FINDINGS.find(({ location, subject }) => location?.row === number && subject !== undefined);
  const names = found?.subject ?? (named ? subject(letter) : { emailAddress: '', userName: '' });
  return {
    ...place(number),
    ...names,
    status,
    codes,
    ...(status === 'passed' ? { folders: 8 + number } : {}),
    attempts: ms === undefined ? 0 : status === 'inconclusive' ? 3 : 1,
    ...(ms === undefined ? {} : { ms }),
  };
}

const ROWS: RowResult[] = [
  row(1, 'a', 'passed', [], 210),
  row(2, 'b', 'passed', ['mailbox/gmail-folders'], 198),
  row(3, 'c', 'failed', ['csv/app-password-format', 'login/app-password-required'], 410),
  row(4, 'd', 'failed', ['csv/app-password-format', 'login/app-password-required'], 395),
  row(5, 'e', 'failed', ['login/rejected'], 620),
  row(6, 'f', 'failed', ['csv/invalid-email']),
  row(7, 'g', 'failed', ['csv/wrong-column-count']),
  row(8, 'h', 'inconclusive', ['login/timeout'], 15_004),
  row(9, 'i', 'passed', ['mailbox/gmail-folders'], 201),
  row(10, 'j', 'failed', ['login/imap-disabled'], 388),
  row(11, 'k', 'failed', ['csv/wrong-column-count']),
  row(12, 'l', 'skipped', ['login/stopped']),
];

/**
 * One report with a little of everything: errors of the file and of sign-ins, a row that could not be judged,
 * one that was not tried, a notice about TLS, folders of Gmail, answers of the server. The golden files of
 * every format are made of it.
 */
export function canonicalReport(): Report {
  const plan = planOf(unplannedReport());
  if (plan === undefined) throw new Error('the canonical report has a plan');
  return { ...unplannedReport(), plan };
}

function unplannedReport(): Report {
  return structuredClone({
    run: { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 61_730, interrupted: false },
    verdict: 'not-ready',
    batches: [{ file: FILE, bytes: 812, rows: 12 }],
    endpoint: ENDPOINT,
    wishes: { acceptUntrustedCertificates: false },
    stages: STAGES,
    totals: {
      errors: 7,
      warnings: 8,
      notices: 1,
      inconclusive: 1,
      rows: { total: 12, passed: 3, failed: 7, inconclusive: 1, skipped: 1 },
    },
    findings: FINDINGS.map((found) => placed(found, 'microsoft')),
    rows: ROWS,
  });
}
