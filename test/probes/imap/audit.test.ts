import { describe, expect, it } from 'vitest';
import { type LoginOptions, probeLogin } from '../../../src/probes/imap/login.js';
import { MOST_SIZES, sampleSizes } from '../../../src/probes/imap/size-sample.js';
import { describeWithServer } from '../../servers/available.js';
import { CLOSE, type Handler, type Reply, type ScriptedOptions, wait } from '../../servers/scripted.js';
import { calm, credentials, routeTo, sent, serve } from '../support.js';

const LARGE = 1000;

interface Box {
  messages: number;
  /** Octets of each message, in turn. */
  sizes: number[];
}

type Boxes = Record<string, Box>;

const BOXES: Boxes = {
  INBOX: { messages: 3, sizes: [100, 200, 300] },
  Sent: { messages: 2, sizes: [1500, 400] },
  'Sent/Old mail': { messages: 0, sizes: [] },
};

const box = (boxes: Boxes, name: unknown) => boxes[String(name)] ?? { messages: 0, sizes: [] };
const sizeOf = ({ messages, sizes }: Box) =>
  Array.from({ length: messages }, (_, index) => sizes[index % sizes.length] ?? 0).reduce((a, b) => a + b, 0);

/** A server that knows what its capabilities say, over the polite one. */
function mailServer(
  capabilities: string,
  boxes: Boxes = BOXES,
  over: Record<string, Handler> = {},
): ScriptedOptions {
  const has = (name: string) => capabilities.split(' ').includes(name);
  let open: Box | undefined;
  const status = (name: string, items: readonly unknown[]) => {
    const { messages } = box(boxes, name);
    const size = items.includes('SIZE') ? ` SIZE ${sizeOf(box(boxes, name))}` : '';
    return `* STATUS "${name}" (MESSAGES ${messages}${size})`;
  };
  const commands: Record<string, Handler> = {
    LIST: ({ tag, args }) => {
      const lines = Object.keys(boxes).map((name) => `* LIST () "/" "${name}"`);
      const wishes = args[3];
      if (wishes === undefined) return [...lines, `${tag} OK done`];
      if (!has('LIST-STATUS') || !Array.isArray(wishes)) return `${tag} BAD Unknown option`;
      const items = wishes.at(-1) as string[];
      return [...lines, ...Object.keys(boxes).map((name) => status(name, items)), `${tag} OK done`];
    },
    STATUS: ({ tag, args: [name, items] }) => {
      if (!Array.isArray(items)) return `${tag} BAD No items`;
      if (items.includes('SIZE') && !has('STATUS=SIZE')) return `${tag} BAD Unknown item SIZE`;
      return [status(String(name), items), `${tag} OK done`];
    },
    EXAMINE: ({ tag, args: [name] }) => {
      open = boxes[String(name)];
      if (open === undefined) return `${tag} NO [NONEXISTENT] No such folder`;
      return [`* ${open.messages} EXISTS`, `${tag} OK [READ-ONLY] done`];
    },
    FETCH: ({ tag, args: [set] }) => {
      const lines: string[] = [];
      for (const range of String(set).split(',')) {
        const [from = 0, to = from] = range.split(':').map(Number);
        for (let at = from; at <= to; at++) {
          const size = open?.sizes[(at - 1) % open.sizes.length];
          lines.push(`* ${at} FETCH (RFC822.SIZE ${size})`);
        }
      }
      return [...lines, `${tag} OK done`];
    },
    SEARCH: ({ tag, args }) => {
      const limit = Number(args.at(-1));
      const found = Array.from({ length: open?.messages ?? 0 }, (_, index) => index + 1).filter(
        (at) => (open?.sizes[(at - 1) % (open?.sizes.length ?? 1)] ?? 0) > limit,
      );
      if (String(args[0]) !== 'RETURN')
        return [`* SEARCH${found.map((at) => ` ${at}`).join('')}`, `${tag} OK done`];
      return has('ESEARCH')
        ? [`* ESEARCH (TAG "${tag}") COUNT ${found.length}`, `${tag} OK done`]
        : `${tag} BAD no`;
    },
    GETQUOTAROOT: ({ tag }) =>
      has('QUOTA')
        ? [
            '* QUOTAROOT INBOX "" Other',
            '* QUOTA Other (STORAGE 9 9)',
            '* QUOTA "" (MESSAGE 5 9 STORAGE 3 500)',
            `${tag} OK done`,
          ]
        : `${tag} BAD Unknown command`,
    ...over,
  };
  return { capabilities: `IMAP4rev1 ${capabilities}`, commands, folders: Object.keys(boxes) };
}

async function measure(
  server: ScriptedOptions,
  { pipelining = 'all', known }: { pipelining?: LoginOptions['pipelining']; known?: string } = {},
) {
  const seen = await serve(server);
  const capabilities = known === undefined ? {} : { capabilities: known.split(' ') };
  const options: LoginOptions = {
    capabilities: ['IMAP4rev1'],
    pipelining,
    audit: { largerThan: LARGE, ...capabilities },
  };
  const evidence = await probeLogin(routeTo(seen.port), credentials(), options, calm());
  const told = Object.fromEntries(
    evidence.folders.map(({ path, messages, bytes, large, estimated }) => [
      path,
      [messages, bytes, large, estimated],
    ]),
  );
  return { seen, evidence, told };
}

function commandsOf(seen: Parameters<typeof sent>[0]): string[] {
  const lines = sent(seen)
    .toString('utf8')
    .replace(/^A\w+ /gm, '')
    .trimEnd()
    .split('\r\n');
  return lines.filter((line) => !line.startsWith('LOGIN'));
}

/** Turns of the client: how often it waited for the server. */
function flights({ transcript }: Parameters<typeof sent>[0]): number {
  return transcript.filter(({ from }, at) => from === 'client' && transcript[at - 1]?.from !== 'client')
    .length;
}

const FIGURES = {
  INBOX: [3, 600, 0, undefined],
  Sent: [2, 1900, 1, undefined],
  'Sent/Old mail': [0, 0, 0, undefined],
};

describeWithServer('measuring a mailbox', ['openssl'], () => {
  it.each([
    ['LIST-STATUS STATUS=SIZE QUOTA ESEARCH SPECIAL-USE'],
    ['LIST-STATUS STATUS=SIZE QUOTA'],
    ['LIST-STATUS'],
    ['STATUS=SIZE'],
    ['QUOTA'],
    ['X-NOTHING'],
  ])('gives the same figures whatever the server offers: %s', async (offered) => {
    for (const pipelining of ['all', 'mailbox', 'none'] as const) {
      const { evidence, told, seen } = await measure(mailServer(offered), { pipelining });
      expect(told).toEqual(FIGURES);
      expect(evidence.audit).toEqual(
        offered.includes('QUOTA') ? { quota: { used: 3 * 1024, limit: 500 * 1024 } } : {},
      );
      expect(evidence.failure).toBeUndefined();
      expect(commandsOf(seen).at(-1)).toBe('LOGOUT');
      expect(commandsOf(seen).join('\n')).not.toMatch(/SELECT|STORE|BODY|UID|CLOSE|EXPUNGE/);
      expect(seen.open).toBe(0);
    }
  });

  it('takes one flight more than a sign-in once it is known what the server offers', async () => {
    const offered = 'LIST-STATUS STATUS=SIZE QUOTA ESEARCH';
    const plain = await serve(mailServer(offered));
    const options: LoginOptions = { capabilities: ['IMAP4rev1'], pipelining: 'all' };
    await probeLogin(routeTo(plain.port), credentials(), options, calm());
    const { seen } = await measure(mailServer(offered), { known: offered });
    expect(commandsOf(seen)).toEqual([
      'LIST "" "*"',
      'EXAMINE INBOX',
      'LIST "" "*" RETURN (STATUS (MESSAGES SIZE))',
      'GETQUOTAROOT INBOX',
      'EXAMINE "Sent"',
      `SEARCH RETURN (COUNT) LARGER ${LARGE}`,
      'LOGOUT',
    ]);
    expect(flights(seen)).toBe(flights(plain) + 1);
  });

  it('goes on where others were offered what this one is not', async () => {
    const { told, evidence } = await measure(mailServer('QUOTA'), { known: 'LIST-STATUS STATUS=SIZE' });
    expect(told).toEqual(FIGURES);
    expect(evidence.audit?.failure).toBeUndefined();
  });

  it('reads the sizes of a part where there are many, evenly spread, and searches for the large ones', async () => {
    const sizes = Array.from({ length: 100 }, (_, index) => (index === 42 ? 2000 : 100));
    const boxes: Boxes = {
      INBOX: { messages: 60_000, sizes },
      Tiny: { messages: 3, sizes: [7] },
    };
    const { told, seen } = await measure(mailServer('X-NOTHING', boxes), {});
    const [messages, bytes, large, estimated] = told.INBOX ?? [];
    expect([messages, large, estimated]).toEqual([60_000, 600, true]);
    expect(Math.abs((bytes as number) / (60_000 * 119) - 1)).toBeLessThan(0.02);
    expect(told.Tiny).toEqual([3, 21, 0, undefined]);
    expect(commandsOf(seen).find((line) => line.startsWith('FETCH'))).toMatch(
      /^FETCH 1:\d+,.*,\d+:60000 \(RFC822\.SIZE\)$/,
    );
  });

  it('names that need it are quoted or sent as literals, and left alone where neither can be', async () => {
    const boxes: Boxes = {
      INBOX: { messages: 1, sizes: [1] },
      'a\\\\b \\"c\\"': { messages: 1, sizes: [5] },
    };
    const { seen, told } = await measure(mailServer('STATUS=SIZE', boxes));
    expect(commandsOf(seen)).toContain('STATUS "a\\\\b \\"c\\"" (MESSAGES SIZE)');
    expect(Object.keys(told)).toEqual(['INBOX', 'a\\b "c"']);
    const raw: Boxes = { INBOX: { messages: 1, sizes: [1] }, Büro: { messages: 2, sizes: [5] } };
    const plus = await measure(mailServer('STATUS=SIZE LITERAL+', raw));
    expect(sent(plus.seen).toString('utf8')).toContain('STATUS {5+}\r\nBüro (MESSAGES SIZE)\r\n');
    const without = await measure(mailServer('STATUS=SIZE', raw));
    expect(without.told.Büro).toEqual([undefined, undefined, undefined, undefined]);
    expect(without.told.INBOX).toEqual([1, 1, 0, undefined]);
    expect(without.evidence.audit?.failure).toBeUndefined();
  });

  it.each([
    [
      'a folder that cannot be opened',
      {
        EXAMINE: (({ tag, args: [name] }) =>
          name === 'Sent' ? `${tag} NO [NOPERM] no` : undefined) as Handler,
      },
      { Sent: [2, 1900, undefined, undefined] },
    ],
    [
      'a folder without its counters',
      {
        STATUS: (({ tag, args: [name] }) =>
          name === 'Sent' ? `${tag} NO [SERVERBUG] no` : undefined) as Handler,
      },
      { Sent: [undefined, undefined, undefined, undefined] },
    ],
    [
      'a search that is refused',
      { SEARCH: (({ tag }) => `${tag} NO not now`) as Handler },
      { Sent: [2, 1900, undefined, undefined] },
    ],
  ])('%s stays unknown, and the others are told', async (_, over, expected) => {
    const polite = mailServer('STATUS=SIZE');
    const commands = Object.fromEntries(
      Object.entries(polite.commands ?? {}).map(([name, own]): [string, Handler] => [
        name,
        async (command, session) =>
          (await (over as Record<string, Handler>)[name]?.(command, session)) ?? own(command, session),
      ]),
    );
    const { told, evidence } = await measure({ ...polite, commands });
    expect(told).toEqual({ ...FIGURES, ...expected });
    expect(evidence.audit).toEqual({});
  });

  it.each([
    ['hangs up', [CLOSE] as Reply, { kind: 'dropped', phase: 'mailbox' }],
    ['falls silent', [wait(6000)] as Reply, { kind: 'timeout', phase: 'mailbox' }],
  ])('a server that %s meanwhile has signed somebody in all the same', async (_, reply, failure) => {
    const { evidence } = await measure(mailServer('STATUS=SIZE', BOXES, { STATUS: () => reply }));
    expect(evidence).toMatchObject({
      login: { status: 'OK' },
      list: { status: 'OK' },
      examine: { status: 'OK' },
    });
    expect(evidence.failure).toBeUndefined();
    expect(evidence.audit?.failure).toMatchObject(failure);
  });

  it('keeps what was answered of the folders before', async () => {
    const polite = mailServer('X-NOTHING');
    const EXAMINE: Handler = (command, session) =>
      command.args[0] === 'Sent' ? [CLOSE] : polite.commands?.EXAMINE?.(command, session);
    const { told, evidence } = await measure({ ...polite, commands: { ...polite.commands, EXAMINE } });
    expect(evidence.audit?.failure).toMatchObject({ kind: 'dropped' });
    expect(told).toEqual({ ...FIGURES, Sent: [2, undefined, undefined, undefined] });
  });

  it('keeps the words of a goodbye, without the password', async () => {
    const BYE = ['* BYE [OVERQUOTA] Account exceeded command or bandwidth limits, secret-4711', CLOSE];
    const { evidence } = await measure(mailServer('STATUS=SIZE', BOXES, { STATUS: () => BYE }));
    expect(evidence.audit).toMatchObject({
      failure: { kind: 'dropped' },
      bye: { code: 'OVERQUOTA', text: 'Account exceeded command or bandwidth limits, [redacted]' },
    });
    expect(evidence.bye).toBeUndefined();
  });

  it.each([['-1'], ['99999999999999999999'], ['1e9'], ['7x'], ['NIL']])(
    '%s is no number of messages',
    async (value) => {
      const STATUS: Handler = ({ tag, args: [name] }) => [
        `* STATUS "${name}" (MESSAGES ${value} SIZE ${value})`,
        `${tag} OK done`,
      ];
      const { told, evidence } = await measure(mailServer('STATUS=SIZE', BOXES, { STATUS }));
      expect(told.INBOX).toEqual([undefined, undefined, undefined, undefined]);
      expect(evidence.login?.status).toBe('OK');
    },
  );

  it('counters of folders that nobody listed, and sizes that nobody asked for, are nothing', async () => {
    const EXAMINE: Handler = ({ tag }) => [
      '* STATUS Secret (MESSAGES 5 SIZE 5)',
      '* 1 FETCH (RFC822.SIZE 9)',
      `${tag} OK done`,
    ];
    const FETCH: Handler = ({ tag }) => [
      ...Array.from({ length: 50 }, () => '* 1 FETCH (RFC822.SIZE 10)'),
      `${tag} OK done`,
    ];
    const { told } = await measure(mailServer('X-NOTHING', BOXES, { EXAMINE, FETCH }));
    expect(Object.keys(told)).toEqual(Object.keys(BOXES));
    expect(told.INBOX?.[1]).toBeLessThanOrEqual(30);
  });
});

describe('a part of the sizes', () => {
  it('is all of them where they are few', () => {
    expect(sampleSizes([3, 0, 19_997])).toEqual([
      { set: '1:3', messages: 3 },
      { set: '1:0', messages: 0 },
      { set: '1:19997', messages: 19_997 },
    ]);
  });

  it('is spread over each folder, overlaps nowhere, and stays in the bounds', () => {
    for (const counts of [[600_000], [1_000_000, 51, 50, 3], [40_000, 40_000], [21_000], [2 ** 32 - 1]]) {
      const samples = sampleSizes(counts);
      for (const [index, { set, messages }] of samples.entries()) {
        const seen = new Set<number>();
        for (const range of set.split(',')) {
          const [from = 0, to = from] = range.split(':').map(Number);
          for (let at = from; at <= to; at++) seen.add(at);
        }
        expect(seen.size).toBe(messages);
        expect(Math.min(...seen)).toBe(1);
        expect(Math.max(...seen)).toBe(counts[index]);
      }
      expect(samples.reduce((sum, { messages }) => sum + messages, 0)).toBeLessThanOrEqual(MOST_SIZES + 150);
    }
  });
});
