import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RowResult } from '../../src/model/row.js';
import { RowTable } from '../../src/run/row-table.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const name = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }));

const result = fc.record<RowResult>(
  {
    file: fc.constantFrom('a.csv', 'b.csv', 'c.csv'),
    row: fc.integer({ min: 1, max: 60_000 }),
    line: fc.integer({ min: 1, max: 2 ** 31 }),
    emailAddress: name,
    userName: name,
    status: fc.constantFrom('passed', 'failed', 'inconclusive', 'skipped'),
    codes: fc
      .subarray(['csv/blank-value', 'login/rejected', 'csv/invalid-email'] as const)
      .map((all) => [...all]),
    folders: fc.nat(),
    attempts: fc.nat(5),
    ms: fc.nat(1_000_000),
  },
  { requiredKeys: ['file', 'row', 'line', 'emailAddress', 'userName', 'status', 'codes', 'attempts'] },
);

it('gives back what was put in, in the order of files and rows', { timeout: PROPERTY_TIMEOUT }, () => {
  fc.assert(
    fc.property(fc.array(result, { maxLength: 40 }), (results) => {
      const table = new RowTable();
      const files = ['b.csv', 'c.csv', 'a.csv'];
      for (const file of files) table.fileNumber(file);
      for (const one of results) table.push(one);
      const place = ({ file }: RowResult) => files.indexOf(file);
      const sorted = results.toSorted((a, b) => place(a) - place(b) || a.row - b.row);
      expect([...table]).toEqual(sorted);
      expect(table).toHaveLength(results.length);
    }),
    { numRuns: RUNS },
  );
});

it('has room for many rows and long names', () => {
  const table = new RowTable();
  const row = (number: number): RowResult => ({
    file: 'a.csv',
    row: number,
    line: number + 1,
    emailAddress: `${'é'.repeat(number % 100_000 === 0 ? 50_000 : 10)}${number}`,
    userName: `user${number}`,
    status: 'skipped',
    codes: [],
    attempts: 0,
  });
  for (let number = 300_000; number >= 1; number--) table.push(row(number));
  let expected = 1;
  for (const one of table) {
    if (expected % 10_000 === 0) expect(one).toEqual(row(expected));
    expected++;
  }
  expect(expected).toBe(300_001);
});
