import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDamage, emailHint, spreadsheetDamage } from '../../src/checks/csv-spreadsheet.js';
import { describe as describeFinding } from '../../src/knowledge/describe.js';
import { Secret } from '../../src/model/secret.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const DAMAGED = {
  'curly-quotes': [
    '“anna”',
    '”anna”',
    '„anna“',
    '‘anna’',
    '‚anna‘',
    '«anna»',
    '»anna«',
    '« anna »',
    '‹anna›',
    ' “anna” ',
    '“”',
    '“an”na”',
  ],
  'scientific-number': ['1.23457E+15', '1,23457E+15', '1E+05', '9.00E+120', '-1.5E+11', ' 1.23457E+15 '],
  'error-value': [
    ...['#NAME?', '#REF!', '#VALUE!', '#N/A', '#DIV/0!', '#NULL!', '#NUM!', '#SPILL!'],
    ...['#WERT!', '#BEZUG!', '#NV', '#ZAHL!', '#VALEUR!', '#NOM?', '#NOMBRE!'],
    ...['#¡REF!', '#¡VALOR!', '#¿NOMBRE?', '#N/D', '#RIF!', '#VERW!', ' #N/A '],
  ],
  formula: [
    ...['=A2&"@contoso.com"', '="0012"', '=CONCATENATE(A2,"x")', '=VERKETTEN(A2;B2)', '=ÜBERSETZEN(A2)'],
    ...['=A2', '=$B$12', '=Sheet1!A2', "='My users'!A2", '=+A2', '= A2 & B2', '=a2', ' =A2'],
  ],
  'typographic-sign': ['o’brien', 'it’s', 'a–b', 'con…toso', '“anna', 'anna”', 'x“anna”'],
  placeholder: ['System.Security.SecureString', '********', '••••••', '●●●●', '#####', ' ******** '],
  'lost-letter': ['M\uFFFDller', '\uFFFD', 'anna\uFFFD@contoso.com'],
  'misread-letters': ['MÃ¼ller', 'ÃŸ', 'JosÃ©', 'Oâ€™Neil', 'Ã–zil', 'FranÃ§ois'],
} as const;

/** Values that begin or end in such a way and mean themselves. */
const UNTOUCHED = [
  ...['Müller', 'SÃO PAULO', 'JOÃO', 'Ãa', 'â', 'hâte', '€uro', 'naïve', '王芳'],
  ...[
    'anna',
    'anna@contoso.com',
    '00123',
    '123',
    'é',
    '',
    ' ',
    '"anna"',
    '***',
    '****x',
    '####',
    'System.Security',
    '•••',
  ],
  ...['1.23457E15', '12.3457E+15', '1.23457e+15', '1E+', 'E+15', '1.2345E+1234', 'x1E+05', '1E+05x'],
  ...['#', '#N/A!', '#n/a', '#NAME', 'x#N/A', '#N/Ax', '#anna@contoso.com#admin#', '#REF', '#hunter'],
  ...[
    '=',
    '==A2',
    '=hunter',
    '=hunter-2',
    '=A2hunter',
    '=ABCD12',
    '=A12345678',
    '=(x',
    '=1+1',
    '=f(x',
    '=A2)',
  ],
];

describe('damage of a spreadsheet', () => {
  it.each(Object.entries(DAMAGED).flatMap(([kind, values]) => values.map((value) => [value, kind])))(
    '%j is %s, also of a password',
    (value, kind) => {
      expect(spreadsheetDamage(value)).toBe(kind);
      expect(spreadsheetDamage(new Secret(value))).toBe(kind);
    },
  );

  it.each(UNTOUCHED)('%j is none', (value) => {
    expect(spreadsheetDamage(value)).toBeUndefined();
    expect(spreadsheetDamage(new Secret(value))).toBeUndefined();
  });

  it('of a user name that is an error value is an error, everything else a warning', () => {
    const at = { location: { file: 'users.csv', row: 1, line: 2 } };
    for (const [kind, [value]] of Object.entries(DAMAGED)) {
      for (const column of ['UserName', 'Password'] as const) {
        const rating = kind === 'error-value' && column === 'UserName' ? { rating: 'error' } : {};
        expect(checkDamage(column === 'UserName' ? value : new Secret(value), column, at)).toEqual({
          code: 'csv/spreadsheet-damage',
          args: { column, kind },
          ...at,
          ...rating,
        });
      }
    }
    expect(checkDamage('anna', 'UserName', at)).toBeUndefined();
  });

  it('never shows a value', { timeout: PROPERTY_TIMEOUT }, () => {
    const around = fc.constantFrom(['“', '”'], ['=CONCATENATE("', '")'], ['="', '"']);
    const at = { location: { file: 'users.csv' } };
    fc.assert(
      fc.property(around, fc.stringMatching(/^[a-z]{12}$/), ([open, close], text) => {
        const found = checkDamage(new Secret(`${open}${text}${close}`), 'Password', at);
        expect(found).toBeDefined();
        expect(JSON.stringify([found, found && describeFinding(found)])).not.toContain(text);
      }),
      { numRuns: RUNS },
    );
  });

  it.each([
    ['quotes', `“${'” '.repeat(500_000)}x`],
    ['spaces', `“${' '.repeat(1_000_000)}x`],
    ['digits', `1.${'1'.repeat(1_000_000)}`],
    ['letters', `=${'a.'.repeat(500_000)}`],
    ['a sheet without end', `='${'a'.repeat(1_000_000)}`],
    ['white space', `${'\t'.repeat(1_000_000)}#`],
  ])('of many %s is judged at once', (_, value) => {
    const begun = performance.now();
    spreadsheetDamage(value);
    spreadsheetDamage(new Secret(value));
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('costs next to nothing where there is none', () => {
    const values = ['anna.berg@contoso.com', 'contoso\\anna', '00123', new Secret('hunter-2')];
    const begun = performance.now();
    for (let round = 0; round < 250_000; round++) for (const value of values) spreadsheetDamage(value);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('an address that is none', () => {
  it.each([
    ['EmailAddress', 'header'],
    ['emailaddress ', 'header'],
    ['\ufeffEmailAddress', 'header'],
    ['“anna@contoso.com”', 'curly-quotes'],
    ['1.23457E+15', 'scientific-number'],
    ['#N/A', 'error-value'],
    ['=A2&"@contoso.com"', 'formula'],
    ['anna', undefined],
    ['EmailAddress2', undefined],
    ['emailaddress@contoso.com', undefined],
  ])('%j: %s', (value, hint) => {
    expect(emailHint(value)).toBe(hint);
  });
});
