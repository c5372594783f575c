import type { EmailHint, SpreadsheetDamage } from '../../model/code.js';
import { FIX_FILE, SUBMIT_AGAIN } from './steps.js';

/** What became of a value, and how to get it back. No example: it could be somebody's password. */
export const DAMAGE: Record<
  SpreadsheetDamage,
  { message: string; cause: string; fix: (column: string) => readonly string[] }
> = {
  'curly-quotes': {
    message: 'stands between curly quotation marks',
    cause:
      'A word processor or a mail program set the quotation marks. They belong to the value: only the plain double quote encloses one.',
    fix: (column) => [
      column === 'Password'
        ? 'Ask the user whether the quotation marks belong to the password, and delete them if not.'
        : `Delete the quotation marks around ${column}, or type plain double quotes in their place.`,
    ],
  },
  'scientific-number': {
    message: 'looks like a number that a spreadsheet shortened: some digits and then `E+`',
    cause:
      'A spreadsheet shows a long number in this form and saves what it shows. The other digits are lost.',
    fix: (column) => [
      `Take ${column} from the list that it comes from: the digits cannot be got back from this file.`,
      'In Excel, import the list by Data > From Text/CSV and set the type of each column to Text.',
    ],
  },
  'error-value': {
    message: 'is what a spreadsheet shows for a formula that failed',
    cause: 'The spreadsheet saved the error in place of the value.',
    fix: (column) => [`Correct the formula in the spreadsheet, or enter ${column} by hand.`],
  },
  formula: {
    message: 'looks like a formula of a spreadsheet',
    cause: 'The spreadsheet saved the formula in place of its result.',
    fix: (column) => [
      `Save the results in place of the formulas: in Excel copy the column, paste it as values, and save the file again; or enter ${column} by hand.`,
    ],
  },
  'lost-letter': {
    message: 'holds the sign U+FFFD, which stands for a letter that was lost',
    cause:
      'A program could not read or write a letter outside the English alphabet, and saved this sign in its place.',
    fix: (column) => [
      `Enter ${column} again with its special letters: they cannot be got back from this file.`,
      'Export the list again as UTF-8, so that no letter is lost.',
    ],
  },
  'misread-letters': {
    message: 'seems to hold letters that were misread: two or three signs stand for one',
    cause:
      'A file in UTF-8 was opened as Windows-1252, as Excel does at a double-click, and saved again with what it showed.',
    fix: (column) => [
      `Enter ${column} again with its special letters, or go back to the file as it was before.`,
      'In Excel, open a CSV file by Data > From Text/CSV and choose 65001: Unicode (UTF-8).',
    ],
  },
  'typographic-sign': {
    message:
      'holds a typographic sign: a curly quotation mark or apostrophe, a long dash, or three dots in one',
    cause:
      'Word processors, mail programs and phones put such a sign in place of the plain one that was typed.',
    fix: (column) => [
      column === 'Password'
        ? 'Ask the user whether the password has that sign, and type the plain one if not.'
        : `Type the plain sign in ${column}, such as the apostrophe of the keyboard.`,
    ],
  },
  placeholder: {
    message: 'is a placeholder and not the value itself',
    cause:
      'A program that hides passwords, or PowerShell with a SecureString, wrote it when the list was exported.',
    fix: (column) => [`Enter ${column} in the file; a list that was exported so does not hold it.`],
  },
};

/** How to correct an address, by what is known of it. */
export const CORRECT_ADDRESS_AFTER: Record<EmailHint | 'unknown', readonly string[]> = {
  unknown: [
    'Correct EmailAddress: it must be one of the proxy addresses of the Microsoft 365 mailbox, such as `usera@contoso.com`.',
    'Put the sign-in name of the source server in UserName, not in EmailAddress.',
    SUBMIT_AGAIN,
  ],
  header: [
    'Delete the line: only the first line of the file is a header.',
    FIX_FILE,
    'If the joined files have their columns in different orders, put the columns of the rows below in the order of the first header.',
    SUBMIT_AGAIN,
  ],
  'curly-quotes': [...DAMAGE['curly-quotes'].fix('EmailAddress'), FIX_FILE, SUBMIT_AGAIN],
  'scientific-number': [...DAMAGE['scientific-number'].fix('EmailAddress'), SUBMIT_AGAIN],
  'error-value': [...DAMAGE['error-value'].fix('EmailAddress'), SUBMIT_AGAIN],
  formula: [...DAMAGE.formula.fix('EmailAddress'), SUBMIT_AGAIN],
  'typographic-sign': [...DAMAGE['typographic-sign'].fix('EmailAddress'), SUBMIT_AGAIN],
  placeholder: [...DAMAGE.placeholder.fix('EmailAddress'), SUBMIT_AGAIN],
  'lost-letter': [...DAMAGE['lost-letter'].fix('EmailAddress'), SUBMIT_AGAIN],
  'misread-letters': [...DAMAGE['misread-letters'].fix('EmailAddress'), SUBMIT_AGAIN],
};
