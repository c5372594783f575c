import type { Report } from '../../model/report.js';
import type { RowStatus } from '../../model/row.js';
import { count, number } from '../text/layout.js';
import { html, type Markup } from './markup.js';
import { STATUS_TONES, STATUS_WORDS, STATUSES, sign } from './tone.js';

const WIDTH = 1_000;
/** Narrower than this nobody sees one row of 50,000. */
const NARROWEST = 5;
const GAP = 2;
const MOST_STRIPES = 250;

/** Rows by status: a bar with their shares, and the rows in their order. Nothing where there are no rows. */
export function picture({ totals: { rows }, rows: list }: Report): Markup | undefined {
  if (rows.total === 0) return undefined;
  const present = STATUSES.filter((status) => rows[status] > 0);
  const legend = present.map(
    (status) =>
      html`<li class="${STATUS_TONES[status]}">${sign(STATUS_TONES[status])}<b>${number(rows[status])}</b> ${STATUS_WORDS[status]} <span class="quiet">${share(rows[status], rows.total)}</span></li>`,
  );
  const words = present.map((status) => `${number(rows[status])} ${STATUS_WORDS[status]}`).join(', ');
  return html`<figure class="picture">
<svg class="bar" viewBox="0 0 ${WIDTH} 20" preserveAspectRatio="none" role="img" aria-label="${count(rows.total, 'row')}: ${words}">${bar(present, rows)}</svg>
${stripes(list)}
<figcaption><ul>${legend}</ul></figcaption>
</figure>`;
}

function share(part: number, whole: number): string {
  const percent = (part / whole) * 100;
  if (percent < 0.1) return 'under 0.1 %';
  // What is not all of them is never shown as all.
  const capped = part < whole ? Math.min(percent, 99.9) : percent;
  return `${number(Math.round(capped * 10) / 10)} %`;
}

function bar(present: readonly RowStatus[], rows: Report['totals']['rows']): Markup[] {
  const room = WIDTH - GAP * (present.length - 1);
  const least = present.map((status) => Math.max(NARROWEST, (rows[status] / rows.total) * room));
  const scale = room / least.reduce((sum, width) => sum + width, 0);
  let left = 0;
  return present.map((status, index) => {
    const width = (least[index] ?? 0) * scale;
    const part = rect(left, width, 20, status);
    left += width + GAP;
    return part;
  });
}

function rect(left: number, width: number, height: number, status: RowStatus): Markup {
  return html`<rect x="${rounded(left)}" width="${rounded(width)}" height="${height}" class="${STATUS_TONES[status]}"/>`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** From the ground up: what failed stands below. */
const LAYERS: readonly RowStatus[] = ['failed', 'inconclusive', 'skipped', 'passed'];
const STRIPE_HEIGHT = 40;

/**
 * The rows in the order of the files, a stripe for so many of them, each with its shares: where failures lie together
 * they often have one cause.
 */
function stripes(rows: Report['rows']): Markup {
  const total = rows.length;
  if (total < 2) return html``;
  const stripes = Math.min(total, MOST_STRIPES);
  const counts = Array.from({ length: stripes }, () => LAYERS.map(() => 0));
  let index = 0;
  for (const { status } of rows) {
    const stripe = counts[Math.floor((index * stripes) / total)];
    const layer = LAYERS.indexOf(status);
    if (stripe !== undefined) stripe[layer] = (stripe[layer] ?? 0) + 1;
    index += 1;
  }
  const levels = counts.map(levelsOf);
  const paths = LAYERS.map((status, layer) => {
    const path = outline(levels, layer);
    return path === '' ? undefined : html`<path d="${path}" class="${STATUS_TONES[status]}"/>`;
  });
  const each = Math.ceil(total / stripes);
  const what = each === 1 ? 'one stripe a row' : `${number(each)} rows a stripe`;
  return html`<svg class="stripes" viewBox="0 0 ${WIDTH} ${STRIPE_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${paths}</svg>
<p class="quiet small">Top: the share of each status. Bottom: the rows in the order of the file, ${what}.</p>`;
}

/** Where each layer ends, in whole units from the ground; what is there at all is one unit high at least. */
function levelsOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let level = 0;
  return counts.map((count, layer) => {
    const height = Math.round((count / total) * STRIPE_HEIGHT);
    level += count === 0 ? 0 : Math.max(1, height);
    // The last one takes what rounding has left.
    if (layer === counts.length - 1 && count > 0) level = STRIPE_HEIGHT;
    return Math.min(level, STRIPE_HEIGHT);
  });
}

/** The blocks of a layer as one path, equal neighbors as one block. */
function outline(levels: readonly (readonly number[])[], layer: number): string {
  const side = (at: number) => rounded((at / levels.length) * WIDTH);
  let path = '';
  for (let from = 0; from < levels.length; ) {
    const bottom = levels[from]?.[layer - 1] ?? 0;
    const top = levels[from]?.[layer] ?? 0;
    let to = from + 1;
    while (to < levels.length && (levels[to]?.[layer - 1] ?? 0) === bottom && levels[to]?.[layer] === top)
      to += 1;
    if (top > bottom)
      path += `M${side(from)} ${STRIPE_HEIGHT - top}H${side(to)}V${STRIPE_HEIGHT - bottom}H${side(from)}z`;
    from = to;
  }
  return path;
}
