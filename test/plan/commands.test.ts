import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import { isStream } from '../../src/model/stream.js';
import { planOf } from '../../src/plan/plan.js';
import { parsePowerShell, textsOf } from '../support/powershell.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { audit, ENDPOINT, folder, planned, roots, row, rows } from './support.js';

function planFor(report: Report): Plan {
  const plan = planOf(report);
  if (plan === undefined) throw new Error('there is a plan for it');
  return plan;
}

const WISHES = { acceptUntrustedCertificates: false };

describe('the commands of a plan', () => {
  test('of a batch that is one file', () => {
    expect(planFor(planned(rows(2))).commands).toEqual([
      '# Sign in to Exchange Online PowerShell first (module ExchangeOnlineManagement):',
      '# Connect-ExchangeOnline',
      '# Test the server, which signs in to no mailbox.',
      "$test = Test-MigrationServerAvailability -Imap -RemoteServer 'imap.contoso.com' -Port 993 -Security Ssl",
      "if ($test.Result -ne 'Success') { throw ('Exchange Online cannot use this server: ' + $test.Message) }",
      '# The endpoint. 20 at once: what Exchange Online opens unless told otherwise.',
      '# All batches share these. An endpoint of this name that is there already is taken as it is.',
      "$endpoint = Get-MigrationEndpoint -Identity 'imap.contoso.com-993-ssl' -ErrorAction SilentlyContinue",
      "if (-not $endpoint) { $endpoint = New-MigrationEndpoint -IMAP -Name 'imap.contoso.com-993-ssl' -RemoteServer 'imap.contoso.com' -Port 993 -Security Ssl -MaxConcurrentMigrations 20 -MaxConcurrentIncrementalSyncs 10 -ErrorAction Stop }",
      "# To get a mail when a batch has finished, add: -NotificationEmails 'admin@contoso.com'",
      '# The batches are created and not started. One whose name is taken is refused, and left as it is.',
      '# Batch users: 2 rows.',
      "New-MigrationBatch -Name 'users' -SourceEndpoint 'imap.contoso.com-993-ssl' -CSVData ([System.IO.File]::ReadAllBytes((Resolve-Path -LiteralPath 'users.csv').ProviderPath))",
      '# To start a batch once it is created, the first one first:',
      "# Start-MigrationBatch -Identity 'users'",
    ]);
  });

  test('of STARTTLS, a certificate to be accepted, excluded folders, and names with quotes', () => {
    const file = "O'Neill\u2019s.csv";
    const named = (number: number) => ({
      file,
      audit: audit({ folders: [folder("Mom's trash", 'trash')] }),
      ...(number === 3 ? { status: 'failed' as const } : {}),
    });
    const { findings: _, ...report } = planned(rows(3, named));
    const { commands } = planFor({
      ...report,
      endpoint: { ...ENDPOINT, port: 143, security: 'tls', capacity: { asked: 40, held: 6, signedIn: true } },
      wishes: { ...WISHES, acceptUntrustedCertificates: true, batchName: "Bob's $(batch)" },
      batches: [{ file, bytes: 100, rows: 3 }],
      findings: [
        { ...roots('mailbox/public-folders', 1, "Bob's `shared"), location: { file, row: 1, line: 2 } },
      ],
    });
    const code = commands.filter((line) => !line.startsWith('#'));
    expect(code[0]).toBe(
      "$test = Test-MigrationServerAvailability -Imap -RemoteServer 'imap.contoso.com' -Port 143 -Security Tls -AcceptUntrustedCertificates",
    );
    expect(code[3]).toContain(
      "-RemoteServer 'imap.contoso.com' -Port 143 -Security Tls -AcceptUntrustedCertificates -MaxConcurrentMigrations 6 -MaxConcurrentIncrementalSyncs 3",
    );
    expect(code[4]).toBe(
      "New-MigrationBatch -Name 'Bob''s $(batch)' -SourceEndpoint 'imap.contoso.com-143-tls' -CSVData ([System.IO.File]::ReadAllBytes((Resolve-Path -LiteralPath 'O''Neill\u2019\u2019s-1.csv').ProviderPath)) -ExcludeFolders 'Bob''s `shared'",
    );
    expect(commands).toContain(
      "# To leave out these too, write: -ExcludeFolders 'Bob''s `shared','Mom''s trash'",
    );
    expect(commands).toContain(
      "# Could be left out: 'Mom's trash' in 2 mailboxes, 20 messages, 1.95 KB: deleted mail.",
    );
    expect(parsePowerShell(commands.join('\n')).hasError).toBe(false);
  });

  test('a name with an end of line stays on its line', () => {
    const file = 'a\nRemove-Mailbox x.csv';
    const { commands } = planFor(planned([], { batches: [{ file, bytes: 1, rows: 1 }] }));
    const code = commands.filter((line) => !line.startsWith('#'));
    expect(code.at(-1)).toContain("-LiteralPath ('a' + [char]0x000A + 'Remove-Mailbox x.csv')");
    expect(commands.join('')).not.toContain('\n');
    expect(code.at(-1)).toContain("-Name 'a-Remove-Mailbox-x'");
  });

  test('a batch that came on standard input is to be saved', () => {
    const batches = [{ file: '-', bytes: 1, rows: 1 }];
    const { commands, notes } = planFor(planned([], { batches }));
    expect(commands.join('\n')).toContain("-LiteralPath 'batch.csv'");
    expect(notes[0]).toBe('The batch came on standard input: save it as `batch.csv` first.');
  });

  test('a column that is not known is said', () => {
    const column = { code: 'csv/unknown-column', args: { position: 4 } } as const;
    const { notes, commands } = planFor(planned(rows(1), { findings: [column] }));
    expect(notes.join()).toContain('add `-AllowUnknownColumnsInCsv $true` to each batch');
    expect(commands.join()).not.toContain('AllowUnknownColumnsInCsv');
  });
});

const HOSTILE = [
  ...'\'"`$(){};|&<>#@%!,\\/ \t\n\r\0-=[]*?.',
  ...['\u2018', '\u2019', '\u201a', '\u201b', '\u201c', '\u2028', '\u0085', '\u00a0', '\u202e', '\ud800'],
  ...['$(', '#>', '<#', '@"\n', "@'\n", '--%', '\r\nRemove-Mailbox x', 'a', 'Ä', '📬', '.csv', '[Gmail]'],
];
const name = fc
  .array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.join(''));
const KNOWN = new Set([
  ...['Test-MigrationServerAvailability', 'Get-MigrationEndpoint', 'New-MigrationEndpoint'],
  ...['Resolve-Path', 'New-MigrationBatch'],
]);

test('hostile names do nothing but name', { timeout: PROPERTY_TIMEOUT }, () => {
  const input = fc.record({
    file: name,
    batchName: fc.option(name, { nil: undefined }),
    root: name,
    server: name,
  });
  fc.assert(
    fc.property(input, ({ file, batchName, root, server }) => {
      const named = { file, audit: audit({ folders: [folder(`${root}x`, 'junk')] }) };
      const plan = planFor({
        ...planned([row(1, named), row(2, named)]),
        endpoint: { ...ENDPOINT, server },
        wishes: { ...WISHES, ...(batchName === undefined ? {} : { batchName }) },
        batches: [{ file, bytes: 9, rows: 2 }],
        findings: [{ ...roots('mailbox/public-folders', 1, root), location: { file, row: 1, line: 2 } }],
      });
      const script = plan.commands.join('\n');
      const { hasError, commands } = parsePowerShell(script);
      expect(hasError).toBe(false);
      expect(commands.filter((one) => !KNOWN.has(one))).toEqual([]);
      expect(commands.filter((one) => one === 'New-MigrationBatch')).toHaveLength(1);
      for (const line of plan.commands) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      const [batch] = plan.batches;
      const excluded = plan.exclude.filter(({ optional }) => !optional).map(({ folder }) => folder);
      const line = plan.commands.find((one) => one.startsWith('New-MigrationBatch')) ?? '';
      expect(textsOf(line)).toEqual([batch?.name, plan.endpoint.name, batch?.file, ...excluded]);
      if (!isStream(file)) expect(batch?.file).toBe(file);
      expect(batch?.name).toMatch(/^.{1,64}$/u);
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
});
