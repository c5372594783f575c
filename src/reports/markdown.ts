import { describe } from '../knowledge/describe.js';
import type { Effect, Finding } from '../model/finding.js';
import type { Baseline, Report } from '../model/report.js';
import { type Group, groupFindings, isOfRow, ratingWord } from './groups.js';
import { code, plain } from './markdown/escape.js';
import { planLines } from './markdown/plan.js';
import { serverFacts } from './markdown/server.js';
import { baselineCounts, newText, whereText } from './text/baseline.js';
import { count, duration, number, ranges, size } from './text/layout.js';
import { plainPalette } from './text/palette.js';
import { verdictOf } from './text/verdict.js';

/** How much a Markdown report shows. */
export interface MarkdownOptions {
  /** Places shown of each group of findings; default 50. */
  limit?: number;
}

const LIMIT = 50;
const FILES_SHOWN = 10;
const RANGES_SHOWN = 40;

const { symbol } = plainPalette(true);

const EFFECTS: Record<Effect, string> = {
  batch: 'stops the batch',
  endpoint: 'stops the endpoint',
  row: '',
  risk: '',
};

/**
 * The report as GitHub Flavored Markdown, in pieces of whole lines: verdict, server, stages, what was found, by code,
 * and the plan. What comes from files and servers stands in code spans, so that none of it is markup, a link or a mention.
 */
export function* renderMarkdown(report: Report, { limit = LIMIT }: MarkdownOptions = {}): Iterable<string> {
  const groups = groupFindings(report.findings);
  const { tone, lead, rest, next } = verdictOf(report, groups);
  yield `# ${symbol[tone]} ${plain(rest === '' ? lead : `${lead}: ${rest}`)}\n\n${plain(next)}\n\n`;
  yield* table('What', runFacts(report));
  if (report.endpoint !== undefined) {
    yield '\n## Server\n\n';
    yield* table('What', serverFacts(report.endpoint, report));
  }
  if (report.stages.length > 0) {
    yield '\n## Stages\n\n';
    yield* table('Stage', stageFacts(report));
  }
  if (groups.length > 0) yield '\n## Findings\n';
  for (const group of groups) yield* groupLines(group, limit);
  yield* planLines(report, limit);
  if (report.baseline !== undefined) yield* mendedLines(report.baseline, limit);
}

/** The cells are markdown already. */
function* table(head: string, facts: readonly [string, string][]): Iterable<string> {
  yield `| ${head} | |\n| --- | --- |\n`;
  for (const [label, text] of facts) yield `| ${label} | ${text} |\n`;
}

function runFacts({ batches, totals, run, baseline }: Report): [string, string][] {
  const facts = batches
    .slice(0, FILES_SHOWN)
    .map(({ file, rows, bytes }): [string, string] => [
      'File',
      `${file === '-' ? 'standard input' : code(file)}, ${count(rows, 'row')}, ${size(bytes)}`,
    ]);
  if (batches.length > FILES_SHOWN) facts.push(['Files', `${number(batches.length - FILES_SHOWN)} more`]);
  const { passed, failed, inconclusive, skipped } = totals.rows;
  const rows = `${number(passed)} passed, ${number(failed)} failed, ${number(inconclusive)} could not tell, ${number(skipped)} not tried`;
  const { errors, warnings, notices } = totals;
  return [
    ...facts,
    ['Rows', rows],
    ['Findings', [count(errors, 'error'), count(warnings, 'warning'), count(notices, 'notice')].join(', ')],
    ...(baseline === undefined ? [] : [['Baseline', baselineCounts(baseline)] as [string, string]]),
    ['Time', duration(run.durationMs)],
  ];
}

function stageFacts({ stages }: Report): [string, string][] {
  return stages.map(({ id, status, reason }) => [
    id,
    status + (reason === undefined ? '' : `: ${plain(reason)}`),
  ]);
}

function* groupLines(group: Group, limit: number): Iterable<string> {
  const { text, findings, rows } = group;
  const facts = [
    code(group.code),
    rows.size > 0 ? count(rows.size, 'row') : findings.length > 1 ? `${number(findings.length)} times` : '',
    EFFECTS[text.effect],
    newText(findings),
  ];
  yield `\n### ${symbol[text.rating]} ${ratingWord(text.rating)}: ${plain(text.title)}\n\n`;
  yield `${facts.filter(Boolean).join(' · ')}\n\n> ${plain(text.message)}\n\n`;
  yield* placeLines(group, limit);
  yield `Cause: ${plain(text.cause)}\n\nFix:\n\n`;
  for (const [index, step] of text.fix.entries()) yield `${index + 1}. ${plain(step)}\n`;
  yield `\nSee [${plain(`${text.kb.name}: ${text.kb.section}`)}](${text.kb.url}).\n`;
}

function rowsText(rows: readonly number[]): string {
  return `${rows.length === 1 ? 'row' : 'rows'} ${ranges(rows, RANGES_SHOWN)}`;
}

function* mendedLines({ mended }: Baseline, limit: number): Iterable<string> {
  if (mended.length > 0) yield '\n## Mended since the baseline\n\n';
  for (const finding of mended.slice(0, limit)) {
    const where = whereText(finding).map((text) => `, ${code(text)}`);
    yield `- ${code(finding.code)}: ${plain(describe(finding).title)}${where.join('')}\n`;
  }
  if (mended.length > limit) yield `- … and ${number(mended.length - limit)} more\n`;
}

/** A line for each place, with what the server said there. */
function* placeLines(group: Group, limit: number): Iterable<string> {
  const places = group.findings.filter(
    (finding) => finding.location !== undefined || finding.evidence !== undefined,
  );
  let shown = 0;
  for (const finding of places.slice(0, limit)) {
    const line = placeLine(finding, group);
    if (line !== '') yield `- ${line}\n`;
    shown++;
  }
  const left = places.length - shown;
  if (left > 0) {
    yield `- … and ${number(left)} more: \`--verbose\` shows all, and so do the formats CSV and JSON\n`;
  }
  if (places.length > 0) yield '\n';
}

function placeLine(finding: Finding, { text, varied, findings }: Group): string {
  const { location, subject, evidence } = finding;
  const { file, row, line, column } = location ?? {};
  const { message, fix } = describe(finding);
  const own = findings.length === 1 ? [] : fix.filter((step) => !text.fix.includes(step));
  const parts = [
    file === undefined || file === '-' ? '' : code(file),
    row === undefined ? '' : `row ${row}`,
    line === undefined ? '' : `line ${line}`,
    code(column ?? ''),
    code(subject?.emailAddress ?? ''),
    subject?.userName === subject?.emailAddress ? '' : code(subject?.userName ?? ''),
    !isOfRow(finding) && evidence?.rows !== undefined ? rowsText(evidence.rows) : '',
  ];
  const said = [
    varied && message !== text.message ? plain(message) : '',
    evidence?.response === undefined ? '' : `server: ${code(evidence.response)}`,
    evidence?.detail === undefined ? '' : `seen: ${code(evidence.detail)}`,
    ...own.map(plain),
  ];
  return [parts.filter(Boolean).join(', '), ...said.filter(Boolean)].filter(Boolean).join(' · ');
}
