import type { BatchSource } from '../batch/source.js';
import type { Membership } from '../model/recipient.js';
import { addressesIn } from './addresses.js';
import { readExport } from './export.js';
import type { ExportRow } from './fields.js';
import { ownCopy, ownText } from './own-text.js';
import { BATCHES, type BatchField } from './tables.js';

/** What the exports say of a name and of the addresses that were looked for. */
export interface ExistingBatches {
  /** The name as it stands there, where a batch has it, in whatever case. */
  taken: string | undefined;
  /** By address in lower case: the batch in which it is already. */
  members: ReadonlyMap<string, Membership>;
}

/**
 * Reads exports of migration batches and of their users; which a file is, its columns tell. A tenant without batches
 * exports a file with nothing in it.
 *
 * @throws {InputError} where an export cannot be read to its end.
 */
export async function findBatches(
  sources: readonly BatchSource[],
  name: string | undefined,
  wanted: ReadonlySet<string>,
  stop: AbortSignal,
): Promise<ExistingBatches> {
  const finder = new Finder(name?.trim().toLowerCase(), wanted);
  for (const source of sources) {
    for await (const part of readExport(source, BATCHES)) {
      if (stop.aborted) return finder;
      for (const row of part.rows) finder.add(row);
    }
  }
  return finder;
}

class Finder implements ExistingBatches {
  taken: string | undefined;
  readonly members = new Map<string, Membership>();

  constructor(
    readonly name: string | undefined,
    readonly wanted: ReadonlySet<string>,
  ) {}

  add(row: ExportRow<BatchField>): void {
    const batch = row.batch === '' ? row.identity : row.batch;
    if (this.name !== undefined && this.taken === undefined && batch.trim().toLowerCase() === this.name) {
      this.taken = ownText(batch);
    }
    if (row.batch === '') return;
    for (const cell of [row.identity, row.mailbox, row.emailAddress]) {
      for (const address of addressesIn(cell)) this.#addMember(address, row);
    }
  }

  #addMember(address: string, { batch, status }: ExportRow<BatchField>): void {
    if (!this.wanted.has(address) || this.members.has(address)) return;
    this.members.set(ownCopy(address), {
      batch: ownText(batch),
      ...(status === '' ? {} : { status: ownText(status) }),
    });
  }
}
