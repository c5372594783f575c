import type { ImapAttribute } from 'imapflow/lib/handler/types.js';
import type { Folder, Namespaces } from '../../model/evidence.js';
import { clean } from '../clean.js';
import { type Redact, type Reply, textOf } from './reply.js';

/** Folders of one mailbox that are kept. */
export const MOST_FOLDERS = 20_000;

const MAX_NAME = 1000;
const MAX_FLAGS = 20;
const MAX_PREFIXES = 100;

/** One line of LIST, RFC 3501 section 7.2.2. */
export function readFolder(reply: Reply, redact: Redact): Folder | undefined {
  const [flags, delimiter, name] = reply.attributes;
  if (!Array.isArray(flags) || name === undefined) return undefined;
  const between = textOf(delimiter);
  return {
    path: clean(redact(decodeName(textOf(name))), MAX_NAME),
    delimiter: between.length === 1 ? clean(between, 1) : '',
    flags: flags.slice(0, MAX_FLAGS).map((flag) => clean(redact(textOf(flag)), 64)),
  };
}

/** RFC 2342: personal, other users', shared; each a list of prefix and delimiter, or NIL. */
export function readNamespaces(reply: Reply, redact: Redact): Namespaces {
  const [personal, others, shared] = reply.attributes
    .slice(0, 3)
    .map((group) => prefixes(group).map((prefix) => clean(redact(decodeName(prefix)), MAX_NAME)));
  return { personal: personal ?? [], others: others ?? [], shared: shared ?? [] };
}

function prefixes(group: ImapAttribute): string[] {
  if (!Array.isArray(group)) return [];
  return group
    .filter((entry) => Array.isArray(entry))
    .slice(0, MAX_PREFIXES)
    .map((entry) => textOf(entry[0]));
}

/** Modified UTF-7, RFC 3501 section 5.1.3. What is not valid stays as sent: some servers send UTF-8. */
function decodeName(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, coded: string) => {
    if (coded === '') return '&';
    const bytes = Buffer.from(coded.replaceAll(',', '/'), 'base64');
    return bytes.length % 2 === 0 && bytes.length > 0 ? bytes.swap16().toString('utf16le') : whole;
  });
}
