import type { HeaderOddity, MissingColumnArguments, PreambleKind } from '../../model/code.js';
import { EXACT_HEADER, FIX_FILE, SEE_CSV_PAGE, SUBMIT_AGAIN } from './steps.js';

const ABOVE: Record<PreambleKind, string> = {
  'sep-line': 'The first line of the file is a hint for Excel (`sep=`) and not the header.',
  'type-line':
    'The first line of the file is the type that `Export-Csv` of Windows PowerShell writes (`#TYPE`), and not the header.',
  'title-line': 'The first line of the file is a title, or something else that is no header.',
};

/** What hides in a name that is right otherwise. */
const ODDITIES: Record<HeaderOddity, (column: string) => string> = {
  spaces: (column) => `says '${column}' with spaces around it`,
  'invisible-character': (column) =>
    `says '${column}' with an invisible character in it, so that it only looks right`,
  quotes: (column) =>
    `says '${column}' in quotation marks that are no plain double quotes, so that they belong to the name`,
  'misread-mark': (column) =>
    `says '${column}' behind three signs: the mark that begins a UTF-8 file, read in another encoding`,
};

const MEND: Record<HeaderOddity, (column: string) => string> = {
  spaces: (column) => `Delete the spaces around ${column} in the header.`,
  'invisible-character': (column) => `Type ${column} again by hand in the header instead of pasting it.`,
  quotes: (column) => `Delete the quotation marks around ${column} in the header and around the values.`,
  'misread-mark': (column) => `Delete what stands before ${column} in the header and save the file as UTF-8.`,
};

const SIGNS: Readonly<Record<string, string>> = {
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars (`|`)',
  ':': 'colons',
  ' ': 'spaces',
};

/** Why Exchange Online will miss the column. */
export function missingColumnCause(args: MissingColumnArguments): string {
  const { column, preamble, headerless, joined } = args;
  if (preamble !== undefined) return `${ABOVE[preamble.kind]} ${whereHeaderIs(args, preamble)}`;
  if (headerless) return 'The first line looks like data: the file seems to have no header line.';
  if (joined === ',') {
    return 'The whole first line is in double quotes, so that its names are one value.';
  }
  if (joined !== undefined) {
    return `The names on the first line are separated by ${SIGNS[joined] ?? 'another sign'} instead of commas, so that they are one value.`;
  }
  return (
    foundInstead(args, 'The first line') ?? `The first line of the file does not name the column ${column}.`
  );
}

function whereHeaderIs(
  args: MissingColumnArguments,
  { headerLine, named }: NonNullable<MissingColumnArguments['preamble']>,
): string {
  if (headerLine === undefined) return 'There is no header below it either: the next line looks like data.';
  const where = `Microsoft asks for the header on the first line; it stands on line ${headerLine}`;
  if (named) return `${where}.`;
  const instead = foundInstead(args, 'It');
  return instead === undefined ? `${where} and does not name ${args.column}.` : `${where}. ${instead}`;
}

function foundInstead(
  { column, found, oddity }: MissingColumnArguments,
  subject: string,
): string | undefined {
  if (oddity !== undefined)
    return `${subject} ${ODDITIES[oddity](column)}. Microsoft asks for the exact name.`;
  if (found === undefined) return undefined;
  return `${subject} says '${found}' where ${column} belongs. Microsoft asks for the exact name.`;
}

export function missingColumnFix(args: MissingColumnArguments): readonly string[] {
  const { column, found, oddity, headerless, joined, preamble } = args;
  const isThere = found !== undefined || preamble?.named === true;
  const add = !isThere && !headerless && joined === undefined;
  const mendable = isThere && !preamble?.mayBeData;
  return [
    ...preambleFix(preamble),
    ...(oddity !== undefined ? [MEND[oddity](column)] : []),
    ...(found !== undefined && oddity === undefined
      ? [`Rename the column '${found}' to ${column} in the header.`]
      : []),
    ...(headerless ? ['Add a header line above the first row; the rows stay as they are.'] : []),
    ...(joined === undefined ? [] : [joinedFix(joined)]),
    EXACT_HEADER,
    ...(add ? [`Add the column ${column} and fill it in for every row.`] : []),
    ...(mendable ? [FIX_FILE] : []),
    SUBMIT_AGAIN,
    SEE_CSV_PAGE,
  ];
}

function preambleFix(preamble: MissingColumnArguments['preamble']): string[] {
  if (preamble === undefined) return [];
  const { kind, headerLine, mayBeData } = preamble;
  if (headerLine === undefined) return ['Delete the first line.'];
  const steps = [
    mayBeData
      ? `Make line ${headerLine}, the header, the first line of the file: of what stands above it, move the rows of users below it and delete the rest.`
      : `Delete what stands above line ${headerLine}, so that the header is the first line of the file.`,
  ];
  if (kind === 'type-line') {
    steps.push('Or export again with `Export-Csv -NoTypeInformation`, which leaves that line out.');
  }
  return steps;
}

function joinedFix(joined: string): string {
  return joined === ','
    ? 'Delete the double quotes at the beginning and the end of the header and of every row.'
    : 'Save the file again with commas between the names and between the values.';
}
