import type { ImapAttribute } from 'imapflow/lib/handler/types.js';
import type { Folder, Namespaces } from '../../model/evidence.js';
import { clean } from '../clean.js';
import { type Reply, textOf } from './reply.js';

const MAX_NAME = 1000;

/** One line of LIST, RFC 3501 section 7.2.2. */
export function readFolder(reply: Reply): Folder | undefined {
  const [flags, delimiter, name] = reply.attributes;
  if (!Array.isArray(flags) || name === undefined) return undefined;
  return {
    path: clean(decodeName(textOf(name)), MAX_NAME),
    delimiter: textOf(delimiter),
    flags: flags.map((flag) => clean(textOf(flag), 64)),
  };
}

/** RFC 2342: personal, other users', shared; each a list of prefix and delimiter, or NIL. */
export function readNamespaces(reply: Reply): Namespaces {
  const [personal, others, shared] = reply.attributes.map(prefixes);
  return { personal: personal ?? [], others: others ?? [], shared: shared ?? [] };
}

function prefixes(group: ImapAttribute): string[] {
  if (!Array.isArray(group)) return [];
  return group
    .filter((entry) => Array.isArray(entry))
    .map((entry) => clean(decodeName(textOf(entry[0])), MAX_NAME));
}

/** Modified UTF-7, RFC 3501 section 5.1.3. What is not valid stays as sent: some servers send UTF-8. */
export function decodeName(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, coded: string) => {
    if (coded === '') return '&';
    const bytes = Buffer.from(coded.replaceAll(',', '/'), 'base64');
    return bytes.length % 2 === 0 && bytes.length > 0 ? bytes.swap16().toString('utf16le') : whole;
  });
}
