import { ratingOf } from '../knowledge/describe.js';
import type { Finding, Rating } from '../model/finding.js';
import { encode } from '../model/json-text.js';
import type { Report } from '../model/report.js';
import type { Tool } from './json.js';
import { Results } from './sarif/result.js';
import { ruleJson } from './sarif/rule.js';
import { clean } from './text/clean.js';
import { number } from './text/layout.js';

/** What GitHub takes of a run, and shows of it: docs.github.com, "SARIF support for code scanning". */
export const MOST_RESULTS = 25_000;
const SHOWN_RESULTS = 5_000;

const GRAVITY: Record<Rating, number> = { error: 0, inconclusive: 1, warning: 2, notice: 3 };

/**
 * SARIF 2.1.0 as GitHub's code scanning takes it: rules from the catalogue, a result for each finding at the line of
 * its row, the gravest first. No snippets: the lines of the file hold passwords. What GitHub would refuse is left out,
 * and a notification says how much. What could not be told is a warning: `kind: review` would hide it.
 */
export function* renderSarif(report: Report, tool: Tool): Iterable<string> {
  const mended = new Set(report.baseline?.mended);
  // What is gone comes last: it is the first to be left out.
  const gravity = (finding: Finding) => (mended.has(finding) ? 4 : GRAVITY[ratingOf(finding)]);
  const all = [...report.findings, ...mended].sort((a, b) => gravity(a) - gravity(b));
  const taken = all.slice(0, MOST_RESULTS);
  const codes = [...new Set(taken.map(({ code }) => code))].sort();
  const results = new Results(report, new Map(codes.map((code, index) => [code, index])));
  yield '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n  "version": "2.1.0",\n  "runs": [{\n';
  yield `    "tool": { "driver": { "name": ${encode(tool.name)}, "semanticVersion": ${encode(tool.version)},\n`;
  yield* list('      "rules": ', codes, ruleJson);
  yield ' } },\n    "automationDetails": { "id": "imap-preflight/" },\n';
  yield `    "invocations": [${encode(invocationJson(report, notes(report, all)))}],\n`;
  yield `    "properties": ${encode(propertiesJson(report, all))},\n`;
  yield* list('    "results": ', taken, (finding) =>
    results.json(finding, mended.has(finding) ? 'absent' : finding.baseline),
  );
  yield '\n  }]\n}\n';
}

/** One item a line. */
function* list<T>(head: string, items: readonly T[], toJson: (item: T) => object): Iterable<string> {
  let before = `${head}[\n      `;
  for (const item of items) {
    yield before + encode(toJson(item));
    before = ',\n      ';
  }
  yield items.length === 0 ? `${head}[]` : '\n    ]';
}

function invocationJson({ run }: Report, toolExecutionNotifications: object[]) {
  return {
    executionSuccessful: !run.interrupted,
    startTimeUtc: run.startedAt,
    ...(toolExecutionNotifications.length === 0 ? {} : { toolExecutionNotifications }),
  };
}

/** What is not among the results: stages that could not be judged, and what was cut. */
function notes({ stages }: Report, all: readonly Finding[]): object[] {
  const open = stages.filter(({ status }) => status === 'incomplete');
  const said = open.map(({ id, reason }) =>
    note(`The stage ${id} could not be judged${reason === undefined ? '' : `: ${clean(reason)}`}.`),
  );
  const left = all.length - MOST_RESULTS;
  if (left > 0) {
    said.push(
      note(
        `${number(left)} of ${number(all.length)} results are left out, the mildest: GitHub takes 25,000.`,
      ),
    );
  }
  if (all.length > SHOWN_RESULTS) {
    said.push(note('GitHub shows 5,000 results. The gravest come first; other formats hold all.'));
  }
  return said;
}

function note(text: string): object {
  return { level: 'warning', message: { text } };
}

function propertiesJson({ verdict, totals }: Report, all: readonly Finding[]) {
  const { errors, warnings, notices, rows } = totals;
  const { total, passed, failed, inconclusive, skipped } = rows;
  return {
    verdict,
    errors,
    warnings,
    notices,
    rows: { total, passed, failed, inconclusive, skipped },
    leftOutResults: Math.max(0, all.length - MOST_RESULTS),
  };
}
