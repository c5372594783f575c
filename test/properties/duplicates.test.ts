import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RowPlace } from '../../src/model/row.js';
import { csvText } from '../support/files.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { checkedFor, sourceOf } from './checking.js';

const spaces = fc.constantFrom('', '', '', ' ', '\u00a0', '\t ');
const cases = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
);

/** A value in whatever case, with white space around it. */
function written(values: readonly string[]) {
  return fc
    .tuple(spaces, fc.constantFrom(...values), cases, spaces)
    .map(([before, value, inCase, after]) => before + inCase(value) + after);
}

/** Of few values, so that many are equal: addresses also without their domain, as rows of other faults are compared too. */
const row = fc.record({
  EmailAddress: written(['anna@contoso.com', 'bert@contoso.com', 'ßen@müller.de', 'anna', '']),
  UserName: written(['anna', 'anna@contoso.com', 'contoso/anna', 'ΑΣ', 'constructor', '']),
  Password: fc.constantFrom('hunter-2', 'x', ''),
  UserRoot: written(['', '', '/users/anna', '/Users/Anna', 'anna']),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

const files = fc.array(fc.tuple(fc.boolean(), fc.array(row, { minLength: 1, maxLength: 12 })), {
  minLength: 1,
  maxLength: 3,
});

interface Placed extends RowPlace {
  address: string;
  name: string;
  root: string;
}

function placed(batches: readonly (readonly [roots: boolean, rows: readonly Row[]])[]): Placed[] {
  return batches.flatMap(([roots, rows], index) =>
    rows.map(({ EmailAddress, UserName, UserRoot }, at) => ({
      file: `${index}.csv`,
      row: at + 1,
      line: at + 2,
      address: EmailAddress.trim().toLowerCase(),
      name: UserName.trim().toLowerCase(),
      root: roots ? UserRoot.trim() : '',
    })),
  );
}

/** Each row compared with all rows before it. The path of a UserRoot tells `a` from `A`, as a file system may. */
function expected(rows: readonly Placed[]): string[] {
  return rows.flatMap((one, index) => {
    const before = rows.slice(0, index);
    const address = before.find((other) => one.address !== '' && other.address === one.address);
    const mailbox = before.find(
      (other) => one.name !== '' && other.name === one.name && other.root === one.root,
    );
    return [
      ...(address === undefined ? [] : [said('csv/duplicate-email', one, address)]),
      ...(mailbox === undefined ? [] : [said('csv/duplicate-username', one, mailbox)]),
    ];
  });
}

function said(code: string, one: RowPlace, first: RowPlace): string {
  return [code, one.file, one.row, one.line, 'as', first.file, first.row, first.line].join(' ');
}

it('equal addresses and mailboxes are found as by comparing each row with each', {
  timeout: PROPERTY_TIMEOUT,
}, async () => {
  await fc.assert(
    fc.asyncProperty(files, async (batches) => {
      const sources = batches.map(([roots, rows], index) => {
        const values = rows.map(({ EmailAddress, UserName, Password, UserRoot }) =>
          roots
            ? ([EmailAddress, UserName, Password, UserRoot] as const)
            : ([EmailAddress, UserName, Password] as const),
        );
        return sourceOf(csvText(values), `${index}.csv`);
      });
      const { report, duplicates } = await checkedFor(undefined, ...sources);
      const found = report.findings.flatMap(({ code, args, location }) => {
        if (code !== 'csv/duplicate-email' && code !== 'csv/duplicate-username') return [];
        return 'first' in args ? [said(code, location as RowPlace, args.first as RowPlace)] : [];
      });
      const rows = placed(batches);
      expect(found.sort()).toEqual(expected(rows).sort());
      for (const { name } of rows.filter(({ name }) => name !== '')) {
        expect(duplicates.isShared(` ${name}`)).toBe(rows.filter((other) => other.name === name).length > 1);
      }
    }),
    { numRuns: RUNS },
  );
});
