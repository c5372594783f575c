import { setMaxListeners } from 'node:events';
import type { BatchSource } from '../batch/source.js';
import type { Wishes } from '../model/plan.js';
import type { StageId } from '../model/stage.js';
import type { Probes } from '../probes/index.js';
import { type CheckedBatch, type CsvResult, type CsvWish, runCsvStage } from './csv-stage.js';
import { type Earlier, Standing } from './earlier.js';
import type { EndpointResult } from './endpoint-stages.js';
import type { LoginResult } from './login-stage.js';
import { quotasOf } from './measured.js';
import type { RunOptions } from './options.js';
import { describePart } from './part.js';
import { RowReports } from './row-outcome.js';
import { type PlannedRow, plannedRows } from './rows.js';
import { selection } from './selection.js';
import { ShardCut } from './shard-cut.js';
import { CHOSEN, type Emit, type Ending, INTERRUPTED, Stage, skip } from './stage-log.js';
import { openTarget } from './target-exports.js';
import { tellRow } from './target-note.js';
import type { TargetResult } from './target-stage.js';
import { untried } from './tellable.js';

export interface RunInput {
  sources: readonly BatchSource[];
  options: RunOptions;
  probes: Probes;
  /** No new work is begun; what is under way may end. */
  stop: AbortSignal;
  /** What is under way is broken off. */
  abort: AbortSignal;
  /** Results of an earlier run, from which this one goes on. */
  earlier?: Earlier;
  /** Rows that were refused then are tried again. */
  retryRejected?: boolean;
}

/**
 * The pipeline: csv → target → dns → tcp → tls → imap → login → mailbox. A stage runs when what it needs is there, and is
 * skipped with the reason otherwise. Everything it has to say it says as events.
 *
 * @throws {InputError} when a batch or an export of the tenant cannot be read to its end; nobody was asked by then.
 */
export async function run(input: RunInput, emit: Emit): Promise<void> {
  const begun = performance.now();
  // Every connection listens to it, and lets go when it ends: many at once are no leak.
  setMaxListeners(0, input.stop, input.abort);
  const target = await openTarget(input.options, input.stop);
  emit({ type: 'run-started', startedAt: new Date().toISOString(), wishes: wishesOf(input.options) });
  const alone = isAlone(input.options) && !target.needsExports;
  const csv = await readBatches(input, { alone, look: target.look }, emit);
  const { told, quotaOf } = await target.run(csv.batches, emit, input.stop);
  if (input.options.dryRun && input.options.server !== undefined) {
    await rehearse(input, { ...csv, alone, quotaOf }, input.options.server, emit);
  } else {
    const endpoint = await proveEndpoint(input, csv, emit);
    const logins = await signIn(input, { ...csv, alone, quotaOf }, endpoint, emit);
    await tellCapacity(input, csv, endpoint, logins, emit);
  }
  if (!told) skipped(input, emit, 'target', CHOSEN.noRecipients);
  emit({
    type: 'run-done',
    durationMs: Math.round(performance.now() - begun),
    interrupted: input.stop.aborted,
  });
}

function wishesOf(options: RunOptions): Wishes {
  const { acceptUntrustedCertificates, batchName } = options;
  return { acceptUntrustedCertificates, ...(batchName === undefined ? {} : { batchName }) };
}

function skipped({ options }: RunInput, emit: Emit, id: StageId, reason: string): void {
  skip(emit, id, options.stages.has(id) ? reason : CHOSEN.notAsked);
}

/** What the CSV stage has found, and what goes with it on the way to the sign-ins. */
interface ReadCsv extends CsvResult {
  /** The results of the rows are told already. */
  alone: boolean;
}

async function readBatches(
  input: RunInput,
  rows: Pick<CsvWish, 'alone' | 'look'>,
  emit: Emit,
): Promise<CsvResult> {
  const { sources, options, stop } = input;
  const { server, stages } = options;
  const wish = {
    ...(server === undefined ? {} : { server }),
    asked: stages.has('csv'),
    ...rows,
  };
  if (sources.length > 0) return runCsvStage(sources, wish, emit, stop);
  skipped(input, emit, 'csv', CHOSEN.noCsv);
  return runCsvStage([], { asked: false, alone: true }, () => {}, stop);
}

/** Nobody is to be signed in: the CSV stage is all that looks at the rows. */
function isAlone({ server, stages }: RunOptions): boolean {
  return server === undefined || !(stages.has('login') || stages.has('mailbox'));
}

/** Says what would be tried. */
async function rehearse(
  input: RunInput,
  csv: ReadCsv & Pick<TargetResult, 'quotaOf'>,
  server: string,
  emit: Emit,
): Promise<void> {
  const { options } = input;
  if (!isAlone(options)) {
    const { countAttempts } = await import('./dry-run.js');
    const { duplicates } = csv;
    const rows = () => rowsOf(input, csv);
    const plan = { server, options, rows, duplicates, ...standingOf(input, csv) };
    const dryRun = await countAttempts(plan, emit);
    emit({ type: 'dry-run', dryRun });
  } else if (!csv.alone) {
    await passAll(csv, emit);
  }
  for (const id of NETWORK) skipped(input, emit, id, CHOSEN.dryRun);
}

const NETWORK = ['dns', 'tcp', 'tls', 'imap', 'login', 'mailbox'] as const;

/** The rows on their way to the logins, read once more each time. */
function rowsOf({ options }: RunInput, { batches, duplicates }: CsvResult): AsyncGenerator<PlannedRow> {
  const cut = options.shard === undefined ? undefined : new ShardCut(options.shard, duplicates);
  return plannedRows(batches, selection(options, batches), cut);
}

function standingOf(
  { earlier, retryRejected = false, options }: RunInput,
  { quotaOf }: Pick<TargetResult, 'quotaOf'>,
): { standing?: Standing } {
  if (earlier === undefined) return {};
  return { standing: new Standing(earlier, retryRejected, quotasOf(options, quotaOf)) };
}

async function proveEndpoint(input: RunInput, csv: CsvResult, emit: Emit): Promise<EndpointResult> {
  const { options, probes, stop, abort } = input;
  if (options.server !== undefined) {
    const { superUsers } = csv;
    // Loaded where there is a server: a check of a CSV alone needs neither this nor the logins.
    const { runEndpointStages } = await import('./endpoint-stages.js');
    return runEndpointStages({ server: options.server, options, probes, emit, superUsers, stop, abort });
  }
  for (const id of ['dns', 'tcp', 'tls', 'imap'] as const) skipped(input, emit, id, CHOSEN.noServer);
  return { blocked: CHOSEN.noServer };
}

/** Undefined when nobody was to be, or could be, signed in. */
async function signIn(
  input: RunInput,
  csv: ReadCsv & Pick<TargetResult, 'quotaOf'>,
  endpoint: EndpointResult,
  emit: Emit,
): Promise<LoginResult | undefined> {
  const { options, probes, stop, abort } = input;
  const total = csv.batches.reduce((sum, batch) => sum + batch.rows, 0);
  const obstacle = whyNot(input, csv, endpoint);
  if (obstacle !== undefined || 'blocked' in endpoint) {
    if (!csv.alone) await passAll(csv, emit);
    for (const id of ['login', 'mailbox'] as const) skipped(input, emit, id, obstacle ?? '');
    return undefined;
  }
  const rows = () => rowsOf(input, csv);
  const login = new Stage('login', emit, options.stages.has('login'), total);
  const mailbox = new Stage('mailbox', emit, options.stages.has('mailbox'));
  login.vantage = endpoint.vantage;
  mailbox.vantage = endpoint.vantage;
  const reports = new RowReports(login, mailbox, emit);
  const { duplicates, quotaOf } = csv;
  const { runLogins } = await import('./login-stage.js');
  const result = await runLogins({
    ...endpoint,
    ...standingOf(input, csv),
    rows,
    duplicates,
    quotaOf,
    options,
    probes,
    reports,
    stop,
    abort,
  });
  const ending = loginEnding(input, csv, result);
  login.end(ending);
  mailbox.end(mailboxEnding(reports, ending));
  return result;
}

async function tellCapacity(
  { options, probes, stop, abort }: RunInput,
  { superUsers }: CsvResult,
  endpoint: EndpointResult,
  logins: LoginResult | undefined,
  emit: Emit,
): Promise<void> {
  if (options.server === undefined) return;
  const { runCapacity } = await import('./capacity-stage.js');
  await runCapacity({ endpoint, logins, superUsers, options, probes, stop, abort }, emit);
}

async function passAll({ batches }: CsvResult, emit: Emit): Promise<void> {
  for await (const { row, note, target } of plannedRows(batches, () => false)) {
    tellRow(emit, untried(row, note), target);
  }
}

/** Why nobody can be signed in; undefined when somebody can. */
function whyNot(
  { options, stop }: RunInput,
  { batches }: CsvResult,
  endpoint: EndpointResult,
): string | undefined {
  if (!options.stages.has('login') && !options.stages.has('mailbox')) return CHOSEN.notAsked;
  if ('blocked' in endpoint) return endpoint.blocked;
  if (stop.aborted) return INTERRUPTED.reason;
  if (batches.length === 0) return CHOSEN.noCsv;
  const obstacles = batches.map(obstacleIn);
  return obstacles.every((reason) => reason !== undefined) ? obstacles[0] : undefined;
}

function obstacleIn(batch: CheckedBatch): string | undefined {
  return batch.blocked ?? (batch.rows === 0 ? 'there are no rows' : undefined);
}

/** What the findings do not say of the stage: that it was cut short, and why rows were left out of it. */
function loginEnding(
  { options, stop }: RunInput,
  { batches }: CsvResult,
  result: LoginResult,
): Ending | undefined {
  const { begun, faults } = result;
  if (stop.aborted) return INTERRUPTED;
  if (faults.length > 0) {
    const rows = faults.length === 1 ? 'one row' : `${faults.length} rows`;
    return { least: 'incomplete', reason: `internal fault in ${rows} (${faults[0]})` };
  }
  const part = describePart(options);
  if (begun + result.kept === 0) {
    // In a small batch no row may fall to a shard: the others have them all.
    if (options.shard !== undefined && result.eligible === 0 && part !== undefined)
      return { least: 'passed', reason: part };
    return { least: 'incomplete', reason: 'no row was tried' };
  }
  if (result.unheard > 0) {
    const rows = result.unheard === 1 ? 'one row was' : `${result.unheard} rows were`;
    return { least: 'incomplete', reason: `the server stopped answering: ${rows} not tried` };
  }
  // Where the stage csv was asked for, its findings name these rows.
  const unseen = options.stages.has('csv')
    ? 0
    : batches.reduce((sum, { notes }) => sum + countFailed(notes), 0);
  if (unseen > 0) {
    const rows = unseen === 1 ? 'one row was' : `${unseen} rows were`;
    return {
      least: 'incomplete',
      reason: `${rows} not tried for what is wrong in the CSV: run the stage csv too`,
    };
  }
  const blocked = batches.find((batch) => obstacleIn(batch) !== undefined);
  if (blocked !== undefined) {
    return { least: 'passed', reason: `nobody in ${blocked.source.file} was tried: ${obstacleIn(blocked)}` };
  }
  return part === undefined ? undefined : { least: 'passed', reason: part };
}

function countFailed(notes: CheckedBatch['notes']): number {
  return [...notes.values()].filter(({ failed }) => failed).length;
}

function mailboxEnding(reports: RowReports, login: Ending | undefined): Ending | undefined {
  if (reports.unreached > 0) {
    return { least: 'incomplete', reason: 'not every mailbox was reached: run the stage login too' };
  }
  const { count, first } = reports.unmeasured;
  if (count > 0 && login?.least !== 'incomplete') {
    const mailboxes = count === 1 ? 'one mailbox' : `${count} mailboxes`;
    return { least: 'incomplete', reason: `${mailboxes} could not be measured in full (${first})` };
  }
  if (login?.least !== 'incomplete' && reports.opened === 0 && reports.told > 0) {
    return { least: 'skipped', reason: 'no mailbox could be opened' };
  }
  return login;
}
