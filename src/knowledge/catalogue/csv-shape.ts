import type { CodeArguments, CodesOf, Separator } from '../../model/code.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { missingColumnCause, missingColumnFix } from './csv-missing-column.js';
import {
  DIVIDE_FILE,
  EXACT_HEADER,
  FIX_FILE,
  GROUPING,
  SEE_CSV_PAGE,
  SPLIT_FILE,
  SUBMIT_AGAIN,
} from './steps.js';
import { count, number } from './words.js';

/** The columns of a header that have no name. */
function unnamed({ position, count: cells = 1 }: CodeArguments['csv/unknown-column']): string {
  return cells === 1
    ? `Column ${number(position)} of the header has no name.`
    : `${number(cells)} columns of the header have no name, from column ${number(position)} on.`;
}

function wrongCountCause({
  expected,
  actual,
  emptySurplus,
  wholeRow,
  separatedBy,
}: CodeArguments['csv/wrong-column-count']) {
  if (separatedBy === '"') return 'The whole row is in double quotes, so that its values are one.';
  if (separatedBy !== undefined) {
    return `The values of the row are separated by ${SEPARATORS[separatedBy]}, unlike the names of the header.`;
  }
  if (wholeRow)
    return 'All values of the row are empty: a spreadsheet exported a row in which nothing stands.';
  if (emptySurplus) return 'The surplus values are empty: a spreadsheet exported empty columns.';
  return actual > expected
    ? 'The row has more values than the header. Most likely a value, usually the password, has a comma in it and no double quotes around it.'
    : 'The row has fewer values than the header. A value or a comma is missing.';
}

const SEPARATORS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;

const SEPARATE: Record<Separator, string> = {
  ',': 'Write the row with the sign that stands between the names of the header.',
  ';': 'Write commas between the values of the row, not semicolons.',
  '\t': 'Write commas between the values of the row, not tabs.',
  '"': 'Delete the double quotes at the beginning and the end of the row.',
};

const QUOTE_COMMAS =
  'Put double quotes around a value that contains a comma, and double every quote inside it. Microsoft does not document this; a password without comma and quote is safer.';

/** How many rows and columns the file has. */
export const CSV_SHAPE = {
  'csv/empty-file': {
    rating: 'error',
    title: 'The CSV file is empty',
    message: "Upload file can't be empty",
    cause: 'The file holds nothing but blank lines, or nothing at all. A failed export leaves such a file.',
    fix: [
      'Fill in the file: one header line, then one line for each mailbox, and submit it again.',
      EXACT_HEADER,
      SEE_CSV_PAGE,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.uploadEmpty,
    example: {},
  },
  'csv/no-rows': {
    rating: 'error',
    title: 'The CSV file has a header and no rows',
    message: 'The file has a header line and no row below it.',
    cause: 'No user was exported, or the rows were deleted. There is nothing to migrate.',
    fix: [
      'Add one line for each mailbox below the header, with its EmailAddress, UserName and Password.',
      SUBMIT_AGAIN,
      SEE_CSV_PAGE,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.uploadEmpty,
    example: {},
  },
  'csv/too-many-rows': {
    rating: 'error',
    title: 'The CSV file has too many rows',
    message:
      'The CSV file contains more than 50,000 rows. Please divide the file into two or more files and submit them separately.',
    cause: ({ rows }) =>
      `The file has ${count(rows, 'row')} of user data. One batch takes 50,000 rows at most, one row for each user, in a file of up to 10 MB.`,
    fix: [
      DIVIDE_FILE,
      SPLIT_FILE,
      'Submit each file as a batch of its own. Smaller batches are easier to follow: 10,000 users could be four batches of 2,500.',
      GROUPING,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.tooManyRows,
    example: { rows: 61_204 },
  },
  'csv/too-large': {
    rating: 'error',
    title: 'The CSV file is too large',
    message: ({ bytes }) => `The file has ${count(bytes, 'byte')}; 10 MB (10,485,760 bytes) is the most.`,
    cause: 'Exchange Online takes a CSV file of up to 10 MB.',
    fix: [
      DIVIDE_FILE,
      SPLIT_FILE,
      'Delete columns that the migration does not read: it needs EmailAddress, UserName and Password only.',
      GROUPING,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.tooManyRows,
    example: { bytes: 12_582_912 },
  },
  'csv/missing-column': {
    rating: 'error',
    title: 'A required column is missing',
    message: ({ column }) =>
      `Column "${column}" is missing from the CSV file. The import process can't continue because this column is required. Please edit the CSV file and re-submit it.`,
    cause: missingColumnCause,
    fix: missingColumnFix,
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.columnMissing,
    example: { column: 'EmailAddress', found: 'Email Address' },
  },
  'csv/column-case': {
    rating: 'warning',
    title: 'A column name is spelled in other letter case',
    message: ({ column, found }) => `The header says '${found}'; Microsoft writes '${column}'.`,
    cause:
      'Microsoft asks for the exact spelling and does not document whether capital letters matter. The batch may be refused.',
    fix: ({ column, found }) => [`Rename '${found}' to '${column}' in the header.`, FIX_FILE, SUBMIT_AGAIN],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.columnMissing,
    example: { column: 'EmailAddress', found: 'emailaddress' },
  },
  'csv/duplicate-column': {
    rating: 'error',
    title: 'A column stands twice in the header',
    message: ({ column }) => `The header names the column '${column}' more than once.`,
    cause: 'It is not clear which of the two columns holds the value to use.',
    fix: ({ column }) => [
      `Keep one '${column}' column and delete the other from the header and from every row.`,
      'If one of them holds something else, give it the right name.',
      SUBMIT_AGAIN,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.columnMissing,
    example: { column: 'UserName' },
  },
  'csv/unknown-column': {
    rating: 'error',
    title: 'The file has a column that the migration does not know',
    message: (args) => {
      if (args.empty) return unnamed(args);
      const column = `Column ${number(args.position)}`;
      const more = args.more === undefined ? '' : ` So are ${count(args.more, 'column')} more.`;
      return args.name === undefined
        ? `${column} of the header is not one that an IMAP migration knows.${more}`
        : `${column} is called '${args.name}', which an IMAP migration does not know.${more}`;
    },
    cause: ({ empty }) =>
      `${empty ? 'A spreadsheet exported empty columns: every column in which something once stood. ' : ''}The known columns are EmailAddress, UserName, Password and the optional UserRoot. Any other column makes Exchange Online refuse the file, unless the batch is created with \`-AllowUnknownColumnsInCsv\`.`,
    fix: ({ name, empty }) => [
      ...(empty
        ? ['Delete the empty columns in the spreadsheet, or their commas in the header and in every row.']
        : name === undefined
          ? ['Make sure that the first line is a header and not data.']
          : [
              'Delete the column from the header and from every row, or correct its name if it is a misspelled UserRoot.',
            ]),
      ...(empty || name !== undefined ? [FIX_FILE] : []),
      'Or create the batch in PowerShell with `New-MigrationBatch -AllowUnknownColumnsInCsv $true`; such columns are then ignored, misspelled ones too.',
      SUBMIT_AGAIN,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.columnMissing,
    example: { position: 4, name: 'Department' },
  },
  'csv/wrong-column-count': {
    rating: 'error',
    title: 'A row has the wrong number of columns',
    message: ({ row, expected, actual }) =>
      `Row ${row} has the wrong number of columns. Expected number: ${expected}. Actual number: ${actual}. Please edit this row and re-submit the file.`,
    cause: wrongCountCause,
    fix: ({ row, expected, emptySurplus, wholeRow, separatedBy }) => [
      ...(separatedBy === undefined ? [] : [SEPARATE[separatedBy]]),
      ...(wholeRow ? ['Delete the row.', FIX_FILE] : []),
      ...(emptySurplus && !wholeRow ? ['Delete the commas at the end of the row.', FIX_FILE] : []),
      `Give row ${row} a value for each of the ${count(expected, 'column')} of the header, in the header's order.`,
      ...(emptySurplus || wholeRow ? [] : [QUOTE_COMMAS, 'Leave no comma behind the last value.']),
      SUBMIT_AGAIN,
      SEE_CSV_PAGE,
    ],
    effect: 'batch',
    owner: 'exchange-admin',
    kb: SECTIONS.wrongColumnCount,
    example: { row: 3, expected: 3, actual: 4 },
  },
} as const satisfies { [C in CodesOf<'csv'>]?: Entry<C> };
