import type { Plan } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import { renderHtml } from '../../src/reports/html.js';
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
export const PLAN: Plan = {
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
  heldBack: 7,
  days: { half: 3, most: 14 },
  commands: [
    '# Connect first: Connect-ExchangeOnline',
    "$test = Test-MigrationServerAvailability -Imap -RemoteServer 'imap.gmail.com' -Port 993 -Security Ssl",
    "if ($test.Result -ne 'Success') { throw $test.Message }",
    "New-MigrationBatch -Name 'users-1' -SourceEndpoint 'imap-gmail-com' -ExcludeFolders '[Gmail]' -CSVData ([System.IO.File]::ReadAllBytes((Resolve-Path -LiteralPath 'users-1.csv').ProviderPath))",
  ],
};
