import {
  CLOSE,
  dribble,
  flood,
  type Handler,
  RESET,
  type Reply,
  type ScriptedOptions,
  wait,
} from '../servers/scripted.js';

/** What a server does, and how a check of one row ends: its status, and what its codes, joined by spaces, match. */
export interface Case {
  name: string;
  server: ScriptedOptions;
  status: number | readonly number[];
  code: RegExp;
  args?: string[];
}

const MEGABYTE = 'x'.repeat(1024 * 1024);
const ENDLESS = 500_000_000;
const TWO_GIB = '{2147483648}';
const SILENCE = wait(60_000);
const ANNOUNCED = 'IMAP4rev1 ID NAMESPACE STARTTLS';

/** Everything that a terminal, a browser or a decoder could be led astray by, save the end of a line. */
export const JUNK = Buffer.concat([
  Buffer.from(
    '\u001b[2J\u001b]0;title\u0007\u001b[31mred\u0000\b\u007f\u0085\u009b31m\u202eright\u2066\u200f\u2028\ufeff',
  ),
  // A C1 control and a continuation by themselves, a surrogate, an overlong slash, and what is no UTF-8 at all.
  Buffer.from([0x9b, 0x33, 0x31, 0x6d, 0x80, 0xed, 0xa0, 0x80, 0xc0, 0xaf, 0xfe, 0xff]),
]);

function bytes(...parts: (string | Buffer)[]): Buffer {
  return Buffer.concat([...parts.map((part) => Buffer.from(part)), Buffer.from('\r\n')]);
}

/** The same handler by the name of one command. */
function on(name: string, answer: (tag: string) => Reply): { commands: Record<string, Handler> } {
  return { commands: { [name]: ({ tag }) => answer(tag) } };
}

const GREETING = `* OK [CAPABILITY ${ANNOUNCED}] ready`;
const plain = (server: ScriptedOptions): ScriptedOptions => ({ security: 'tls', ...server });

/** Servers that never come to an end. */
export const ENDLESS_SERVERS: Case[] = [
  {
    name: 'a greeting without an end',
    server: { greeting: flood('x'.repeat(4096), ENDLESS) },
    status: 1,
    code: /imap\/not-imap/,
  },
  {
    name: 'untagged lines in place of a greeting',
    server: { greeting: flood('* 1 EXISTS\r\n'.repeat(300), ENDLESS) },
    status: 1,
    code: /imap\/not-imap/,
  },
  {
    name: 'a greeting by the octet',
    server: { greeting: dribble(GREETING, 1000) },
    status: 1,
    code: /imap\/no-greeting/,
  },
  {
    name: 'a greeting by the octet before TLS',
    server: plain({ greeting: dribble(GREETING, 1000) }),
    status: 1,
    code: /imap\/no-greeting/,
  },
  {
    name: 'a greeting without an end before TLS',
    server: plain({ greeting: flood('x'.repeat(4096), ENDLESS) }),
    status: 1,
    code: /imap\/not-imap/,
  },
  {
    name: 'a handshake without an end',
    server: { beforeTls: SILENCE },
    status: 1,
    code: /tls\/handshake-failed/,
  },
  {
    name: 'a handshake without an end behind STARTTLS',
    server: plain(on('STARTTLS', (tag) => [`${tag} OK go`, SILENCE])),
    status: 1,
    code: /tls\/handshake-failed/,
  },
  {
    name: 'untagged lines after LOGIN',
    server: on('LOGIN', () => flood('* 1 EXISTS\r\n'.repeat(300), ENDLESS)),
    status: 3,
    code: /login\/(?:timeout|dropped)/,
  },
  {
    name: 'short lines after the greeting',
    server: { greeting: ['* OK hi', flood('*\r\n'.repeat(1000), ENDLESS)] },
    status: 1,
    code: /imap\/no-greeting/,
  },
  {
    name: 'an answer to CAPABILITY that trickles',
    server: {
      greeting: '* OK hi',
      ...on('CAPABILITY', () => Array.from({ length: 60 }, () => ['* OK still', wait(1000)]).flat()),
    },
    status: 1,
    code: /imap\/no-greeting/,
  },
  {
    name: 'go-aheads after LOGIN',
    server: on('LOGIN', () => flood('+ go on\r\n'.repeat(300), ENDLESS)),
    status: 3,
    code: /login\/(?:timeout|dropped)/,
  },
  {
    name: 'answers to tags that were never sent',
    server: on('LOGIN', () => [...['A1', 'A2', 'A3', 'Z9'].map((tag) => `${tag} OK in`), SILENCE]),
    status: 3,
    code: /login\/timeout/,
  },
  {
    name: 'a million folders',
    server: on('LIST', () => flood('* LIST () "/" folder\r\n'.repeat(100), 21_000_000)),
    status: 3,
    code: /login\/(?:timeout|dropped)/,
  },
  {
    name: 'an answer by the octet',
    server: on('LOGIN', (tag) => dribble(`${tag} OK in, at last`, 1000)),
    status: 3,
    code: /login\/timeout/,
  },
];

/** Replies far larger than any honest one. */
export const LARGE_REPLIES: Case[] = [
  {
    name: 'a greeting of a megabyte',
    server: { greeting: `* OK ${MEGABYTE}` },
    status: 1,
    code: /imap\/not-imap/,
  },
  {
    name: 'CAPABILITY of a megabyte',
    server: {
      greeting: '* OK hi',
      ...on('CAPABILITY', (tag) => [`* CAPABILITY IMAP4rev1 ${MEGABYTE}`, `${tag} OK`]),
    },
    status: 1,
    code: /imap\/no(?:-greeting|t-imap)/,
  },
  {
    name: 'ID of a megabyte',
    server: on('ID', (tag) => [`* ID ("name" "${MEGABYTE}")`, `${tag} OK`]),
    status: 0,
    code: /^dns\/not-public$/,
  },
  {
    name: 'an answer to LOGIN of a megabyte',
    server: on('LOGIN', (tag) => `${tag} NO ${MEGABYTE}`),
    status: 3,
    code: /login\/(?:timeout|dropped)/,
  },
  {
    name: 'LIST of a megabyte',
    server: on('LIST', (tag) => [`* LIST () "/" "${MEGABYTE}"`, `${tag} OK`]),
    status: 3,
    code: /login\/(?:timeout|dropped)/,
  },
  {
    name: 'a literal of 2 GiB as greeting',
    server: { greeting: [`* OK ${TWO_GIB}`, flood('x'.repeat(4096), ENDLESS)] },
    status: 1,
    code: /imap\/not-imap/,
  },
  {
    name: 'a literal of 2 GiB in ID',
    server: on('ID', () => [`* ID ("name" ${TWO_GIB}`, flood('x'.repeat(4096), ENDLESS)]),
    status: 0,
    code: /^dns\/not-public$/,
  },
  {
    name: 'a literal of 2 GiB in LIST',
    server: on('LIST', () => [`* LIST () "/" ${TWO_GIB}`, flood('x'.repeat(4096), ENDLESS)]),
    status: 3,
    code: /login\/(?:timeout|dropped)/,
  },
  {
    name: '100,000 capabilities',
    server: {
      greeting: '* OK hi',
      ...on('CAPABILITY', (tag) => [`* CAPABILITY IMAP4rev1 ${'WORD '.repeat(100_000)}END`, `${tag} OK`]),
    },
    status: 1,
    code: /imap\/no(?:-greeting|t-imap)/,
  },
  {
    name: 'deep lists in ID',
    server: on('ID', (tag) => [`* ID ${'('.repeat(20_000)}${')'.repeat(20_000)}`, `${tag} OK`]),
    status: 0,
    code: /^dns\/not-public$/,
  },
  {
    name: 'deep lists in NAMESPACE',
    server: on('NAMESPACE', (tag) => [`* NAMESPACE ${'('.repeat(20_000)}`, `${tag} OK`]),
    status: 0,
    code: /^dns\/not-public$/,
  },
];

/** Texts that no screen may see as they came. */
export const TEXTS: Case[] = [
  {
    name: 'in the greeting',
    server: { greeting: bytes(`* OK [CAPABILITY ${ANNOUNCED}] `, JUNK) },
    status: 0,
    code: /^dns\/not-public$/,
  },
  {
    name: 'in the capabilities',
    server: { greeting: bytes('* OK [CAPABILITY IMAP4rev1 ', JUNK, '] hi') },
    status: 0,
    code: /^dns\/not-public$/,
  },
  {
    name: 'in ID',
    server: on('ID', (tag) => [bytes('* ID ("name" "', JUNK, '" "version" "', JUNK, '")'), `${tag} OK`]),
    status: 0,
    code: /^dns\/not-public$/,
  },
  {
    name: 'in a refusal',
    server: on('LOGIN', (tag) => bytes(`${tag} NO `, JUNK)),
    status: 1,
    code: /login\/rejected/,
  },
  {
    name: 'in a response code',
    server: on('LOGIN', (tag) => bytes(`${tag} NO [`, JUNK, '] no')),
    status: 1,
    code: /login\/rejected/,
  },
  {
    name: 'in a refusal of LIST',
    server: on('LIST', (tag) => bytes(`${tag} NO `, JUNK)),
    status: 1,
    code: /mailbox\/list-failed/,
  },
  {
    name: 'in folder names',
    server: on('LIST', (tag) => [
      bytes('* LIST (\\HasNoChildren) "/" "a/', JUNK, '"'),
      bytes('* LIST () "/" "[Gmail]/', JUNK, '"'),
      `${tag} OK`,
    ]),
    status: 0,
    code: /mailbox\/gmail-folders/,
  },
  {
    name: 'in BYE as greeting',
    server: { greeting: [bytes('* BYE ', JUNK), CLOSE] },
    status: 1,
    code: /imap\/refused/,
  },
  {
    name: 'in BYE after LOGIN',
    server: on('LOGIN', () => [bytes('* BYE ', JUNK), CLOSE]),
    status: 3,
    code: /login\//,
  },
  {
    name: 'in a refusal of STARTTLS',
    server: plain(on('STARTTLS', (tag) => bytes(`${tag} NO `, JUNK))),
    status: 1,
    code: /tls\/handshake-failed/,
  },
  { name: 'in place of IMAP', server: { greeting: bytes(JUNK) }, status: 1, code: /imap\/not-imap/ },
  {
    name: 'in place of TLS',
    server: { security: 'none', greeting: bytes(JUNK) },
    args: ['--security', 'ssl'],
    status: 1,
    code: /tls\/handshake-failed/,
  },
  {
    name: 'in place of STARTTLS',
    server: plain({ greeting: bytes(JUNK) }),
    status: 1,
    code: /imap\/not-imap/,
  },
];

const STEPS: [string, (end: typeof CLOSE) => ScriptedOptions, number | number[], RegExp][] = [
  ['before TLS', (end) => ({ beforeTls: end }), 1, /tls\/handshake-failed/],
  [
    'in the handshake',
    (end) => ({ beforeTls: [Buffer.from([0x16, 3, 3, 0, 90, 2]), end] }),
    1,
    /tls\/handshake-failed/,
  ],
  ['before the greeting', (end) => ({ greeting: end }), 1, /imap\/no-greeting/],
  ['after the greeting', (end) => ({ greeting: ['* OK hi', end] }), 1, /imap\/no-greeting/],
  [
    'after CAPABILITY',
    (end) => ({
      greeting: '* OK hi',
      ...on('CAPABILITY', (tag) => [`* CAPABILITY ${ANNOUNCED}`, `${tag} OK`, end]),
    }),
    // Only the first connection asks; a reset may overtake what was said before it.
    [0, 1],
    /^dns\/not-public(?: imap\/no-greeting)?$/,
  ],
  ['after LOGIN', (end) => on('LOGIN', () => end), 3, /login\/dropped/],
  [
    'in the middle of LIST',
    (end) => on('LIST', () => ['* LIST () "/" INBOX', Buffer.from('* LIST () "/" "ha'), end]),
    3,
    /login\/dropped/,
  ],
  ['after the end of LIST', (end) => on('LIST', (tag) => [`${tag} OK done`, end]), 3, /login\/dropped/],
  [
    'after STARTTLS',
    (end) => plain(on('STARTTLS', (tag) => [`${tag} OK go`, end])),
    1,
    /tls\/handshake-failed/,
  ],
  ['before the greeting of STARTTLS', (end) => plain({ greeting: end }), 1, /tls\/handshake-failed/],
];

/** The connection ends at each step, in good order and by a reset. */
export const ENDS: Case[] = STEPS.flatMap(([name, server, status, code]) => [
  { name: `closed ${name}`, server: server(CLOSE), status, code },
  { name: `reset ${name}`, server: server(RESET), status, code },
]);

/** What tries to get in between. */
export const TRICKS: Case[] = [
  {
    name: 'text behind the OK of STARTTLS',
    server: plain(on('STARTTLS', (tag) => Buffer.from(`${tag} OK go\r\n* OK injected\r\n`))),
    status: 1,
    code: /tls\/handshake-failed/,
  },
  {
    name: 'capabilities behind the OK of STARTTLS',
    server: plain(
      on('STARTTLS', (tag) => Buffer.from(`${tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n`)),
    ),
    status: 1,
    code: /tls\/handshake-failed/,
  },
  { name: 'PREAUTH', server: { greeting: '* PREAUTH welcome' }, status: 1, code: /imap\// },
  {
    name: 'PREAUTH before STARTTLS',
    server: plain({ greeting: `* PREAUTH [CAPABILITY ${ANNOUNCED}] welcome` }),
    status: 1,
    code: /tls\//,
  },
];
