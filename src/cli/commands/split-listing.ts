import type { PlannedFile } from '../../batch/split/names.js';
import { clean } from '../../reports/text/clean.js';
import { number } from '../../reports/text/layout.js';

/** What is said of each file that was written. */
export interface Listing {
  /** Which rows it holds. */
  words(file: PlannedFile): string;
  /** The same, as members of its JSON. */
  members(file: PlannedFile): object;
  /** How many batches there are. */
  total(files: readonly PlannedFile[]): string;
}

/** Parts by their rows, groups by what their rows have in common. */
export const PLAIN: Listing = {
  words: ({ part, value }) =>
    value === undefined ? `${number(part.from)} to ${number(part.to)}` : clean(value) || '(empty)',
  members: ({ part: { from, to }, value }) => (value === undefined ? { from, to } : { value }),
  total: ({ length }) => batches(length),
};

export function batches(count: number): string {
  return count === 1 ? '1 batch' : `${number(count)} batches`;
}
