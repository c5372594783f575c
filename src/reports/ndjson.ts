import { EventLines, type JournalRun } from '../journal/event-lines.js';
import { type JournalLine, lineText, MAX_LINE } from '../journal/line.js';
import { eventsOf, runOf } from '../journal/report-events.js';
import { describe } from '../knowledge/describe.js';
import type { RunEvent } from '../model/event.js';
import type { Finding } from '../model/finding.js';
import { encode } from '../model/json-text.js';
import type { Baseline, Report } from '../model/report.js';
import { planJson } from './json/plan.js';
import { dryRunJson, summaryJson, type Tool } from './json.js';

/**
 * The run as NDJSON (docs/events.schema.json): the lines of a journal, to which the text of each finding is added, and
 * to the last line the verdict. `report` reads it as a journal. Without `run`, what was asked is taken from the report.
 */
export function* renderNdjson(report: Report, tool: Tool, run: JournalRun = runOf(report)): Iterable<string> {
  const lines = new NdjsonLines(tool, report.redacted ? { ...run, redacted: true } : run);
  for (const event of eventsOf(report)) yield* lines.of(event);
  yield lines.end(report);
}

/** The same as it happens. Lines end with LF. */
export class NdjsonLines {
  readonly #lines: EventLines;

  constructor(tool: Tool, run: JournalRun) {
    this.#lines = new EventLines(tool, run);
  }

  /** Of the end of the run nothing: `end` tells it, with the verdict. */
  of(event: RunEvent): string[] {
    const lines = this.#lines.of(event).filter(({ type }) => type !== 'end');
    return lines.map((line) => withText(line));
  }

  end(report: Report): string {
    const { run, verdict, baseline, dryRun, plan } = report;
    const { durationMs, interrupted } = run;
    const more = {
      verdict,
      summary: summaryJson(report),
      ...(baseline === undefined ? {} : { baseline: countsJson(baseline) }),
      ...(dryRun === undefined ? {} : { dryRun: dryRunJson(dryRun) }),
    };
    const line = { type: 'end', durationMs, interrupted, ...more };
    const whole = `${encode(plan === undefined ? line : { ...line, plan: planJson(plan) })}\n`;
    // A plan of very many batches would make a line that no reader takes; it can be made again from the rows.
    return Buffer.byteLength(whole) <= MAX_LINE ? whole : `${encode(line)}\n`;
  }
}

/** The events were written before anything could be compared. */
function countsJson({ new: added, unchanged, mended, notChecked }: Baseline) {
  return { new: added, unchanged, mended: mended.length, notChecked };
}

function withText(line: JournalLine): string {
  const bare = lineText(line);
  if (line.type !== 'finding' && (line.type !== 'row' || line.findings.length === 0)) return bare;
  const kept = JSON.parse(bare) as JournalLine;
  if (kept.type === 'finding' && line.type === 'finding') {
    Object.assign(kept, { finding: told(kept.finding, line.finding) });
  } else if (kept.type === 'row' && line.type === 'row') {
    const findings = kept.findings.map((one, index) => told(one, line.findings[index] ?? one));
    Object.assign(kept, { findings });
  }
  const text = `${encode(kept)}\n`;
  return Buffer.byteLength(text) <= MAX_LINE ? text : bare;
}

/** The arguments of a finding that an earlier report told are those of an example: they say nothing. */
function told({ args, ...kept }: Finding, finding: Finding): object {
  const { severity, title, message, cause, fix, effect, owner, vantage, kb } = describe(finding);
  const { article, section, url } = kb;
  const text = {
    severity,
    title,
    message,
    cause,
    fix,
    effect,
    owner,
    vantage,
    kb: { article, section, url },
  };
  return { ...kept, ...(finding.told === undefined ? { args } : {}), text };
}
