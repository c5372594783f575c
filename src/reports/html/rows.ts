import type { Report } from '../../model/report.js';
import type { RowResult } from '../../model/row.js';
import type { Group } from '../groups.js';
import { count, duration, number, size } from '../text/layout.js';
import { anchorOf } from './anchor.js';
import { type CodeOrder, codeOrder } from './code-order.js';
import { type Column, columnsOf } from './columns.js';
import { constant, html, type Markup, name } from './markup.js';
import { LONGEST_NAME } from './row-data.js';
import type { Section } from './section.js';
import { STATUS_TONES, STATUS_WORDS, STATUSES, sign } from './tone.js';

/** Rows that stand in the document itself: all that is seen without the script. */
const STATIC_ROWS = 100;

/** Search, filters and the table. The script shows of the rows what is in view, and the others as one scrolls. */
export function rowsSection(report: Report, groups: readonly Group[]): Section | undefined {
  const total = report.rows.length;
  if (total === 0) return undefined;
  const columns = columnsOf(report);
  return {
    id: 'rows',
    title: 'Rows',
    count: total,
    parts: [
      ...(total > STATIC_ROWS ? [withoutScript(total)] : []),
      controls(report, groups),
      table(report, columns, codeOrder(groups)),
    ],
  };
}

function withoutScript(total: number): Markup {
  return html`<noscript><p class="note">JavaScript is off: the first ${STATIC_ROWS} of ${count(total, 'row')} are shown. Searching, sorting and the other rows need it.</p></noscript>`;
}

function controls(report: Report, groups: readonly Group[]): Markup {
  const { rows } = report.totals;
  const present = STATUSES.filter((status) => rows[status] > 0);
  const chips = present.map(
    (status) =>
      html`<label class="chip ${STATUS_TONES[status]}"><input type="checkbox" name="status" value="${STATUSES.indexOf(status)}">${sign(STATUS_TONES[status])}${STATUS_WORDS[status]} <span class="quiet">${number(rows[status])}</span></label>`,
  );
  const codes = [...new Set(groups.map(({ code }) => code))];
  return html`<form class="controls" data-scripted hidden role="search" aria-label="Rows">
<label class="search">Search <input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="Address, user name, code or file"></label>
<fieldset><legend>Status</legend>${chips}</fieldset>
<label>Finding <select id="code"><option value="">any or none</option>${codes.map((code) => html`<option>${code}</option>`)}</select></label>
${fileChoice(report)}
<button type="reset">Show all</button>
<p role="status" id="matches"></p>
</form>`;
}

const MOST_FILES = 200;

function fileChoice({ batches }: Report): Markup | undefined {
  if (batches.length < 2) return undefined;
  const options = batches
    .slice(0, MOST_FILES)
    .map(({ file }, index) => html`<option value="${index}">${file}</option>`);
  return html`<label>File <select id="file"><option value="">any</option>${options}</select></label>`;
}

function table(report: Report, columns: readonly Column[], ordered: CodeOrder): Markup {
  const heads = columns.map(
    ({ id, title, numeric }) =>
      html`<th scope="col" data-column="${id}" class="c-${id}${numeric ? ' number' : ''}"><button type="button" disabled>${title}</button></th>`,
  );
  // Names need the room more than the line, which the findings tell.
  const wide = columns.some(({ id }) => id === 'bytes' || id === 'file');
  return html`<div class="scroller" id="scroller" role="region" aria-label="Table of rows" tabindex="0">
<table class="${constant(wide ? 'rows wide' : 'rows')}" id="table" aria-label="Rows" aria-rowcount="${report.rows.length + 1}">
<thead><tr aria-rowindex="1">${heads}</tr></thead>
<tbody id="body">
${[...firstRows(report, columns, ordered)]}</tbody>
</table>
</div>
<p class="quiet small" data-scripted hidden>Arrow keys, Page Up, Page Down, Home and End move from row to row; the right arrow goes to the findings of a row, the left arrow back.</p>
<div class="print-rows" id="print-rows"></div>`;
}

function* firstRows(report: Report, columns: readonly Column[], ordered: CodeOrder): Iterable<Markup> {
  let shown = 0;
  for (const row of report.rows) {
    shown += 1;
    if (shown > STATIC_ROWS) return;
    const cells = columns.map(
      ({ id, numeric }) =>
        html`<td class="c-${id}${numeric ? ' number' : ''}">${CELLS[id]({ ...row, codes: ordered(row.codes) })}</td>`,
    );
    yield html`<tr aria-rowindex="${shown + 1}">${cells}</tr>\n`;
  }
}

/** As the script fills them. */
const CELLS: Record<Column['id'], (row: RowResult) => Markup | string | number> = {
  row: ({ row }) => row,
  line: ({ line }) => line,
  file: ({ file }) => name(file, LONGEST_NAME),
  address: ({ emailAddress }) => name(emailAddress, LONGEST_NAME),
  user: ({ userName }) => name(userName, LONGEST_NAME),
  status: ({ status }) => html`${sign(STATUS_TONES[status])}${STATUS_WORDS[status]}`,
  codes: ({ codes }) =>
    html`${codes.map((code, index) => html`${index === 0 ? '' : ' '}<a href="#${anchorOf(code)}">${code}</a>`)}`,
  folders: ({ folders }) => folders ?? '',
  messages: ({ audit }) => (audit === undefined ? '' : number(audit.messages)),
  bytes: ({ audit }) => (audit === undefined ? '' : size(audit.bytes)),
  ms: ({ ms }) => (ms === undefined ? '' : duration(ms)),
};
