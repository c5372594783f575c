import { setTimeout as pause } from 'node:timers/promises';
import { exchange, richServer, statusSizeServer } from '../servers/known-servers.js';
import {
  CLOSE,
  flood,
  type Handler,
  RESET,
  type Reply,
  type ScriptedOptions,
  type Step,
  until,
  wait,
} from '../servers/scripted.js';
import type { ScriptedFolder } from '../servers/scripted-mailbox.js';
import { JUNK } from './hostile.cases.js';

const LIMIT = 35 * 1024 * 1024;
const ENDLESS = 100_000_000;

/** What everybody has; the server is an honest one to all but `user1`. */
export const MAILBOX: ScriptedFolder[] = [
  { name: 'INBOX', messages: 50, octets: 4000 },
  { name: 'Sent', messages: 10, octets: 500, others: [LIMIT + 1] },
  { name: 'Old', messages: 5, octets: 100 },
];

/** What becomes of the row of `user1`. */
export interface Case {
  name: string;
  server: ScriptedOptions;
  /** Of the whole run: 0 or 3, since nothing of this is known to be an error. */
  status: number;
  audit?: { messages?: number; bytes?: number; accuracy?: string; large?: number | undefined };
  /** Why the stage `mailbox` says that it is incomplete. */
  reason?: RegExp;
  args?: string[];
}

type Kind = typeof richServer;

/** A server that answers `user1` otherwise; what the answer leaves open is answered honestly. */
function lying(kind: Kind, over: Record<string, Handler>): ScriptedOptions {
  const options = kind({ folders: MAILBOX, quota: { used: 300, limit: 9000 } });
  const commands = { ...options.commands };
  for (const [name, lie] of Object.entries(over)) {
    const honest = options.commands?.[name];
    commands[name] = async (command, session) => {
      const told = session.user === 'user1' ? await lie(command, session) : undefined;
      return told ?? honest?.(command, session);
    };
  }
  return { ...options, commands };
}

const INBOX = '* LIST () "/" "INBOX"';
const done = (tag: string) => `${tag} OK done`;

/** LIST with counters, as the lines say. The plain LIST stays what it is. */
function counters(...lines: Step[]): ScriptedOptions {
  return lying(richServer, {
    LIST: ({ tag, args }) => (args.length < 4 ? undefined : [INBOX, ...lines, done(tag)]),
  });
}

/** The answer to one command in place of the honest one. */
function answering(kind: Kind, name: string, answer: (tag: string) => Reply): ScriptedOptions {
  return lying(kind, { [name]: ({ tag }) => answer(tag) });
}

/** Counts of which nothing can be believed: the folder is asked for by itself, and tells the truth. */
const LIES: Case[] = [
  ['negative', 'MESSAGES -1 SIZE -5'],
  ['no number', 'MESSAGES many SIZE "a lot"'],
  ['beyond all numbers', `MESSAGES ${'9'.repeat(400)} SIZE ${'9'.repeat(400)}`],
  ['a list', 'MESSAGES (1 2) SIZE NIL'],
  ['nothing', ''],
].map(([name = '', items = '']) => ({
  name: `counters that are ${name}`,
  server: counters(`* STATUS "INBOX" (${items})`),
  status: 0,
  audit: { messages: 66, accuracy: 'exact', large: 1 },
}));

const COUNTS: Case[] = [
  ...LIES,
  {
    name: 'the largest numbers that there are',
    server: counters(`* STATUS "INBOX" (MESSAGES ${2 ** 32 - 1} SIZE ${2 ** 50})`),
    // Too many and too much: errors, as far as anybody can tell.
    status: 1,
    audit: { messages: 2 ** 32 - 1 + 16 },
  },
  {
    name: 'counters of folders that are not listed',
    server: counters(
      ...Array.from({ length: 3000 }, (_, index) => `* STATUS "Ghost ${index}" (MESSAGES 900000 SIZE 9)`),
    ),
    status: 0,
    audit: { messages: 66, accuracy: 'exact' },
  },
  {
    name: '20,000 folders',
    server: counters(
      ...Array.from({ length: 20_000 }, (_, index) => `* LIST () "/" "Folder ${index}"`),
      ...Array.from({ length: 20_000 }, (_, index) => `* STATUS "Folder ${index}" (MESSAGES 1 SIZE 100)`),
    ),
    status: 0,
  },
  {
    name: 'folders with controls in their names',
    server: counters(
      Buffer.concat([Buffer.from('* LIST () "/" "'), JUNK, Buffer.from('"\r\n')]),
      Buffer.concat([Buffer.from('* STATUS "'), JUNK, Buffer.from('" (MESSAGES 1 SIZE 2)\r\n')]),
    ),
    status: 0,
  },
  {
    name: 'more messages that are too large than messages',
    server: answering(richServer, 'SEARCH', (tag) => [
      `* ESEARCH (TAG "${tag}") COUNT 4000000000`,
      done(tag),
    ]),
    status: 0,
    audit: { messages: 66, large: 11 },
  },
  {
    name: 'a quota that is no number',
    server: answering(richServer, 'GETQUOTAROOT', (tag) => [
      '* QUOTAROOT INBOX ""',
      '* QUOTA "" (STORAGE -4 many MESSAGE)',
      done(tag),
    ]),
    status: 0,
    audit: { messages: 66, accuracy: 'exact', large: 1 },
  },
  {
    name: 'sizes of messages that are no numbers',
    server: answering(exchange, 'FETCH', (tag) => ['* 1 FETCH (RFC822.SIZE -7)', '* 2 FETCH ()', done(tag)]),
    status: 3,
    audit: { messages: 66, bytes: 0, accuracy: 'at-least' },
    reason: /the server told no sizes/,
  },
];

/** Refusals: what is not told is missing, and the rest is there. */
const REFUSALS: Case[] = [
  {
    name: 'NO to the counters of one folder',
    server: lying(statusSizeServer, {
      STATUS: ({ tag, args }) => (args[0] === 'Old' ? `${tag} NO Mailbox is locked.` : undefined),
    }),
    status: 0,
    audit: { messages: 61, accuracy: 'at-least' },
  },
  {
    name: 'NO to the opening of one folder',
    server: lying(exchange, {
      EXAMINE: ({ tag, args }) => (args[0] === 'Old' ? `${tag} NO Mailbox is locked.` : undefined),
    }),
    status: 0,
    audit: { messages: 66, accuracy: 'at-least' },
  },
  {
    name: 'BAD to counters that it has announced',
    server: lying(richServer, {
      LIST: ({ tag, args }) => (args.length < 4 ? undefined : `${tag} BAD What?`),
    }),
    status: 0,
    audit: { messages: 66, accuracy: 'exact', large: 1 },
  },
  {
    name: 'NO to a search',
    server: answering(richServer, 'SEARCH', (tag) => `${tag} NO [LIMIT] Not now`),
    status: 0,
    audit: { messages: 66, accuracy: 'exact', large: undefined },
  },
];

/** Kinds of answers to the three ways in which a mailbox is measured, in place of the honest one. */
function inPlaceOf(what: 'counters' | 'search' | 'sizes', reply: () => Reply): ScriptedOptions {
  if (what === 'search') return answering(richServer, 'SEARCH', reply);
  if (what === 'sizes') return answering(exchange, 'FETCH', reply);
  return lying(richServer, { LIST: ({ args }) => (args.length < 4 ? undefined : reply()) });
}

const KNOWN = {
  counters: {},
  search: { messages: 66, accuracy: 'exact' },
  sizes: { messages: 66, accuracy: 'at-least' },
} as const;

type Place = keyof typeof KNOWN;
const PLACES: Place[] = ['counters', 'search', 'sizes'];

/** Ends in the middle: whoever signed in has passed, and what is not known is said. */
const ENDS: Case[] = [
  ...broken('a close', () => CLOSE),
  ...broken('a reset', () => RESET),
  ...broken('a goodbye', () => ['* BYE [OVERQUOTA] Account exceeded bandwidth limits.', CLOSE], /OVERQUOTA/),
  ...broken('rubbish', () => [Buffer.from([0, 255, 254, 13, 10]), '* ((((', '%%%', CLOSE]),
  ...broken('a line without an end', () => flood('x'.repeat(65_536), ENDLESS)),
];

function broken(name: string, reply: () => Reply, reason = /./): Case[] {
  return PLACES.map((place) => ({
    name: `${name} in place of ${place}`,
    server: inPlaceOf(place, reply),
    status: 3,
    audit: KNOWN[place],
    reason,
    args: ['--retries', '0'],
  }));
}

const PATIENCE = ['--timeout', '2', '--retries', '0'];

const SILENCES: Case[] = [
  {
    name: 'and then the truth',
    server: counters(
      wait(2500),
      '* LIST () "/" "Sent"',
      '* STATUS "INBOX" (MESSAGES 50 SIZE 200000)',
      wait(2500),
      `* STATUS "Sent" (MESSAGES 11 SIZE ${5000 + LIMIT + 1})`,
    ),
    status: 0,
    audit: { messages: 66, accuracy: 'exact', large: 1 },
    args: PATIENCE,
  },
  ...PLACES.map((place) => ({
    name: `in place of ${place}`,
    server: inPlaceOf(place, () => until(new Promise(() => {}))),
    status: 3,
    audit: KNOWN[place],
    args: PATIENCE,
  })),
  {
    name: 'behind a literal',
    server: inPlaceOf('counters', () => ['* STATUS {2147483648}', wait(60_000)]),
    status: 3,
    args: PATIENCE,
  },
];

/** All that can be counted, again and again, and never the same as before. */
const FLOOD = flood(
  '* STATUS "INBOX" (MESSAGES 1)\r\n* 1 FETCH (RFC822.SIZE 4)\r\n* SEARCH 1 2 3\r\n'.repeat(300),
  ENDLESS,
);
const FLOODS: Case[] = PLACES.map((place) => ({
  name: `in place of ${place}`,
  server: inPlaceOf(place, () => [FLOOD, CLOSE]),
  status: 3,
  args: ['--retries', '0'],
}));

/** A password that is said back: in the name of a folder, in an answer, in the last words. */
const ECHOES: Case[] = [
  {
    name: 'a folder',
    server: counters('* LIST () "/" "user1-password"', '* STATUS "user1-password" (MESSAGES 2 SIZE 7)'),
    status: 0,
  },
  {
    name: 'a folder of messages that are too large',
    server: counters(
      '* LIST () "/" "x/user1-password"',
      `* STATUS "x/user1-password" (MESSAGES 600000 SIZE ${2 ** 36})`,
    ),
    status: 1,
  },
  {
    name: 'the last words',
    server: answering(richServer, 'SEARCH', () => ['* BYE you said user1-password', CLOSE]),
    status: 3,
    reason: /you said \[redacted\]/,
    args: ['--retries', '0'],
  },
  {
    name: 'the password of another row',
    server: lying(richServer, {
      SEARCH: async (_command, { server }) => {
        // Before it has heard of it, no server can say it.
        while (!server.logins.some(({ user }) => user === 'user3')) await pause(10);
        return ['* BYE you said user3-password', CLOSE];
      },
    }),
    status: 3,
    reason: /you said \[redacted\]/,
    args: ['--retries', '0'],
  },
];

export const SUITES: [string, Case[]][] = [
  ['what cannot be true', COUNTS],
  ['a refusal', REFUSALS],
  ['an end', ENDS],
  ['nothing, for long,', SILENCES],
  ['numbers without an end', FLOODS],
  ['a password, said back in', ECHOES],
];
