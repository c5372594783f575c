import { html, type Markup } from './markup.js';

/**
 * Sites that are linked: those that the catalogue sends readers to. A sentence may quote a file or a server, or come
 * from a report that somebody else wrote, and what those name is shown and no link.
 */
export const LINKED_SITES: ReadonlySet<string> = new Set([
  'learn.microsoft.com',
  'support.google.com',
  'answers.microsoft.com',
  'testconnectivity.microsoft.com',
  'connectivity.office.com',
]);

/** A command between backticks, or an address up to the blank, bracket or full stop behind it. */
const SPECIAL = /`([^`]+)`|(https:\/\/[^\s()<>"'`]*[^\s()<>"'`.,;:!?])/g;

/** A sentence of the catalogue, with its commands as code and its links as links. */
export function prose(text: string): Markup {
  const parts: Markup[] = [];
  let from = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const [all, command, url = ''] = match;
    parts.push(html`${text.slice(from, match.index)}`);
    parts.push(command === undefined ? link(url, url) : html`<code>${command}</code>`);
    from = match.index + all.length;
  }
  return html`${parts}${text.slice(from)}`;
}

/** A link to a site that is known; the bare words otherwise. */
export function link(url: string, words: string): Markup {
  if (!URL.canParse(url)) return html`${words}`;
  const { protocol, host } = new URL(url);
  if (protocol !== 'https:' || !LINKED_SITES.has(host)) return html`${words}`;
  return html`<a href="${url}" rel="noreferrer noopener">${words}</a>`;
}
