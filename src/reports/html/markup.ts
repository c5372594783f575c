import { clean, shorten } from '../text/clean.js';

/** HTML that is safe as it stands: made by `html` alone, or of constants by `constant`. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | Markup | undefined | readonly Part[];

/**
 * A template whose values become text: escaped, and cleaned of what a reader cannot see. Markup is taken as it is,
 * lists are put together, `undefined` is nothing. Values of attributes stand between double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += partText(value) + (strings[index + 1] ?? '');
  return new Markup(text);
}

/** A text of the program's own that is markup already. */
export function constant(text: string): Markup {
  return new Markup(text);
}

function partText(value: Part): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(withEnds(value));
  return value.map(partText).join('');
}

/** A part of a sentence keeps the blanks that set it off from the next. */
function withEnds(text: string): string {
  const inner = shown(text);
  if (inner === text) return text;
  return `${/^\s/.test(text) ? ' ' : ''}${inner}${inner !== '' && /\s$/.test(text) ? ' ' : ''}`;
}

const LONGEST_TEXT = 1_500;
const PLAIN = /^[!-~]*(?: [!-~]+)*$/;

/** As a reader may see it: no control, directional or invisible characters, at most `longest` columns. */
export function shown(text: string, longest = LONGEST_TEXT): string {
  // Nearly all names are plain, and there may be 100,000 of them.
  if (text.length <= longest && PLAIN.test(text)) return text;
  return shorten(clean(text), longest, '…');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}

/** A name from a file or a server, kept apart from the direction of the text around it. */
export function name(text: string, longest = 160): Markup {
  return html`<bdi>${shown(text, longest)}</bdi>`;
}

/** A text that is copied, and so may not be changed: escaped, and neither cleaned nor shortened. */
export function verbatim(text: string): Markup {
  return new Markup(escaped(text));
}

/** JSON for a script element: nothing in it can end the element or begin a comment (HTML, 13.2.5.4 and below). */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
