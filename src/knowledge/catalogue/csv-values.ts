import type { CodeArguments, CodesOf } from '../../model/code.js';
import type { RowPlace } from '../../model/row.js';
import { SECTIONS } from '../articles.js';
import type { Entry } from '../entry.js';
import {
  CSV_PAGE,
  DIVIDE_FILE,
  GROUPING,
  OFF_PEAK,
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
    cause: 'Exchange Online needs all three values of a row. A row that lacks one is left out of the batch.',
    fix: ({ column }) => [
      BLANK_FIX[column],
      'If the user is not to be migrated, delete the whole row.',
      SUBMIT_AGAIN,
    ],
    effect: 'row',
    owner: 'exchange-admin',
    kb: SECTIONS.wrongColumnCount,
    example: { column: 'Password' },
  },
  'csv/invalid-email': {
    rating: 'error',
    title: 'EmailAddress is not a mail address',
    message: 'The value in EmailAddress is not a valid SMTP address.',
    cause: 'Exchange Online finds the target mailbox by this address. A row without a valid one is left out.',
    fix: [
      'Correct EmailAddress: it must be one of the proxy addresses of the Microsoft 365 mailbox, such as `usera@contoso.com`.',
      'Put the sign-in name of the source server in UserName, not in EmailAddress.',
      SUBMIT_AGAIN,
    ],
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
        ? ['Ask the user whether the space belongs to the password, and delete it if not.', SUBMIT_AGAIN]
        : [`Delete the white space around ${column}.`, SUBMIT_AGAIN],
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
    fix: ({ column }) => [`Type ${column} again by hand instead of pasting it.`, SUBMIT_AGAIN],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.signIn,
    example: { column: 'UserName', characters: ['U+200B'] },
  },
  'csv/mixed-username-format': {
    rating: 'warning',
    title: 'The rows sign in in different forms',
    message: (args) => `Most rows use the ${FORMS[args.majority].name}; ${minorities(args)}.`,
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
    cause:
      'One account opens every mailbox, so all connections count against the limits of this one user, and the account needs rights on each mailbox.',
    fix: [
      'Make sure that the server lets this account open at least as many connections at once as the endpoint runs migrations (20 by default).',
      'Make sure that the account may open every mailbox: on Exchange by Full Access on each mailbox, Receive As on the mailbox database, or membership in Domain Admins.',
      'Check that your server takes administrator sign-in at all; some hosted systems do not.',
    ],
    effect: 'risk',
    owner: 'mail-admin',
    kb: SECTIONS.signInPermissions,
    example: { form: 'exchange-admin', account: 'mailadmin', rows: 40 },
  },
  'csv/app-password-format': {
    rating: 'warning',
    title: 'The password does not look like an app password of Google',
    message: 'The server is Gmail and the value in Password is not 16 letters.',
    cause:
      'Google refuses the normal password over IMAP. An app password has 16 letters and is entered without spaces.',
    fix: [
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
    fix: [DIVIDE_FILE, GROUPING, OFF_PEAK, WAIT_BEFORE_TROUBLESHOOTING],
    effect: 'risk',
    owner: 'exchange-admin',
    kb: SECTIONS.tooManyRows,
    example: { rows: 4_800 },
  },
} as const satisfies { [C in CodesOf<'csv'>]?: Entry<C> };
