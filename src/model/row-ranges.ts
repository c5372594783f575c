/** Data rows from 1, in order, as they are written: `1-40,42`. */

export interface RowRange {
  from: number;
  to: number;
}

/** `rows` in ascending order, none twice. */
export function writeRanges(rows: Iterable<number>): string {
  const parts: string[] = [];
  let from = 0;
  let to = 0;
  const close = () => from > 0 && parts.push(from === to ? `${from}` : `${from}-${to}`);
  for (const row of rows) {
    if (from > 0 && row === to + 1) {
      to = row;
      continue;
    }
    close();
    from = row;
    to = row;
  }
  close();
  return parts.join(',');
}

const RANGES = /^[1-9]\d{0,9}(?:-[1-9]\d{0,9})?(?:,[1-9]\d{0,9}(?:-[1-9]\d{0,9})?)*$/;

/** Undefined where it is no such list, or not in order. */
export function readRanges(text: string): RowRange[] | undefined {
  if (!RANGES.test(text)) return undefined;
  const ranges = text.split(',').map((part) => {
    const [from = '', to = from] = part.split('-');
    return { from: Number(from), to: Number(to) };
  });
  let last = 0;
  for (const { from, to } of ranges) {
    if (from <= last || to < from) return undefined;
    last = to;
  }
  return ranges;
}

export function countRows(ranges: readonly RowRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
