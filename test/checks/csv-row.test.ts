import fc from 'fast-check';
import validator from 'validator/lib/isEmail.js';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/batch/columns.js';
import { checkRow } from '../../src/checks/csv-row.js';
import type { RecordEvidence } from '../../src/model/evidence.js';
import { Secret } from '../../src/model/secret.js';
import { RUNS } from '../support/property-runs.js';

const HEADER = readHeader(1, ['EmailAddress', 'UserName', 'Password', 'UserRoot'], ',');
const EMAIL = 'anna@contoso.com';

interface Values {
  email?: string;
  user?: string;
  password?: string;
  root?: string;
}

function record({ email = EMAIL, user = 'anna', password = 'hunter-2', root }: Values): RecordEvidence {
  return {
    file: 'users.csv',
    row: 3,
    line: 5,
    emailAddress: email,
    userName: user,
    password: new Secret(password),
    ...(root === undefined ? {} : { userRoot: root }),
    width: 4,
    sound: true,
    undecodable: [],
  };
}

function found(row: RecordEvidence, header = HEADER) {
  return checkRow(row, header).map(({ code, args, location }) => [code, location?.column, args]);
}

function codes(values: Values) {
  return found(record(values)).map(([code, column]) => `${code} ${column}`);
}

describe('values', () => {
  it('without a fault', () => {
    expect(codes({ root: '/users/anna b' })).toEqual([]);
  });

  it('carry the place and the names of their row', () => {
    expect(checkRow(record({ email: 'anna' }), HEADER)).toEqual([
      {
        code: 'csv/invalid-email',
        args: {},
        location: { file: 'users.csv', row: 3, line: 5, column: 'EmailAddress' },
        subject: { emailAddress: 'anna', userName: 'anna' },
      },
    ]);
  });

  it('that are empty', () => {
    expect(codes({ email: '', user: ' \t', password: '' })).toEqual([
      'csv/blank-value EmailAddress',
      'csv/blank-value UserName',
      'csv/blank-value Password',
    ]);
    expect(codes({ root: '' })).toEqual([]);
    // Spaces may be a password.
    expect(codes({ password: '  ' })).toEqual(['csv/surrounding-spaces Password']);
  });

  it('that are empty in a whole row say so', () => {
    const row: RecordEvidence = { ...record({ email: '', user: ' ', password: '' }), empty: true };
    expect(found(row)).toEqual(
      ['EmailAddress', 'UserName', 'Password'].map((column) => [
        'csv/blank-value',
        column,
        { column, wholeRow: true },
      ]),
    );
  });

  it('that a spreadsheet changed are told once for each column', () => {
    expect(found(record({ email: '“anna@contoso.com”', user: '#N/A', password: '="hunter-2"' }))).toEqual([
      ['csv/invalid-email', 'EmailAddress', { hint: 'curly-quotes' }],
      ['csv/spreadsheet-damage', 'UserName', { column: 'UserName', kind: 'error-value' }],
      ['csv/spreadsheet-damage', 'Password', { column: 'Password', kind: 'formula' }],
    ]);
    const ratings = (values: Values) => checkRow(record(values), HEADER).map(({ rating }) => rating);
    expect(ratings({ user: '#N/A' })).toEqual(['error']);
    expect(ratings({ user: '1.23457E+15' })).toEqual([undefined]);
    expect(ratings({ password: '#N/A' })).toEqual([undefined]);
  });

  it('that a spreadsheet changed are seen in plain rows, as nearly all rows are', () => {
    const plain = (values: Values) => found({ ...record(values), plain: true }).map(([code]) => code);
    expect(plain({})).toEqual([]);
    expect(plain({ user: '#REF!' })).toEqual(['csv/spreadsheet-damage']);
    expect(plain({ password: '1.23457E+15' })).toEqual(['csv/spreadsheet-damage']);
    expect(plain({ email: '=A2' })).toEqual(['csv/invalid-email']);
  });

  it('of a second header are told as such', () => {
    const row = record({ email: 'EmailAddress', user: 'UserName', password: 'Password' });
    expect(found(row)).toEqual([['csv/invalid-email', 'EmailAddress', { hint: 'header' }]]);
  });

  it('with spaces around', () => {
    expect(found(record({ email: ` ${EMAIL}`, user: 'anna\u00a0', password: ' x ' }))).toEqual([
      ['csv/surrounding-spaces', 'EmailAddress', { column: 'EmailAddress', leading: true, trailing: false }],
      ['csv/surrounding-spaces', 'UserName', { column: 'UserName', leading: false, trailing: true }],
      ['csv/surrounding-spaces', 'Password', { column: 'Password', leading: true, trailing: true }],
    ]);
    expect(checkRow(record({ password: 'x ' }), HEADER)[0]?.rating).toBe('warning');
    expect(checkRow(record({ user: 'x ' }), HEADER)[0]?.rating).toBeUndefined();
    expect(codes({ user: 'anna b', password: 'x y' })).toEqual([]);
  });

  it.each(['\u200b', ' \u200b ', '\u0001\ufeff'])('of which nothing is seen are empty: %j', (user) => {
    expect(found(record({ user }))).toEqual([['csv/blank-value', 'UserName', { column: 'UserName' }]]);
  });

  it.each([
    'anna@con\u200btoso.com',
    'an\u00adna@contoso.com',
    'anna@contoso.com\u200b',
    'anna@contoso.com\u202e',
  ])('an address with an invisible character is none: %j', (email) => {
    expect(found(record({ email })).map(([code]) => code)).toEqual([
      'csv/control-character',
      'csv/invalid-email',
    ]);
  });

  it.each([
    ['o’brien@contoso.com', 'csv/spreadsheet-damage'],
    ['a@con–toso.com', 'csv/invalid-email'],
    ['a@con….com', 'csv/invalid-email'],
  ])('a typographic sign in the address %s is told: %s', (email, code) => {
    expect(found(record({ email })).map(([one]) => one)).toEqual([code]);
  });

  it('with invisible characters inside', () => {
    expect(found(record({ user: 'an\u200bn\u00a0a\u200b', root: '/\u0007' }))).toEqual([
      ['csv/control-character', 'UserName', { column: 'UserName', characters: ['U+200B', 'U+00A0'] }],
      ['csv/control-character', 'UserRoot', { column: 'UserRoot', characters: ['U+0007'] }],
    ]);
    expect(found(record({ user: 'a\u0001\u0002\u0003\u0004\u0005\u0006b' }))[0]?.[2]).toEqual({
      column: 'UserName',
      characters: ['U+0001', 'U+0002', 'U+0003', 'U+0004', 'U+0005'],
    });
  });

  it.each([
    ['x\u200by', true],
    ['\u200bxy', true],
    ['xy\u00ad', true],
    ['x\ty', true],
    ['x \u00a0 y', true],
    ['x\r\ny', true],
    ['x \u2028\u2028 y z', true],
    ['\u0000', true],
    ['x  y', false],
    ['\t x y \u00a0', false],
    ['é雲🔑', false],
    ['', false],
  ])('a password %j holds one: %s', (password, expected) => {
    const all = found(record({ password })).filter(([code]) => code === 'csv/control-character');
    // What it is would be a part of the password.
    expect(all).toEqual(
      expected ? [['csv/control-character', 'Password', { column: 'Password', characters: [] }]] : [],
    );
  });

  it.each([
    ['a lot of tabs', `x${'\t'.repeat(1_000_000)}`],
    ['tabs and letters', 'x\t \t'.repeat(300_000)],
    ['spaces and letters', 'x  '.repeat(300_000)],
    ['an address that never ends', `${'a.'.repeat(500_000)}@${'b-'.repeat(500_000)}`],
  ])('of %s are judged at once', (_, value) => {
    const begun = performance.now();
    expect(codes({ email: value, user: value, password: value })).not.toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('that could not be decoded are not judged further', () => {
    const row = {
      ...record({ email: '\ufffd', user: ' ', root: '\u0007' }),
      undecodable: ['EmailAddress', 'UserRoot'],
    };
    expect(found(row)).toEqual([
      ['csv/not-unicode', 'EmailAddress', {}],
      ['csv/not-unicode', 'UserRoot', {}],
      ['csv/blank-value', 'UserName', { column: 'UserName' }],
    ]);
  });

  it('of a column that is not there are not missed', () => {
    const header = readHeader(1, ['EmailAddress', 'Login', 'Password'], ',');
    expect(found(record({ user: '', email: '' }), header)).toEqual([
      ['csv/blank-value', 'EmailAddress', { column: 'EmailAddress' }],
    ]);
  });
});

describe('EmailAddress', () => {
  it.each([
    'anna@contoso',
    'anna',
    '@contoso.com',
    'a b@contoso.com',
    'a@@contoso.com',
    'a@b@contoso.com',
    'a..b@contoso.com',
    'a@-x.com',
    'a@x..com',
    'a@[192.0.2.1]',
    'a@192.0.2.1',
    'Anna <a@contoso.com>',
    `${'a'.repeat(65)}@contoso.com`,
    `a@${'b'.repeat(64)}.com`,
    'a@contoso.com;b@contoso.com',
  ])('%s is none', (email) => {
    expect(codes({ email })).toEqual(['csv/invalid-email EmailAddress']);
  });

  it.each([
    'a@contoso.com',
    "o'brien+tag@mail.contoso.co.uk",
    'zoë@contoso.com',
    'a@münchen.de',
    'a@xn--mnchen-3ya.de',
    'a_b-c.d@x-y.example',
    `${'a'.repeat(64)}@contoso.com`,
  ])('%s is one', (email) => {
    expect(codes({ email })).toEqual([]);
  });

  it('is one by the short way only where it is one by the long', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'Z', '9', '-', '_', '.', 'co'), maxLength: 70 });
    const rules = { allow_utf8_local_part: true, require_tld: true, allow_ip_domain: false };
    fc.assert(
      fc.property(part, part, (local, domain) => {
        const email = `a${local}@${domain}b.com`;
        expect(codes({ email })).toEqual(
          validator.default(email, rules) ? [] : ['csv/invalid-email EmailAddress'],
        );
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a damaged row', () => {
  it('with the wrong number of values is told so, and nothing else', () => {
    const row = { ...record({ email: '', user: '', password: '' }), width: 3, sound: false };
    expect(checkRow(row, HEADER)).toEqual([
      {
        code: 'csv/wrong-column-count',
        args: { row: 3, expected: 4, actual: 3 },
        location: { file: 'users.csv', row: 3, line: 5 },
      },
    ]);
  });

  it('with empty values too many says so', () => {
    const row: RecordEvidence = { ...record({}), width: 6, sound: false, emptySurplus: true };
    const args = { row: 3, expected: 4, actual: 6, emptySurplus: true };
    expect(found(row)).toEqual([['csv/wrong-column-count', undefined, args]]);
    expect(found({ ...row, empty: true })).toEqual([
      ['csv/wrong-column-count', undefined, { ...args, wholeRow: true }],
    ]);
  });

  it('with a broken quote is told so, and nothing else', () => {
    const row: RecordEvidence = {
      ...record({ email: '' }),
      width: 0,
      sound: false,
      malformed: 'text-around',
    };
    expect(found(row)).toEqual([['csv/malformed-quote', undefined, { kind: 'text-around' }]]);
  });

  it('is not told of what the header has done to it', () => {
    const row = { ...record({}), width: 4, sound: false };
    expect(found(row, { ...HEADER, width: 0, malformed: 'unclosed' })).toEqual([]);
  });
});
