import { setMaxListeners } from 'node:events';
import type { BatchSource } from '../batch/source.js';
import { finding } from '../model/finding.js';
import type { StageId } from '../model/stage.js';
import type { Probes } from '../probes/index.js';
import type { Capacity } from './capacity.js';
import { type CsvResult, runCsvStage } from './csv-stage.js';
import { type EndpointResult, runEndpointStages } from './endpoint-stages.js';
import { runLogins } from './login-stage.js';
import type { RunOptions } from './options.js';
import { plannedRows, untried } from './rows.js';
import { selection } from './selection.js';
import { type Emit, Stage, skip } from './stage-log.js';

export interface RunInput {
  sources: readonly BatchSource[];
  options: RunOptions;
  probes: Probes;
  /** No new work is begun; what is under way may end. */
  stop: AbortSignal;
  /** What is under way is broken off. */
  abort: AbortSignal;
}

/**
 * The pipeline: csv → dns → tcp → tls → imap → login → mailbox. A stage runs when what it needs is there, and is
 * skipped with the reason otherwise. Everything it has to say it says as events.
 *
 * @throws {InputError} when a batch cannot be read to its end.
 */
export async function run(input: RunInput, emit: Emit): Promise<void> {
  const begun = performance.now();
  // Every connection listens to it, and lets go when it ends: many at once are no leak.
  setMaxListeners(0, input.stop, input.abort);
  emit({ type: 'run-started', startedAt: new Date().toISOString() });
  const csv = await readBatches(input, emit);
  const endpoint = await proveEndpoint(input, csv, emit);
  await signIn(input, csv, endpoint, emit);
  skipped(input, emit, 'target', 'no recipients were given to compare with');
  emit({
    type: 'run-done',
    durationMs: Math.round(performance.now() - begun),
    interrupted: input.stop.aborted,
  });
}

function skipped({ options }: RunInput, emit: Emit, id: StageId, reason: string): void {
  skip(emit, id, options.stages.has(id) ? reason : 'not asked for');
}

async function readBatches(input: RunInput, emit: Emit): Promise<CsvResult> {
  const { sources, options, stop } = input;
  if (sources.length > 0) return runCsvStage(sources, options.server, emit, options.stages.has('csv'), stop);
  skipped(input, emit, 'csv', 'no CSV given');
  return runCsvStage([], undefined, () => {}, false, stop);
}

async function proveEndpoint(input: RunInput, csv: CsvResult, emit: Emit): Promise<EndpointResult> {
  const { options, probes, stop, abort } = input;
  if (options.server !== undefined) {
    const { superUsers } = csv;
    return runEndpointStages({ server: options.server, options, probes, emit, superUsers, stop, abort });
  }
  for (const id of ['dns', 'tcp', 'tls', 'imap'] as const) skipped(input, emit, id, 'no server given');
  return { blocked: 'no server given' };
}

async function signIn(input: RunInput, csv: CsvResult, endpoint: EndpointResult, emit: Emit): Promise<void> {
  const { options, probes, stop, abort } = input;
  const total = csv.batches.reduce((sum, batch) => sum + batch.rows, 0);
  const rows = plannedRows(csv.batches, selection(options, total));
  const obstacle = whyNot(input, csv, endpoint);
  if (obstacle !== undefined || 'blocked' in endpoint) {
    for await (const planned of rows) emit({ type: 'row-done', row: untried(planned) });
    for (const id of ['login', 'mailbox'] as const) skipped(input, emit, id, obstacle ?? '');
    return;
  }
  const login = new Stage('login', emit, options.stages.has('login'), total);
  const mailbox = new Stage('mailbox', emit, options.stages.has('mailbox'));
  const { route, capabilities } = endpoint;
  const work = {
    rows,
    route,
    capabilities,
    duplicates: csv.duplicates,
    options,
    probes,
    login,
    mailbox,
    emit,
  };
  const { capacity, begun } = await runLogins({ ...work, stop, abort });
  reportSeenLimit(input, capacity, route.server, emit);
  const untold = stop.aborted ? 'interrupted' : begun === 0 ? 'no row was tried' : undefined;
  for (const stage of [login, mailbox]) stage.end(untold);
}

/** Why nobody can be signed in; undefined when somebody can. */
function whyNot(
  { options, stop }: RunInput,
  { batches }: CsvResult,
  endpoint: EndpointResult,
): string | undefined {
  if (!options.stages.has('login') && !options.stages.has('mailbox')) return 'not asked for';
  if ('blocked' in endpoint) return endpoint.blocked;
  if (stop.aborted) return 'interrupted';
  if (batches.length === 0) return 'no CSV given';
  const blocked = batches.map(
    (batch) => batch.blocked ?? (batch.rows === 0 ? 'there are no rows' : undefined),
  );
  return blocked.every((reason) => reason !== undefined) ? blocked[0] : undefined;
}

function reportSeenLimit({ options }: RunInput, capacity: Capacity, server: string, emit: Emit): void {
  const { held: limit } = capacity;
  if (limit === undefined || !options.stages.has('imap')) return;
  const args = { server, wanted: options.concurrency, limit, scope: 'unknown' as const, seen: true };
  emit({ type: 'finding', finding: finding('imap/connection-limit', args) });
}
