import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { renderCsv } from '../../src/reports/csv.js';
import { measuredReport } from '../plan/measured-report.js';
import { canonicalReport } from '../support/canonical-report.js';
import { HOSTILE, hostileReport } from './hostile.js';
import { reportWith } from './support.js';

const HEADER = 'file,row,line,emailAddress,userName,status,codes,messages,bytes,fix'.split(',');

const textOf = (report: Report) => [...renderCsv(report)].join('');
const cellsOf = (text: string): string[][] => parse(text, { bom: true });

test('a line a row, with its codes and the first step against the gravest', () => {
  const [header, ...rows] = cellsOf(textOf(canonicalReport()));
  expect(header).toEqual(HEADER);
  expect(rows).toHaveLength(12);
  expect(rows[0]?.slice(0, 7)).toEqual([
    'users.csv',
    '1',
    '2',
    'usera@contoso.com',
    'usera@school.example',
    'passed',
    '',
  ]);
  // Of a warning about the password and an error of the sign-in, the error.
  expect(rows[2]?.slice(5, 7)).toEqual(['failed', 'csv/app-password-format login/app-password-required']);
  expect(rows[2]?.at(-1)).toContain('2-Step Verification');
  expect(rows[0]?.slice(7)).toEqual(['', '', '']);
});

test('what a mailbox holds, where it was measured', () => {
  const [, first] = cellsOf(textOf(measuredReport()));
  expect(first?.slice(7, 9)).toEqual(['36000', String(4 * 1024 ** 3)]);
});

test('standard input is no formula', () => {
  const [row] = canonicalReport().rows;
  const rows = row === undefined ? [] : [{ ...row, file: '-' }];
  expect(cellsOf(textOf(reportWith({ rows })))[1]?.[0]).toBe('standard input');
});

test('lines end with CRLF, and a byte order mark tells spreadsheets that it is UTF-8', () => {
  const text = textOf(canonicalReport());
  expect(text.startsWith('\uFEFFfile,row,')).toBe(true);
  expect(text.split('\r\n')).toHaveLength(14);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(textOf(reportWith())).toBe(`\uFEFF${HEADER.join(',')}\r\n`);
});

test('hostile texts make neither rows nor columns', () => {
  const rows = cellsOf(textOf(hostileReport()));
  expect(rows).toHaveLength(HOSTILE.length + 1);
  for (const cells of rows) expect(cells).toHaveLength(HEADER.length);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/[\x00-\x1f\x7f-\x9f]/);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1+1', "'+1+1"],
  ['-1+1', "'-1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1+1', "'=1+1"],
  ['\r=1+1', "'=1+1"],
  ['\n=1+1', "'=1+1"],
  [' =1+1', "'=1+1"],
  ['"=1+1"', '"\'=1+1"'],
  ['\u200b=1+1', '\uFFFD=1+1'],
  ['\uff1d1+1', "'\uff1d1+1"],
  ['a;=1+1', "a;'=1+1"],
  ['a,=1+1', "a,'=1+1"],
  ['a, "=1+1', 'a, "\'=1+1'],
  ['a|-1', "a|'-1"],
  ['a@b.example', 'a@b.example'],
  ['a-b+c=d', 'a-b+c=d'],
  ['Anna - Berg', 'Anna - Berg'],
])('%j is no formula', (userName, shown) => {
  const row = { file: 'a.csv', row: 1, line: 2, emailAddress: '', status: 'passed', codes: [], attempts: 1 };
  const rows = [{ ...row, userName, codes: [], status: 'passed' as const }];
  expect(cellsOf(textOf(reportWith({ rows })))[1]?.[4]).toBe(shown);
});

test('in whatever column a spreadsheet cuts, no cell begins as a formula', () => {
  for (const separator of [',', ';', '\t', '|']) {
    // As a spreadsheet that goes by another separator: quotes count at the start of a cell alone.
    const cells = textOf(hostileReport())
      .split('\r\n')
      .flatMap((line) => line.split(separator))
      .map((cell) => cell.replace(/^["'\s]*"(?!')/, ''));
    expect(cells.filter((cell) => /^[=+\-@\uff1d\t\r]/.test(cell))).toEqual([]);
  }
});
