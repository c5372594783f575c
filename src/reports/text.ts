import type { Report } from '../model/report.js';
import { groupFindings } from './groups.js';
import { dryRunLines } from './text/dry-run.js';
import { endpointLines } from './text/endpoint.js';
import { groupLines } from './text/finding.js';
import { summaryLines, verdictLines } from './text/head.js';
import { planLines } from './text/plan.js';
import { stageLines } from './text/stages.js';
import { type Style, styleOf, type TextOptions } from './text/style.js';
import { verdictOf } from './text/verdict.js';
import { workList } from './text/work-list.js';

export type { TextOptions } from './text/style.js';

/** Lines in one piece. */
const PIECE = 100;

/** The report for a person at a terminal, in pieces of whole lines. */
export function* renderText(report: Report, options: TextOptions): Iterable<string> {
  let begun = false;
  for (const block of blocks(report, styleOf(options))) {
    if (block.length === 0) continue;
    if (begun) yield '\n';
    begun = true;
    for (let start = 0; start < block.length; start += PIECE) {
      yield `${block.slice(start, start + PIECE).join('\n')}\n`;
    }
  }
}

function* blocks(report: Report, style: Style): Iterable<string[]> {
  const groups = groupFindings(report.findings);
  const verdict = verdictOf(report, groups);
  yield verdictLines(verdict, style);
  yield summaryLines(report, style);
  if (report.endpoint !== undefined) yield endpointLines(report.endpoint, report, style);
  if (report.dryRun !== undefined) yield dryRunLines(report.dryRun, style);
  yield stageLines(report.stages, style);
  for (const group of groups) yield groupLines(group, report.batches.length, style);
  yield planLines(report, style);
  yield workList(groups, style);
  yield verdictLines(verdict, style, verdict.next);
}
