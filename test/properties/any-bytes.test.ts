import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { exitStatus } from '../../src/cli/exit-status.js';
import type { Report } from '../../src/model/report.js';
import { contradictions } from '../run/support.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { validateReport } from '../support/schema.js';
import { checked, jsonOf, sourceOf, textOf, told } from './checking.js';
import { LINE_END } from './generators.js';

const HEADER = Buffer.from('EmailAddress,UserName,Password\n');

/** What a file of mailboxes is made of, and what breaks one. */
const PIECES = [
  ...[
    ',',
    ',',
    ',',
    ';',
    '\t',
    '"',
    '"',
    '""',
    '\n',
    '\n',
    '\r',
    '\r\n',
    '\0',
    ' ',
    '“',
    '”',
    '\u00a0',
    '\u200b',
  ],
  ...[
    'EmailAddress',
    'UserName',
    'Password',
    'UserRoot',
    'username',
    ' Email',
    'Kennwort',
    'Department',
    'sep=,',
  ],
  ...[
    '#TYPE x',
    'EmailAddress;UserName;Password',
    'EmailAddress|UserName|Password',
    '\ufeff',
    'ï»¿',
    '\u001b[2J',
  ],
  ...[
    'anna@contoso.com',
    'ANNA@contoso.com',
    'a',
    'root',
    '#N/A',
    '=A1',
    '1.23457E+15',
    '00123',
    '123',
    '🔑',
    '漢',
  ],
  ...['contoso/admin/anna', 'anna*admin', '#anna@b.c#admin#', '/users/anna', 'x'.repeat(70)],
].map((text) => Buffer.from(text));

/** Marks, halves of characters, signatures of other files. */
const BYTES = [
  'fffe',
  'feff',
  'efbbbf',
  'ff',
  'c3',
  'f09f',
  '80',
  'd83d',
  '3dd8',
  '0000',
  '504b0304',
  '1f8b',
  'fe',
];

const piece = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 1, arbitrary: fc.constantFrom(...BYTES.map((hex) => Buffer.from(hex, 'hex'))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
);

const ENCODERS: ((bytes: Buffer) => Buffer)[] = [
  (bytes) => bytes,
  (bytes) => bytes,
  (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  (bytes) => Buffer.from(`\ufeff${bytes}`, 'utf16le'),
  (bytes) => Buffer.from(`\ufeff${bytes}`, 'utf16le').swap16(),
  (bytes) => Buffer.from(String(bytes), 'utf16le'),
];

const nearlyBatch = fc
  .tuple(fc.boolean(), fc.array(piece, { maxLength: 60 }), fc.constantFrom(...ENCODERS))
  .map(([begun, parts, encode]) => encode(Buffer.concat(begun ? [HEADER, ...parts] : parts)));

const anyBytes = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 4, arbitrary: nearlyBatch },
);

/** More than is looked at to tell text from binary data: what is behind it is decoded part by part. */
const HEAD = 4096;
const longBytes = fc
  .tuple(
    fc.array(piece, { minLength: 8, maxLength: 40 }),
    anyBytes,
    fc.boolean(),
    fc.constantFrom(...ENCODERS),
  )
  .map(([parts, tail, begun, encode]) => {
    const period = Buffer.concat([...parts, Buffer.from('a')]);
    const times = Math.ceil((HEAD + 200) / period.length);
    return Buffer.concat([
      encode(Buffer.concat([begun ? HEADER : period, ...Array(times).fill(period)])),
      tail,
    ]);
  });

const sizes = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 5 });

/** How many lines a text has, by the decoder of the platform and not by ours. */
function linesIn(bytes: Buffer): number {
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes).split(LINE_END).length;
}

/** Places of findings that are not in the file. */
function placesOutside({ findings }: Report, rows: number, lines: number, bytes: number): string[] {
  const outside = (value: number | undefined, most: number) =>
    value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most);
  return findings.flatMap(({ code, args, location, evidence }) => {
    const named: Record<string, unknown> = { ...args };
    const first = named.first as { row: number; line: number } | undefined;
    const faults = [
      outside(location?.row, rows) ||
        outside(first?.row, rows) ||
        evidence?.rows?.some((row) => outside(row, rows)),
      outside(location?.line, lines) || outside(first?.line, lines),
      code === 'csv/blank-line' && (named.lines as number[]).some((line) => outside(line, lines)),
      code === 'csv/not-unicode' && outside(((named.offset as number | undefined) ?? 0) + 1, bytes),
    ];
    return faults.some(Boolean) ? [`${code} ${JSON.stringify({ args, location, evidence })}`] : [];
  });
}

/** The report but for what differs from run to run. */
function timeless(report: Report): Report {
  const run = { ...report.run, startedAt: '', durationMs: 0 };
  return { ...report, run, stages: report.stages.map((stage) => ({ ...stage, durationMs: 0 })) };
}

async function isReported(bytes: Buffer, parts: readonly number[]): Promise<void> {
  const report = await checked(sourceOf(bytes));
  const [{ rows = 0 } = {}] = report.batches;
  const json = jsonOf(report);
  expect([...validateReport(json), ...contradictions(json)]).toEqual([]);
  expect(json.rows.map(({ row }) => row)).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
  expect(placesOutside(report, rows, linesIn(bytes), bytes.length)).toEqual([]);
  expect([0, 1]).toContain(exitStatus(report, 'error'));
  expect(report.verdict === 'not-ready').toBe(report.totals.errors > 0);
  expect(textOf(report)).toContain('users.csv');
  expect(timeless(await checked(sourceOf(bytes, 'users.csv', parts)))).toEqual(timeless(report));
}

describe('any bytes have a report, whatever the parts in which they come', () => {
  it('short ones', { timeout: PROPERTY_TIMEOUT }, async () => {
    await fc.assert(fc.asyncProperty(anyBytes, sizes, isReported), { numRuns: RUNS });
  });

  it('long ones', { timeout: PROPERTY_TIMEOUT }, async () => {
    await fc.assert(fc.asyncProperty(longBytes, sizes, isReported), { numRuns: RUNS });
  });

  it('also where a row has the sign for lost letters itself, above what cannot be decoded', async () => {
    // The first lines are looked at together, to find the header.
    const above = Array.from({ length: 6 }, (_, index) => `a${index}@b.com,a${index},x\n`).join('');
    const rows = `${above}c@b.com,\ufffd,x\nd@b.com,d`;
    const bytes = Buffer.concat([HEADER, Buffer.from(rows), Buffer.from([0xff]), Buffer.from(',x')]);
    for (const parts of [[], [1]]) {
      const found = told(await checked(sourceOf(bytes, 'users.csv', parts)));
      expect(found.filter((one) => one.startsWith('csv/not-unicode row'))).toEqual([
        'csv/not-unicode row 8 line 9 UserName',
      ]);
    }
  });

  it('but for a record of more than 16 MiB, which has an error that quotes nothing', async () => {
    const bytes = Buffer.concat([HEADER, Buffer.alloc(16 * 1024 * 1024 + 1, 'hunter')]);
    const error = await checked(sourceOf(bytes, 'users.csv', [1024 * 1024])).catch(
      (caught: unknown) => caught,
    );
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain('line 2');
    expect(String(error) + (error as InputError).remedy).not.toContain('hunter');
  });
});
