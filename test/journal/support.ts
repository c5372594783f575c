import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReport } from '../../src/journal/read-report.js';
import { readRecorded } from '../../src/journal/recorded.js';
import { type JournalRun, JournalWriter } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import { type Finding, stageOf } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult } from '../../src/model/row.js';
import { STAGES, type StageId } from '../../src/model/stage.js';
import { renderJson } from '../../src/reports/json.js';
import { Collector } from '../../src/run/collect.js';
import { textOf } from '../reports/support.js';
import { temporaryDirectory } from '../support/files.js';

export const TOOL = { name: 'imap-preflight', version: '1.0.0' };
const SERVER = 'imap.gmail.com';
export const RUN: JournalRun = { server: SERVER, stages: new Set(STAGES), concurrency: 20 };

const NEVER = new AbortController().signal;
const NO_INPUT: AsyncIterable<Buffer> = { async *[Symbol.asyncIterator]() {} };

/** The events of a run, in the order of a run, that come to this report. */
export function eventsOf(report: Report): RunEvent[] {
  const { run, endpoint, findings, rows, wishes } = report;
  const { startedAt } = run;
  const events: RunEvent[] = [{ type: 'run-started', startedAt, ...(wishes && { wishes }) }];
  for (const id of ['csv', 'dns', 'tcp', 'tls', 'imap'] as const) {
    events.push(...stageEvents(report, id, () => findings.filter(({ code }) => stageOf(code) === id)));
    if (id !== 'csv' && endpoint !== undefined) events.push({ type: 'endpoint', endpoint });
  }
  const logins = [...rows].flatMap((row) => rowEvents(row, findings));
  const [begin, ...ends] = stageEvents(report, 'login', () => []);
  const [beginMailbox, ...endMailbox] = stageEvents(report, 'mailbox', () => []);
  if (begin !== undefined) events.push(begin);
  if (beginMailbox !== undefined) events.push(beginMailbox);
  events.push(...logins, ...ends, ...endMailbox, ...stageEvents(report, 'target', () => []));
  const { durationMs, interrupted } = run;
  return [...events, { type: 'run-done', durationMs, interrupted }];
}

function stageEvents({ stages, batches }: Report, id: StageId, found: () => Finding[]): RunEvent[] {
  const stage = stages.find((one) => one.id === id);
  if (stage === undefined) return [];
  return [
    ...(stage.status === 'skipped' ? [] : [{ type: 'stage-started', stage: id } as const]),
    ...found().map((finding) => ({ type: 'finding', finding }) as const),
    ...(id === 'csv' ? batches.map((batch) => ({ type: 'batch-read', batch }) as const) : []),
    { type: 'stage-done', stage },
  ];
}

/** A row as the run tells it: what was found of its sign-in, and directly after it the result. */
export function rowEvents(row: RowResult, findings: readonly Finding[], recorded = false): RunEvent[] {
  const again = recorded ? ({ recorded: true } as const) : {};
  const own = findings.filter(
    ({ code, location }) =>
      ['login', 'mailbox'].includes(stageOf(code)) && location?.file === row.file && location.row === row.row,
  );
  return [
    ...own.map((finding) => ({ type: 'finding', finding, ...again }) as const),
    { type: 'row-done', row, ...again },
  ];
}

/** What the run itself would have reported. */
export function collected(events: readonly RunEvent[]): Report {
  const collector = new Collector();
  for (const event of structuredClone(events)) collector.add(event);
  return collector.finish();
}

/** Writes a new journal into a directory of the test's own; returns its path. */
export async function writeJournal(
  events: readonly RunEvent[],
  run: Partial<JournalRun> = {},
  name = 'run.ndjson',
): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  write(JournalWriter.create(path, TOOL, { ...RUN, ...run }), events);
  return path;
}

/** Goes on with a journal. */
export async function resumeJournal(
  path: string,
  events: readonly RunEvent[],
  run: Partial<JournalRun> = {},
): Promise<void> {
  const recorded = await readRecorded(path, NEVER);
  write(JournalWriter.resume(recorded, TOOL, { ...RUN, ...run }), events);
}

function write(writer: JournalWriter, events: readonly RunEvent[]): void {
  for (const event of events) writer.add(event);
  writer.close();
  if (writer.failure !== undefined) throw new Error(`the journal was not written: ${writer.failure}`);
}

export async function reportOfFiles(...paths: string[]): Promise<Report> {
  return (await readReport(paths, { stdin: NO_INPUT, stop: NEVER })).report;
}

/** Text and JSON: two reports that render alike are alike. */
export function rendered(report: Report): { text: string; json: string } {
  const all = { limit: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
  return { text: textOf(report, all), json: [...renderJson(report, TOOL)].join('') };
}

export function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}
