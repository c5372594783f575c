import type { CheckedBatch } from './csv-stage.js';
import type { RunOptions } from './options.js';

type Wish = Pick<RunOptions, 'rows' | 'sample'>;

/** Which rows are to be logged in to. Asked once for each row, in order. */
export type Selection = (batch: CheckedBatch, row: number) => boolean;

/**
 * `--rows` counts the data rows of each file; `--sample` is spread evenly over the rows of that range that can
 * be signed in with.
 */
export function selection(wish: Wish, batches: readonly CheckedBatch[]): Selection {
  const candidate: Selection = (batch, row) =>
    inRange(wish, row) && batch.blocked === undefined && batch.notes.get(row)?.failed !== true;
  const { sample } = wish;
  if (sample === undefined) return candidate;
  const total = batches.reduce((sum, batch) => sum + countCandidates(batch, wish), 0);
  if (sample >= total) return candidate;
  let index = 0;
  return (batch, row) => candidate(batch, row) && (index++ * sample) % total < sample;
}

function inRange({ rows }: Wish, row: number): boolean {
  return rows === undefined || (row >= rows.from && row <= rows.to);
}

function countCandidates(batch: CheckedBatch, { rows }: Wish): number {
  if (batch.blocked !== undefined) return 0;
  const { from, to } = { from: 1, to: batch.rows, ...rows };
  let count = Math.max(0, Math.min(to, batch.rows) - from + 1);
  for (const [row, note] of batch.notes) if (note.failed && row >= from && row <= to) count--;
  return count;
}
