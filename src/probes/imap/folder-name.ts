import type { Command } from './flight.js';

/** What can stand in quotes: RFC 3501 section 4.3. Nothing that ends a line does. */
export function isQuotable(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}

export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Octets of a name that no text is made of. */
const UNREADABLE = '\ufffd';

/**
 * A command on a folder, by the name as the server wrote it; `items` stand in brackets behind it. Undefined where the
 * name cannot be said back: `literals` tells whether it may come as a literal among other commands (RFC 7888).
 */
export function onFolder(
  name: string,
  raw: string,
  items: readonly string[],
  literals: boolean,
): Command | undefined {
  if (isQuotable(raw)) {
    return { name, words: quoted(raw) + (items.length === 0 ? '' : ` (${items.join(' ')})`) };
  }
  if (!literals || raw.includes(UNREADABLE) || /[\0\r\n]/.test(raw)) return undefined;
  const atoms = items.map((value) => ({ type: 'ATOM', value }));
  const mailbox = { type: 'LITERAL', value: Buffer.from(raw, 'utf8') };
  return { name, attributes: items.length === 0 ? [mailbox] : [mailbox, atoms] };
}
