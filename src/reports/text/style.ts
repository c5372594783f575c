import { Chalk } from 'chalk';
import { clean, foldPunctuation, shorten } from './clean.js';

export interface TextOptions {
  /** Width of the terminal in columns. */
  columns: number;
  colour: boolean;
  /** Whether signs outside ASCII can be shown. Letters of names are shown as they are either way. */
  unicode: boolean;
  /** Rows shown of each group of findings; `Infinity` shows all. Default 5. */
  limit?: number;
  /** Fix steps shown of findings that stop neither batch nor endpoint; default 3. */
  steps?: number;
}

/** What a piece of text says of its subject. */
export type Tone = 'good' | 'error' | 'warning' | 'inconclusive' | 'notice' | 'skipped';

type Paint = (text: string) => string;

/** How a report looks: widths, colours, signs. */
export interface Style {
  /** Width for tables. */
  columns: number;
  /** Width for sentences: longer lines are hard to read. */
  prose: number;
  limit: number;
  steps: number;
  tone: Record<Tone, Paint>;
  symbol: Record<Tone, string>;
  strong: Paint;
  dim: Paint;
  /** Between equal parts of a line, blanks included. */
  separator: string;
  /** In front of quoted text. */
  bar: string;
  arrow: string;
  ellipsis: string;
  /** `text` made harmless and cut to `columns`. */
  text(text: string, columns?: number): string;
  /** As `text`, cut at the start: of a path the end tells more. */
  path(text: string, columns: number): string;
  /** As `text`, with what stands between backticks in a colour of its own, if there are colours. */
  sentence(text: string): string;
}

const WIDEST_PROSE = 100;
const NARROWEST = 24;
const LONGEST_TEXT = 1_500;
/** Longer than any link in the catalogue; what is longer comes from a file or a server. */
const LONGEST_WORD = 160;

const UNICODE_SIGNS = {
  symbol: { good: '✔', error: '✖', warning: '⚠', inconclusive: '?', notice: 'ℹ', skipped: '○' },
  separator: ' · ',
  bar: '│',
  arrow: '›',
  ellipsis: '…',
};

const ASCII_SIGNS: typeof UNICODE_SIGNS = {
  symbol: { good: '+', error: 'x', warning: '!', inconclusive: '?', notice: 'i', skipped: '-' },
  separator: ' | ',
  bar: '|',
  arrow: '>',
  ellipsis: '...',
};

export function styleOf(options: TextOptions): Style {
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const signs = options.unicode ? UNICODE_SIGNS : ASCII_SIGNS;
  const columns = Math.max(NARROWEST, Math.floor(options.columns));
  const harmless = (raw: string) => (options.unicode ? clean(raw) : foldPunctuation(clean(raw)));
  const text = (raw: string, longest = LONGEST_TEXT) => shorten(harmless(raw), longest, signs.ellipsis);
  return {
    ...signs,
    columns,
    prose: Math.min(columns, WIDEST_PROSE),
    limit: Math.max(0, options.limit ?? 5),
    steps: Math.max(1, options.steps ?? 3),
    tone: {
      good: chalk.green,
      error: chalk.red,
      warning: chalk.yellow,
      inconclusive: chalk.magenta,
      notice: chalk.cyan,
      skipped: chalk.dim,
    },
    strong: chalk.bold,
    dim: chalk.dim,
    text,
    path: (raw, longest) => shorten(harmless(raw), longest, signs.ellipsis, 'start'),
    sentence(raw) {
      const shown = text(raw).replace(/\S+/gu, (word) => shorten(word, LONGEST_WORD, signs.ellipsis));
      return options.colour ? shown.replace(/`([^`]+)`/gu, (_, code: string) => chalk.cyan(code)) : shown;
    },
  };
}
