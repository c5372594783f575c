import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countRows, readRanges, writeRanges } from '../../src/model/row-ranges.js';

test.each<[number[], string]>([
  [[], ''],
  [[1], '1'],
  [[1, 2, 3], '1-3'],
  [[1, 3, 4, 9], '1,3-4,9'],
])('%j is written %j', (rows, text) => expect(writeRanges(rows)).toBe(text));

test.each([
  '',
  '0',
  '1-',
  '-1',
  '2-1',
  '1,1',
  '3,1',
  '1-4,4',
  '01',
  '1 ,2',
  '1,',
  '1-2-3',
  '99999999999',
  'x',
])('%j is no list of rows', (text) => expect(readRanges(text)).toBeUndefined());

test('what was written is read', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (given) => {
      const rows = given.sort((a, b) => a - b);
      const ranges = readRanges(writeRanges(rows)) ?? [];
      expect(countRows(ranges)).toBe(rows.length);
      const back = ranges.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, at) => from + at),
      );
      expect(back).toEqual(rows);
    }),
  );
});
