import type { ImapAttribute } from 'imapflow/lib/handler/types.js';
import { type Reply, textOf } from './reply.js';

/** Numbers of the protocol have 32 bits, or 63: RFC 9051 section 9. What is larger than any mailbox is no answer. */
const MOST_MESSAGES = 2 ** 32 - 1;
const MOST_BYTES = 2 ** 50;

/** What `STATUS` tells of a folder: RFC 3501 section 7.2.4, SIZE: RFC 8438. */
export interface FolderStatus {
  /** As the server wrote it. */
  name: string;
  messages?: number;
  bytes?: number;
}

export function readStatus({ attributes: [name, items] }: Reply): FolderStatus | undefined {
  if (name === undefined || !Array.isArray(items)) return undefined;
  const messages = numberOf(itemOf(items, 'MESSAGES'), MOST_MESSAGES);
  const bytes = numberOf(itemOf(items, 'SIZE'), MOST_BYTES);
  return {
    name: textOf(name),
    ...(messages === undefined ? {} : { messages }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

/** The size of one message, from `FETCH`: RFC 3501 section 7.4.2. */
export function readSize({ attributes: [word, items] }: Reply): number | undefined {
  if (textOf(word).toUpperCase() !== 'FETCH' || !Array.isArray(items)) return undefined;
  return numberOf(itemOf(items, 'RFC822.SIZE'), MOST_BYTES);
}

/** How many messages a search found: RFC 3501 section 7.2.5, or RFC 4731 section 3.1. */
export function readFound({ name, attributes }: Reply): number | undefined {
  if (name === 'SEARCH') return attributes.filter((one) => numberOf(one, MOST_MESSAGES) !== undefined).length;
  return numberOf(itemOf(attributes, 'COUNT'), MOST_MESSAGES);
}

/** The roots of a mailbox: RFC 9208 section 5.2. */
export function readRoots({ attributes: [, ...roots] }: Reply): string[] {
  return roots.map(textOf);
}

/** What is stored below a root, in octets, and how much may be; undefined where storage is not counted. */
export function readQuota({
  attributes: [root, resources],
}: Reply): { root: string; used: number; limit?: number } | undefined {
  if (!Array.isArray(resources)) return undefined;
  const at = resources.findIndex((one) => textOf(one).toUpperCase() === 'STORAGE');
  const used = at === -1 ? undefined : numberOf(resources[at + 1], MOST_BYTES / KB);
  if (used === undefined) return undefined;
  const limit = numberOf(resources[at + 2], MOST_BYTES / KB);
  return { root: textOf(root), used: used * KB, ...(limit ? { limit: limit * KB } : {}) };
}

/** Storage is told in units of so many octets: RFC 9208 section 5.3. */
const KB = 1024;

function itemOf(items: readonly ImapAttribute[], name: string): ImapAttribute | undefined {
  const at = items.findIndex((one) => textOf(one).toUpperCase() === name);
  return at === -1 ? undefined : items[at + 1];
}

function numberOf(attribute: ImapAttribute | undefined, most: number): number | undefined {
  const text = textOf(attribute);
  const value = /^\d{1,19}$/.test(text) ? Number(text) : Number.NaN;
  return value <= most ? value : undefined;
}
