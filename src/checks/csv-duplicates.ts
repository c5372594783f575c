import type { RecordEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import type { KnownColumn, RowPlace } from '../model/row.js';
import { place } from './csv-row.js';
import { type Hash, Hasher, PlaceTable } from './place-table.js';

/**
 * Finds equal addresses and equal source mailboxes, within a file and across files. It keeps a place for each
 * value, neither the rows nor the values.
 */
export class DuplicateCheck {
  readonly #hasher = new Hasher();
  readonly #addresses = new PlaceTable();
  readonly #mailboxes = new PlaceTable();
  /** Names that stand beside a UserRoot, and so sign in to more than one mailbox. */
  readonly #names = new PlaceTable();
  /** User names with which several rows sign in. */
  readonly #shared = new Set<string>();

  /** Of two equal rows the later is named and points at the earlier. */
  add(record: RecordEvidence): Finding[] {
    const address = comparable(record, 'EmailAddress', record.emailAddress);
    const written = comparable(record, 'UserName', record.userName);
    const addressHash = this.#hasher.hash(address, true);
    const nameHash = written === address ? addressHash : this.#hasher.hash(written, true);
    const first = address === '' ? undefined : this.#addresses.remember(addressHash, record);
    const other = this.#sameMailbox(record, written, nameHash);
    if (first === undefined && other === undefined) return NOTHING;
    const found: Finding[] = [];
    const at = place(record);
    if (first !== undefined) found.push(finding('csv/duplicate-email', { first }, at('EmailAddress')));
    if (other !== undefined) {
      found.push(finding('csv/duplicate-username', { first: other }, at('UserName')));
    }
    return found;
  }

  /** Whether several rows sign in with this name, in whatever case, so that one sign-in may serve them all. */
  isShared(userName: string): boolean {
    return this.#shared.has(keyOf(this.#hasher.hash(userName.trim().toLowerCase(), true)));
  }

  /** Where the same source mailbox was read before; nothing where it is not known which one it is. */
  #sameMailbox(record: RecordEvidence, name: string, nameHash: Hash): RowPlace | undefined {
    if (name === '') return undefined;
    const root = record.userRoot?.trim() ?? '';
    if (root === '') {
      const first = this.#mailboxes.remember(nameHash, record);
      if (first !== undefined || this.#names.has(nameHash)) this.#shared.add(keyOf(nameHash));
      return first;
    }
    const again = this.#names.remember(nameHash, record) !== undefined || this.#mailboxes.has(nameHash);
    if (again) this.#shared.add(keyOf(nameHash));
    if (record.undecodable.includes('UserRoot')) return undefined;
    return this.#mailboxes.remember(this.#hasher.hash(`${name.toLowerCase()}\n${root}`, false), record);
  }
}

const NOTHING: Finding[] = [];

function keyOf({ high, low }: Hash): string {
  return `${high} ${low}`;
}

/** Empty where it cannot be compared: letters that could not be decoded look alike and may be different ones. */
function comparable(record: RecordEvidence, column: KnownColumn, value: string): string {
  // There is nothing to trim, and the hash takes no notice of the case of such letters.
  if (record.plain) return value;
  return record.undecodable.includes(column) ? '' : value.trim().toLowerCase();
}
