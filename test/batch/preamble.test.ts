import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessDelimiter } from '../../src/batch/columns.js';
import { HEAD_LINES } from '../../src/batch/frames.js';
import { findHeader } from '../../src/batch/preamble.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const HEADER = 'EmailAddress,UserName,Password';
const ROW = 'anna@contoso.com,anna,hunter-2';

describe('the header', () => {
  it.each<[string, string, string[]]>([
    ['as Microsoft writes it', ',', [HEADER, ROW]],
    ['with names that are close', ';', ['E-Mail;Benutzername;Kennwort', 'anna@contoso.com;anna;hunter-2']],
    ['with two of the names', ',', ['EmailAddress,Login', HEADER]],
    ['that names one column, above rows', ',', ['Email,Kennung,Zeichen', ROW, ROW]],
    ['that names nothing, above rows', '\t', ['Kunde\tKennung\tZeichen', ROW.replaceAll(',', '\t')]],
    ['that is quoted as a whole', ',', [`"${HEADER}"`, `"${ROW}"`]],
    ['with bars between the names', ',', [HEADER.replaceAll(',', '|'), ROW.replaceAll(',', '|')]],
    ['of a file that has none', ',', [ROW, ROW]],
    ['of nothing', ',', []],
    ['of an empty line', ',', ['']],
    ['of a hint alone', ',', ['sep=,']],
  ])('%s is the first line', (_, delimiter, lines) => {
    expect(findHeader(lines)).toEqual({ index: 0, delimiter });
  });

  it.each<[string, string, string[]]>([
    ['sep=,', ',', ['sep=,', HEADER]],
    ['sep=;', ';', ['sep=;', HEADER.replaceAll(',', ';')]],
    ['SEP=;', ';', ['SEP=;', HEADER.replaceAll(',', ';')]],
    ['sep= and a tab', '\t', ['sep=\t', HEADER.replaceAll(',', '\t')]],
    ['sep=\\t', '\t', ['sep=\\t', HEADER.replaceAll(',', '\t')]],
    ['quotes', ',', ['"sep=;"', HEADER]],
    ['delimiters behind it', ',', ['"sep=,",,', HEADER]],
    ['another sign than the file has', ',', ['sep=;', HEADER]],
    ['a header that is no good', ',', ['sep=,', 'Kunde,Kennung']],
    ['no header', ';', ['sep=;', ROW.replaceAll(',', ';'), ROW.replaceAll(',', ';')]],
  ])('stands below a hint for Excel: %s', (_, delimiter, lines) => {
    expect(findHeader(lines)).toEqual({ index: 1, delimiter, kind: 'sep-line' });
  });

  it.each([
    ['#TYPE System.Management.Automation.PSCustomObject'],
    ['#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser'],
    ['"#TYPE System.Management.Automation.PSCustomObject",,'],
  ])('stands below the type that PowerShell writes: %s', (line) => {
    const header = '"EmailAddress","UserName","Password"';
    expect(findHeader([line, header])).toEqual({ index: 1, delimiter: ',', kind: 'type-line' });
  });

  it.each<[string, number, string, string[]]>([
    ['a title', 1, ',', ['Users to migrate', HEADER]],
    ['a title with delimiters', 1, ',', ['Users to migrate,,', HEADER]],
    ['a title in quotes', 1, ';', ['"Umzug; Gruppe 1";;', HEADER.replaceAll(',', ';')]],
    ['a title that is a name', 1, ',', ['Email', HEADER]],
    ['the name of a table', 1, ',', ['Table 1', HEADER]],
    ['two titles', 2, ',', ['Users to migrate', 'Batch 1', HEADER]],
    ['five lines', 5, ',', ['1', '2', '3', '4', '5', HEADER]],
    ['a title, with names that are close', 1, ';', ['Umzug', 'E-Mail;Benutzer;Kennwort']],
    ['a title, with two names', 1, ',', ['Users', 'EmailAddress,Login']],
    ['a title, the better of two', 2, ',', ['Users', 'Email,Login', HEADER]],
  ])('stands below %s', (_, index, delimiter, lines) => {
    expect(findHeader(lines)).toEqual({ index, delimiter, kind: 'title-line' });
  });

  it('is below several kinds of line; the first of them counts', () => {
    expect(findHeader(['sep=,', 'Users to migrate,,', HEADER])).toEqual({
      index: 2,
      delimiter: ',',
      kind: 'sep-line',
    });
  });
});

describe('what may be data', () => {
  it.each<[string, number, string[]]>([
    ['a row', 1, [ROW, HEADER]],
    ['rows that were sorted with their header', 3, [ROW, ROW, ROW, HEADER]],
    ['a title with an address', 1, ['Questions: admin@contoso.com', HEADER]],
    ['a line of as many values', 1, ['Kunde,Kennung,Zeichen', HEADER]],
  ])('is told of where the header stands below it: %s', (_, index, lines) => {
    expect(findHeader(lines)).toEqual({ index, delimiter: ',', kind: 'title-line', mayBeData: true });
  });

  it.each<[string, string[]]>([
    ['below a row, names that are no exact header', [ROW, 'emailaddress,UserName,Password']],
    ['below a row, two names', [ROW, 'EmailAddress,UserName']],
    ['below a row, names that are close', [ROW, 'mail,user,secret']],
    ['a row of words that are close to names', ['Kunde,Kennung,Zeichen', 'meier,user,secret']],
    ['a row of words that are names in other case', ['Kunde,Kennung,Zeichen', 'meier,username,password']],
    ['a row with an address', ['Kunde,Kennung,Zeichen', 'anna@contoso.com,login,Passw0rd']],
  ])('is no header: %s', (_, lines) => {
    expect(findHeader(lines)).toMatchObject({ index: 0 });
  });

  it('is never taken for a title', { timeout: PROPERTY_TIMEOUT }, () => {
    const word = fc.constantFrom(
      'user',
      'mail',
      'login',
      'secret',
      'Password',
      'username',
      'Passw0rd',
      'x',
      '',
    );
    const row = fc.tuple(word, word, word).map(([a, b, c]) => `a${a}@contoso.com,${b},${c}`);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: HEAD_LINES }), (lines) => {
        expect(findHeader(lines)).toEqual({ index: 0, delimiter: ',' });
      }),
      { numRuns: RUNS },
    );
  });
});

it('any lines have a header among them, and a preamble exactly where it is not the first', {
  timeout: PROPERTY_TIMEOUT,
}, () => {
  const piece = fc.constantFrom(
    'EmailAddress',
    'UserName',
    'Password',
    'mail',
    'sep=',
    '#TYPE ',
    ',',
    ';',
    '"',
    'a@b.c',
  );
  const line = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 8 })
    .map((all) => all.join(''));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: HEAD_LINES }), (lines) => {
      const { index, delimiter, kind } = findHeader(lines);
      expect(index).toBeLessThan(lines.length);
      expect(delimiter).toBe(guessDelimiter(lines[index] ?? ''));
      expect(kind !== undefined).toBe(index > 0);
    }),
    { numRuns: RUNS },
  );
});

it('long lines are judged at once', () => {
  const begun = performance.now();
  const long = 'a,'.repeat(500_000);
  expect(findHeader([long, long, `sep=${'"'.repeat(1_000_000)}x`, HEADER])).toMatchObject({ index: 3 });
  expect(performance.now() - begun).toBeLessThan(3000);
});
