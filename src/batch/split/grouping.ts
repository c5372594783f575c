import type { HeaderEvidence } from '../../model/evidence.js';
import { readHeader } from '../columns.js';
import { InputError } from '../input-error.js';
import type { Piece } from './pieces.js';

/** Tells from the values of a row to which group it belongs. @throws {InputError} where that cannot be told. */
export type KeyOf = (piece: Piece) => string;

/** The group of rows whose address has no domain. No domain is named so: it has no dot. */
const NO_DOMAIN = 'no-domain';

/** A name that an accepted domain of Exchange Online can have; letters of every script. */
const DOMAIN = /^[\p{L}\p{M}\p{N}_-]{1,63}(?:\.[\p{L}\p{M}\p{N}_-]{1,63})+$/u;

/** Whether a header cell is, or may be meant as, the name of the password column. */
export function meansPassword(name: string): boolean {
  const { columns, close } = readHeader(1, ['EmailAddress', 'UserName', name.trim()], ',');
  return columns.Password !== undefined || close.Password !== undefined;
}

/** `by` is `domain`, or the name of a column without regard to case. */
export function keyReader(
  file: string,
  header: { evidence: HeaderEvidence; cells: readonly string[] },
  by: string,
): KeyOf {
  const byDomain = plain(by) === 'domain';
  const index = columnIndex(file, header.cells, byDomain ? 'EmailAddress' : by);
  const password = header.evidence.columns.Password?.index;
  const { width } = header.evidence;
  return ({ values, row, line }) => {
    if (values.length !== width) {
      const reason = `row ${row} (line ${line}) has another number of values than the header, so that its group cannot be told`;
      throw new InputError(file, reason, 'Correct the row, or split by --max-rows or --batches.');
    }
    const value = (values[index] ?? '').toWellFormed().trim();
    if (byDomain) return domainOf(value);
    // Values one column further on than they belong are the usual cause, and group names become file names.
    if (password !== undefined && password !== index && (values[password] ?? '').trim() === '') {
      const reason = `row ${row} (line ${line}) has no password, which may stand in another column of it`;
      throw new InputError(
        file,
        reason,
        'Correct the row, or split by --by domain, --max-rows or --batches.',
      );
    }
    return value;
  };
}

function columnIndex(file: string, cells: readonly string[], name: string): number {
  const places = [...cells.keys()].filter((index) => plain(cells[index] ?? '') === plain(name));
  const [index] = places;
  if (index === undefined) {
    const remedy = 'Check the name, and that the first line of the file is the header.';
    throw new InputError(file, `the header has no column "${name.trim()}"`, remedy);
  }
  if (places.length > 1) {
    const reason = `the header has the column "${name.trim()}" ${places.length} times`;
    throw new InputError(file, reason, 'Leave one of them, or split by --max-rows or --batches.');
  }
  return index;
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}

function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address
    .slice(at + 1)
    .toLowerCase()
    .normalize('NFC');
  return at >= 0 && DOMAIN.test(domain) ? domain : NO_DOMAIN;
}
