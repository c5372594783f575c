import type { RunEvent } from '../model/event.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { Report } from '../model/report.js';
import { CHOSEN } from '../run/stage-log.js';
import type { JournalRun } from './event-lines.js';
import { OF_ROWS } from './outcome.js';

/** Events that come to the report, in its order; not those that happened. */
export function* eventsOf(report: Report): Iterable<RunEvent> {
  const { run, wishes, batches, endpoint, findings, rows, stages } = report;
  yield { type: 'run-started', startedAt: run.startedAt, ...(wishes && { wishes }) };
  for (const batch of batches) yield { type: 'batch-read', batch };
  if (endpoint !== undefined) yield { type: 'endpoint', endpoint };
  const ofRows = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { code, location } = finding;
    if (!OF_ROWS.has(stageOf(code)) || location?.row === undefined) yield { type: 'finding', finding };
    else {
      const key = `${location.row} ${location.file}`;
      const known = ofRows.get(key);
      if (known === undefined) ofRows.set(key, [finding]);
      else known.push(finding);
    }
  }
  for (const row of rows) {
    const key = `${row.row} ${row.file}`;
    for (const finding of ofRows.get(key) ?? []) yield { type: 'finding', finding };
    ofRows.delete(key);
    yield { type: 'row-done', row };
  }
  for (const left of ofRows.values()) for (const finding of left) yield { type: 'finding', finding };
  for (const stage of stages) yield { type: 'stage-done', stage };
  yield { type: 'run-done', durationMs: run.durationMs, interrupted: run.interrupted };
}

/** What the run was asked, as far as its report tells. How many connections it was allowed does not stand there. */
export function runOf({ endpoint, dryRun, stages }: Report): JournalRun {
  const server = endpoint?.server ?? dryRun?.server;
  const asked = stages.filter(({ reason }) => reason !== CHOSEN.notAsked).map(({ id }) => id);
  return { ...(server === undefined ? {} : { server }), stages: new Set(asked), concurrency: 0 };
}
