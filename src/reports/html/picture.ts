import type { Report } from '../../model/report.js';
import type { RowStatus } from '../../model/row.js';
import { count, number } from '../text/layout.js';
import { constant, html, type Markup } from './markup.js';
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

/** What matters most in a stripe is its color. */
const GRAVITY: readonly RowStatus[] = ['passed', 'skipped', 'inconclusive', 'failed'];

/** The rows in the order of the files: where failures lie together they often have one cause. */
function stripes(rows: Report['rows']): Markup {
  const total = rows.length;
  if (total < 2) return constant('');
  const stripes = Math.min(total, MOST_STRIPES);
  const worst: number[] = new Array(stripes).fill(0);
  let index = 0;
  for (const { status } of rows) {
    const at = Math.floor((index * stripes) / total);
    worst[at] = Math.max(worst[at] ?? 0, GRAVITY.indexOf(status));
    index += 1;
  }
  const parts: Markup[] = [];
  for (let from = 0; from < stripes; ) {
    let to = from + 1;
    while (to < stripes && worst[to] === worst[from]) to += 1;
    const left = (from / stripes) * WIDTH;
    parts.push(rect(left, ((to - from) / stripes) * WIDTH, 8, GRAVITY[worst[from] ?? 0] ?? 'passed'));
    from = to;
  }
  const each = Math.ceil(total / stripes);
  const what = each === 1 ? 'one stripe a row' : `${number(each)} rows a stripe at most, the worst is shown`;
  return html`<svg class="stripes" viewBox="0 0 ${WIDTH} 8" preserveAspectRatio="none" aria-hidden="true">${parts}</svg>
<p class="quiet small">Top: the share of each status. Bottom: the rows in the order of the file, ${what}.</p>`;
}
