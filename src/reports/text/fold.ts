const ASCII: Record<string, string> = {
  '\u2026': '...',
  '\u2013': '-',
  '\u2014': '-',
  '\u2010': '-',
  '\u2011': '-',
  '\u2018': "'",
  '\u2019': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u2192': '->',
  '\u00b7': '|',
  '\u2022': '*',
  '\u00d7': 'x',
  '\u2264': '<=',
  '\u2265': '>=',
  '\u203a': '>',
  '\uFFFD': '?',
};

const FOLDED = new RegExp(`[${Object.keys(ASCII).join('')}]`, 'gu');

/** Typographic signs in ASCII. Letters stay: they are what the file and the server said. */
export function foldPunctuation(text: string): string {
  return text.replace(FOLDED, (sign) => ASCII[sign] ?? sign);
}
