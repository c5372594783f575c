import { type Finding, finding } from '../../src/model/finding.js';

const ODDITIES = ['spaces', 'invisible-character', 'quotes', 'misread-mark'] as const;
const PREAMBLES = ['sep-line', 'type-line', 'title-line'] as const;
const DAMAGES = [
  ...(['curly-quotes', 'scientific-number', 'error-value', 'formula'] as const),
  ...(['lost-letter', 'misread-letters', 'typographic-sign', 'placeholder'] as const),
];
const REQUIRED = ['EmailAddress', 'UserName', 'Password'] as const;

/** Arguments of the csv codes other than the examples, so that every branch of a text is rendered once. */
export const CSV_VARIANTS: Finding[] = [
  finding('csv/missing-column', { column: 'UserName', headerless: true }),
  finding('csv/missing-column', { column: 'UserName' }),
  ...ODDITIES.map((oddity) =>
    finding('csv/missing-column', { column: 'UserName', found: ' UserName', oddity }),
  ),
  ...[',', ';', '\t', '|', ':', ' '].map((joined) =>
    finding('csv/missing-column', { column: 'Password', joined }),
  ),
  ...PREAMBLES.flatMap((kind) => [
    finding('csv/missing-column', { column: 'Password', preamble: { kind, headerLine: 3, named: true } }),
    finding('csv/missing-column', {
      column: 'Password',
      preamble: { kind, headerLine: 3, named: true, mayBeData: true },
    }),
    finding('csv/missing-column', { column: 'Password', preamble: { kind, headerLine: 3, named: false } }),
    finding('csv/missing-column', {
      column: 'Password',
      found: 'Passwort',
      preamble: { kind, headerLine: 3, named: false },
    }),
    finding('csv/missing-column', {
      column: 'Password',
      found: ' Password',
      oddity: 'spaces',
      preamble: { kind, headerLine: 3, named: false },
    }),
    finding('csv/missing-column', {
      column: 'Password',
      headerless: true,
      preamble: { kind, named: false },
    }),
    finding('csv/missing-column', {
      column: 'Password',
      joined: '|',
      preamble: { kind, headerLine: 2, named: false },
    }),
  ]),
  finding('csv/unknown-column', { position: 5 }),
  finding('csv/unknown-column', { position: 103, name: 'Site', more: 150 }),
  ...([',', ';', '\t', '"'] as const).map((separatedBy) =>
    finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 1, separatedBy }),
  ),
  finding('csv/not-unicode', { offset: 1204, line: 3, encoding: 'UTF-16LE' }),
  finding('csv/mixed-username-format', {
    majority: 'address',
    minorities: [{ form: 'short-name', count: 1, rows: [2] }],
    tie: true,
  }),
  finding('csv/unknown-column', { position: 4, empty: true }),
  finding('csv/unknown-column', { position: 4, empty: true, count: 1 }),
  finding('csv/unknown-column', { position: 4, empty: true, count: 1020 }),
  finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 1 }),
  finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 5 }),
  finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 5, emptySurplus: true }),
  finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 5, emptySurplus: true, wholeRow: true }),
  finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 2, wholeRow: true }),
  finding('csv/wrong-delimiter', { delimiter: '\t' }),
  finding('csv/malformed-quote', { kind: 'text-around' }),
  finding('csv/not-unicode', {}),
  finding('csv/not-unicode', { offset: 1204 }),
  finding('csv/not-unicode', { looksLike: 'an Excel workbook' }),
  finding('csv/not-unicode', { looksLike: 'UTF-16 text without a byte order mark' }),
  finding('csv/file-extension', { extension: '' }),
  finding('csv/blank-line', { count: 1, lines: [4] }),
  finding('csv/blank-line', { count: 20, lines: Array.from({ length: 20 }, (_, index) => index + 2) }),
  ...REQUIRED.flatMap((column) => [
    finding('csv/blank-value', { column }),
    finding('csv/blank-value', { column, wholeRow: true }),
    ...DAMAGES.map((kind) => finding('csv/spreadsheet-damage', { column, kind })),
    finding('csv/lost-leading-zeros', { column, rows: 1 }),
    finding('csv/lost-leading-zeros', { column, rows: 2, width: 8 }),
  ]),
  finding('csv/spreadsheet-damage', { column: 'UserName', kind: 'error-value' }, { rating: 'error' }),
  ...[...DAMAGES, 'header' as const].map((hint) => finding('csv/invalid-email', { hint })),
  finding('csv/surrounding-spaces', { column: 'Password', leading: true, trailing: true }),
  finding('csv/surrounding-spaces', { column: 'EmailAddress', leading: true, trailing: false }),
  finding('csv/control-character', { column: 'Password', characters: ['U+00A0', 'U+FEFF'] }),
  ...(['dovecot-admin', 'mirapoint-admin', 'address'] as const).map((form) =>
    finding('csv/super-user', { form, account: 'mailadmin', rows: 2 }),
  ),
  finding('csv/super-user', { form: 'admin-with-user-root', account: 'mailadmin', rows: 1 }),
  finding('csv/app-password-format', { withSpaces: true }),
];
