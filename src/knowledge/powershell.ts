/**
 * What PowerShell takes for a single quote, where it ends a text as `'` does
 * (github.com/PowerShell/PowerShell, `CharExtensions.IsSingleQuote`).
 */
const QUOTES = /['\u2018\u2019\u201a\u201b]/g;

/**
 * Control characters, line ends, what is invisible or turns the direction of the text, and halves of surrogate pairs:
 * they would end a line or make a script look like another one, and half a pair cannot be written as UTF-8.
 */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text as one argument on one line, which PowerShell reads as exactly that text and never as code. */
export function quote(text: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: sign, index } of text.matchAll(UNSHOWABLE)) {
    if (index > end) parts.push(verbatim(text.slice(end, index)));
    for (let unit = 0; unit < sign.length; unit++) parts.push(character(sign.charCodeAt(unit)));
    end = index + sign.length;
  }
  if (end === 0) return verbatim(text);
  if (end < text.length) parts.push(verbatim(text.slice(end)));
  // Two characters would be added up as numbers without a text before them.
  if (!parts[0]?.startsWith("'")) parts.unshift("''");
  return `(${parts.join(' + ')})`;
}

function verbatim(text: string): string {
  return `'${text.replace(QUOTES, '$&$&')}'`;
}

function character(code: number): string {
  return `[char]0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

export function quoteAll(texts: readonly string[]): string {
  return texts.map(quote).join(',');
}

/** Characters of a comment; texts of files and servers may be of any length. */
const LONGEST_COMMENT = 1_000;

/** A comment of one line. Never a block: what stands in it could end one. */
export function comment(text: string): string {
  const line = text.replace(/\s+/gu, ' ').replace(UNSHOWABLE, '\uFFFD').trim();
  return `# ${line.length > LONGEST_COMMENT ? `${line.slice(0, LONGEST_COMMENT).toWellFormed()}…` : line}`;
}

/** A command with its arguments on one line. */
export function command(name: string, ...args: readonly (string | undefined)[]): string {
  return [name, ...args.filter((arg) => arg !== undefined)].join(' ');
}
