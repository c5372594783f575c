import { describe, expect, it } from 'vitest';
import { guessDelimiter, readHeader } from '../../src/batch/columns.js';
import { splitFields } from '../../src/batch/fields.js';
import { checkHeader, rowsCanBeRead } from '../../src/checks/csv-header.js';
import type { HeaderEvidence } from '../../src/model/evidence.js';

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
        ['csv/unknown-column', undefined, { position: 5 }],
        ['csv/unknown-column', 'User Root', { position: 4, name: 'User Root' }],
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
