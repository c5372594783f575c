import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Hasher, PlaceTable } from '../../src/checks/place-table.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

it('tells each value from every other, as a map of the values would', { timeout: PROPERTY_TIMEOUT }, () => {
  const value = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.emailAddress(),
    fc.constantFrom('', '\0', 'ab', 'ba'),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (values) => {
      const hasher = new Hasher();
      const table = new PlaceTable();
      const map = new Map<string, { file: string; row: number; line: number }>();
      for (const [index, one] of values.entries()) {
        const here = { file: index < 30 ? 'a.csv' : 'b.csv', row: index + 1, line: index + 7 };
        expect(table.remember(hasher.hash(one, false), here)).toEqual(map.get(one));
        if (!map.has(one)) map.set(one, here);
      }
    }),
    { numRuns: RUNS },
  );
});

it('keeps half a million values apart that differ in one digit', () => {
  const hasher = new Hasher();
  const table = new PlaceTable();
  let equal = 0;
  const add = (row: number) =>
    table.remember(hasher.hash(`user${row}@contoso.com`, true), { file: 'a.csv', row, line: row + 1 });
  for (let row = 1; row <= 500_000; row++) if (add(row) !== undefined) equal++;
  expect(equal).toBe(0);
  expect(add(123_456)).toEqual({ file: 'a.csv', row: 123_456, line: 123_457 });
});

it('folds the case of ASCII when it is told to', () => {
  const hasher = new Hasher();
  expect(hasher.hash('Anna@Contoso.com', true)).toEqual(hasher.hash('anna@contoso.com', true));
  expect(hasher.hash('Anna@Contoso.com', false)).not.toEqual(hasher.hash('anna@contoso.com', false));
});
