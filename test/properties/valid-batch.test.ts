import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ratingOf } from '../../src/knowledge/describe.js';
import { Secret } from '../../src/model/secret.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { checked, read, sourceOf, told } from './checking.js';
import { columns, fileOf, form, recordsOf, tableOf, validRows } from './generators.js';

it('a valid batch is accepted, with every value as it was written, however it is written', {
  timeout: PROPERTY_TIMEOUT,
}, async () => {
  await fc.assert(
    fc.asyncProperty(validRows, columns, form, async (rows, order, how) => {
      const { bytes, lines } = fileOf(recordsOf(tableOf(rows, order), how), how);
      const source = sourceOf(bytes);
      const report = await checked(source);
      expect(told({ findings: report.findings.filter((one) => ratingOf(one) === 'error') })).toEqual([]);

      expect(report.verdict).toMatch(/^ready/);
      const { header, records } = await read(source);
      expect(header).toMatchObject({ line: lines[0], delimiter: ',', width: order.length });
      expect(records.map(({ row, line }) => [row, line])).toEqual(
        rows.map((_, index) => [index + 1, lines[index + 1]]),
      );
      expect(
        records.map(({ emailAddress, userName, userRoot = '' }) => [emailAddress, userName, userRoot]),
      ).toEqual(
        rows.map(({ EmailAddress, UserName, UserRoot }) => [
          EmailAddress,
          UserName,
          order.includes('UserRoot') ? UserRoot : '',
        ]),
      );
      for (const [index, { password }] of records.entries()) {
        expect(password.equals(new Secret(rows[index]?.Password ?? ''))).toBe(true);
      }
    }),
    { numRuns: RUNS },
  );
});
