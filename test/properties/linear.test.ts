import fc from 'fast-check';
import { expect, it } from 'vitest';
import { guessDelimiter, hasEmptySurplus, readHeader } from '../../src/batch/columns.js';
import { findHeader } from '../../src/batch/preamble.js';
import { isLikeAddress } from '../../src/batch/record.js';
import { DuplicateCheck } from '../../src/checks/csv-duplicates.js';
import { checkFile } from '../../src/checks/csv-file.js';
import { checkHeader } from '../../src/checks/csv-header.js';
import { LeadingZeros } from '../../src/checks/csv-leading-zeros.js';
import { checkRow } from '../../src/checks/csv-row.js';
import { SignInCheck } from '../../src/checks/csv-sign-in.js';
import { emailHint, spreadsheetDamage } from '../../src/checks/csv-spreadsheet.js';
import { oddityOf, visible } from '../../src/checks/header-name.js';
import { adminAccount, appPasswordForm, signInForm } from '../../src/checks/sign-in-form.js';
import type { RecordEvidence } from '../../src/model/evidence.js';
import { Secret } from '../../src/model/secret.js';
import { tellableNames } from '../../src/run/tellable.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { checkedFor, jsonOf, sourceOf, textOf } from './checking.js';
import { meaningfulText, quote } from './generators.js';

/** Letters of a hostile cell. */
const LENGTH = 20_000;

/**
 * Milliseconds that one look at such a cell may take. One or two are usual; ways that are quadratic take twice as long
 * as this at least. It is measured thrice before it counts, as other work may have come in between.
 */
const LONGEST = 100;

const COLUMNS = ['EmailAddress', 'UserName', 'Password', 'UserRoot'] as const;
const HEADER = readHeader(1, COLUMNS, ',');

function record(cell: string, column: number): RecordEvidence {
  const [emailAddress = '', userName = '', password = '', userRoot = ''] = [
    'anna@contoso.com',
    'anna',
    'hunter-2',
    '/users/anna',
  ].with(column, cell);
  const names = { emailAddress, userName, password: new Secret(password), userRoot };
  return { file: 'users.csv', row: 1, line: 2, ...names, width: 4, sound: true, undecodable: [] };
}

const record4 = (cell: string) => COLUMNS.map((_, column) => record(cell, column));

/** All that looks at a cell, by name. */
const LOOKS: Record<string, (cell: string) => unknown> = {
  'checks of a row': (cell) => record4(cell).map((one) => checkRow(one, HEADER)),
  'spreadsheet damage': (cell) => [
    spreadsheetDamage(cell),
    spreadsheetDamage(new Secret(cell)),
    emailHint(cell),
  ],
  'sign-in forms': (cell) =>
    [{ userName: cell }, { userName: 'a', userRoot: cell }].map((names) => signInForm(names)),
  'admin accounts': (cell) => [
    adminAccount({ userName: cell }),
    adminAccount({ userName: cell, userRoot: '/' }),
  ],
  'app passwords': (cell) => appPasswordForm(new Secret(cell)),
  'sign-ins of a file': (cell) => {
    const signIn = new SignInCheck('users.csv', true);
    return [...record4(cell).map((one) => signIn.add(one)), ...signIn.finish()];
  },
  'leading zeros': (cell) => {
    const zeros = new LeadingZeros();
    for (const one of record4(cell)) zeros.add(one);
    return zeros.finish('users.csv');
  },
  duplicates: (cell) => {
    const duplicates = new DuplicateCheck();
    return record4(cell).map((one) => duplicates.add(one));
  },
  'names of a header': (cell) => [visible(cell), ...COLUMNS.map((column) => oddityOf(cell, column))],
  'the header': (cell) => checkHeader('users.csv', readHeader(1, ['EmailAddress', cell], ',')),
  'the first lines': (cell) => findHeader([cell, cell, `sep=${cell}`, `#TYPE${cell}`, `"${cell}`]),
  'a hint for Excel': (cell) => findHeader([`sep=${cell}`, cell]),
  'the delimiter': (cell) => guessDelimiter(cell),
  'a surplus of values': (cell) => hasEmptySurplus(['a', cell], 1),
  'the form of an address': (cell) =>
    [cell, `a@${cell}`, `${cell}@contoso.com`].map((one) => isLikeAddress(one)),
  'what may be told': (cell) => record4(cell).map(tellableNames),
  'the name of a file': (cell) =>
    checkFile({
      file: cell,
      bytes: 1,
      rows: 1,
      encoding: 'UTF-8',
      blankLines: { count: 0, lines: [] },
      header: HEADER,
    }),
};

/** What a pattern may begin to match over and over, and then not end. */
const UNITS = [
  ...[
    ' ',
    '\t',
    '\u00a0',
    '\n',
    '"',
    '"x',
    '""',
    ',',
    ', ',
    ';',
    '“',
    '”',
    '” ',
    'a.',
    '.',
    'a@',
    '@',
    '@.',
    '-',
    'a-',
  ],
  ...[
    '0',
    '1',
    '0.',
    '1E',
    '=',
    '= ',
    '=A1',
    '+A1',
    'A1:',
    '$A',
    '!',
    '#',
    '#a',
    '#a#b',
    '*',
    'a*',
    '/',
    'a/',
    '\\',
  ],
  ...[
    '\u200b',
    'x\u200b',
    'x ',
    'x\u00a0',
    'é',
    'e\u0301',
    '漢',
    '🔑',
    '\ud800',
    'EmailAddress',
    'sep=',
    '#TYPE ',
  ],
];
const HEADS = [
  '',
  'a',
  ' ',
  '=',
  '= ',
  '="',
  '=A',
  "='",
  '#',
  '#N/A',
  '-1.',
  '1E+',
  '“',
  '"',
  'sep=',
  '#TYPE ',
  'a@',
  'ï»¿',
];
const TAILS = [
  '',
  'x',
  ' ',
  '\u00a0x',
  '"',
  '”',
  '#',
  '@',
  '.',
  '.com',
  '@contoso.com',
  '!',
  '(',
  '\n',
  '\u200b',
];

const hostile = fc.record({
  head: fc.constantFrom(...HEADS),
  unit: fc.oneof(fc.constantFrom(...UNITS), meaningfulText({ minLength: 1, maxLength: 4 })),
  tail: fc.constantFrom(...TAILS),
});
type Hostile = typeof hostile extends fc.Arbitrary<infer H> ? H : never;

function cellOf({ head, unit, tail }: Hostile, length = LENGTH): string {
  return head + unit.repeat(Math.ceil(length / unit.length)) + tail;
}

function timeOf(look: (cell: string) => unknown, cell: string): number {
  const begun = performance.now();
  look(cell);
  return performance.now() - begun;
}

it('what looks at a cell takes time in proportion, and never throws', { timeout: PROPERTY_TIMEOUT }, () => {
  fc.assert(
    fc.property(hostile, (parts) => {
      const cell = cellOf(parts);
      const slow = Object.entries(LOOKS).filter(
        ([, look]) =>
          timeOf(look, cell) > LONGEST && timeOf(look, cell) > LONGEST && timeOf(look, cell) > LONGEST,
      );
      expect(slow.map(([name]) => name)).toEqual([]);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

it('a file with such a cell in any column is reported at once', { timeout: PROPERTY_TIMEOUT }, async () => {
  await fc.assert(
    fc.asyncProperty(hostile, fc.nat({ max: 3 }), async (parts, column) => {
      const values = ['anna@contoso.com', 'anna', 'hunter-2', '/users/anna'].with(
        column,
        quote(cellOf(parts)),
      );
      const begun = performance.now();
      const { report } = await checkedFor('imap.gmail.com', sourceOf(`${COLUMNS}\n${values}\n`));
      expect(jsonOf(report).rows).toHaveLength(1);
      expect(textOf(report)).toContain('users.csv');
      expect(performance.now() - begun).toBeLessThan(LONGEST * 8);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});

it.each(['sign-in forms', 'admin accounts', 'sign-ins of a file', 'leading zeros', 'names of a header'])(
  '%s, of cells of 100,000 letters, take less than a second',
  (name) => {
    for (const unit of UNITS) {
      const cell = cellOf({ head: '', unit, tail: '' }, 100_000);
      expect(timeOf(LOOKS[name] ?? expect.fail, cell), JSON.stringify(unit)).toBeLessThan(1000);
    }
  },
);
