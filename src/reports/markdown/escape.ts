import { clean } from '../text/clean.js';

/**
 * Text of a file or a server as a code span: nothing in it is markup, a link or a mention. What no code span of a table
 * can hold has a likeness: `'` for a backtick, `¦` for a bar. Empty text stays empty.
 */
export function code(text: string): string {
  const safe = clean(text).replaceAll('`', "'").replaceAll('|', '¦');
  return safe === '' ? '' : `\`${safe}\``;
}

/** Where sentences of the catalogue lead; other addresses are shown and are no links. */
const LINK =
  /^(\(?)(https:\/\/(?:learn\.microsoft\.com|testconnectivity\.microsoft\.com|support\.google\.com|doc\.dovecot\.org)\/[\w./#?=&-]*?)([).,;:]*)$/;

const FOREIGN = /@|:\/\/|^\W*www\./i;

/** A sentence of the catalogue, which may quote names: what stands between backticks is code, all else plain text. */
export function plain(text: string): string {
  return clean(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : words(part)))
    .join('')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^([-+=])/, '\\$1');
}

function words(text: string): string {
  return text
    .split(/(\s+)/)
    .map((word) => {
      const [, before = '', link, behind = ''] = LINK.exec(word) ?? [];
      if (link !== undefined) return `${before}<${link}>${behind}`;
      return FOREIGN.test(word) ? code(word) : escaped(word);
    })
    .join('');
}

const ENTITIES: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', $: '&#36;' };

function escaped(word: string): string {
  return word.replace(/[\\`*_[\]#|~]/g, '\\$&').replace(/[<>&$]/g, (sign) => ENTITIES[sign] ?? sign);
}
