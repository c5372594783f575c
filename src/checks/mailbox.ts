import type { Folder, LoginEvidence, Namespaces } from '../model/evidence.js';
import { type Finding, finding, type Subject } from '../model/finding.js';
import type { RowPlace } from '../model/row.js';

const MAX_ROOTS = 5;
const MAX_ROOT_LENGTH = 60;

/** Roots of Gmail's own folders; the second where Google may not use the first name. */
const GMAIL_ROOT = /^\[(?:Gmail|Google Mail)\]$/i;
/** As Exchange names it in English (https://learn.microsoft.com/exchange/collaboration/public-folders/public-folders). */
const EXCHANGE_PUBLIC_FOLDERS = /^Public Folders$/i;
const INBOX = /^INBOX$/i;

/** What the folders of one mailbox mean for its migration. */
export function checkFolders(
  row: RowPlace & Subject,
  evidence: Pick<LoginEvidence, 'folders' | 'namespaces'>,
): Finding[] {
  const { folders, namespaces } = evidence;
  const gmail = gmailRoots(folders);
  const shared = publicRoots(folders, namespaces);
  const place = {
    location: { file: row.file, row: row.row, line: row.line },
    subject: { emailAddress: row.emailAddress, userName: row.userName },
  };
  const found: Finding[] = [];
  if (gmail.length > 0) found.push(finding('mailbox/gmail-folders', { roots: gmail }, place));
  if (shared.length > 0) found.push(finding('mailbox/public-folders', { roots: shared }, place));
  return found;
}

function gmailRoots(folders: readonly Folder[]): string[] {
  return distinct(folders.map(topLevel).filter((name) => GMAIL_ROOT.test(name)));
}

/** A folder without messages of its own is nothing to copy; what lies below it is listed itself. */
function publicRoots(folders: readonly Folder[], namespaces: Namespaces): string[] {
  const owners = ownersOf(namespaces);
  const roots: string[] = [];
  for (const folder of folders) {
    if (folder.flags.some((flag) => /^\\(?:Noselect|NonExistent)$/i.test(flag))) continue;
    const top = topLevel(folder);
    if (EXCHANGE_PUBLIC_FOLDERS.test(top)) roots.push(top);
    else if (!INBOX.test(folder.path)) roots.push(...publicRoot(folder, owners));
  }
  return distinct(roots);
}

interface Owner {
  prefix: string;
  personal: boolean;
}

/** Longest prefix first, so that a folder belongs to the namespace that names it most closely. */
function ownersOf({ personal, others, shared }: Namespaces): Owner[] {
  // Cyrus has its shared folders beside INBOX, under no prefix (RFC 2342, section 5).
  const inboxBased = personal.some((prefix) => /^INBOX\W?$/i.test(prefix));
  const outside = [...others, ...shared].filter((prefix) => prefix !== '' || inboxBased);
  return [
    ...personal.map((prefix) => ({ prefix, personal: true })),
    ...outside.map((prefix) => ({ prefix, personal: false })),
  ].sort((a, b) => b.prefix.length - a.prefix.length);
}

function publicRoot(folder: Folder, owners: readonly Owner[]): string[] {
  const owner = owners.find(({ prefix }) => isAtOrBelow(folder, prefix));
  if (owner === undefined || owner.personal) return [];
  if (owner.prefix !== '') return [folder.path.slice(0, bare(owner.prefix, folder.delimiter).length)];
  const top = topLevel(folder);
  return INBOX.test(top) ? [] : [top];
}

function isAtOrBelow(folder: Folder, prefix: string): boolean {
  const { path, delimiter } = folder;
  const root = bare(prefix, delimiter);
  if (path === root) return true;
  if (/^INBOX$/i.test(root)) return INBOX.test(topLevel(folder));
  // A prefix such as `~` stands before the name without a delimiter.
  const closed = root === prefix && /\w$/.test(prefix) ? prefix + delimiter : prefix;
  return path.startsWith(closed);
}

/** A prefix without the delimiter at its end: the name of the folder itself. */
function bare(prefix: string, delimiter: string): string {
  const ends = delimiter !== '' && prefix.endsWith(delimiter);
  return ends ? prefix.slice(0, -delimiter.length) : prefix;
}

function topLevel({ path, delimiter }: Folder): string {
  const end = delimiter === '' ? -1 : path.indexOf(delimiter);
  return end === -1 ? path : path.slice(0, end);
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].slice(0, MAX_ROOTS).map(shorten);
}

function shorten(name: string): string {
  const letters = [...name];
  return letters.length <= MAX_ROOT_LENGTH ? name : `${letters.slice(0, MAX_ROOT_LENGTH - 1).join('')}…`;
}
