import type { Report } from '../../model/report.js';
import type { BatchSummary } from '../../model/row.js';
import type { StageResult } from '../../model/stage.js';
import { baselineCounts } from '../text/baseline.js';
import { count, duration, number, size } from '../text/layout.js';
import { STAGE_WORDS } from '../text/stages.js';
import type { Sentence } from '../text/verdict.js';
import { html, type Markup, name, shown } from './markup.js';
import { picture } from './picture.js';
import { prose } from './prose.js';
import type { Section } from './section.js';
import { STAGE_TONES, sign } from './tone.js';

const FILES_SHOWN = 20;

/** All that fits on the first screen: the verdict, what was checked, the rows as a picture, the contents. */
export function overview(report: Report, verdict: Sentence, sections: readonly Section[]): Markup {
  const { tone, lead, rest, next } = verdict;
  const more = rest === '' ? undefined : html`<p class="rest">${sentenceCase(rest)}.</p>`;
  return html`<header class="top">
<p class="kicker">IMAP migration preflight</p>
<h1 class="${tone}">${sign(tone)}<span>${lead}</span></h1>
${more}
<p class="next">${prose(next)}</p>
${facts(report)}
${picture(report)}
<ul class="stages" aria-label="Stages of the check">${report.stages.map(stageItem)}</ul>
</header>
<nav aria-label="Contents"><ul>${sections.map(entry)}</ul></nav>`;
}

function sentenceCase(text: string): string {
  // A stage, a file or a number at the front stays as it is.
  return /^(?:all|no|nothing|before|the) /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function entry({ id, title, count: items }: Section): Markup {
  const behind = items === undefined ? undefined : html` <span class="count">${number(items)}</span>`;
  return html`<li><a href="#${id}">${title}${behind}</a></li>`;
}

function facts({ batches, endpoint, run, totals, baseline }: Report): Markup {
  const server =
    endpoint === undefined
      ? undefined
      : html`<div><dt>Server</dt><dd>${name(endpoint.server, 260)}</dd></div>`;
  const files = batches.length === 0 ? undefined : fileFact(batches);
  return html`<dl class="facts">
${files}
${server}
<div><dt>Findings</dt><dd>${findingCounts(totals)}</dd></div>
${baseline === undefined ? undefined : html`<div><dt>Baseline</dt><dd>${baselineCounts(baseline)}</dd></div>`}
<div><dt>Checked</dt><dd>${time(run.startedAt)}, took ${duration(run.durationMs)}</dd></div>
</dl>`;
}

function fileFact(batches: readonly BatchSummary[]): Markup {
  const names = batches
    .slice(0, FILES_SHOWN)
    .map(
      ({ file, rows, bytes }) =>
        html`<dd>${file === '-' ? 'standard input' : name(file)}, ${count(rows, 'row')}, ${size(bytes)}</dd>`,
    );
  const left = batches.length - names.length;
  const more = left > 0 ? html`<dd>and ${number(left)} more</dd>` : undefined;
  return html`<div><dt>${batches.length === 1 ? 'File' : 'Files'}</dt>${names}${more}</div>`;
}

function findingCounts({ errors, warnings, inconclusive, notices }: Report['totals']): string {
  const parts = [
    errors > 0 ? count(errors, 'error') : '',
    warnings > inconclusive ? count(warnings - inconclusive, 'warning') : '',
    inconclusive > 0 ? `${number(inconclusive)} could not tell` : '',
    notices > 0 ? count(notices, 'notice') : '',
  ];
  return parts.filter(Boolean).join(', ') || 'none';
}

/** `2026-01-01 00:00 UTC` of an ISO 8601 time; a report that was read back may hold another text. */
function time(iso: string): Markup {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return html`${shown(iso, 40)}`;
  const exact = new Date(ms).toISOString();
  return html`<time datetime="${exact}">${exact.slice(0, 10)} ${exact.slice(11, 16)} UTC</time>`;
}

function stageItem({ id, status, reason, durationMs }: StageResult): Markup {
  const tone = STAGE_TONES[status];
  const after = reason === undefined ? '' : `: ${shown(reason, 200)}`;
  const took = status === 'skipped' ? undefined : html` <span class="quiet">${duration(durationMs)}</span>`;
  return html`<li class="${tone}">${sign(tone)}<b>${id}</b> ${STAGE_WORDS[status].words}${after}${took}</li>`;
}
