import { JUNK_NAMES, nonMailGroup, TRASH_NAMES } from '../knowledge/folder-names.js';
import type { FolderKind } from '../model/audit.js';
import type { Folder, LoginEvidence, Namespaces } from '../model/evidence.js';

/** Roots of Gmail's own folders; the second where Google may not use the first name. */
const GMAIL_ROOT = /^\[(?:Gmail|Google Mail)\]$/i;
/** As Exchange names it in English (https://learn.microsoft.com/exchange/collaboration/public-folders/public-folders). */
const EXCHANGE_PUBLIC_FOLDERS = /^Public Folders$/i;
const INBOX = /^INBOX$/i;

/** Tells for the folders of one mailbox what a migration does with each. */
export class FolderKinds {
  readonly #owners: readonly Owner[];
  readonly #groupware: boolean;

  constructor({ folders, namespaces }: Pick<LoginEvidence, 'folders' | 'namespaces'>) {
    this.#owners = ownersOf(namespaces);
    const groups = new Set(folders.map((folder) => nonMailGroup(firstName(folder))).filter(isKnown));
    // Somebody may call a mail folder "Notes"; with a calendar beside it, as Exchange has it, it is none.
    this.#groupware = groups.size >= 2;
  }

  of(folder: Folder): FolderKind {
    if (this.sharedRoot(folder) !== undefined) return 'shared';
    if (gmailRoot(folder) !== undefined) return 'gmail';
    if (this.nonMailRoot(folder) !== undefined) return 'non-mail';
    if (hasSlash(folder)) return 'slash';
    if (has(folder, '\\Trash') || TRASH_NAMES.has(firstName(folder).toLowerCase())) return 'trash';
    if (has(folder, '\\Junk') || JUNK_NAMES.has(firstName(folder).toLowerCase())) return 'junk';
    return 'mail';
  }

  /** The root of the shared or public folders that it belongs to. */
  sharedRoot(folder: Folder): string | undefined {
    const top = topLevel(folder);
    if (EXCHANGE_PUBLIC_FOLDERS.test(top)) return top;
    return INBOX.test(folder.path) ? undefined : publicRoot(folder, this.#owners);
  }

  /** The folder for calendar, contacts, tasks, notes or journal that it is, or stands below. */
  nonMailRoot(folder: Folder): string | undefined {
    const name = firstName(folder);
    return this.#groupware && nonMailGroup(name) !== undefined ? name : undefined;
  }
}

export function gmailRoot(folder: Folder): string | undefined {
  const top = topLevel(folder);
  return GMAIL_ROOT.test(top) ? top : undefined;
}

/** Its own name holds a slash that parts no levels. */
export function hasSlash({ path, delimiter }: Folder): boolean {
  if (delimiter === '/') return false;
  return (delimiter === '' ? path : path.slice(path.lastIndexOf(delimiter) + 1)).includes('/');
}

export function has({ flags }: Folder, flag: string): boolean {
  return flags.some((one) => one.toLowerCase() === flag.toLowerCase());
}

function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** The name on the first level; where all folders stand below INBOX, on the second. */
function firstName({ path, delimiter }: Folder): string {
  if (delimiter === '') return path;
  const [first = '', second] = path.split(delimiter, 2);
  return INBOX.test(first) && second !== undefined ? second : first;
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

function publicRoot(folder: Folder, owners: readonly Owner[]): string | undefined {
  const owner = owners.find(({ prefix }) => isAtOrBelow(folder, prefix));
  if (owner === undefined || owner.personal) return undefined;
  if (owner.prefix !== '') return folder.path.slice(0, bare(owner.prefix, folder.delimiter).length);
  const top = topLevel(folder);
  return INBOX.test(top) ? undefined : top;
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
