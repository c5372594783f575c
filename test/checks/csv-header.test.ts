import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessDelimiter, readHeader } from '../../src/batch/columns.js';
import { splitFields } from '../../src/batch/fields.js';
import { checkHeader, rowsCanBeRead } from '../../src/checks/csv-header.js';
import { describe as describeFinding } from '../../src/knowledge/describe.js';
import type { HeaderEvidence } from '../../src/model/evidence.js';
import { REQUIRED_COLUMNS } from '../../src/model/row.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

function headerOf(line: string): HeaderEvidence {
  const delimiter = guessDelimiter(line);
  return readHeader(2, splitFields(line, delimiter), delimiter);
}

function found(line: string) {
  return checkHeader('users.csv', headerOf(line)).map(({ code, args, location }) => [
    code,
    location?.column,
    args,
  ]);
}

describe('the header', () => {
  it('as Microsoft writes it has no fault', () => {
    expect(found('EmailAddress,UserName,Password')).toEqual([]);
    expect(found('UserRoot,Password,UserName,EmailAddress')).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ['EmailAddress,UserName', [['csv/missing-column', 'Password', { column: 'Password' }]]],
    [
      'Email Address,UserName,Password',
      [['csv/missing-column', 'EmailAddress', { column: 'EmailAddress', found: 'Email Address' }]],
    ],
    [
      'emailAddress,UserName,Password',
      [['csv/column-case', 'EmailAddress', { column: 'EmailAddress', found: 'emailAddress' }]],
    ],
    [
      'EmailAddress,UserName,Password,username',
      [['csv/duplicate-column', 'UserName', { column: 'UserName' }]],
    ],
    [
      'EmailAddress,UserName,Password,Site,site',
      [
        ['csv/duplicate-column', 'site', { column: 'site' }],
        ['csv/unknown-column', 'Site', { position: 4, name: 'Site' }],
        ['csv/unknown-column', 'site', { position: 5, name: 'site' }],
      ],
    ],
    [
      'EmailAddress,UserName,Password,User Root,',
      [
        ['csv/unknown-column', 'User Root', { position: 4, name: 'User Root' }],
        ['csv/unknown-column', undefined, { position: 5, empty: true, count: 1 }],
      ],
    ],
    [
      'EmailAddress,,UserName,Password,,,',
      [
        ['csv/unknown-column', undefined, { position: 2, empty: true }],
        ['csv/unknown-column', undefined, { position: 5, empty: true, count: 3 }],
      ],
    ],
    ['EmailAddress;UserName;Password', [['csv/wrong-delimiter', undefined, { delimiter: ';' }]]],
    ['EmailAddress\tUserName\tPassword', [['csv/wrong-delimiter', undefined, { delimiter: '\t' }]]],
  ])('%j', (line, expected) => {
    expect(found(line)).toEqual(expected);
  });

  it('that is missing is told by its columns, without a cell of the first row', () => {
    expect(found('a@contoso.com,login,Passw0rd')).toEqual(
      ['EmailAddress', 'UserName', 'Password'].map((column) => [
        'csv/missing-column',
        column,
        { column, headerless: true },
      ]),
    );
  });

  it('that cannot be read is one fault', () => {
    const header: HeaderEvidence = { ...headerOf(''), malformed: 'unclosed' };
    expect(checkHeader('users.csv', header)).toEqual([
      {
        code: 'csv/malformed-quote',
        args: { kind: 'unclosed' },
        location: { file: 'users.csv', line: 2 },
      },
    ]);
    expect(rowsCanBeRead(header)).toBe(false);
  });

  it.each<[string, string, string, string | undefined]>([
    ['Email Address', 'EmailAddress', 'Email Address', undefined],
    ['email', 'EmailAddress', 'email', undefined],
    ['Email\u00a0Address', 'EmailAddress', 'Email Address', undefined],
    ['Pass\u200b wort', 'Password', 'Pass wort', undefined],
    [' UserName', 'UserName', ' UserName', 'spaces'],
    ['UserName ', 'UserName', 'UserName ', 'spaces'],
    ['UserName\u00a0', 'UserName', 'UserName ', 'invisible-character'],
    ['User\u200bName', 'UserName', 'UserName', 'invisible-character'],
    ['\ufeffEmailAddress', 'EmailAddress', 'EmailAddress', 'invisible-character'],
    ['emailaddress\t', 'EmailAddress', 'emailaddress', 'invisible-character'],
    ['“EmailAddress”', 'EmailAddress', '“EmailAddress”', 'quotes'],
    ["'EmailAddress'", 'EmailAddress', "'EmailAddress'", 'quotes'],
    ['„Password“', 'Password', '„Password“', 'quotes'],
    ['« Password »', 'Password', '« Password »', 'quotes'],
    ['ï»¿EmailAddress', 'EmailAddress', 'ï»¿EmailAddress', 'misread-mark'],
    ['ï»¿"EmailAddress"', 'EmailAddress', 'ï»¿"EmailAddress"', 'misread-mark'],
  ])('says %j instead of %s', (cell, column, shown, oddity) => {
    const cells = ['EmailAddress', 'UserName', 'Password'].map((name) => (name === column ? cell : name));
    const [one, ...more] = checkHeader('users.csv', readHeader(1, cells, ','));
    expect(one?.args).toEqual({ column, found: shown, ...(oddity === undefined ? {} : { oddity }) });
    expect(more).toEqual([]);
  });

  it.each([
    ['"EmailAddress,UserName,Password"', ','],
    ['EmailAddress|UserName|Password', '|'],
  ])('with all names in one cell says so: %j', (line, joined) => {
    expect(found(line)).toEqual(
      REQUIRED_COLUMNS.map((column) => ['csv/missing-column', column, { column, joined }]),
    );
    expect(rowsCanBeRead(headerOf(line))).toBe(false);
  });

  it.each([
    ['EmailAddress,UserName,Password', true],
    ['emailaddress;username;password;Department', true],
    ['EmailAddress,UserName,Pasword', false],
    ['EmailAddress,UserName,Password,Password', false],
    ['EmailAddress,UserName,Password,UserRoot,UserRoot', false],
    ['a@contoso.com,username,password', false],
  ])('%s lets rows be signed in with: %s', (line, expected) => {
    expect(rowsCanBeRead(headerOf(line))).toBe(expected);
  });
});

describe('below lines that are no header', () => {
  const PREAMBLE = { kind: 'title-line', line: 1, lines: 2 } as const;

  function below(line: string, preamble: HeaderEvidence['preamble'] = PREAMBLE) {
    const header: HeaderEvidence = { ...headerOf(line), line: 4, ...(preamble ? { preamble } : {}) };
    expect(rowsCanBeRead(header)).toBe(false);
    return checkHeader('users.csv', header).map(({ code, args, location }) => [
      code,
      location?.line,
      location?.column,
      args,
    ]);
  }

  it('each column is missing from the first line', () => {
    const preamble = { kind: 'title-line', headerLine: 4, named: true };
    expect(below('EmailAddress,UserName,Password')).toEqual(
      REQUIRED_COLUMNS.map((column) => ['csv/missing-column', 1, column, { column, preamble }]),
    );
  });

  it('a column that is missing there too is told once', () => {
    const preamble = { kind: 'title-line', headerLine: 4, mayBeData: true };
    const there = { ...preamble, named: true };
    const absent = { ...preamble, named: false };
    expect(below('emailaddress;Login;Site', { ...PREAMBLE, mayBeData: true })).toEqual([
      ['csv/wrong-delimiter', 4, undefined, { delimiter: ';' }],
      ['csv/missing-column', 1, 'EmailAddress', { column: 'EmailAddress', preamble: there }],
      ['csv/missing-column', 1, 'UserName', { column: 'UserName', found: 'Login', preamble: absent }],
      ['csv/missing-column', 1, 'Password', { column: 'Password', preamble: absent }],
      ['csv/column-case', 4, 'EmailAddress', { column: 'EmailAddress', found: 'emailaddress' }],
      ['csv/unknown-column', 4, undefined, { position: 3 }],
    ]);
  });

  it('data is not quoted', () => {
    const preamble = { kind: 'sep-line', named: false };
    expect(below('a@contoso.com,login,Passw0rd', { kind: 'sep-line', line: 1, lines: 1 })).toEqual(
      REQUIRED_COLUMNS.map((column) => [
        'csv/missing-column',
        1,
        column,
        { column, headerless: true, preamble },
      ]),
    );
  });
});

it('a line with an address gives away no cell that is not a name', { timeout: PROPERTY_TIMEOUT }, () => {
  const cell = fc.oneof(
    fc.constantFrom('Passw0rd', 'secret', 'login', 'EmailAddress', 'pass|word', '“Kennwort”', 'ï»¿pass'),
    fc.string({ minLength: 4, maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      const header = readHeader(1, ['anna@contoso.com', ...cells], ',');
      const told = checkHeader('users.csv', header).map((one) =>
        JSON.stringify({ one, text: describeFinding(one) }),
      );
      const names = ['EmailAddress', 'UserName', 'Password', 'UserRoot'];
      for (const found of header.headerless ? told : told.filter((text) => text.includes('unknown-column'))) {
        expect(found).not.toContain('anna@contoso.com');
        for (const one of cells.filter((value) => /^[\w|“”]{6,}$/.test(value) && !names.includes(value))) {
          expect(found).not.toContain(`'${one}'`);
          expect(found).not.toContain(`"${one}"`);
        }
      }
    }),
    { numRuns: RUNS },
  );
});
