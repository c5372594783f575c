import type { CodeArguments, CodesOf } from '../../model/code.js';
import type { RowPlace } from '../../model/row.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import { CORRECT_ADDRESS_AFTER, DAMAGE } from './csv-damage.js';
import { superUserCause, superUserFix } from './csv-super-user.js';
import {
  CSV_PAGE,
  DIVIDE_FILE,
  FIX_FILE,
  GROUPING,
  OFF_PEAK,
  SPLIT_FILE,
  SUBMIT_AGAIN,
  WAIT_BEFORE_TROUBLESHOOTING,
} from './steps.js';
import { count, FORMS, list } from './words.js';

const BLANK_FIX = {
  EmailAddress: 'Enter the address of the Microsoft 365 mailbox that receives the mail.',
  UserName: "Enter the user's sign-in name on the source server.",
  Password: 'Enter the password of the account in UserName.',
} as const;

function place({ file, row, line }: RowPlace): string {
  return `row ${row} (line ${line} of ${file})`;
}

function whereSpaces({ leading, trailing }: CodeArguments['csv/surrounding-spaces']): string {
  if (leading && trailing) return 'begins and ends with';
  return leading ? 'begins with' : 'ends with';
}

function minorities(args: CodeArguments['csv/mixed-username-format']): string {
  return list(
    args.minorities.map(
      ({ form, count: rows }) => `${count(rows, 'row uses', 'rows use')} the ${FORMS[form].name}`,
    ),
  );
}

/** What stands in the rows. */
export const CSV_VALUES = {
  'csv/blank-value': {
    rating: 'error',
    title: 'A required value is empty',
    message: ({ column }) => `${column} is empty in this row.`,
    cause: ({ wholeRow }) =>
      wholeRow
        ? 'All values of this row are empty: a spreadsheet exported a row in which nothing stands.'
        : 'Exchange Online needs all three values of a row. A row that lacks one is left out of the batch.',
    fix: ({ column, wholeRow }) =>
      wholeRow
        ? ['Delete the row.', FIX_FILE, SUBMIT_AGAIN]
        : [BLANK_FIX[column], 'If the user is not to be migrated, delete the whole row.', SUBMIT_AGAIN],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.wrongColumnCount,
    example: { column: 'Password' },
  },
  'csv/invalid-email': {
    rating: 'error',
    title: 'EmailAddress is not a mail address',
    message: ({ hint }) => {
      if (hint === undefined) return 'The value in EmailAddress is not a valid SMTP address.';
      return hint === 'header'
        ? 'The value in EmailAddress is the name of the column.'
        : `EmailAddress ${DAMAGE[hint].message}.`;
    },
    cause: ({ hint }) => {
      if (hint === 'header') {
        return 'This is a second header line: files were joined, each with its own.';
      }
      const cause =
        'Exchange Online finds the target mailbox by this address. A row without a valid one is left out.';
      return hint === undefined ? cause : `${DAMAGE[hint].cause} ${cause}`;
    },
    fix: ({ hint }) => CORRECT_ADDRESS_AFTER[hint ?? 'unknown'],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.recipientNotFoundCheckAddress,
    example: {},
  },
  'csv/duplicate-email': {
    rating: 'error',
    title: 'The same EmailAddress stands in two rows',
    message: ({ first }) => `This EmailAddress already stands in ${place(first)}.`,
    cause:
      'A mailbox takes part in one migration at a time. What Exchange Online does with two rows for it in one file is not documented; at best one of them is migrated.',
    fix: [
      'Keep the row with the right UserName and delete the other.',
      'To bring two source mailboxes into one target mailbox, migrate them one after the other in two batches.',
      SUBMIT_AGAIN,
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.recipientNotFoundCheckAddress,
    example: { first: { file: 'users.csv', row: 2, line: 3 } },
  },
  'csv/duplicate-username': {
    rating: 'warning',
    title: 'Two rows read the same source mailbox',
    message: ({ first }) => `This row reads the same source mailbox as ${place(first)}.`,
    cause: 'The same mail would be copied into two target mailboxes. Often a row was copied and not changed.',
    fix: [
      'Check UserName in both rows and correct the wrong one.',
      'If the mail is meant for both mailboxes, leave the rows as they are.',
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { first: { file: 'users.csv', row: 2, line: 3 } },
  },
  'csv/surrounding-spaces': {
    rating: 'error',
    title: 'A value has spaces around it',
    message: (args) => `${args.column} ${whereSpaces(args)} white space.`,
    cause: ({ column }) =>
      column === 'Password'
        ? 'The space may belong to the password, or it was copied along with it. If it does not belong there, the sign-in fails.'
        : 'The space was copied along with the value. Exchange Online leaves out a row with such a value.',
    fix: ({ column }) =>
      column === 'Password'
        ? [
            'Ask the user whether the space belongs to the password, and delete it if not.',
            'If it belongs to none of them, `imap-preflight fix --trim-passwords users.csv` writes a corrected copy.',
            SUBMIT_AGAIN,
          ]
        : [`Delete the white space around ${column}.`, FIX_FILE, SUBMIT_AGAIN],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { column: 'UserName', leading: false, trailing: true },
  },
  'csv/control-character': {
    rating: 'warning',
    title: 'A value holds an invisible character',
    message: ({ column, characters }) =>
      characters.length === 0
        ? `${column} holds an invisible character.`
        : `${column} holds ${characters.length === 1 ? 'an invisible character' : 'invisible characters'}: ${list(characters)}.`,
    cause: 'Such characters come along when text is copied from a web page, a mail or a document.',
    fix: ({ column }) => [
      `Type ${column} again by hand instead of pasting it.`,
      ...(column === 'Password' ? [] : [FIX_FILE]),
      SUBMIT_AGAIN,
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { column: 'UserName', characters: ['U+200B'] },
  },
  'csv/spreadsheet-damage': {
    rating: 'warning',
    title: 'A spreadsheet or a word processor changed a value',
    message: ({ column, kind }) => `${column} ${DAMAGE[kind].message}.`,
    cause: ({ kind }) => DAMAGE[kind].cause,
    fix: ({ column, kind }) => [
      ...DAMAGE[kind].fix(column),
      ...(kind === 'curly-quotes' && column !== 'Password' ? [FIX_FILE] : []),
      SUBMIT_AGAIN,
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { column: 'UserName', kind: 'scientific-number' },
  },
  'csv/lost-leading-zeros': {
    rating: 'warning',
    title: 'Numbers may have lost the zeros in front',
    message: ({ column, rows, width }) =>
      `In ${count(rows, 'row')} the number in ${column} has no zeros in front, unlike others${width === undefined ? '' : ` of ${count(width, 'digit')}`}.`,
    cause:
      'Unless the cells are text, a spreadsheet reads digits as a number, and saves numbers without zeros in front.',
    fix: ({ column }) => [
      `Compare ${column} in these rows with the list that it comes from, and put the zeros back in a text editor.`,
      'In Excel, import the file by Data > From Text/CSV and set the type of each column to Text; opening it by a double-click takes the zeros away again.',
      'If these numbers are right as they are, leave the rows as they are.',
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { column: 'UserName', rows: 12, width: 5 },
  },
  'csv/mixed-username-format': {
    rating: 'warning',
    title: 'The rows sign in in different forms',
    message: (args) => {
      const most = args.tie ? 'Some rows use' : 'Most rows use';
      return `${most} the ${FORMS[args.majority].name}; ${minorities(args)}.`;
    },
    cause: 'One server usually takes one form of UserName. The rows in the other form may be refused.',
    fix: ({ majority }) => [
      `Write UserName in every row in the same form, such as ${FORMS[majority].example}.`,
      'If the server takes both forms, leave the rows as they are.',
      `Look up the form for your server (${CSV_PAGE}).`,
    ],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { majority: 'address', minorities: [{ form: 'short-name', count: 2, rows: [4, 9] }] },
  },
  'csv/super-user': {
    rating: 'notice',
    title: 'The rows sign in through one administrator account',
    message: ({ account, form, rows }) =>
      `${count(rows, 'row signs', 'rows sign')} in as '${account}' (${FORMS[form].name}, such as ${FORMS[form].example}).`,
    cause: superUserCause,
    fix: superUserFix,
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.signInPermissions,
    example: { form: 'exchange-admin', account: 'mailadmin', rows: 40 },
  },
  'csv/app-password-format': {
    rating: 'warning',
    title: 'The password does not look like an app password of Google',
    message: ({ withSpaces }) =>
      withSpaces
        ? 'The server is Gmail and the value in Password is 16 letters with spaces between them.'
        : 'The server is Gmail and the value in Password is not 16 letters.',
    cause: ({ withSpaces }) =>
      withSpaces
        ? 'Google shows an app password in four groups of four letters. It is entered without the spaces.'
        : 'Google refuses the normal password over IMAP. An app password has 16 letters and is entered without spaces.',
    fix: ({ withSpaces }) =>
      withSpaces
        ? ['Delete the spaces in Password, so that the 16 letters stand together.', SUBMIT_AGAIN]
        : [
            'Turn on 2-Step Verification in the Google account and create an app password (https://support.google.com/accounts/answer/185833).',
            'Put the app password in Password without the spaces that Google shows in it.',
          ],
    effect: 'risk',
    owner: 'user',
    kb: SECTIONS.signIn,
    example: {},
  },
  'csv/large-batch': {
    rating: 'notice',
    title: 'Several smaller batches are easier to run',
    message: ({ rows }) => `The file has ${count(rows, 'row')}; Microsoft advises several smaller batches.`,
    cause:
      'One batch may hold up to 50,000 rows, but a large one runs long and is hard to follow. Microsoft gives 2,500 users for each batch as an example.',
    fix: [DIVIDE_FILE, SPLIT_FILE, GROUPING, OFF_PEAK, WAIT_BEFORE_TROUBLESHOOTING],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.tooManyRows,
    example: { rows: 4_800 },
  },
} as const satisfies { [C in CodesOf<'csv'>]?: Entry<C> };
