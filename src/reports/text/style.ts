import { clean, shorten } from './clean.js';
import { colourPalette } from './colours.js';
import { foldPunctuation } from './fold.js';
import { NARROWEST, type Palette, plainPalette, WIDEST_PROSE } from './palette.js';

/** How a text report is to look. */
export interface TextOptions {
  /** Width of the terminal in columns. */
  columns: number;
  colour: boolean;
  /** Whether signs outside ASCII can be shown. Letters of names are shown as they are either way. */
  unicode: boolean;
  /** Links can stand behind words (OSC 8); default false. */
  links?: boolean;
  /** Rows shown of each group of findings; `Infinity` shows all. Default 5. */
  limit?: number;
  /** Fix steps shown of findings that stop neither batch nor endpoint; default 3. */
  steps?: number;
}

/** How a report looks: widths, colours, signs. */
export interface Style extends Palette {
  /** Width for tables. */
  columns: number;
  /** Width for sentences: longer lines are hard to read. */
  prose: number;
  limit: number;
  steps: number;
  /** `text` made harmless and cut to `columns`. */
  text(text: string, columns?: number): string;
  /** As `text`, cut at the start: of a path the end tells more. */
  path(text: string, columns: number): string;
  /** As `text`, with what stands between backticks in a colour of its own, if there are colours. */
  sentence(text: string): string;
  /** The text with the address behind it; undefined where links are to be written out. */
  link: ((text: string, url: string) => string) | undefined;
}

/** https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda; the address is one of the catalogue's. */
function hyperlink(text: string, url: string): string {
  return `\u001b]8;;${url}\u0007${text}\u001b]8;;\u0007`;
}

const LONGEST_TEXT = 1_500;
/** Longer than any link in the catalogue; what is longer comes from a file or a server. */
const LONGEST_WORD = 160;

export function styleOf(options: TextOptions): Style {
  const palette = options.colour ? colourPalette(options.unicode) : plainPalette(options.unicode);
  const columns = Math.max(NARROWEST, Math.floor(options.columns));
  const harmless = (raw: string) => (options.unicode ? clean(raw) : foldPunctuation(clean(raw)));
  const text = (raw: string, longest = LONGEST_TEXT) => shorten(harmless(raw), longest, palette.ellipsis);
  return {
    ...palette,
    columns,
    prose: Math.min(columns, WIDEST_PROSE),
    limit: Math.max(0, options.limit ?? 5),
    steps: Math.max(1, options.steps ?? 3),
    link: options.links ? hyperlink : undefined,
    text,
    path: (raw, longest) => shorten(harmless(raw), longest, palette.ellipsis, 'start'),
    sentence: (raw) =>
      palette.commands(text(raw).replace(/\S+/gu, (word) => shorten(word, LONGEST_WORD, palette.ellipsis))),
  };
}
