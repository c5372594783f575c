import { chmod, copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openSource } from '../../src/batch/source.js';
import type { RunEvent } from '../../src/model/event.js';
import type { Finding } from '../../src/model/finding.js';
import { runCsvStage } from '../../src/run/csv-stage.js';
import { csvText, temporaryDirectory, writeTemporary } from '../support/files.js';

const FIXTURES = fileURLToPath(new URL('../../fixtures/csv/', import.meta.url));

type Found = [code: string, row: number | undefined, line: number | undefined, column: string | undefined];

/** What each file is told of, in order: by the code for which it is named, or nothing where it is a good one. */
const EXPECTED: Record<string, Found[]> = {
  'app-password-format-spaces.csv': [['csv/app-password-format', 1, 2, 'Password']],
  'app-password-format.csv': [
    ['csv/app-password-format', 1, 2, 'Password'],
    ['csv/app-password-format', 3, 4, 'Password'],
  ],
  'blank-line.csv': [['csv/blank-line', undefined, 1, undefined]],
  'blank-value-whole-row.csv': [
    ['csv/blank-value', 2, 3, 'EmailAddress'],
    ['csv/blank-value', 2, 3, 'UserName'],
    ['csv/blank-value', 2, 3, 'Password'],
    ['csv/blank-value', 3, 4, 'EmailAddress'],
  ],
  'blank-value.csv': [
    ['csv/blank-value', 1, 2, 'EmailAddress'],
    ['csv/blank-value', 1, 2, 'UserName'],
    ['csv/blank-value', 1, 2, 'Password'],
    ['csv/blank-value', 2, 3, 'UserName'],
    ['csv/blank-value', 3, 4, 'Password'],
    ['csv/blank-value', 4, 5, 'EmailAddress'],
  ],
  'column-case.csv': [
    ['csv/column-case', undefined, 1, 'EmailAddress'],
    ['csv/column-case', undefined, 1, 'UserName'],
  ],
  'control-character.csv': [
    ['csv/control-character', 1, 2, 'UserName'],
    ['csv/control-character', 1, 2, 'UserRoot'],
    ['csv/control-character', 2, 3, 'Password'],
    ['csv/super-user', undefined, undefined, 'UserName'],
    ['csv/super-user', undefined, undefined, 'UserName'],
  ],
  'cr-only.csv': [],
  'crlf.csv': [],
  'duplicate-column.csv': [['csv/duplicate-column', undefined, 1, 'Password']],
  'duplicate-email.csv': [
    ['csv/duplicate-email', 3, 4, 'EmailAddress'],
    ['csv/surrounding-spaces', 4, 5, 'EmailAddress'],
    ['csv/duplicate-email', 4, 5, 'EmailAddress'],
  ],
  'duplicate-username.csv': [['csv/duplicate-username', 2, 3, 'UserName']],
  'empty-file-bom.csv': [['csv/empty-file', undefined, undefined, undefined]],
  'empty-file.csv': [['csv/empty-file', undefined, undefined, undefined]],
  'every-fault.csv': [
    ['csv/wrong-delimiter', undefined, 2, undefined],
    ['csv/missing-column', undefined, 2, 'UserName'],
    ['csv/column-case', undefined, 2, 'EmailAddress'],
    ['csv/duplicate-column', undefined, 2, 'Password'],
    ['csv/unknown-column', undefined, 2, 'Department'],
    ['csv/wrong-column-count', 2, 5, undefined],
    ['csv/wrong-column-count', 3, 6, undefined],
    ['csv/malformed-quote', 4, 7, undefined],
    ['csv/not-unicode', 5, 8, 'Password'],
    ['csv/blank-value', 6, 9, 'EmailAddress'],
    ['csv/blank-value', 6, 9, 'Password'],
    ['csv/invalid-email', 7, 10, 'EmailAddress'],
    ['csv/duplicate-email', 8, 11, 'EmailAddress'],
    ['csv/surrounding-spaces', 9, 12, 'EmailAddress'],
    ['csv/control-character', 10, 13, 'EmailAddress'],
    ['csv/invalid-email', 10, 13, 'EmailAddress'],
    ['csv/control-character', 11, 14, 'Password'],
    ['csv/blank-value', 12, 16, 'EmailAddress'],
    ['csv/blank-value', 12, 16, 'Password'],
    ['csv/malformed-quote', 13, 17, undefined],
    ['csv/surrounding-spaces', 14, 18, 'Password'],
    ['csv/not-unicode', undefined, 8, undefined],
    ['csv/blank-line', undefined, 1, undefined],
  ],
  'export-excel-german.csv': [
    ['csv/wrong-delimiter', undefined, 1, undefined],
    ['csv/not-unicode', 2, 3, 'EmailAddress'],
    ['csv/not-unicode', 2, 3, 'Password'],
    ['csv/not-unicode', undefined, 3, undefined],
  ],
  'export-excel-unicode-text.txt': [
    ['csv/wrong-delimiter', undefined, 1, undefined],
    ['csv/utf-16', undefined, undefined, undefined],
  ],
  'export-notepad-utf-16.csv': [['csv/utf-16', undefined, undefined, undefined]],
  'export-numbers.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
    ['csv/unknown-column', undefined, 2, undefined],
  ],
  'export-powershell-no-type.csv': [],
  'export-powershell.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'export-word-curly-quotes.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'file-extension.dat': [['csv/file-extension', undefined, undefined, undefined]],
  'invalid-email-damage.csv': [
    ['csv/invalid-email', 1, 2, 'EmailAddress'],
    ['csv/invalid-email', 2, 3, 'EmailAddress'],
    ['csv/invalid-email', 3, 4, 'EmailAddress'],
    ['csv/invalid-email', 4, 5, 'EmailAddress'],
  ],
  'invalid-email.csv': [
    ['csv/invalid-email', 1, 2, 'EmailAddress'],
    ['csv/invalid-email', 2, 3, 'EmailAddress'],
    ['csv/invalid-email', 3, 4, 'EmailAddress'],
  ],
  'joined-no-final-line-end.csv': [['csv/wrong-column-count', 1, 2, undefined]],
  'joined.csv': [['csv/invalid-email', 2, 3, 'EmailAddress']],
  'lost-leading-zeros-none.csv': [],
  'lost-leading-zeros-passwords.csv': [['csv/lost-leading-zeros', undefined, undefined, 'Password']],
  'lost-leading-zeros.csv': [
    ['csv/lost-leading-zeros', undefined, undefined, 'EmailAddress'],
    ['csv/lost-leading-zeros', undefined, undefined, 'UserName'],
  ],
  'malformed-quote-header.csv': [['csv/malformed-quote', undefined, 1, undefined]],
  'malformed-quote-unclosed.csv': [
    ['csv/control-character', 1, 2, 'Password'],
    ['csv/malformed-quote', 2, 4, undefined],
    ['csv/blank-value', 4, 6, 'UserName'],
  ],
  'malformed-quote.csv': [
    ['csv/malformed-quote', 2, 3, undefined],
    ['csv/malformed-quote', 3, 4, undefined],
    ['csv/malformed-quote', 4, 5, undefined],
    ['csv/blank-value', 5, 6, 'UserName'],
  ],
  'missing-column-bars.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'missing-column-close.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'missing-column-headerless-one-row.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'missing-column-headerless.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'missing-column-invisible.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
  ],
  'missing-column-misread-mark.csv': [['csv/missing-column', undefined, 1, 'EmailAddress']],
  'missing-column-quoted-lines.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'missing-column.csv': [
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'mixed-line-ends.csv': [],
  'mixed-username-format.csv': [['csv/mixed-username-format', undefined, undefined, 'UserName']],
  'no-final-line-end.csv': [],
  'no-rows.csv': [['csv/no-rows', undefined, undefined, undefined]],
  'not-unicode-binary.csv': [['csv/not-unicode', undefined, undefined, undefined]],
  'not-unicode-picture.csv': [['csv/not-unicode', undefined, undefined, undefined]],
  'not-unicode-truncated.csv': [
    ['csv/not-unicode', 2, 3, 'Password'],
    ['csv/not-unicode', undefined, 3, undefined],
  ],
  'not-unicode-utf-16-without-bom.csv': [['csv/not-unicode', undefined, undefined, undefined]],
  'not-unicode-workbook.csv': [['csv/not-unicode', undefined, undefined, undefined]],
  'not-unicode.csv': [
    ['csv/not-unicode', 2, 3, 'Password'],
    ['csv/not-unicode', 3, 4, 'EmailAddress'],
    ['csv/not-unicode', 4, 5, 'EmailAddress'],
    ['csv/not-unicode', undefined, 3, undefined],
  ],
  'plain.csv': [],
  'quoted.csv': [],
  'reordered-columns.csv': [],
  'sep-line-semicolon.csv': [
    ['csv/wrong-delimiter', undefined, 2, undefined],
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'sep-line.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'spreadsheet-damage-none.csv': [],
  'spreadsheet-damage.csv': [
    ['csv/spreadsheet-damage', 1, 2, 'UserName'],
    ['csv/spreadsheet-damage', 1, 2, 'Password'],
    ['csv/spreadsheet-damage', 2, 3, 'UserName'],
    ['csv/spreadsheet-damage', 2, 3, 'Password'],
    ['csv/spreadsheet-damage', 3, 4, 'UserName'],
    ['csv/spreadsheet-damage', 3, 4, 'Password'],
    ['csv/spreadsheet-damage', 4, 5, 'UserName'],
    ['csv/spreadsheet-damage', 4, 5, 'Password'],
  ],
  'super-user.csv': [['csv/super-user', undefined, undefined, 'UserName']],
  'surrounding-spaces.csv': [
    ['csv/surrounding-spaces', 1, 2, 'EmailAddress'],
    ['csv/surrounding-spaces', 1, 2, 'UserName'],
    ['csv/surrounding-spaces', 2, 3, 'Password'],
    ['csv/surrounding-spaces', 3, 4, 'EmailAddress'],
  ],
  'title-line-none.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'title-line-rows.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
  ],
  'title-line.csv': [
    ['csv/missing-column', undefined, 1, 'EmailAddress'],
    ['csv/missing-column', undefined, 1, 'UserName'],
    ['csv/missing-column', undefined, 1, 'Password'],
    ['csv/blank-value', 2, 4, 'UserName'],
  ],
  'trailing-blank-lines.csv': [],
  'unknown-column-empty.csv': [['csv/unknown-column', undefined, 1, undefined]],
  'unknown-column.csv': [
    ['csv/unknown-column', undefined, 1, 'Department'],
    ['csv/unknown-column', undefined, 1, 'User Root'],
  ],
  'user-root.csv': [['csv/super-user', undefined, undefined, 'UserName']],
  'utf-16-big-endian.csv': [['csv/utf-16', undefined, undefined, undefined]],
  'utf-16-invalid.csv': [
    ['csv/not-unicode', 2, 3, 'Password'],
    ['csv/not-unicode', undefined, 3, undefined],
    ['csv/utf-16', undefined, undefined, undefined],
  ],
  'utf-16.csv': [['csv/utf-16', undefined, undefined, undefined]],
  'utf8-bom.csv': [],
  'wrong-column-count-empty.csv': [
    ['csv/wrong-column-count', 2, 3, undefined],
    ['csv/wrong-column-count', 3, 4, undefined],
    ['csv/wrong-column-count', 4, 5, undefined],
  ],
  'wrong-column-count.csv': [
    ['csv/wrong-column-count', 2, 3, undefined],
    ['csv/wrong-column-count', 3, 4, undefined],
  ],
  'wrong-delimiter-tab.csv': [
    ['csv/wrong-delimiter', undefined, 1, undefined],
    ['csv/blank-value', 2, 3, 'EmailAddress'],
    ['csv/blank-value', 2, 3, 'UserName'],
    ['csv/blank-value', 2, 3, 'Password'],
  ],
  'wrong-delimiter.csv': [['csv/wrong-delimiter', undefined, 1, undefined]],
};

async function findings(paths: readonly string[], server?: string): Promise<Finding[]> {
  const found: Finding[] = [];
  const emit = (event: RunEvent) => {
    if (event.type === 'finding') found.push(event.finding);
  };
  const sources = await Promise.all(paths.map((path) => openSource(path, process.stdin)));
  await runCsvStage(
    sources,
    { ...(server === undefined ? {} : { server }), asked: true, alone: true },
    emit,
    new AbortController().signal,
  );
  return found;
}

function places(found: readonly Finding[]): Found[] {
  return found.map(({ code, location = { file: '' } }) => [
    code,
    location.row,
    location.line,
    location.column,
  ]);
}

/** A copy that nobody else may read, as a checkout makes them readable. */
async function privateCopy(name: string): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  await copyFile(join(FIXTURES, name), path);
  await chmod(path, 0o600);
  return path;
}

it('there is a table for every fixture, and a fixture for every table', async () => {
  expect((await readdir(FIXTURES)).sort()).toEqual(Object.keys(EXPECTED).sort());
});

it.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
  const server = name.startsWith('app-password') ? 'imap.gmail.com' : undefined;
  const found = await findings([await privateCopy(name)], server);
  expect(places(found)).toEqual(expected);
});

it('bytes that are no text are told by their exact offset', async () => {
  for (const name of [
    'not-unicode.csv',
    'not-unicode-truncated.csv',
    'every-fault.csv',
    'utf-16-invalid.csv',
  ]) {
    const bytes = await readFile(join(FIXTURES, name));
    const found = await findings([await privateCopy(name)]);
    const [offset] = found.flatMap(({ code, args }) =>
      code === 'csv/not-unicode' ? (args.offset ?? []) : [],
    );
    const first = {
      'not-unicode.csv': bytes.indexOf(0xe9),
      'not-unicode-truncated.csv': bytes.indexOf(0xe9),
      'every-fault.csv': bytes.indexOf(0xe9),
      'utf-16-invalid.csv': bytes.indexOf(Buffer.from([0x00, 0xd8, 0x0a, 0x00])),
    }[name];
    expect([name, offset]).toEqual([name, first]);
  }
});

it.each<[string, unknown[]]>([
  ['app-password-format-spaces.csv', [{ withSpaces: true }]],
  ['blank-value-whole-row.csv', [...columns({ wholeRow: true }), { column: 'EmailAddress' }]],
  [
    'invalid-email-damage.csv',
    [{ hint: 'curly-quotes' }, { hint: 'scientific-number' }, { hint: 'error-value' }, { hint: 'formula' }],
  ],
  ['joined.csv', [{ hint: 'header' }]],
  ['missing-column-bars.csv', columns({ joined: '|' })],
  ['missing-column-quoted-lines.csv', columns({ joined: ',' })],
  ['sep-line.csv', columns({ preamble: { kind: 'sep-line', headerLine: 2, named: true } })],
  ['export-powershell.csv', columns({ preamble: { kind: 'type-line', headerLine: 2, named: true } })],
  [
    'title-line-rows.csv',
    columns({ preamble: { kind: 'title-line', headerLine: 3, named: true, mayBeData: true } }),
  ],
  ['unknown-column-empty.csv', [{ position: 4, empty: true, count: 2 }]],
  [
    'wrong-column-count-empty.csv',
    [
      { row: 2, expected: 3, actual: 5, emptySurplus: true },
      { row: 3, expected: 3, actual: 4, emptySurplus: true },
      { row: 4, expected: 3, actual: 4, emptySurplus: true, wholeRow: true },
    ],
  ],
  ['lost-leading-zeros-passwords.csv', [{ column: 'Password', rows: 1 }]],
])('%s is told of with what was found', async (name, args) => {
  const found = await findings(
    [await privateCopy(name)],
    name.startsWith('app-') ? 'imap.gmail.com' : undefined,
  );
  expect(found.map((one) => one.args)).toEqual(args);
});

function columns(args: object): object[] {
  return ['EmailAddress', 'UserName', 'Password'].map((column) => ({ column, ...args }));
}

it('bytes that are no text are told by their line', async () => {
  const found = await findings([await privateCopy('export-excel-german.csv')]);
  expect(found.at(-1)?.args).toEqual({ offset: 97, line: 3 });
});

const ROW = (number: number) =>
  [`user${number}@contoso.com`, `user${number}@contoso.com`, 'hunter-2'] as const;

function batch(rows: number): string {
  return csvText(Array.from({ length: rows }, (_, index) => ROW(index)));
}

it('large-batch', async () => {
  expect(await findings([await writeTemporary('users.csv', batch(2500))])).toEqual([]);
  const found = await findings([await writeTemporary('users.csv', batch(2501))]);
  expect(places(found)).toEqual([['csv/large-batch', undefined, undefined, undefined]]);
});

it('too-many-rows, counted for each file', async () => {
  const full = await writeTemporary('full.csv', batch(50_000));
  const other = await writeTemporary('other.csv', csvText([['z@contoso.com', 'z@contoso.com', 'hunter-2']]));
  expect(places(await findings([full, other])).map(([code]) => code)).toEqual(['csv/large-batch']);
  const found = await findings([await writeTemporary('users.csv', batch(50_001))]);
  expect(found.map(({ code, args }) => [code, args])).toEqual([['csv/too-many-rows', { rows: 50_001 }]]);
});

it('too-large, by the byte', async () => {
  const most = 10 * 1024 * 1024;
  const head = csvText([ROW(1)]);
  // A long password is no fault of its own.
  const file = (size: number) => `${head}b@contoso.com,b@contoso.com,${'x'.repeat(size - head.length - 28)}`;
  expect(file(most)).toHaveLength(most);
  expect(await findings([await writeTemporary('users.csv', file(most))])).toEqual([]);
  const found = await findings([await writeTemporary('users.csv', file(most + 1))]);
  expect(found.map(({ code, args }) => [code, args])).toEqual([['csv/too-large', { bytes: most + 1 }]]);
});

it.skipIf(process.platform === 'win32')('file-permissions', async () => {
  const path = await privateCopy('plain.csv');
  await chmod(path, 0o640);
  expect(await findings([path])).toEqual([]);
  await chmod(path, 0o644);
  const found = await findings([path]);
  expect(found.map(({ code, args }) => [code, args])).toEqual([['csv/file-permissions', { mode: '0644' }]]);
});

it('duplicates across files point at the file that came first', async () => {
  const paths = [await privateCopy('plain.csv'), await privateCopy('duplicate-username.csv')];
  const found = await findings(paths);
  expect(places(found)).toEqual([
    ['csv/duplicate-email', 1, 2, 'EmailAddress'],
    ['csv/duplicate-username', 1, 2, 'UserName'],
    ['csv/duplicate-email', 2, 3, 'EmailAddress'],
    ['csv/duplicate-username', 2, 3, 'UserName'],
  ]);
  expect(found[2]?.args).toEqual({ first: { file: paths[0], row: 2, line: 3 } });
  expect(found[3]?.args).toEqual({ first: { file: paths[0], row: 1, line: 2 } });
});
