/** Sizes that are read of one mailbox where the server does not add them up; beyond it a part stands for all. */
export const MOST_SIZES = 20_000;

/** Of each folder so many at least. */
const LEAST = 50;

/** A part is taken in so many pieces, since neighbors are alike. */
const PIECES = 20;

/** Messages of a folder whose sizes are asked for. */
export interface SizeSample {
  /** As FETCH takes it: RFC 3501 section 9, sequence-set. */
  set: string;
  messages: number;
}

/** How many sizes each folder gets to tell, of folders with so many messages. */
export function sampleSizes(counts: readonly number[], most = MOST_SIZES): SizeSample[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => {
    const share = total <= most ? count : Math.max(LEAST, Math.floor((most * count) / total));
    return share >= count ? { set: `1:${count}`, messages: count } : spread(count, share);
  });
}

function spread(count: number, share: number): SizeSample {
  const length = Math.max(1, Math.floor(share / PIECES));
  const pieces = Math.min(PIECES, Math.floor(count / length));
  const ranges = Array.from({ length: pieces }, (_, index) => {
    const from = 1 + Math.floor((index * (count - length)) / Math.max(1, pieces - 1));
    return length === 1 ? String(from) : `${from}:${from + length - 1}`;
  });
  return { set: ranges.join(','), messages: pieces * length };
}
