import { InputError } from '../batch/input-error.js';
import type { BatchSource } from '../batch/source.js';
import type { Recipient, RecipientMatch } from '../model/recipient.js';
import { addressesIn, isTypeName } from './addresses.js';
import { readExport } from './export.js';
import type { ExportRow } from './fields.js';
import { NearestAddresses } from './nearest.js';
import { ownCopy, ownText } from './own-text.js';
import { quotaIn } from './quota.js';
import { RECIPIENTS, type RecipientField } from './tables.js';

/** What the exports say of the addresses that were looked for. What nobody asked for is not kept. */
export interface Recipients {
  /** By address in lower case; absent where no recipient has it. */
  found: ReadonlyMap<string, RecipientMatch>;
  /** An export names the type of a collection in place of addresses: only the primary ones could be compared. */
  primaryOnly: boolean;
}

/** How well a type goes for a mailbox: of several recipients with one address the best is kept. */
export type Preference = (recipient: Recipient) => number;

type Row = ExportRow<RecipientField>;

/**
 * Reads each export once and keeps what is `wanted`, addresses in lower case: memory goes by the batch and not by the
 * tenant.
 *
 * @throws {InputError} where an export cannot be read to its end or lists nobody.
 */
export async function findRecipients(
  sources: readonly BatchSource[],
  wanted: ReadonlySet<string>,
  prefer: Preference,
  stop: AbortSignal,
): Promise<Recipients> {
  const finder = new Finder(wanted, prefer);
  for (const source of sources) {
    let rows = 0;
    for await (const part of readExport(source, RECIPIENTS)) {
      if (stop.aborted) return finder;
      rows += part.rows.length;
      for (const row of part.rows) finder.add(row);
    }
    if (rows === 0) throw nobodyIn(source.file);
  }
  return finder;
}

/**
 * Reads the exports once more: for each address that is `missing`, one that differs from it by a letter, where there
 * is one. One that is no row of the batch itself is preferred.
 */
export async function findNearest(
  sources: readonly BatchSource[],
  missing: Iterable<string>,
  wanted: ReadonlySet<string>,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const nearest = new NearestAddresses(missing, wanted);
  for (const source of sources) {
    for await (const part of readExport(source, RECIPIENTS)) {
      if (stop.aborted) return nearest.found;
      for (const row of part.rows) for (const address of addressesOf(row)) nearest.offer(address);
    }
  }
  return nearest.found;
}

class Finder implements Recipients {
  readonly found = new Map<string, RecipientMatch>();
  primaryOnly = false;
  /** One text for each type: a cell would hold on to the part of the file that it was cut from. */
  readonly #types = new Map<string, string>();

  constructor(
    readonly wanted: ReadonlySet<string>,
    readonly prefer: Preference,
  ) {}

  add(row: Row): void {
    this.primaryOnly ||= isTypeName(row.addresses);
    let recipient: Recipient | undefined;
    for (const address of addressesOf(row)) {
      if (!this.wanted.has(address)) continue;
      recipient ??= this.#recipient(row);
      this.#keep(address, recipient);
    }
  }

  #keep(written: string, recipient: Recipient): void {
    const known = this.found.get(written);
    const address = known === undefined ? ownCopy(written) : written;
    if (recipient.deleted) {
      this.found.set(address, { ...known, deleted: known?.deleted ?? recipient });
      return;
    }
    const live = known?.live;
    this.found.set(address, {
      ...known,
      live: live === undefined ? recipient : this.#better(live, recipient),
    });
  }

  /** The better of two exports' views, with what only the other one knows. */
  #better(a: Recipient, b: Recipient): Recipient {
    const [better, other] = this.prefer(b) > this.prefer(a) ? [b, a] : [a, b];
    const { quota } = other;
    return better.quota === undefined && quota !== undefined ? { ...better, quota } : better;
  }

  #recipient(row: Row): Recipient {
    const quota = row.quota === '' ? undefined : quotaIn(row.quota);
    const deleted = isDeleted(row);
    return {
      ...(row.type === '' ? {} : { type: this.#type(row.type) }),
      ...(quota === undefined ? {} : { quota }),
      ...(isUnlicensed(row.licenses) ? { unlicensed: true } : {}),
      ...(deleted ? { deleted } : {}),
      ...(deleted && row.name !== '' ? { name: ownText(row.name) } : {}),
    };
  }

  #type(cell: string): string {
    const known = this.#types.get(cell);
    if (known !== undefined) return known;
    const type = ownText(cell);
    if (this.#types.size < MOST_TYPES) this.#types.set(ownCopy(cell), type);
    return type;
  }
}

/** Exchange knows some forty. */
const MOST_TYPES = 200;

/** The addresses of a recipient, in lower case: its primary one is among the others as a rule. */
function addressesOf({ addresses, primary, signIn }: Row): string[] {
  const found = addresses === '' || isTypeName(addresses) ? [] : addressesIn(addresses);
  for (const cell of [primary, signIn]) {
    const address = cell === '' ? '' : plainAddress(cell);
    if (address !== '' && !found.includes(address)) found.push(address);
  }
  return found;
}

/** A cell of one address, which may have the prefix too. */
function plainAddress(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/^smtp:/, '');
}

function isDeleted(row: Row): true | undefined {
  const { deletedFlag, disabledFlag, inactiveFlag, deletedAt, type } = row;
  const flagged = YES.test(deletedFlag) || YES.test(disabledFlag) || YES.test(inactiveFlag);
  // The time that .NET has for none.
  const dated = deletedAt.trim() !== '' && !/\b0001\b/.test(deletedAt);
  return flagged || dated || /^softdeleted/i.test(type) ? true : undefined;
}

const YES = /^\s*(?:true|yes|1)\s*$/i;

/** An export without the column says nothing: its cell is empty then, as of nobody else. */
function isUnlicensed(cell: string): boolean {
  return /^\s*(?:unlicensed|false)\s*$/i.test(cell);
}

function nobodyIn(file: string): InputError {
  return new InputError(file, 'it lists no recipients', `Export them again. ${RECIPIENTS.command}`);
}
