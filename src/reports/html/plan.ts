import { concurrencyText, daysText, durationTexts, excludeReason } from '../../knowledge/plan-words.js';
import type { ExcludedFolder, LargeMailbox, Plan, PlannedBatch, PlannedEndpoint } from '../../model/plan.js';
import { SECURITY } from '../text/endpoint.js';
import { count, number, size } from '../text/layout.js';
import { constant, html, type Markup, name, verbatim } from './markup.js';
import { prose } from './prose.js';
import type { Section } from './section.js';

const MOST_SHOWN = 200;

/** How the batch can be migrated, with the commands to copy. */
export function planSection(plan: Plan | undefined): Section | undefined {
  if (plan === undefined) return undefined;
  const { notes } = plan;
  return {
    id: 'plan',
    title: 'Migration plan',
    parts: [
      html`<dl class="facts card">
${totals(plan)}
${endpoint(plan.endpoint)}
${duration(plan)}
${plan.heldBack === 0 ? undefined : html`<div><dt>Held back</dt><dd>${count(plan.heldBack, 'row')} that would fail, in no batch</dd></div>`}
</dl>`,
      notes.length === 0
        ? html``
        : html`<ul class="advice">${notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`,
      batches(plan.batches),
      largest(plan.largest),
      excluded(plan.exclude),
      commands(plan.commands),
    ],
  };
}

function totals({ totals }: Plan): Markup | undefined {
  if (totals === undefined) return undefined;
  const { mailboxes, messages, bytes, accuracy, unmeasured } = totals;
  const how = { exact: '', estimated: 'about ', 'at-least': 'at least ' }[accuracy];
  const rest = unmeasured === 0 ? '' : `; ${number(unmeasured)} more not measured`;
  return html`<div><dt>Mail</dt><dd>${how}${size(bytes)}, ${count(messages, 'message')} in ${number(mailboxes)} ${mailboxes === 1 ? 'mailbox' : 'mailboxes'}${rest}</dd></div>`;
}

function endpoint(planned: PlannedEndpoint): Markup {
  const { server, port, security, acceptUntrustedCertificates } = planned;
  const accepting = acceptUntrustedCertificates ? ', accepting untrusted certificates' : '';
  return html`<div><dt>Endpoint</dt><dd>${name(planned.name)}: ${name(server, 260)}:${port}, ${SECURITY[security]}${accepting}</dd></div>
<div><dt>At once</dt><dd>${concurrencyText(planned)}</dd></div>`;
}

function duration(plan: Plan): Markup | undefined {
  const all = durationTexts(plan).join('; ');
  return all === '' ? undefined : html`<div><dt>Duration</dt><dd>${all}</dd></div>`;
}

interface Cell {
  title: string;
  numeric?: true;
}

function grid<T>(
  caption: string,
  heads: readonly Cell[],
  items: readonly T[],
  cells: (item: T) => (Markup | string)[],
) {
  if (items.length === 0) return html``;
  const aligned = (index: number) => constant(heads[index]?.numeric ? ' class="number"' : '');
  const left = items.length - MOST_SHOWN;
  return html`<h3>${caption}</h3>
<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table>
<thead><tr>${heads.map(({ title }, index) => html`<th scope="col"${aligned(index)}>${title}</th>`)}</tr></thead>
<tbody>
${items.slice(0, MOST_SHOWN).map((item) => html`<tr>${cells(item).map((cell, index) => html`<td${aligned(index)}>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
${left > 0 ? html`<p class="quiet">and ${number(left)} more</p>` : undefined}`;
}

function batches(planned: readonly PlannedBatch[]): Markup {
  const heads: Cell[] = [
    { title: 'Batch' },
    { title: 'File' },
    { title: 'Rows of the input' },
    { title: 'Rows', numeric: true },
    { title: 'Size', numeric: true },
    { title: 'Estimate', numeric: true },
  ];
  return grid('Batches, in the order to begin them', heads, planned, (batch) => [
    name(batch.name),
    name(batch.file),
    batch.whole ? html`all of ${name(batch.from)}` : html`${name(batch.ranges, 80)} of ${name(batch.from)}`,
    number(batch.rows),
    batch.holds === undefined ? '' : size(batch.holds.bytes),
    batch.days === undefined ? '' : daysText(batch.days),
  ]);
}

function largest(mailboxes: readonly LargeMailbox[]): Markup {
  const heads: Cell[] = [
    { title: 'Address' },
    { title: 'Row', numeric: true },
    { title: 'Messages', numeric: true },
    { title: 'Size', numeric: true },
  ];
  return grid('Largest mailboxes', heads, mailboxes, ({ emailAddress, row, messages, bytes }) => [
    name(emailAddress),
    number(row),
    number(messages),
    size(bytes),
  ]);
}

function excluded(folders: readonly ExcludedFolder[]): Markup {
  const heads: Cell[] = [
    { title: 'Folder' },
    { title: 'Why' },
    { title: 'In the command' },
    { title: 'Mailboxes', numeric: true },
    { title: 'Size', numeric: true },
  ];
  return grid('Folders to exclude', heads, folders, (one) => [
    name(one.folder),
    excludeReason(one),
    one.optional ? 'as you choose' : 'yes',
    number(one.mailboxes),
    one.holds === undefined ? '' : size(one.holds.bytes),
  ]);
}

/** Each with a button to copy it, and one for all of them. */
function commands(texts: readonly string[]): Markup {
  if (texts.length === 0) return html``;
  const lines = texts.map((text, index) => {
    const id = `command-${index + 1}`;
    const comment = text.startsWith('#');
    const copy = html`<button type="button" data-scripted hidden data-copy="${id}" aria-label="Copy command ${index + 1}">Copy</button>`;
    return html`<li${constant(comment ? ' class="comment"' : '')}><code id="${id}" class="command" translate="no">${verbatim(text)}</code>${comment || text === '' ? undefined : copy}</li>\n`;
  });
  return html`<h3>Commands for Exchange Online PowerShell</h3>
<p class="tools" data-scripted hidden><button type="button" data-copy="commands">Copy all commands</button></p>
<ol class="commands" id="commands">
${lines}</ol>
<p role="status" id="copied" class="quiet small"></p>`;
}
