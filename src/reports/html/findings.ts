import { type Finding, stageOf } from '../../model/finding.js';
import type { Report } from '../../model/report.js';
import { type Group, ratingWord } from '../groups.js';
import { newText } from '../text/baseline.js';
import { EFFECTS, SEEN, VANTAGES } from '../text/finding.js';
import { count, number } from '../text/layout.js';
import { anchorOf } from './anchor.js';
import { html, type Markup } from './markup.js';
import { places } from './places.js';
import { link, prose } from './prose.js';
import type { Section } from './section.js';
import { sign } from './tone.js';

/** Names of folders may make a group for each mailbox. */
const MOST_CARDS = 300;

/** A card for each group: what is wrong in Microsoft's words; below it, to unfold, why, what to do and where. */
export function findingsSection(groups: readonly Group[], report: Report): Section {
  const section = { id: 'findings', title: 'Findings', count: groups.length };
  if (groups.length === 0) return { ...section, parts: [html`<p>Nothing was found.</p>`] };
  return { ...section, parts: cards(groups, report) };
}

function* cards(groups: readonly Group[], report: Report): Iterable<Markup> {
  yield html`<p class="tools" data-scripted hidden><button type="button" data-fold="open">Unfold all</button> <button type="button" data-fold="">Fold all</button></p>`;
  const parts = new Map<string, number>();
  let left = 0;
  for (const [index, group] of groups.entries()) {
    const part = (parts.get(group.code) ?? 0) + 1;
    parts.set(group.code, part);
    // Rows and work lists lead to the first of each code.
    if (index >= MOST_CARDS && part > 1) left += 1;
    else yield card(group, anchorOf(group.code, part), report.batches.length > 1);
  }
  if (left > 0) yield html`<p class="quiet">and ${number(left)} more, which the JSON report has in full</p>`;
}

function card(group: Group, id: string, severalFiles: boolean): Markup {
  const { code, text } = group;
  const { rating, title, message, cause, fix, kb } = text;
  const steps =
    fix.length === 1
      ? html`<p>${prose(fix[0] ?? '')}</p>`
      : html`<ol>${fix.map((step) => html`<li>${prose(step)}</li>`)}</ol>`;
  return html`<article class="card finding ${rating}" id="${id}" tabindex="-1" aria-labelledby="${id}-title">
<h3 id="${id}-title">${sign(rating)}<span><span class="rating">${ratingWord(rating)}:</span> ${title}</span></h3>
<p class="meta">${meta(group)}</p>
<blockquote>${prose(message)}</blockquote>
<details>
<summary>How to fix it${fix.length > 1 ? html` <span class="quiet">${count(fix.length, 'step')}</span>` : undefined}</summary>
<div class="detail">
<div>
<h4>Cause</h4>
<p>${prose(cause)}</p>
<h4>Fix</h4>
${steps}
</div>
<div>${places(group, severalFiles)}</div>
</div>
<p class="see">See ${link(kb.url, `${kb.name}: ${kb.section}`)}</p>
</details>
${toTable(group, code)}
</article>`;
}

/** `login/rejected · 3 rows · stops the batch · seen from here`. */
function meta({ code, text, findings, rows }: Group): Markup[] {
  const times = findings.length > 1 ? `${number(findings.length)} times` : '';
  const facts = [
    rows.size > 0 ? count(rows.size, 'row') : times,
    EFFECTS[text.effect],
    newText(findings),
    SEEN.has(stageOf(code)) ? VANTAGES[text.vantage] : '',
  ].filter(Boolean);
  return [html`<code>${code}</code>`, ...facts.map((fact) => html` · ${fact}`)];
}

/** Only of codes that rows carry: a finding about the file is not among theirs. */
function toTable({ findings }: Group, code: string): Markup | undefined {
  if (!findings.some(isOfOneRow)) return undefined;
  return html`<p class="tools" data-scripted hidden><button type="button" data-code="${code}" aria-label="Show its rows: ${code}">Show its rows</button></p>`;
}

function isOfOneRow({ location }: Finding): boolean {
  return location?.row !== undefined;
}
