import type { RowStatus } from '../../model/row.js';
import type { StageStatus } from '../../model/stage.js';
import type { Tone } from '../text/palette.js';
import { constant, html, type Markup } from './markup.js';

/** Statuses of a row, in the order of the picture and of the numbers in the data. */
export const STATUSES: readonly RowStatus[] = ['passed', 'failed', 'inconclusive', 'skipped'];

export const STATUS_WORDS: Record<RowStatus, string> = {
  passed: 'passed',
  failed: 'failed',
  inconclusive: 'could not tell',
  skipped: 'not tried',
};

export const STATUS_TONES: Record<RowStatus, Tone> = {
  passed: 'good',
  failed: 'error',
  inconclusive: 'inconclusive',
  skipped: 'skipped',
};

export const STAGE_TONES: Record<StageStatus, Tone> = {
  passed: 'good',
  warned: 'warning',
  failed: 'error',
  incomplete: 'inconclusive',
  skipped: 'skipped',
};

/** Drawn and not written: which font has which sign differs from machine to machine. */
const SHAPES: Record<Tone, string> = {
  good: '<path d="M3 8.5l3.2 3.2L13 5"/>',
  error: '<path d="M4 4l8 8M12 4l-8 8"/>',
  warning: '<path d="M8 2.2L14.5 13.5h-13zM8 6.5v3.2M8 11.4v.4"/>',
  inconclusive: '<path d="M5.2 6a2.8 2.8 0 1 1 4.3 2.4C8.4 9.1 8 9.6 8 10.4M8 13v.3"/>',
  notice: '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.4v3.8M8 4.7v.3"/>',
  skipped: '<circle cx="8" cy="8" r="5"/>',
};

/** The signs, once in the document. */
export const SIGNS: Markup = constant(
  `<svg class="signs" aria-hidden="true" width="0" height="0">${Object.entries(SHAPES)
    .map(([tone, shape]) => `<symbol id="sign-${tone}" viewBox="0 0 16 16">${shape}</symbol>`)
    .join('')}</svg>`,
);

/** The sign of a tone. It says nothing to a screen reader: words stand beside it. */
export function sign(tone: Tone): Markup {
  return html`<svg class="sign ${tone}" aria-hidden="true"><use href="#sign-${tone}"/></svg>`;
}
