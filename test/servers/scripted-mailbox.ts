import { matchesPattern } from '../../src/demo/listing.js';
import { type Argument, octets, quote } from '../../src/demo/syntax.js';
import type { Handler, Reply, ScriptCommand, Session } from './script.js';

export interface ScriptedFolder {
  /** As on the wire. */
  name: string;
  flags?: string[];
  /** How many messages have `octets` octets each; default 0, of 1,000. */
  messages?: number;
  octets?: number;
  /** Sizes of further messages, which come behind. */
  others?: number[];
}

export interface ScriptedMailbox {
  folders: ScriptedFolder[];
  /** Default `/`. */
  delimiter?: string;
  /** What NAMESPACE says; default: one personal namespace without a prefix. */
  namespaces?: string;
  /** Kilobytes. Absent: there is no quota root. */
  quota?: { used: number; limit?: number };
}

/** What all messages of a folder come to. */
export function amount({ messages = 0, octets = 1000, others = [] }: ScriptedFolder): {
  messages: number;
  bytes: number;
} {
  return {
    messages: messages + others.length,
    bytes: others.reduce((sum, size) => sum + size, messages * octets),
  };
}

/**
 * The answers of a server that knows what its capabilities say, and calls everything else an unknown command:
 * LIST-STATUS, STATUS=SIZE, QUOTA and ESEARCH. `mailboxes`: one for everybody, or by the name of the user.
 */
export function mailboxCommands(
  mailboxes: ScriptedMailbox | ((user: string) => ScriptedMailbox),
  capabilities: string,
): Record<string, Handler> {
  const has = (name: string) => capabilities.split(' ').includes(name);
  const open = new WeakMap<Session, ScriptedFolder>();
  const of = ({ user = '' }: Session) => (typeof mailboxes === 'function' ? mailboxes(user) : mailboxes);
  const within = (session: Session, tag: string, answer: (folder: ScriptedFolder) => Reply): Reply => {
    const folder = open.get(session);
    return folder === undefined ? `${tag} BAD No mailbox is selected.` : answer(folder);
  };
  const search: Handler = (command, session) =>
    within(session, command.tag, (folder) => searched(command, folder, has('ESEARCH')));
  const fetch: Handler = (command, session) =>
    within(session, command.tag, (folder) => fetched(command, folder));
  return {
    NAMESPACE: ({ tag }, session) => {
      const { namespaces, delimiter = '/' } = of(session);
      return [
        `* NAMESPACE ${namespaces ?? `(("" "${delimiter}")) NIL NIL`}`,
        `${tag} OK NAMESPACE completed.`,
      ];
    },
    LIST: (command, session) => listed(command, of(session), has),
    STATUS: ({ tag, args: [name, items] }, session) => {
      const folder = find(of(session), name);
      if (folder === undefined) return `${tag} NO No such mailbox.`;
      const line = statusLine(folder, items, has('STATUS=SIZE'));
      return line === undefined ? `${tag} BAD Unknown item.` : [line, `${tag} OK STATUS completed.`];
    },
    EXAMINE: ({ tag, args: [name] }, session) => {
      const folder = find(of(session), name);
      open.delete(session);
      if (folder === undefined) return `${tag} NO No such mailbox.`;
      open.set(session, folder);
      const { messages } = amount(folder);
      return [`* ${messages} EXISTS`, '* 0 RECENT', '* OK [UIDVALIDITY 1] Ok', `${tag} OK [READ-ONLY] Ok`];
    },
    SEARCH: search,
    'UID SEARCH': search,
    FETCH: fetch,
    'UID FETCH': fetch,
    GETQUOTAROOT: ({ tag, args: [name] }, session) => {
      if (!has('QUOTA')) return `${tag} BAD Unknown command.`;
      const { quota } = of(session);
      const limits = quota?.limit === undefined ? '' : `STORAGE ${quota.used} ${quota.limit}`;
      const root = quota === undefined ? '' : ' ""';
      const lines = [
        `* QUOTAROOT ${quote(String(name))}${root}`,
        ...(quota ? [`* QUOTA "" (${limits})`] : []),
      ];
      return [...lines, `${tag} OK Success`];
    },
  };
}

function find({ folders }: ScriptedMailbox, name: Argument | undefined): ScriptedFolder | undefined {
  return folders.find((folder) => octets(folder.name) === name && !isContainer(folder));
}

function isContainer({ flags = [] }: ScriptedFolder): boolean {
  return flags.some((flag) => /^\\(?:noselect|nonexistent)$/i.test(flag));
}

/** `undefined` where an item is unknown. */
function statusLine(folder: ScriptedFolder, items: Argument | undefined, size: boolean): string | undefined {
  const { messages, bytes } = amount(folder);
  const values: Record<string, number> = { MESSAGES: messages, UNSEEN: 0, ...(size && { SIZE: bytes }) };
  const names = Array.isArray(items) ? items.map((item) => String(item).toUpperCase()) : [];
  if (names.length === 0 || names.some((item) => values[item] === undefined)) return undefined;
  return `* STATUS ${quote(folder.name)} (${names.map((item) => `${item} ${values[item]}`).join(' ')})`;
}

/** LIST with what may be returned besides (RFC 5258, RFC 5819). */
function listed(
  { tag, args }: ScriptCommand,
  { folders, delimiter = '/' }: ScriptedMailbox,
  has: (capability: string) => boolean,
): Reply {
  const [reference, pattern, word, options] = args;
  const wanted = Array.isArray(options) ? options : [];
  const at = wanted.findIndex((option) => String(option).toUpperCase() === 'STATUS');
  if (word !== undefined && !has('LIST-EXTENDED') && !has('LIST-STATUS'))
    return `${tag} BAD Too many arguments.`;
  if (at !== -1 && !has('LIST-STATUS')) return `${tag} BAD Unknown option.`;
  const lines: string[] = [];
  for (const folder of folders) {
    if (!matchesPattern(`${reference}${pattern}`, folder.name, delimiter)) continue;
    const parent = folders.some(({ name }) => name.startsWith(folder.name + delimiter));
    const flags = [...(folder.flags ?? []), parent ? '\\HasChildren' : '\\HasNoChildren'].join(' ');
    lines.push(`* LIST (${flags}) ${quote(delimiter)} ${quote(folder.name)}`);
    if (at === -1 || isContainer(folder)) continue;
    const status = statusLine(folder, wanted[at + 1], has('STATUS=SIZE'));
    if (status === undefined) return `${tag} BAD Unknown item.`;
    lines.push(status);
  }
  return [...lines, `${tag} OK LIST completed.`];
}

/** SEARCH LARGER alone, and what ESEARCH (RFC 4731) counts of it. */
function searched({ tag, args }: ScriptCommand, folder: ScriptedFolder, extended: boolean): Reply {
  const words = args.map((word) => (Array.isArray(word) ? word.join(' ') : word).toUpperCase());
  const counts = words[0] === 'RETURN';
  if (counts && (!extended || words[1] !== 'COUNT')) return `${tag} BAD Unknown option.`;
  const [key, size] = words.slice(counts ? 2 : 0);
  if (key !== 'LARGER') return `${tag} BAD Unknown search key.`;
  const found = numbers(folder).filter((number) => sizeOf(folder, number) > Number(size));
  const told = counts ? `ESEARCH (TAG "${tag}") COUNT ${found.length}` : ['SEARCH', ...found].join(' ');
  return [`* ${told}`, `${tag} OK SEARCH completed.`];
}

/** FETCH of RFC822.SIZE alone: who asks for more may change something. UIDs are the numbers themselves. */
function fetched({ tag, name, args: [set, items] }: ScriptCommand, folder: ScriptedFolder): Reply {
  const wanted = [items].flat().map((item) => String(item).toUpperCase());
  if (wanted.some((item) => item !== 'RFC822.SIZE' && item !== 'UID')) return `${tag} BAD Unknown item.`;
  const { messages } = amount(folder);
  const lines = String(set)
    .split(',')
    .flatMap((range) => {
      const [from = 0, to = from] = range.split(':').map((end) => (end === '*' ? messages : Number(end)));
      return numbers(folder).slice(Math.min(from, to) - 1, Math.max(from, to));
    });
  const uid = name.startsWith('UID') || wanted.includes('UID');
  return [
    ...lines.map((number) => {
      return `* ${number} FETCH (${uid ? `UID ${number} ` : ''}RFC822.SIZE ${sizeOf(folder, number)})`;
    }),
    `${tag} OK FETCH completed.`,
  ];
}

function numbers(folder: ScriptedFolder): number[] {
  return Array.from({ length: amount(folder).messages }, (_, index) => index + 1);
}

function sizeOf({ messages = 0, octets = 1000, others = [] }: ScriptedFolder, number: number): number {
  return number <= messages ? octets : (others[number - messages - 1] ?? 0);
}
