import type { RecordEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import { REQUIRED_COLUMNS, type RequiredColumn } from '../model/row.js';
import type { Secret } from '../model/secret.js';

/** Rows that are named; beyond that their number tells enough. */
const NAMED_ROWS = 200;

/** A number of more digits is none that a spreadsheet has kept. */
const MAX_DIGITS = 15;

/** One zero in front may be a typing error. */
const FEWEST_WITH_ZEROS = 2;

/** Of so many numbers one at least must have its zeros; otherwise their lengths differ by nature. */
const NUMBERS_PER_ZERO = 100;

const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const AT = 0x40;

const DIGITS = new RegExp(`^\\d{1,${MAX_DIGITS}}$`);
const LEADING_ZERO = /^0/;
/** By the number of digits. */
const OF_WIDTH = Array.from({ length: MAX_DIGITS + 1 }, (_, width) => new RegExp(`^\\d{${width}}$`));

interface Rows {
  count: number;
  /** The first of them. */
  named: number[];
}

/** The numbers of one column, by their digits: how many begin with 0, and the rows of those that do not. */
interface Numbers {
  withZeros: number[];
  without: Rows[];
  /** Rows whose own other column has the zeros that this one lacks. */
  certain: Rows;
}

/**
 * Finds numbers that lost the zeros in front, as spreadsheets read `00123` as 123: user names, the local part of
 * addresses, and passwords. It keeps counts and some rows for each number of digits, not the values. One instance a
 * file.
 */
export class LeadingZeros {
  readonly #columns: Record<RequiredColumn, Numbers> = {
    EmailAddress: noNumbers(),
    UserName: noNumbers(),
    Password: noNumbers(),
  };

  add(record: RecordEvidence): void {
    // Without a password the values may stand one column further on.
    if (!record.sound || record.password.isEmpty) return;
    const { row, emailAddress, userName, password } = record;
    const address = numberIn(emailAddress, 0);
    const user = numberIn(userName, behindDomain(userName));
    if (address !== undefined) this.#note('EmailAddress', address, row, lacksZeros(address, user));
    if (user !== undefined) this.#note('UserName', user, row, lacksZeros(user, address));
    if (password.matches(DIGITS)) {
      note(this.#columns.Password, digitsOf(password), password.matches(LEADING_ZERO), row);
    }
  }

  finish(file: string): Finding[] {
    return REQUIRED_COLUMNS.flatMap((column) => {
      const numbers = this.#columns[column];
      const width = usualWidth(numbers);
      const groups = [numbers.certain, ...(width === undefined ? [] : numbers.without.slice(0, width))];
      const rows = groups.reduce((sum, { count }) => sum + count, 0);
      if (rows === 0) return [];
      const named = groups.flatMap((group) => group.named).sort((a, b) => a - b);
      // Of a password not even the length is told.
      const told = width === undefined || column === 'Password' ? {} : { width };
      const evidence = { rows: named.slice(0, NAMED_ROWS) };
      const location = { file, column };
      return [finding('csv/lost-leading-zeros', { column, rows, ...told }, { location, evidence })];
    });
  }

  #note(column: RequiredColumn, number: string, row: number, certain: boolean): void {
    const numbers = this.#columns[column];
    if (certain) add(numbers.certain, row);
    else note(numbers, number.length, number.startsWith('0'), row);
  }
}

function noNumbers(): Numbers {
  return {
    withZeros: new Array<number>(MAX_DIGITS + 1).fill(0),
    without: Array.from({ length: MAX_DIGITS + 1 }, () => ({ count: 0, named: [] })),
    certain: { count: 0, named: [] },
  };
}

function note(numbers: Numbers, width: number, zeros: boolean, row: number): void {
  if (zeros) numbers.withZeros[width] = (numbers.withZeros[width] ?? 0) + 1;
  else add(numbers.without[width], row);
}

function add(rows: Rows | undefined, row: number): void {
  if (rows === undefined) return;
  rows.count++;
  if (rows.named.length < NAMED_ROWS) rows.named.push(row);
}

/** Where the user's own name begins in `contoso\\123` and `contoso/admin/123`. */
function behindDomain(userName: string): number {
  let at = userName.length - 1;
  while (at >= 0 && userName.charCodeAt(at) !== SLASH && userName.charCodeAt(at) !== BACKSLASH) at--;
  return at + 1;
}

/** The number that begins there and goes to the end, or to the domain of an address; nothing where there are letters. */
function numberIn(value: string, from: number): string | undefined {
  let end = from;
  while (isDigit(value.charCodeAt(end))) end++;
  if (end === from || end - from > MAX_DIGITS) return undefined;
  return end === value.length || value.charCodeAt(end) === AT ? value.slice(from, end) : undefined;
}

function isDigit(char: number): boolean {
  return char >= 0x30 && char <= 0x39;
}

/** Whether a number is another one of the same row without the zeros in front. */
function lacksZeros(number: string, other: string | undefined): boolean {
  if (other === undefined || other.length <= number.length || number.startsWith('0')) return false;
  return /^0+(.*)$/.exec(other)?.[1] === number;
}

function digitsOf(password: Secret): number {
  return OF_WIDTH.findIndex((pattern) => password.matches(pattern));
}

/**
 * The digits that numbers of this column have, where those that begin with 0 show it: most of these are of one
 * width, which few others exceed.
 */
function usualWidth({ withZeros, without }: Numbers): number | undefined {
  const total = sum(withZeros);
  const most = Math.max(...withZeros);
  const width = withZeros.indexOf(most);
  const numbers = total + sum(without.map(({ count }) => count));
  if (most < FEWEST_WITH_ZEROS || most * 2 <= total || most * NUMBERS_PER_ZERO < numbers) return undefined;
  const asWide = most + (without[width]?.count ?? 0);
  const wider = sum(withZeros.slice(width + 1)) + sum(without.slice(width + 1).map(({ count }) => count));
  return wider < asWide ? width : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
