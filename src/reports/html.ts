import type { Report } from '../model/report.js';
import { groupFindings } from './groups.js';
import { dryRunSection } from './html/dry-run.js';
import { endpointSection } from './html/endpoint.js';
import { findingsSection } from './html/findings.js';
import { constant, html, type Markup } from './html/markup.js';
import { mendedSection } from './html/mended.js';
import { overview } from './html/overview.js';
import { planSection } from './html/plan.js';
import { policy } from './html/policy.js';
import { rowData } from './html/row-data.js';
import { rowsSection } from './html/rows.js';
import { SCRIPT } from './html/script.js';
import { STYLE } from './html/style.js';
import { SIGNS } from './html/tone.js';
import { workSection } from './html/work.js';
import type { Tool } from './json.js';
import { verdictOf } from './text/verdict.js';

/** Rows of the table in one piece. */
const PIECE = 500;

/**
 * The report as one HTML document that needs nothing else: it can be mailed, printed and read without a network. In
 * pieces. Its policy allows its own style and script and no request at all.
 */
export function* renderHtml(report: Report, tool: Tool): Iterable<string> {
  const groups = groupFindings(report.findings);
  const verdict = verdictOf(report, groups, 'below');
  const sections = [
    workSection(groups),
    dryRunSection(report.dryRun),
    endpointSection(report),
    findingsSection(groups, report),
    mendedSection(report.baseline),
    rowsSection(report, groups),
    planSection(report.plan),
  ].filter((section) => section !== undefined);
  yield head(`${verdict.lead}: ${report.batches.map(({ file }) => file).join(', ')}`, tool).text;
  yield html`${SIGNS}
<a class="skip" href="#main">Skip to the report</a>
${overview(report, verdict, sections)}
<main id="main" tabindex="-1">
`.text;
  for (const { id, title, parts } of sections) {
    yield html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
`.text;
    for (const part of parts) yield `${part.text}\n`;
    yield '</section>\n';
  }
  yield `</main>\n${foot(report, tool).text}`;
  if (report.rows.length > 0) {
    yield '<script type="application/json" id="row-data">\n';
    yield* inPieces(rowData(report, groups));
    yield '</script>\n';
  }
  yield `<script>${SCRIPT}</script>\n</body>\n</html>\n`;
}

function* inPieces(texts: Iterable<string>): Iterable<string> {
  let piece: string[] = [];
  for (const text of texts) {
    piece.push(text);
    if (piece.length < PIECE) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}

function head(title: string, tool: Tool): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${constant(policy(STYLE, SCRIPT))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${tool.name} ${tool.version}">
<title>${title}</title>
<style>${constant(STYLE)}</style>
</head>
<body>
`;
}

function foot({ run }: Report, tool: Tool): Markup {
  return html`<footer>
<p>Made by ${tool.name} ${tool.version} of a check begun at ${run.startedAt}. Nothing was changed on any server.
This file holds no passwords, and opening it sends nothing anywhere.</p>
</footer>
`;
}
