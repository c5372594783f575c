import { stat } from 'node:fs/promises';
import { type BatchSource, openSource } from '../../batch/source.js';
import type { RunEvent } from '../../model/event.js';
import type { Report } from '../../model/report.js';
import { realProbes } from '../../probes/index.js';
import { Collector } from '../../run/collect.js';
import { run } from '../../run/run.js';
import { baselineOf } from '../baseline.js';
import type { EventOutput } from '../event-output.js';
import { exitStatus } from '../exit-status.js';
import { extraAuthorities } from '../extra-authorities.js';
import type { CliIo } from '../io.js';
import { optionOf } from '../journal-settings.js';
import { assertWritable } from '../output.js';
import { assertOwnFile } from '../own-files.js';
import { startProgress } from '../progress.js';
import { writeReports } from '../report-output.js';
import { limitResolver } from '../resolver-patience.js';
import { type CheckFlags, type CheckSettings, checkSettings, type OutputSettings } from '../settings.js';
import { canRedraw, looksOf } from '../terminal.js';
import { limitTime, type TimeLimit } from '../time-limit.js';
import { UsageError } from '../usage-error.js';

export async function checkCommand(files: string[], flags: CheckFlags, io: CliIo): Promise<void> {
  const settings = checkSettings(files, flags);
  if (settings.files.filter((file) => file === '-').length > 1) {
    throw new UsageError('standard input (-) can be read only once.');
  }
  await assertDifferent(settings.files);
  await assertOwnFiles(settings);
  if (settings.run.server !== undefined) {
    settings.run.extraAuthorities = await extraAuthorities(io.env);
    limitResolver(io.env, settings.run.timeout);
  }
  const limit = limitTime(settings.maxTime, io.interruption, (text) => void io.stderr.write(`${text}\n`));
  try {
    const open = (file: string) => openOrNothing(file, io.stdin, limit.stop);
    await runAndReport(await Promise.all(settings.files.map(open)), settings, io, limit);
  } finally {
    limit.dispose();
  }
}

async function assertOwnFiles({ files, run, reports, journal, baseline }: CheckSettings): Promise<void> {
  const exports = [...(run.recipients ?? []), ...(run.existingBatches ?? [])];
  const read = [...files, ...exports, ...(baseline === undefined ? [] : [baseline])];
  const others = [...read, ...(journal === undefined ? [] : [journal.path])];
  if (journal !== undefined) await assertOwnFile(optionOf(journal), journal.path, read);
  for (const { path } of reports) await assertOwnFile('--report', path, others);
}

/** Two names of one file are as bad as one name twice: every row would be a duplicate. */
async function assertDifferent(files: readonly string[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const file of files) {
    const stats = file === '-' ? undefined : await stat(file, { bigint: true }).catch(() => undefined);
    if (stats === undefined || !stats.isFile()) continue;
    const identity = `${stats.dev}:${stats.ino}`;
    const other = seen.get(identity);
    if (other !== undefined) throw new UsageError(`${other} and ${file} are the same file: name it once.`);
    seen.set(identity, file);
  }
}

/** An input that was waited for when the signal came has nothing in it, and the report says that it was interrupted. */
async function openOrNothing(
  file: string,
  stdin: AsyncIterable<Buffer>,
  stop: AbortSignal,
): Promise<BatchSource> {
  try {
    return await openSource(file, stdin, stop);
  } catch (error) {
    if (!stop.aborted) throw error;
    return { file, bytes: 0, async *read() {} };
  }
}

/** The run with progress, then its reports, then the exit status. Shared with the demo. */
export async function runAndReport(
  sources: readonly BatchSource[],
  settings: CheckSettings,
  io: CliIo,
  limit: Pick<TimeLimit, 'stop' | 'abort'> = io.interruption,
): Promise<void> {
  for (const { path } of settings.reports) await assertWritable(path);
  const compare = await baselineOf(settings, io);
  const events = await eventsOut(settings, io);
  const { report: judged, recorded } = await execute(sources, settings, io, { ...limit, events });
  const report = compare?.(judged) ?? judged;
  const origin = { run: settings.run, events };
  const written = (await writeReports(report, settings, io, origin)) && recorded;
  const status = exitStatus(report, settings.failOn);
  // A signal that came when all was done changes nothing in the report, and so nothing in the status.
  const interrupted = report.run.interrupted ? io.interruption.status() : undefined;
  io.setStatus(interrupted ?? (status === 0 && !written ? 3 : status));
}

/** `recorded`: whether the journal, where there is one, holds everything. */
async function execute(
  sources: readonly BatchSource[],
  settings: CheckSettings,
  io: CliIo,
  { stop, abort, events }: Pick<TimeLimit, 'stop' | 'abort'> & { events: EventOutput | undefined },
): Promise<{ report: Report; recorded: boolean }> {
  const { run: options, retryRejected } = settings;
  const journal = await journalOf(settings, io, stop);
  const collector = new Collector();
  const listen = await listeners(settings, io);
  const emit = (event: RunEvent) => {
    collector.add(event);
    journal?.add(event);
    events?.add(event);
    listen.add(event);
  };
  const { earlier, taken } = journal ?? {};
  try {
    const input = { sources, options, probes: realProbes, retryRejected, ...(earlier && { earlier }) };
    const halt = taken === undefined ? stop : AbortSignal.any([stop, taken]);
    await run({ ...input, stop: halt, abort }, emit);
  } finally {
    listen.end();
    journal?.close();
  }
  return { report: collector.finish(), recorded: journal?.failure === undefined };
}

/**
 * Of all formats one alone is written as it happens; not where names are to be shortened, since an answer may name
 * somebody whose row comes later.
 */
async function eventsOut(
  { format, redact, run }: CheckSettings,
  { stdout }: CliIo,
): Promise<EventOutput | undefined> {
  if (format !== 'ndjson' || redact) return undefined;
  return new (await import('../event-output.js')).EventOutput(stdout, run);
}

/** Loaded where there is one: a check of a CSV alone needs nothing of it. */
async function journalOf({ journal, run, quiet }: CheckSettings, { stderr }: CliIo, stop: AbortSignal) {
  if (journal === undefined) return undefined;
  const say = (text: string) => void stderr.write(`${text}\n`);
  const { openJournal } = await import('../run-journal.js');
  return openJournal(journal, run, { stop, say, note: quiet ? () => {} : say });
}

async function listeners({ quiet, verbose, noColor }: OutputSettings, io: CliIo) {
  const { stderr, env, platform } = io;
  if (canRedraw(stderr, env) && !quiet && !verbose)
    return startProgress(stderr, looksOf(stderr, env, noColor, platform).colour);
  return {
    add: (event: RunEvent) => {
      if (verbose && !quiet) for (const line of notes(event)) stderr.write(`${line}\n`);
    },
    end: () => {},
  };
}

function notes(event: RunEvent): string[] {
  if (event.type === 'stage-started') return [`${event.stage}: started`];
  if (event.type === 'stage-done') {
    const { id, status, reason, durationMs } = event.stage;
    return [`${id}: ${status}${reason === undefined ? '' : ` (${reason})`}, ${durationMs} ms`];
  }
  if (event.type === 'connections') {
    return [`imap: ${event.held} of ${event.asked} connections held open`];
  }
  if (event.type !== 'retry') return [];
  const { file, row, attempt, pauseMs } = event;
  return [`login: ${file} row ${row}: no answer to trust at try ${attempt}, again in ${pauseMs} ms`];
}
