import type { RunOptions } from './options.js';

/** Which rows are to be logged in to: `row` is the data row of its file, `ordinal` counts over all files from 0. */
export type Selection = (row: number, ordinal: number) => boolean;

/** `total`: rows over all files. */
export function selection({ rows, sample }: Pick<RunOptions, 'rows' | 'sample'>, total: number): Selection {
  if (rows === undefined && sample === undefined) return () => true;
  const inRange = (row: number) => rows === undefined || (row >= rows.from && row <= rows.to);
  if (sample === undefined || sample >= total) return inRange;
  const chosen = new Set(Array.from({ length: sample }, (_, index) => Math.floor((index * total) / sample)));
  return (row, ordinal) => inRange(row) && chosen.has(ordinal);
}
