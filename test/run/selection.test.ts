import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckedBatch } from '../../src/run/csv-stage.js';
import { selection } from '../../src/run/selection.js';

function batch(rows: number, failed: number[] = [], blocked?: string): CheckedBatch {
  const source = { file: 'users.csv', bytes: 0, async *read() {} };
  const notes = new Map(failed.map((row) => [row, { codes: [], failed: true }]));
  return { source, rows, notes, targets: new Map(), ...(blocked === undefined ? {} : { blocked }) };
}

function chosen(wish: Parameters<typeof selection>[0], ...batches: CheckedBatch[]): number[][] {
  const selected = selection(wish, batches);
  return batches.map((one) =>
    Array.from({ length: one.rows }, (_, index) => index + 1).filter((row) => selected(one, row)),
  );
}

describe('without a wish', () => {
  it('takes every row that can be signed in with', () => {
    expect(chosen({}, batch(4, [2]), batch(3, [], 'no column'))).toEqual([[1, 3, 4], []]);
  });
});

describe('--rows', () => {
  it('counts the rows of each file, both ends included', () => {
    expect(chosen({ rows: { from: 2, to: 3 } }, batch(4), batch(2), batch(1))).toEqual([[2, 3], [2], []]);
  });
});

describe('--sample', () => {
  it('is spread evenly over the files', () => {
    expect(chosen({ sample: 4 }, batch(8), batch(4))).toEqual([[1, 4, 7], [2]]);
  });

  it('is taken from the rows that can be tried, within the range', () => {
    expect(chosen({ sample: 2 }, batch(4, [1, 2]))).toEqual([[3, 4]]);
    expect(chosen({ sample: 2, rows: { from: 5, to: 8 } }, batch(100, [5]))).toEqual([[6, 8]]);
  });

  it('has exactly as many rows as asked for, where there are as many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 400 }), (rows, sample) => {
        expect(chosen({ sample }, batch(rows))[0]).toHaveLength(Math.min(rows, sample));
      }),
    );
  });
});
