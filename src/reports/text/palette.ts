/** What a piece of text says of its subject. */
export type Tone = 'good' | 'error' | 'warning' | 'inconclusive' | 'notice' | 'skipped';

type Paint = (text: string) => string;

/** Colours and signs. */
export interface Palette {
  tone: Record<Tone, Paint>;
  symbol: Record<Tone, string>;
  strong: Paint;
  dim: Paint;
  /** Gives what stands between backticks a colour of its own, if there are colours. */
  commands: Paint;
  /** Between equal parts of a line, blanks included. */
  separator: string;
  /** In front of quoted text. */
  bar: string;
  arrow: string;
  ellipsis: string;
}

/** Longer lines are hard to read, shorter ones hold no word. */
export const WIDEST_PROSE = 100;
export const NARROWEST = 24;

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

const AS_IS: Paint = (text) => text;

/** Signs without colours; `unicode`: whether signs outside ASCII can be shown. */
export function plainPalette(unicode: boolean): Palette {
  return {
    ...(unicode ? UNICODE_SIGNS : ASCII_SIGNS),
    tone: {
      good: AS_IS,
      error: AS_IS,
      warning: AS_IS,
      inconclusive: AS_IS,
      notice: AS_IS,
      skipped: AS_IS,
    },
    strong: AS_IS,
    dim: AS_IS,
    commands: AS_IS,
  };
}
