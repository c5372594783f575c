/** One of `of` runs that share a batch: each signs in to every `of`-th row. `index` from 1. */
export interface Shard {
  index: number;
  of: number;
}

/** The rows that are to be signed in to, where that is not all. */
export interface PartWish {
  /** Data rows from 1, both included. */
  rows?: { from: number; to: number };
  sample?: number;
  shard?: Shard;
}

/** `shard 2 of 8 of rows 1 to 50 was asked for`; undefined where all rows were. */
export function describePart({ rows, sample, shard }: PartWish): string | undefined {
  const parts = [
    ...(shard === undefined ? [] : [`shard ${shard.index} of ${shard.of}`]),
    ...(sample === undefined ? [] : [`a sample of ${sample}`]),
    ...(rows === undefined ? [] : [`rows ${rows.from} to ${rows.to}`]),
  ];
  if (parts.length === 0) return undefined;
  const rowsAlone = parts.length === 1 && rows !== undefined;
  return `${parts.join(' of ')} ${rowsAlone ? 'were' : 'was'} asked for`;
}
