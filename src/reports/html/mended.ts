import { describe } from '../../knowledge/describe.js';
import type { Baseline } from '../../model/report.js';
import { whereText } from '../text/baseline.js';
import { number } from '../text/layout.js';
import { html, name } from './markup.js';
import type { Section } from './section.js';
import { sign } from './tone.js';

const MOST_SHOWN = 200;

/** What an earlier report had and this one has not. */
export function mendedSection(baseline: Baseline | undefined): Section | undefined {
  const { mended } = baseline ?? { mended: [] };
  if (mended.length === 0) return undefined;
  const left = mended.length - MOST_SHOWN;
  const items = mended.slice(0, MOST_SHOWN).map((finding) => {
    const where = whereText(finding).map((text) => html`, ${name(text)}`);
    return html`<li>${sign('good')}<div>${describe(finding).title}${where} <code>${finding.code}</code></div></li>\n`;
  });
  return {
    id: 'mended',
    title: 'Mended since the baseline',
    count: mended.length,
    parts: [
      html`<div class="owners"><div class="owner"><ul>
${items}${left > 0 ? html`<li class="quiet">and ${number(left)} more, which the JSON report has in full</li>` : undefined}</ul></div></div>`,
    ],
  };
}
