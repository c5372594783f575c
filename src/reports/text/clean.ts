import stringWidth from 'string-width';

/** Cut before cleaning: nothing that is shown is longer, and the work on hostile text stays bounded. */
const LONGEST = 2_000;

/** Stands for what cannot be shown, so that two names that differ invisibly do not look alike. */
export const REPLACEMENT = '\uFFFD';

/** CSI in its 7- and 8-bit forms, such as colours and cursor moves (ECMA-48, 5.4). */
const CONTROL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/gu;

/** OSC (with the OSC 8 hyperlinks), DCS, SOS, PM and APC up to their terminator (ECMA-48, 5.6). */
const CONTROL_STRING = /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)/gu;

const OTHER_ESCAPE = /\x1b[ -/]*[0-~]?/gu;

const WHITE_SPACE = /[\s\x85]+/gu;

/**
 * C0, C1, the directional marks, overrides and isolates (UAX 9), invisible operators and fillers, the tag
 * characters, and halves of surrogate pairs. Letters and marks of every script pass.
 */
const UNSHOWABLE =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e0fff}]+/gu;

/** Persian and Indic scripts and emoji need joiners between their letters; anywhere else they only hide. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** Nothing to do: so are nearly all names of 50,000 rows. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** No script stacks as many; more climb over the lines above. */
const STACKED_MARKS = /(\p{M}{6})\p{M}+/gu;

/** Made when it is first needed: it takes as long as the start of the program. */
let segmenter: Intl.Segmenter | undefined;

function characters(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/**
 * One line of text that can do nothing to a terminal: escape sequences are gone, other control, directional
 * and invisible characters stand as one replacement character a run, white space is one blank a run.
 */
export function clean(text: string): string {
  if (text.length <= LONGEST && PLAIN.test(text)) return text;
  return text
    .slice(0, LONGEST)
    .replace(CONTROL_STRING, '')
    .replace(CONTROL_SEQUENCE, '')
    .replace(OTHER_ESCAPE, '')
    .replace(WHITE_SPACE, ' ')
    .replace(UNSHOWABLE, REPLACEMENT)
    .replace(STRAY_JOINER, REPLACEMENT)
    .replace(STACKED_MARKS, '$1')
    .trim();
}

/**
 * `text` in at most `columns` columns of a terminal, whole characters only, with `ellipsis` where it was cut:
 * at the end, or at the start where the end tells more, as in paths.
 */
export function shorten(
  text: string,
  columns: number,
  ellipsis: string,
  cut: 'start' | 'end' = 'end',
): string {
  // No character takes more than two columns.
  if (text.length * 2 <= columns) return text;
  // Measuring is slow, and few characters are longer than eight code units.
  const most = columns * 8;
  const part = cut === 'end' ? text.slice(0, most) : text.slice(-most);
  if (part.length === text.length && stringWidth(text) <= columns) return text;
  const room = columns - stringWidth(ellipsis);
  const all = characters(part);
  if (cut === 'start') all.reverse();
  const kept: string[] = [];
  let used = 0;
  for (const character of all) {
    used += stringWidth(character);
    if (used > room) break;
    kept.push(character);
  }
  return cut === 'end' ? kept.join('').trimEnd() + ellipsis : ellipsis + kept.reverse().join('').trimStart();
}
