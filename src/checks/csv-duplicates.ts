import type { RecordEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import type { KnownColumn, RowPlace } from '../model/row.js';
import { place } from './csv-row.js';

/**
 * Finds equal addresses and equal source mailboxes, within a file and across files. It keeps a place for each
 * value, not the rows.
 */
export class DuplicateCheck {
  readonly #addresses = new Map<string, RowPlace>();
  readonly #mailboxes = new Map<string, RowPlace>();
  /** User names in lower case, and whether several rows sign in with them. */
  readonly #names = new Map<string, boolean>();

  /** Of two equal rows the later is named and points at the earlier. */
  add(record: RecordEvidence): Finding[] {
    const found: Finding[] = [];
    const { file, row, line } = record;
    const here: RowPlace = { file, row, line };
    const at = place(record);
    const address = comparable(record, 'EmailAddress', record.emailAddress);
    const written = comparable(record, 'UserName', record.userName);
    // Mostly they are equal, and then one string serves all maps.
    const name = written === address ? address : written;
    const first = address === '' ? undefined : remember(this.#addresses, address, here);
    if (first !== undefined) found.push(finding('csv/duplicate-email', { first }, at('EmailAddress')));
    const mailbox = sourceMailbox(record, name);
    const other = mailbox === '' ? undefined : remember(this.#mailboxes, mailbox, here);
    if (other !== undefined) found.push(finding('csv/duplicate-username', { first: other }, at('UserName')));
    this.#names.set(name, this.#names.has(name));
    return found;
  }

  /** Whether several rows sign in with this name, in whatever case, so that one sign-in may serve them all. */
  isShared(userName: string): boolean {
    return this.#names.get(userName.trim().toLowerCase()) === true;
  }
}

/** Empty where it cannot be compared: letters that could not be decoded look alike and may be different ones. */
function comparable(record: RecordEvidence, column: KnownColumn, value: string): string {
  return record.undecodable.includes(column) ? '' : value.trim().toLowerCase();
}

/** Empty where it is not known. */
function sourceMailbox(record: RecordEvidence, name: string): string {
  const root = record.userRoot?.trim() ?? '';
  if (name === '' || root === '') return name;
  return record.undecodable.includes('UserRoot') ? '' : `${name}\n${root}`;
}

function remember(places: Map<string, RowPlace>, key: string, here: RowPlace): RowPlace | undefined {
  const first = places.get(key);
  if (first === undefined) places.set(key, here);
  return first;
}
