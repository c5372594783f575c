import { finding } from '../../src/model/finding.js';
import type { Plan } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import { renderHtml } from '../../src/reports/html.js';
import { canonicalReport } from './canonical-report.js';
import { writeTemporary } from './files.js';

export const TOOL = { name: 'imap-preflight', version: '1.0.0' };

export function htmlOf(report: Report): string {
  return [...renderHtml(report, TOOL)].join('');
}

/** Writes the report into a folder of the test's own; returns the path of the file. */
export function writeHtml(report: Report): Promise<string> {
  return writeTemporary('report.html', htmlOf(report));
}

/** A plan with a little of everything. */
export const PLAN: Plan & { notes: string[] } = {
  endpoint: {
    name: 'imap-gmail-com',
    server: 'imap.gmail.com',
    port: 993,
    security: 'ssl',
    acceptUntrustedCertificates: false,
    maxConcurrentMigrations: 20,
    maxConcurrentIncrementalSyncs: 10,
    basis: 'assumed',
  },
  totals: { mailboxes: 4, messages: 48_210, bytes: 9_876_543_210, accuracy: 'estimated', unmeasured: 1 },
  largest: [
    {
      file: 'users.csv',
      row: 2,
      line: 3,
      emailAddress: 'userb@contoso.com',
      messages: 31_000,
      bytes: 7_000_000_000,
    },
  ],
  exclude: [
    {
      folder: '[Gmail]',
      reason: 'gmail',
      optional: false,
      mailboxes: 2,
      holds: { messages: 4_000, bytes: 1_000_000 },
    },
    { folder: 'Trash', reason: 'trash', optional: true, mailboxes: 1 },
  ],
  batches: [
    {
      name: 'users-1',
      file: 'users-1.csv',
      from: 'users.csv',
      ranges: '2',
      rows: 1,
      whole: false,
      holds: { messages: 31_000, bytes: 7_000_000_000 },
      days: { half: 3, most: 14 },
    },
    { name: 'users-2', file: 'users-2.csv', from: 'users.csv', ranges: '1,8-9,12', rows: 4, whole: false },
  ],
  notes: ['The duration is an estimate: of mailboxes of this size, half took 3 days at most.'],
  heldBack: 7,
  days: { half: 3, most: 14 },
  commands: [
    '# Connect first: Connect-ExchangeOnline',
    "$test = Test-MigrationServerAvailability -Imap -RemoteServer 'imap.gmail.com' -Port 993 -Security Ssl",
    "if ($test.Result -ne 'Success') { throw $test.Message }",
    "New-MigrationBatch -Name 'users-1' -SourceEndpoint 'imap-gmail-com' -ExcludeFolders '[Gmail]' -CSVData ([System.IO.File]::ReadAllBytes((Resolve-Path -LiteralPath 'users-1.csv').ProviderPath))",
  ],
};

/** Would run a script, end an element, turn text around or hide it, wherever it were taken for more than text. */
const EVIL =
  '</script><!--<script>alert(1)</script>]]>"><img src=x onerror=alert(2)>\u202egnp.\u2028&amp;\u0007';

/** The canonical report with a hostile text in every place that a file, a server or a stored report may fill. */
export function hostileReport(): Report {
  const report: Report = { ...canonicalReport(), plan: structuredClone(PLAN) };
  const { endpoint, plan } = report;
  const place = { file: EVIL, row: 1, line: 2, column: EVIL };
  const subject = { emailAddress: EVIL, userName: `x${EVIL}` };
  report.batches = [
    { file: EVIL, bytes: 1, rows: 2 },
    { file: 'b.csv', bytes: 1, rows: 0 },
  ];
  Object.assign(report.run, { startedAt: EVIL });
  Object.assign(report.stages[0] ?? {}, { reason: EVIL });
  const texts = { server: EVIL, greeting: EVIL, software: EVIL, product: EVIL, addresses: [EVIL] };
  Object.assign(endpoint ?? {}, { ...texts, aliases: [EVIL], capabilities: [EVIL] });
  Object.assign(endpoint?.tls ?? {}, { negotiated: { protocol: EVIL, cipher: EVIL } });
  Object.assign(endpoint?.tls?.certificate ?? {}, {
    subject: EVIL,
    issuer: EVIL,
    names: [EVIL],
    validTo: EVIL,
  });
  const kb = { article: EVIL, section: EVIL, url: 'javascript:alert(3)' };
  const told = { title: EVIL, message: EVIL, cause: EVIL, fix: [EVIL, `\`${EVIL}\``], kb };
  report.findings = [
    ...[1, 2].map((row) => ({
      ...finding('login/rejected', { form: 'address' }, { location: { ...place, row }, subject }),
      evidence: { response: `${row}${EVIL}`, detail: EVIL },
      told: { ...told, severity: 'error', effect: 'row', owner: 'user', vantage: 'here' } as const,
    })),
    finding('target/batch-exists', { name: EVIL }),
  ];
  report.rows = [
    { ...place, ...subject, status: 'failed', codes: ['login/rejected'], attempts: 1, ms: 3 },
    { ...place, ...subject, row: 2, userName: EVIL, status: 'passed', codes: [], attempts: 1 },
  ];
  Object.assign(plan?.endpoint ?? {}, { name: EVIL, server: EVIL });
  Object.assign(plan?.batches[0] ?? {}, { name: EVIL, file: EVIL, ranges: EVIL, from: EVIL });
  Object.assign(plan?.exclude[0] ?? {}, { folder: EVIL });
  Object.assign(plan?.largest[0] ?? {}, { emailAddress: EVIL });
  return { ...report, plan: { ...PLAN, ...plan, commands: [EVIL, `# ${EVIL}`] } };
}
