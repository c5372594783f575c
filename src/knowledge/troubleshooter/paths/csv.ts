import { SECTIONS } from '../../articles.js';
import {
  CSV_PAGE,
  DIVIDE_FILE,
  EXACT_HEADER,
  FIX_FILE,
  GROUPING,
  SEE_CSV_PAGE,
  SPLIT_FILE,
  SUBMIT_AGAIN,
} from '../../catalogue/steps.js';
import type { Path } from '../path.js';
import { CSV_CHECK } from '../proofs.js';

export const EMPTY_FILE: Path = {
  title: 'The CSV file is empty',
  meaning: 'The file has no content at all.',
  quotes: ["Upload file can't be empty"],
  steps: [
    {
      check: 'Does the file have a header and rows?',
      how: [EXACT_HEADER, 'Write a row for each user below it.', SUBMIT_AGAIN, SEE_CSV_PAGE],
      proof: [CSV_CHECK],
      sections: [SECTIONS.uploadEmpty],
      about: /./,
    },
  ],
  words: ['empty', 'blank', 'upload'],
};

export const TOO_MANY_ROWS: Path = {
  title: 'The CSV file has too many rows',
  meaning: 'A file takes 50,000 rows, one for each user, and 10 MB.',
  quotes: [
    'The CSV file contains more than 50,000 rows. Please divide the file into two or more files and submit them separately.',
  ],
  steps: [
    {
      check: 'Are there more than 50,000 rows, or more than 10 MB?',
      how: [
        DIVIDE_FILE,
        SPLIT_FILE,
        GROUPING,
        'Smaller batches are easier to follow in any case: 10,000 accounts go into four batches of 2,500.',
      ],
      proof: [CSV_CHECK],
      sections: [SECTIONS.tooManyRows],
      about: /./,
    },
  ],
  words: ['50000', 'many', 'split', 'divide', 'large'],
};

export const MISSING_COLUMN: Path = {
  title: 'A column is missing from the CSV file',
  meaning: 'The first line of the file does not name all three columns: EmailAddress, UserName and Password.',
  quotes: [
    'Column "Column name" is missing from the CSV file. The import process can\'t continue because this column is required. Please edit the CSV file and re-submit it.',
  ],
  steps: [
    {
      check: 'Are the three names on the first line, spelled exactly?',
      how: [EXACT_HEADER, FIX_FILE, SUBMIT_AGAIN, SEE_CSV_PAGE],
      proof: [CSV_CHECK],
      sections: [SECTIONS.columnMissing],
      about: /./,
    },
  ],
  words: ['column', 'missing', 'header', 'emailaddress'],
};

export const COLUMN_COUNT: Path = {
  title: 'A row has the wrong number of columns',
  meaning: 'A row has more or fewer values than the header has names.',
  quotes: [
    'Row X has the wrong number of columns. Expected number: 3. Actual number: Y. Please edit this row and re-submit the file.',
  ],
  steps: [
    {
      check: 'Does every row have a value for each of the three columns?',
      how: [
        'Write EmailAddress, UserName and Password into each row, with a comma between them and no other.',
        'Put a value that contains a comma, such as a password, in double quotes, and write a quote inside it twice.',
        SUBMIT_AGAIN,
        `See which form the file must have (${CSV_PAGE}).`,
      ],
      proof: [CSV_CHECK],
      sections: [SECTIONS.wrongColumnCount],
      about: /./,
    },
  ],
  words: ['wrong', 'number', 'count', 'comma', 'delimiter', 'quote'],
};
