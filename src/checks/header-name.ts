import type { HeaderOddity } from '../model/code.js';

/** Spaces that look like one and are another. */
const ODD_SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** Characters that nobody sees. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Plain, curly, low, single and angled quotation marks, and the signs that are typed in their place. A run that is not
 * at the end is looked at once, not from each of its signs.
 */
const QUOTES = /^["'`´“”„‟‘’‚‛«»‹›]+|(?<!["'`´“”„‟‘’‚‛«»‹›])["'`´“”„‟‘’‚‛«»‹›]+$/g;

/** The byte order mark of UTF-8, read as Windows-1252. */
const MISREAD_MARK = '\u00ef\u00bb\u00bf';

/** A header cell as one sees it. */
export function visible(written: string): string {
  return written.replace(UNSEEN, '').replace(ODD_SPACES, ' ');
}

/** What has to be taken away from a header cell to make it the column's name, in whatever case. */
export function oddityOf(written: string, column: string): HeaderOddity | undefined {
  const seen = visible(written);
  const plain = seen.trim().replace(QUOTES, '').trim();
  const name = plain.startsWith(MISREAD_MARK) ? plain.slice(MISREAD_MARK.length).replace(QUOTES, '') : plain;
  if (name.toLowerCase() !== column.toLowerCase()) return undefined;
  if (name !== plain) return 'misread-mark';
  if (plain !== seen.trim()) return 'quotes';
  return seen === written ? 'spaces' : 'invisible-character';
}
