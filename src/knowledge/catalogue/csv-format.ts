import type { CodesOf } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { FIX_ENCODING, FIX_FILE, SEE_CSV_PAGE, SUBMIT_AGAIN } from './steps.js';
import { count, list, number } from './words.js';

const SAVE_AS_UTF_8 =
  'Save the file as UTF-8: in Excel choose Save As and the type CSV UTF-8 (Comma delimited), in Notepad choose the encoding UTF-8.';

/** UTF-16 without its mark is text all the same, once it is named; a picture is none. */
function fixEncoding(looksLike: string | undefined): string[] {
  if (looksLike === undefined) return [FIX_ENCODING];
  return looksLike.startsWith('UTF-16')
    ? ['Or let `imap-preflight fix --encoding utf-16le users.csv` write a corrected copy.']
    : [];
}

/** How the file is written and kept. */
export const CSV_FORMAT = {
  'csv/wrong-delimiter': {
    rating: 'error',
    title: 'The values are not separated by commas',
    message: ({ delimiter }) =>
      `The values are separated by ${delimiter === ';' ? 'semicolons' : 'tabs'} instead of commas.`,
    cause: ({ delimiter }) =>
      `${delimiter === ';' ? 'Excel writes semicolons in many regions.' : 'Excel writes tabs in the type Unicode Text.'} Exchange Online reads commas only.`,
    fix: [
      'Save the file again with commas, for example with `Export-Csv -Delimiter ","` in PowerShell.',
      'Put double quotes around values that contain a comma.',
      FIX_FILE,
      SUBMIT_AGAIN,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.wrongColumnCount,
    example: { delimiter: ';' },
  },
  'csv/malformed-quote': {
    rating: 'error',
    title: 'A quoted value is broken',
    message: ({ kind }) =>
      kind === 'unclosed'
        ? 'A double quote opens a value here and is never closed.'
        : 'There is text before or behind a quoted value.',
    cause: ({ kind }) =>
      kind === 'unclosed'
        ? 'Everything after the quote is read as one long value, so the rows below are lost.'
        : 'A double quote inside a value was not doubled, or a quote was left over.',
    fix: [
      'Put the whole value in double quotes and write each quote inside it twice, as in `"ab""cd"`.',
      'Or change the value, often a password, so that it has no double quote.',
      SUBMIT_AGAIN,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.wrongColumnCount,
    example: { kind: 'unclosed' },
  },
  'csv/not-unicode': {
    rating: 'error',
    title: 'The file is not Unicode text',
    message: ({ offset, line, looksLike }) => {
      if (looksLike !== undefined) return `This is not a CSV file: it looks like ${looksLike}.`;
      if (offset === undefined) return 'The value holds bytes that are no Unicode text.';
      const place = line === undefined ? '' : ` (line ${number(line)})`;
      return `The byte at offset ${number(offset)}${place} is no valid Unicode text.`;
    },
    cause: ({ looksLike, encoding }) => {
      if (encoding !== undefined)
        return `The file says that it is ${encoding}, and is damaged or cut short there.`;
      return looksLike === undefined
        ? 'The file was saved in a regional encoding such as Windows-1252. Names and passwords with special letters would be misread.'
        : 'The file was not exported as text.';
    },
    fix: ({ looksLike, encoding }) => [
      ...(encoding === undefined ? [] : ['Export or copy the file again, so that it is whole.']),
      ...(looksLike === undefined ? [] : ['Open the file in the program that made it and export it as CSV.']),
      SAVE_AS_UTF_8,
      ...(encoding === undefined ? fixEncoding(looksLike) : []),
      'Check the special letters in names and passwords afterwards.',
      SUBMIT_AGAIN,
      SEE_CSV_PAGE,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.csvErrors,
    example: { offset: 1_204, line: 17 },
  },
  'csv/utf-16': {
    rating: 'warning',
    title: 'The file is UTF-16',
    message: ({ encoding }) => `The file is written in ${encoding}.`,
    cause:
      'Microsoft says UTF-8 or another Unicode encoding, but it is not confirmed that Exchange Online reads UTF-16.',
    fix: [SAVE_AS_UTF_8, FIX_FILE, SUBMIT_AGAIN],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.csvErrors,
    example: { encoding: 'UTF-16LE' },
  },
  'csv/file-extension': {
    rating: 'warning',
    title: 'The file name does not end in .csv or .txt',
    message: ({ extension }) =>
      extension === '' ? 'The file name has no extension.' : `The file name ends in '${extension}'.`,
    cause: 'Microsoft names .csv and .txt as the extensions of a migration file.',
    fix: ['Rename the file so that it ends in `.csv`.'],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.csvErrors,
    example: { extension: '.dat' },
  },
  'csv/file-permissions': {
    rating: 'warning',
    title: 'Others on this computer can read the passwords',
    message: ({ mode }) =>
      `The file holds passwords and its permissions are ${mode}: other accounts can read it.`,
    cause: 'The file was created with the usual permissions of this computer.',
    fix: [
      'Let only your own account read the file, for example with `chmod 600 users.csv`.',
      'Delete the file when the migration is done.',
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.csvErrors,
    example: { mode: '0644' },
  },
  'csv/blank-line': {
    rating: 'warning',
    title: 'There are empty lines between the rows',
    message: (args) =>
      `The file has ${count(args.count, 'empty line')}: ${args.lines.length === 1 ? 'line' : 'lines'} ${list(args.lines)}.`,
    cause: 'Microsoft does not document what Exchange Online does with an empty line. It may count as a row.',
    fix: ['Delete the empty lines in a text editor.', FIX_FILE, SUBMIT_AGAIN],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.csvErrors,
    example: { count: 2, lines: [7, 19] },
  },
} as const satisfies { [C in CodesOf<'csv'>]?: Entry<C> };
