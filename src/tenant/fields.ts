/** What is read of an export, and the columns or members it may stand in, without case, spaces and signs. */
export interface FieldTable<F extends string> {
  /** What the file should be, for messages. */
  readonly kind: string;
  readonly names: Readonly<Record<F, readonly string[]>>;
  /** One of these must be there. */
  readonly needed: readonly F[];
  /** Their names as Exchange writes them. */
  readonly neededNames: string;
  /** How such a file is made. */
  readonly command: string;
}

/** A record of an export; fields that it does not have are empty. */
export type ExportRow<F extends string> = Record<F, string>;

/** Name of a column without case, spaces and signs. */
export function plainName(name: string): string {
  return name
    .slice(0, MAX_NAME)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const MAX_NAME = 80;

/**
 * The column of each field: of several names, the one that stands first in the table. A name that comes twice counts
 * where it comes first.
 */
export function columnsOf<F extends string>(table: FieldTable<F>, header: readonly string[]): Map<F, number> {
  const plain = header.map(plainName);
  const found = new Map<F, number>();
  for (const [field, names] of Object.entries(table.names) as [F, readonly string[]][]) {
    const name = names.find((one) => plain.includes(one));
    if (name !== undefined) found.set(field, plain.indexOf(name));
  }
  return found;
}
