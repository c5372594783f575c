import { visible } from '../checks/header-name.js';
import { number } from '../knowledge/catalogue/words.js';
import type { Change } from './change.js';

const DELIMITERS: Record<string, string> = { ';': 'Semicolons', '\t': 'Tabs' };
const LINE_ENDS: Record<string, string> = { '\n': 'LF', '\r\n': 'CRLF' };

/** A change in words. It names columns, which come from the file, and never a value of a row. */
export function changeText({ kind, column = '', from = '', count }: Change): string {
  const several = (one: string, many: string) => (count === 1 ? one : many);
  switch (kind) {
    case 'encoding':
      return `Written in UTF-8; it was ${from}.`;
    case 'byte-order-mark':
      return 'Byte order mark at the start removed.';
    case 'line-ends':
      return `Line ends changed to ${LINE_ENDS[from]}, as in the first line.`;
    case 'lead-line':
      return `${several('A line', 'Lines')} above the header removed.`;
    case 'delimiter':
      return `${DELIMITERS[from]} between the values changed to commas.`;
    case 'column-name':
      return visible(from).trim() === column
        ? `Column ${column}: spaces and invisible characters in its name removed.`
        : `Column '${visible(from)}' named ${column}.`;
    case 'column-removed':
      return column === ''
        ? `${several('A column', `${number(count)} columns`)} without a name and without values removed.`
        : `Column '${visible(column)}' (column ${from}) removed: Exchange Online refuses columns it does not know.`;
    case 'blank-line':
      return `${several('An empty line', 'Empty lines')} removed.`;
    case 'empty-row':
      return `${several('A row', 'Rows')} without any value removed.`;
    case 'second-header':
      return `${several('A second header line', 'Further header lines')} removed: files were joined.`;
    case 'surplus-values':
      return 'Commas behind the last value removed.';
    case 'surrounding':
      return `${column}: white space and invisible characters around the value removed.`;
    case 'invisible':
      return `${column}: invisible characters inside the value removed.`;
    case 'odd-space':
      return `${column}: unusual spaces inside the value changed to ordinary ones.`;
    case 'wrapping':
      return `${column}: curly quotes, or Excel's \`=""\`, around the value removed.`;
  }
}
