import type { Finding } from '../../model/finding.js';
import type { Group } from '../groups.js';
import { number, ranges } from '../text/layout.js';
import { ownWords, shared } from '../text/places.js';
import { html, type Markup, name } from './markup.js';
import { prose } from './prose.js';

/** The table of rows has them all. */
const MOST = 20;
const MOST_RANGES = 20;

/** Where the findings of a group are, and what the server said there. */
export function places(group: Group, severalFiles: boolean): Markup | undefined {
  const { findings } = group;
  const told = findings.filter(isPlaced);
  const response = shared(findings, ({ evidence }) => evidence?.response);
  const detail = shared(findings, ({ evidence }) => evidence?.detail);
  const lines = told
    .slice(0, MOST)
    .map((finding, index) => place(finding, index === 0, group, severalFiles, { response, detail }));
  const left = told.length - lines.length;
  const where =
    lines.length === 0
      ? undefined
      : html`<h4>Where</h4>
<ul class="places">
${lines}${left > 0 ? html`<li class="quiet">and ${number(left)} more, in the table of rows</li>\n` : undefined}</ul>`;
  return html`${said('The server said', response)}${said('Seen', detail)}${where}`;
}

function isPlaced({ location, subject, evidence }: Finding): boolean {
  return location !== undefined || subject !== undefined || (evidence?.rows ?? []).length > 0;
}

function said(label: string, text: string | undefined): Markup | undefined {
  if (text === undefined || text === '') return undefined;
  return html`<h4>${label}</h4>
<p class="said">${name(text, 600)}</p>
`;
}

interface SharedWords {
  response: string | undefined;
  detail: string | undefined;
}

function place(
  finding: Finding,
  first: boolean,
  group: Group,
  severalFiles: boolean,
  words: SharedWords,
): Markup {
  const { location, subject, evidence } = finding;
  const { row, line, column, file = '' } = location ?? {};
  const rows = evidence?.rows ?? [];
  const parts: (Markup | string)[] = [
    ...(severalFiles || (row === undefined && file !== '') ? [name(file)] : []),
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [name(column, 60)]),
    ...(rows.length === 0 ? [] : [`rows ${ranges(rows, MOST_RANGES)}`]),
    ...names(subject),
  ];
  const own = [
    ...ownWords(finding, first, group).map((text) => prose(text)),
    ...(words.response === undefined && evidence?.response !== undefined
      ? [name(evidence.response, 300)]
      : []),
    ...(words.detail === undefined && evidence?.detail !== undefined ? [name(evidence.detail, 300)] : []),
  ];
  return html`<li>${joined(parts)}${own.map((text) => html`<br><span class="quiet">${text}</span>`)}</li>
`;
}

function names(subject: Finding['subject']): Markup[] {
  if (subject === undefined) return [];
  const { emailAddress, userName } = subject;
  return [emailAddress, userName === emailAddress ? '' : userName].filter(Boolean).map((text) => name(text));
}

function joined(parts: readonly (Markup | string)[]): Markup[] {
  return parts.map((part, index) => html`${index === 0 ? '' : ', '}${part}`);
}
