import { count, number, size } from '../knowledge/catalogue/words.js';
import { concurrencyReason, daysText, excludeReason, folderText } from '../knowledge/plan-words.js';
import { command, comment, quote, quoteAll } from '../knowledge/powershell.js';
import type { Security } from '../model/endpoint.js';
import type { PlanFacts, PlannedBatch, PlannedEndpoint } from '../model/plan.js';

/** Values of `-Security`. */
const SECURITY: Record<Security, string> = { ssl: 'Ssl', tls: 'Tls', none: 'None' };

/**
 * Exchange Online PowerShell that creates the endpoint and the batches of a plan, a command or a comment each. What
 * comes from files and servers stands in it as quoted text alone.
 */
export function commandsOf(facts: PlanFacts): string[] {
  const { endpoint, batches } = facts;
  return [
    comment('Sign in to Exchange Online PowerShell first (module ExchangeOnlineManagement):'),
    comment('Connect-ExchangeOnline'),
    comment('Test the server, which signs in to no mailbox.'),
    testCommand(endpoint),
    "if ($test.Result -ne 'Success') { throw ('Exchange Online cannot use this server: ' + $test.Message) }",
    comment(
      `The endpoint. ${number(endpoint.maxConcurrentMigrations)} at once: ${concurrencyReason(endpoint)}.`,
    ),
    comment('All batches share these. An endpoint of this name that is there already is taken as it is.'),
    ...endpointCommands(endpoint),
    ...excludeComments(facts),
    comment("To get a mail when a batch has finished, add: -NotificationEmails 'admin@contoso.com'"),
    comment(
      'The batches are created and not started. One whose name is taken is refused, and left as it is.',
    ),
    ...batches.flatMap((batch) => [comment(batchText(batch)), batchCommand(batch, facts)]),
    comment('To start a batch once it is created, the first one first:'),
    ...batches.map(({ name }) => `# ${command('Start-MigrationBatch', '-Identity', quote(name))}`),
  ];
}

function serverArguments({ server, port, security, acceptUntrustedCertificates }: PlannedEndpoint): string[] {
  return [
    `-RemoteServer ${quote(server)}`,
    `-Port ${port}`,
    `-Security ${SECURITY[security]}`,
    ...(acceptUntrustedCertificates ? ['-AcceptUntrustedCertificates'] : []),
  ];
}

function testCommand(endpoint: PlannedEndpoint): string {
  return `$test = ${command('Test-MigrationServerAvailability', '-Imap', ...serverArguments(endpoint))}`;
}

function endpointCommands(endpoint: PlannedEndpoint): string[] {
  const { name, maxConcurrentMigrations, maxConcurrentIncrementalSyncs } = endpoint;
  const create = command(
    'New-MigrationEndpoint',
    '-IMAP',
    `-Name ${quote(name)}`,
    ...serverArguments(endpoint),
    `-MaxConcurrentMigrations ${maxConcurrentMigrations}`,
    `-MaxConcurrentIncrementalSyncs ${maxConcurrentIncrementalSyncs}`,
    '-ErrorAction Stop',
  );
  return [
    `$endpoint = ${command('Get-MigrationEndpoint', '-Identity', quote(name), '-ErrorAction SilentlyContinue')}`,
    `if (-not $endpoint) { $endpoint = ${create} }`,
  ];
}

function excludeComments({ exclude }: PlanFacts): string[] {
  const excluded = exclude.filter(({ optional }) => !optional);
  const optional = exclude.filter((folder) => folder.optional);
  const told = excluded.map((one) => comment(`Left out: ${folderText(one)}: ${excludeReason(one)}.`));
  if (optional.length === 0) return told;
  const all = [...excluded, ...optional].map(({ folder }) => folder);
  return [
    ...told,
    ...optional.map((one) => comment(`Could be left out: ${folderText(one)}: ${excludeReason(one)}.`)),
    // As it is, and not as a comment is tidied: the names must be those of the folders.
    `# To leave out these too, write: -ExcludeFolders ${quoteAll(all)}`,
  ];
}

function batchText({ name, rows, from, whole, holds, days }: PlannedBatch): string {
  const parts = [
    whole ? count(rows, 'row') : `${count(rows, 'row')} of ${from}`,
    ...(holds === undefined ? [] : [size(holds.bytes)]),
    ...(days === undefined ? [] : [`estimated ${daysText(days)}`]),
  ];
  return `Batch ${name}: ${parts.join(', ')}.`;
}

function batchCommand({ name, file }: PlannedBatch, { endpoint, exclude }: PlanFacts): string {
  const folders = exclude.filter(({ optional }) => !optional).map(({ folder }) => folder);
  return command(
    'New-MigrationBatch',
    `-Name ${quote(name)}`,
    `-SourceEndpoint ${quote(endpoint.name)}`,
    `-CSVData ([System.IO.File]::ReadAllBytes((Resolve-Path -LiteralPath ${quote(file)}).ProviderPath))`,
    folders.length === 0 ? undefined : `-ExcludeFolders ${quoteAll(folders)}`,
  );
}
