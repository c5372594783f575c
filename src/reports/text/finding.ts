import stringWidth from 'string-width';
import { type Effect, stageOf, type Vantage } from '../../model/finding.js';
import type { StageId } from '../../model/stage.js';
import { type Group, ratingWord } from '../groups.js';
import { count, flow, hang, labelled, number, pad } from './layout.js';
import { placesOf } from './places.js';
import type { Style } from './style.js';

/** Width of the labels below a heading, blanks included. */
const LABELS = 10;

/** What of an effect is worth a word. */
export const EFFECTS: Record<Effect, string> = {
  batch: 'stops the batch',
  endpoint: 'stops the endpoint',
  row: '',
  risk: '',
};

export const VANTAGES: Record<Vantage, string> = {
  here: 'seen from here',
  microsoft: 'true for Microsoft too',
};

/** Stages whose findings come over the network: of a file nobody asks from where it was seen. */
export const SEEN: ReadonlySet<StageId> = new Set(['dns', 'tcp', 'tls', 'imap', 'login', 'mailbox']);

/** A group: what is wrong, in Microsoft's words, where, why, and what to do. `files`: how many were given. */
export function groupLines(group: Group, files: number, style: Style): string[] {
  const { text } = group;
  const { lines: places, response, detail } = placesOf(group, files, style);
  const line = (label: string, words: string) =>
    words === '' ? [] : labelled(pad(`  ${label}`, LABELS), words, style.prose, style.dim);
  const bar = `  ${style.dim(style.bar)} `;
  const section = style.dim(`${text.kb.name}: ${style.text(text.kb.section)}`);
  return [
    ...heading(group, style),
    ...hang(style.sentence(text.message), style.prose, bar, bar),
    ...(places.length > 0 ? ['', ...places] : []),
    '',
    ...line('Server', response),
    ...line('Seen', detail),
    ...line('Cause', style.sentence(text.cause)),
    ...fixLines(group, style),
    ...line('See', style.link?.(section, text.kb.url) ?? section),
    ...line('', style.link === undefined ? style.dim(text.kb.url) : ''),
  ];
}

/** `✖ Error: Sign-in refused · login/rejected · 3 rows`. */
function heading({ code, text, findings, rows }: Group, style: Style): string[] {
  const tone = style.tone[text.rating];
  const times = findings.length > 1 ? `${number(findings.length)} times` : '';
  const title = style.strong(`${tone(`${ratingWord(text.rating)}:`)} ${style.text(text.title)}`);
  const seen = SEEN.has(stageOf(code)) ? style.dim(VANTAGES[text.vantage]) : '';
  const facts = [
    style.dim(code),
    rows.size > 0 ? count(rows.size, 'row') : times,
    EFFECTS[text.effect],
    seen,
  ];
  const shown = facts.filter(Boolean);
  const whole = [title, ...shown].join(style.separator);
  const room = style.prose - 2;
  const lines = stringWidth(whole) <= room ? whole : `${title}\n${flow(shown, style.separator, room)}`;
  return hang(lines, style.prose, `${tone(style.symbol[text.rating])} `);
}

/** What stops everything is told to its last step; of what concerns rows the first steps, and where the others are. */
function fixLines({ code, text }: Group, style: Style): string[] {
  const stops = text.effect === 'batch' || text.effect === 'endpoint';
  const all = stops || text.fix.length <= style.steps + 1;
  const shown = all ? text.fix : text.fix.slice(0, style.steps);
  const lines = shown.flatMap((step, index) => {
    const label = style.dim(pad(index === 0 ? '  Fix' : '', LABELS));
    const mark = text.fix.length > 1 ? `${index + 1}. ` : '';
    return hang(style.sentence(step), style.prose, label + mark);
  });
  if (all) return lines;
  const more = `${number(text.fix.length - shown.length)} more: \`imap-preflight explain ${code}\``;
  return [...lines, ...hang(style.sentence(more), style.prose, `${' '.repeat(LABELS)}${style.ellipsis} `)];
}
