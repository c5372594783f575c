import { constant, html, type Markup } from './markup.js';

/**
 * Sites that are linked: those that the catalogue sends readers to. A sentence may quote a file or a server, or come
 * from a report that somebody else wrote, and what those name is shown and no link.
 */
export const LINKED_SITES: ReadonlySet<string> = new Set([
  'learn.microsoft.com',
  'support.google.com',
  'testconnectivity.microsoft.com',
  'connectivity.office.com',
]);

/** A command between backticks, or a link. */
const SPECIAL = /`([^`]+)`|(https:\/\/[\w./#?=&%~:-]*[\w/#])/g;

/** A sentence of the catalogue, with its commands as code and its links as links. */
export function prose(text: string): Markup {
  const parts: Markup[] = [];
  let from = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const [all, command, url = ''] = match;
    parts.push(html`${kept(text.slice(from, match.index))}`);
    parts.push(command === undefined ? link(url, url) : html`<code>${command}</code>`);
    from = match.index + all.length;
  }
  return html`${parts}${kept(text.slice(from))}`;
}

/** Cleaning takes the blanks off the ends of a part. */
function kept(part: string): Markup {
  const blank = (is: boolean) => constant(is ? ' ' : '');
  return html`${blank(/^\s/.test(part))}${part}${blank(/\S\s+$/.test(part))}`;
}

/** A link to a site that is known; the bare words otherwise. */
export function link(url: string, words: string): Markup {
  if (!URL.canParse(url)) return html`${words}`;
  const { protocol, host } = new URL(url);
  if (protocol !== 'https:' || !LINKED_SITES.has(host)) return html`${words}`;
  return html`<a href="${url}" rel="noreferrer noopener">${words}</a>`;
}
