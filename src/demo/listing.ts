import type { DemoFolder } from './folders.js';
import type { DemoMailbox } from './mailboxes.js';
import { type Argument, quote } from './syntax.js';

/** Answers to LIST, one a folder that matches. An empty pattern asks for the delimiter alone. */
export function listLines(mailbox: DemoMailbox, reference: string, pattern: string): string[] {
  const { delimiter, folders } = mailbox;
  if (pattern === '') return [`* LIST (\\Noselect) "${delimiter}" ""`];
  return folders
    .filter(({ name }) => matchesPattern(reference + pattern, name, delimiter))
    .map((folder) => `* LIST (${attributes(folder, mailbox)}) "${delimiter}" ${quote(folder.name)}`);
}

function attributes(folder: DemoFolder, { folders, delimiter }: DemoMailbox): string {
  const parent = folders.some(({ name }) => name.startsWith(folder.name + delimiter));
  return [...folder.flags, parent ? '\\HasChildren' : '\\HasNoChildren'].join(' ');
}

/**
 * Whether a name matches a LIST pattern: `*` stands for anything, `%` for anything without the delimiter.
 * Follows all readings at once, so the work is bounded by pattern times name.
 */
export function matchesPattern(pattern: string, name: string, delimiter: string): boolean {
  const wild = (mark: string | undefined) => mark === '*' || mark === '%';
  const passStars = (positions: Set<number>) => {
    for (const at of positions) if (wild(pattern[at])) positions.add(at + 1);
    return positions;
  };
  let positions = passStars(new Set([0]));
  for (const letter of name) {
    const next = new Set<number>();
    for (const at of positions) {
      const mark = pattern[at];
      if (mark === '*' || (mark === '%' && letter !== delimiter)) next.add(at);
      else if (mark === letter) next.add(at + 1);
    }
    positions = passStars(next);
  }
  return positions.has(pattern.length);
}

/** A folder that can be opened, by name; INBOX in any letter case. */
export function findFolder(mailbox: DemoMailbox, name: Argument | undefined): DemoFolder | undefined {
  if (typeof name !== 'string') return undefined;
  const wanted = name.toUpperCase() === 'INBOX' ? 'INBOX' : name;
  return mailbox.folders.find((folder) => folder.name === wanted && !folder.flags.includes('\\Noselect'));
}

export function namespaceLine({ delimiter, shared }: DemoMailbox): string {
  const others = shared === undefined ? 'NIL' : `((${quote(shared)} "${delimiter}"))`;
  return `* NAMESPACE (("" "${delimiter}")) NIL ${others}`;
}

/** RFC 9208 section 5: storage in units of 1,024 octets. */
export function quotaLines({ folders }: DemoMailbox): string[] {
  const used = Math.ceil(folders.reduce((sum, { size }) => sum + size, 0) / 1024);
  return ['* QUOTAROOT INBOX "User quota"', `* QUOTA "User quota" (STORAGE ${used} ${50 * 1024 * 1024})`];
}

/** What EXAMINE tells of a folder before its tagged OK. */
export function examineLines(folder: DemoFolder): string[] {
  return [
    '* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)',
    '* OK [PERMANENTFLAGS ()] Read-only mailbox.',
    `* ${folder.messages} EXISTS`,
    '* 0 RECENT',
    '* OK [UIDVALIDITY 1767225600] UIDs valid.',
    `* OK [UIDNEXT ${folder.messages + 1}] Predicted next UID.`,
  ];
}

/** Answer to STATUS; undefined when an item is unknown, or the folder holds nothing by itself. */
export function statusLine(folder: DemoFolder, items: string[]): string | undefined {
  if (folder.flags.includes('\\Noselect')) return undefined;
  const values: Record<string, number> = {
    MESSAGES: folder.messages,
    RECENT: 0,
    UIDNEXT: folder.messages + 1,
    UIDVALIDITY: 1767225600,
    UNSEEN: 0,
    SIZE: folder.size,
  };
  const pairs = items.map((item) => [item.toUpperCase(), values[item.toUpperCase()]] as const);
  if (pairs.length === 0 || pairs.some(([, value]) => value === undefined)) return undefined;
  return `* STATUS ${quote(folder.name)} (${pairs.map((pair) => pair.join(' ')).join(' ')})`;
}
