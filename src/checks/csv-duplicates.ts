import type { RecordEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import type { RowPlace } from '../model/row.js';
import { place } from './csv-row.js';

/**
 * Finds equal addresses and equal source mailboxes, within a file and across files. It keeps a place for each
 * value, not the rows.
 */
export class DuplicateCheck {
  readonly #addresses = new Map<string, RowPlace>();
  readonly #mailboxes = new Map<string, RowPlace>();
  /** User names as written, and whether several rows sign in with them. */
  readonly #names = new Map<string, boolean>();

  /** Of two equal rows the later is named and points at the earlier. */
  add(record: RecordEvidence): Finding[] {
    const found: Finding[] = [];
    const at = place(record);
    const address = record.emailAddress.trim().toLowerCase();
    const first = address === '' ? undefined : remember(this.#addresses, address, record);
    if (first !== undefined) found.push(finding('csv/duplicate-email', { first }, at('EmailAddress')));
    const mailbox = sourceMailbox(record);
    const other = mailbox === undefined ? undefined : remember(this.#mailboxes, mailbox, record);
    if (other !== undefined) found.push(finding('csv/duplicate-username', { first: other }, at('UserName')));
    this.#names.set(record.userName, this.#names.has(record.userName));
    return found;
  }

  /** Whether several rows sign in with this name, so that one sign-in may serve them all. */
  isShared(userName: string): boolean {
    return this.#names.get(userName) === true;
  }
}

function sourceMailbox(row: { userName: string; userRoot?: string }): string | undefined {
  const name = row.userName.trim().toLowerCase();
  return name === '' ? undefined : `${name}\n${row.userRoot ?? ''}`;
}

function remember(places: Map<string, RowPlace>, key: string, record: RecordEvidence): RowPlace | undefined {
  const first = places.get(key);
  if (first === undefined) places.set(key, { file: record.file, row: record.row, line: record.line });
  return first;
}
