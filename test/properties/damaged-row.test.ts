import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/model/secret.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { checked, jsonOf, read, sourceOf, told } from './checking.js';
import { type Form, fileOf, form, LINE_END, quote, recordsOf } from './generators.js';

const COLUMNS = ['EmailAddress', 'UserName', 'Password'] as const;

/** Values that no check has anything to say of. Some have to be quoted. */
const plain = fc.constantFrom(
  'hunter-2',
  'x',
  'päss',
  '漢字',
  '1,2',
  'a"b',
  '"',
  '""x',
  'two\nlines',
  'a;b',
  "o'x",
);

/** What is around the bad row: plain rows, now and then enough of them for a second group of records. */
const around = fc.tuple(
  fc.oneof(
    { weight: 20, arbitrary: fc.nat({ max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: 508, max: 514 }) },
  ),
  fc.nat({ max: 4 }),
  fc.array(plain, { minLength: 1, maxLength: 5 }),
);

interface Neighbors {
  above: string[][];
  below: string[][];
}

const neighbors: fc.Arbitrary<Neighbors> = around.map(([above, below, passwords]) => {
  const rows = Array.from({ length: above + below }, (_, index) => [
    `user${index}@contoso.com`,
    `user${index}`,
    passwords[index % passwords.length] ?? 'x',
  ]);
  return { above: rows.slice(0, above), below: rows.slice(above) };
});

interface Told {
  codes: string[];
  /** Row and line of the bad record. */
  row: number;
  line: number;
  messages: string[];
}

/**
 * What is told of a file with this record between sound rows. All that is told must be of the record or of the file,
 * and its neighbors are as they would be without it.
 */
async function toldOf(
  bad: string,
  { above, below }: Neighbors,
  how: Form,
  spoil: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Promise<Told> {
  const rows = [[...COLUMNS], ...above, ...below];
  const records = recordsOf(rows, how);
  records.splice(above.length + 1, 0, bad);
  const { bytes, lines } = fileOf(records, how);
  const source = sourceOf(spoil(bytes));
  const report = await checked(source);
  const row = above.length + 1;
  const found = await read(source);
  const sound = found.records.filter((record) => record.row !== row);
  expect(found.records.map((record) => [record.row, record.line])).toEqual(
    lines.slice(1).map((line, index) => [index + 1, line]),
  );
  expect(sound.map(({ emailAddress, userName }) => [emailAddress, userName])).toEqual(
    [...above, ...below].map(([emailAddress, userName]) => [emailAddress, userName]),
  );
  for (const [index, { password }] of sound.entries()) {
    expect(password.equals(new Secret([...above, ...below][index]?.[2] ?? ''))).toBe(true);
  }
  const findings = report.findings.filter(({ code }) => !FROM_FORM.includes(code));
  expect(findings.filter(({ location }) => location?.row !== undefined && location.row !== row)).toEqual([]);
  for (const result of report.rows) expect(result.status).toBe(result.row === row ? 'failed' : 'skipped');
  const messages = jsonOf(report).findings.flatMap((one) => ('message' in one ? String(one.message) : []));
  return { codes: told({ findings }), row, line: lines[row] ?? 0, messages };
}

/** What the form of the file alone gives rise to. */
const FROM_FORM = ['csv/blank-line', 'csv/utf-16', 'csv/control-character', 'csv/mixed-username-format'];

const word = fc.constantFrom('x', 'anna@contoso.com', 'hunter-2', '00123', '=A1', 'ü', ' ', 'a;b');

function property<T>(bad: fc.Arbitrary<T>, test: (bad: T, neighbors: Neighbors, how: Form) => Promise<void>) {
  return fc.assert(fc.asyncProperty(bad, neighbors, form, test), { numRuns: RUNS });
}

describe('a bad row is named by row and line, and no other one is touched', () => {
  it('when it has too few values or too many', { timeout: PROPERTY_TIMEOUT }, async () => {
    const ragged = fc
      .tuple(fc.constantFrom(1, 2, 4, 5, 9), fc.array(word, { minLength: 9, maxLength: 9 }), fc.boolean())
      .map(([width, values, quoted]) =>
        ['x', ...values].slice(0, width).map((value) => (quoted ? quote(value) : value)),
      );
    await property(ragged, async (cells, rows, how) => {
      const { codes, row, line, messages } = await toldOf(cells.join(','), rows, how);
      expect(codes).toEqual([`csv/wrong-column-count row ${row} line ${line}`]);
      expect(messages).toContain(
        `Row ${row} has the wrong number of columns. Expected number: 3. Actual number: ${cells.length}. Please edit this row and re-submit the file.`,
      );
    });
  });

  it('when text stands around a quoted value, or a quote inside one that is not quoted', {
    timeout: PROPERTY_TIMEOUT,
  }, async () => {
    const cells = fc.constantFrom(
      '"anna"x',
      'an"na',
      ' "anna"',
      'x"',
      '"a"b"',
      'a"b,"c',
      '"a" ,b',
      'a"b,"c,d"e',
    );
    await property(
      fc.tuple(fc.array(word, { maxLength: 3 }), cells, word),
      async ([before, cell, after], rows, how) => {
        const { codes, row, line } = await toldOf([...before, cell, after].join(','), rows, how);
        expect(codes).toEqual([`csv/malformed-quote row ${row} line ${line}`]);
      },
    );
  });

  /**
   * A quote that opens a value runs on to the next quote, which ends in text, and shows it, wherever values begin with
   * one. Not promised: where the next quoted value is empty, or begins with a delimiter, a quote or a line end, the rows
   * up to there are one value by the rules of CSV, and nothing tells that it was not meant.
   */
  it('when a quote opens a value and never closes it', { timeout: PROPERTY_TIMEOUT }, async () => {
    const cells = fc.constantFrom('"anna', '"', '"a""', '"""', '"a@contoso.com');
    await property(
      fc.tuple(fc.array(word, { maxLength: 3 }), cells, fc.array(word, { maxLength: 2 })),
      async ([before, cell, after], { above, below }, how) => {
        const begins = /^[",\r\n]/;
        const rows = {
          above,
          below: below.map(([a = '', b = '', c = '']) => [a, b, begins.test(c) ? 'x' : c]),
        };
        const { codes, row, line } = await toldOf([...before, cell, ...after].join(','), rows, how);
        expect(codes).toEqual([`csv/malformed-quote row ${row} line ${line}`]);
      },
    );
  });

  it('when it has bytes that are no text, with the column', { timeout: PROPERTY_TIMEOUT }, async () => {
    const place = fc.tuple(
      fc.nat({ max: 2 }),
      fc.constantFrom('ff', 'c3', 'e282', 'eda080', 'fe80'),
      fc.constantFrom('', '\n'),
    );
    await property(place, async ([column, hex, before], rows, how) => {
      const cells = [`${before}z@contoso.com`, `${before}z`, `${before}hunter-2`].map((value, index) =>
        quote(index === column ? `${before}a\u0001b` : value.trimStart()),
      );
      const spoil = (bytes: Buffer) => {
        const at = bytes.indexOf(1);
        return Buffer.concat([bytes.subarray(0, at), Buffer.from(hex, 'hex'), bytes.subarray(at + 1)]);
      };
      const utf8 = { ...how, encoding: how.encoding.startsWith('UTF-8') ? how.encoding : ('UTF-8' as const) };
      const { codes, row, line } = await toldOf(cells.join(','), rows, utf8, spoil);
      const within = cells.slice(0, column).join('').split(LINE_END).length - 1 + before.length;
      expect(codes).toEqual([
        `csv/not-unicode line ${line + within}`,
        `csv/not-unicode row ${row} line ${line} ${COLUMNS[column]}`,
      ]);
    });
  });
});
