/** Server text is kept to this length; whatever a hostile server sends beyond it is noise. */
const MAX_TEXT = 500;

/** Control characters (C0, C1, DEL), line separators and the characters that turn the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** Makes a server's text safe to keep and to show: one line, no control characters, capped. */
export function clean(text: string, max = MAX_TEXT): string {
  if (text.length <= max && isPlain(text)) return text;
  const plain = text
    .slice(0, max * 4)
    .toWellFormed()
    .replace(UNPRINTABLE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  const letters = [...plain];
  return letters.length > max ? `${letters.slice(0, max - 1).join('')}…` : plain;
}

/** Nothing about it is to be changed, as with nearly all that servers say. */
function isPlain(text: string): boolean {
  return /^[!-~](?: ?[!-~])*$/.test(text);
}

/** The same for bytes of unknown kind: what is no ASCII becomes a dot. */
export function cleanBytes(bytes: Buffer, max = 80): string {
  return clean(
    bytes
      .subarray(0, max)
      .toString('latin1')
      .replace(/[^\x20-\x7e\r\n\t]/g, '.'),
    max,
  );
}
