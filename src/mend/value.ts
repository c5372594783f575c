import type { KnownColumn } from '../model/row.js';
import type { ChangeKind } from './change.js';

/** Format characters that are seen: signs that stand around Arabic, Syriac and Kaithi numbers. */
const SEEN = '\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u{110bd}\\u{110cd}';
const UNSEEN = `(?![${SEEN}])[\\p{Cc}\\p{Cf}]`;

const AT_ENDS = new RegExp(`^(?:\\s|${UNSEEN})+$`, 'u');
const AT_START = new RegExp(`^(?:\\s|${UNSEEN})+`, 'u');

/** Control characters that part words are left to the odd spaces, and line breaks to the admin. */
const INSIDE = new RegExp(`(?![\\t-\\r\\x85])${UNSEEN}`, 'gu');

/** What looks like a space, or a little wider or narrower, and is another sign. */
const ODD_SPACE = /[\t\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu;

const CURLY = [
  /^[\u201c-\u201f]([^\u201c-\u201f]*)[\u201c-\u201f]$/u,
  /^[\u2018-\u201b]([^\u2018-\u201b]*)[\u2018-\u201b]$/u,
];

/** How Excel is made to keep leading zeros. */
const FORMULA = /^="([^"]*)"$/u;

const PLAIN = /^[!-<>-~][!-~]*$/;

export interface MendedValue {
  value: string;
  kinds: ReadonlySet<ChangeKind>;
}

const NOTHING: ReadonlySet<ChangeKind> = new Set();

/** Nothing, or only what cannot be seen. */
export function isBlank(value: string): boolean {
  return value === '' || AT_ENDS.test(value);
}

/**
 * An address, a sign-in name or a path without what came along when it was copied. Zero-width and other invisible
 * characters mean nothing in a name (RFC 4013 section 2.1 maps most of them to nothing). An address has no spaces
 * inside, so that one there is left to be seen.
 */
export function mendName(written: string, column: Exclude<KnownColumn, 'Password'>): MendedValue {
  if (written === '' || PLAIN.test(written)) return { value: written, kinds: NOTHING };
  const kinds = new Set<ChangeKind>();
  const value = stripped(written, kinds, (text) =>
    unwrap(replace(text, INSIDE, '', kinds, 'invisible'), [...CURLY, FORMULA], kinds),
  );
  if (column === 'EmailAddress') return { value, kinds };
  return { value: replace(value, ODD_SPACE, ' ', kinds, 'odd-space'), kinds };
}

/** Only its ends, and only when that was asked for: any of it may belong to the password. */
export function trimPassword(written: string): MendedValue {
  const kinds = new Set<ChangeKind>();
  const value = stripped(written, kinds, (text) => unwrap(text, CURLY, kinds));
  return value === '' ? { value: written, kinds: NOTHING } : { value, kinds };
}

/** Trims and changes by turns until nothing is left to do: what was wrapped may have spaces of its own. */
function stripped(written: string, kinds: Set<ChangeKind>, change: (text: string) => string): string {
  let value = written;
  for (;;) {
    const trimmed = trim(value);
    if (trimmed !== value) kinds.add('surrounding');
    const next = change(trimmed);
    if (next === value) return value;
    value = next;
  }
}

/** From the end one character at a time: a pattern would take quadratic time on runs of white space inside. */
function trim(text: string): string {
  const start = AT_START.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start) {
    const size = /[\udc00-\udfff]/.test(text[end - 1] ?? '') ? 2 : 1;
    if (!AT_ENDS.test(text.slice(end - size, end))) break;
    end -= size;
  }
  return text.slice(start, end);
}

function replace(text: string, what: RegExp, by: string, kinds: Set<ChangeKind>, kind: ChangeKind): string {
  const replaced = text.replace(what, by);
  if (replaced !== text) kinds.add(kind);
  return replaced;
}

function unwrap(text: string, wrappings: readonly RegExp[], kinds: Set<ChangeKind>): string {
  for (const wrapping of wrappings) {
    const inner = wrapping.exec(text)?.[1];
    if (inner === undefined) continue;
    kinds.add('wrapping');
    return inner;
  }
  return text;
}
