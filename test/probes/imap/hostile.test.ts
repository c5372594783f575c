import { expect, it } from 'vitest';
import { probeImap } from '../../../src/probes/imap/greet.js';
import { probeLogin } from '../../../src/probes/imap/login.js';
import { describeWithServer } from '../../servers/available.js';
import {
  CLOSE,
  dribble,
  flood,
  RESET,
  type ScriptedOptions,
  type ScriptedServer,
  type Step,
  wait,
} from '../../servers/scripted.js';
import { calm, credentials, resources, routeTo, serve, timed } from '../support.js';

const SECONDS = 0.3;
const SILENCE = wait(60_000);
const LOGIN = { capabilities: ['IMAP4rev1', 'NAMESPACE'], pipelining: 'mailbox' as const };

function login(server: ScriptedServer, over = {}, signal = calm()) {
  const route = routeTo(server.port, { seconds: SECONDS, security: 'none', ...over });
  return probeLogin(route, credentials('anna', 'Pässwörd'), LOGIN, signal);
}

/** Behaviour at each point, and how a sign-in ends: where it was, and why. */
const POINTS: [string, ScriptedOptions, object][] = [
  ['silence', { greeting: SILENCE }, { kind: 'timeout', phase: 'greeting' }],
  [
    'half a greeting',
    { greeting: [Buffer.from('* OK hel'), SILENCE] },
    { kind: 'timeout', phase: 'greeting' },
  ],
  [
    'a dribbled greeting',
    { greeting: dribble('* OK [CAPABILITY IMAP4rev1] ready for all', 60) },
    { kind: 'timeout' },
  ],
  ['closing at once', { greeting: CLOSE }, { kind: 'dropped', phase: 'greeting' }],
  ['a reset at once', { greeting: RESET }, { kind: 'dropped' }],
  ['closing after the greeting', { greeting: ['* OK hi', CLOSE] }, { kind: 'dropped', phase: 'login' }],
  ['garbage', { greeting: Buffer.from([0, 255, 1, 2, 0x0d, 0x0a]) }, { kind: 'protocol', phase: 'greeting' }],
  ['another protocol', { greeting: Buffer.from('SSH-2.0-x\r\n') }, { kind: 'protocol', phase: 'greeting' }],
  ['PREAUTH', { greeting: '* PREAUTH welcome' }, { kind: 'protocol', phase: 'greeting' }],
  ['an endless line', { greeting: flood('x'.repeat(4096), 50_000_000) }, { kind: 'protocol' }],
  ['a huge literal', { greeting: Buffer.from('* OK {999999999}\r\n') }, { kind: 'protocol' }],
  [
    'endless untagged replies',
    { commands: { LOGIN: () => flood('* 1 EXISTS\r\n'.repeat(100), 500_000_000) } },
    { phase: 'login' },
  ],
  [
    'untagged replies that trickle for ever',
    { commands: { LOGIN: () => Array.from({ length: 200 }, () => ['* 1 EXISTS', wait(50)]).flat() } },
    { kind: 'timeout', phase: 'login' },
  ],
  [
    'garbage that trickles for ever',
    { commands: { LOGIN: () => Array.from({ length: 200 }, () => ['(((', wait(50)]).flat() } },
    { kind: 'timeout', phase: 'login' },
  ],
  ['silence after LOGIN', { commands: { LOGIN: () => SILENCE } }, { kind: 'timeout', phase: 'login' }],
  ['wrong tags', { commands: { LOGIN: () => ['Z1 OK in', 'A1 OK in', SILENCE] } }, { kind: 'timeout' }],
  [
    'guesses of tags',
    { greeting: ['* OK hi', 'A1 OK in', 'A2 OK in', 'A3 OK in', SILENCE] },
    { kind: 'timeout', phase: 'login' },
  ],
  [
    'a tagged PREAUTH',
    { commands: { LOGIN: ({ tag }) => [`${tag} PREAUTH in`, SILENCE] } },
    { kind: 'timeout', phase: 'login' },
  ],
  ['a reset after LOGIN', { commands: { LOGIN: () => RESET } }, { kind: 'dropped', phase: 'login' }],
  ['silence after LIST', { commands: { LIST: () => SILENCE } }, { kind: 'timeout', phase: 'mailbox' }],
  ['silence after EXAMINE', { commands: { EXAMINE: () => SILENCE } }, { kind: 'timeout', phase: 'mailbox' }],
  [
    'a literal that never ends',
    { commands: { LIST: () => [Buffer.from('* LIST () "/" {100}\r\nabc'), SILENCE] } },
    { kind: 'timeout', phase: 'mailbox' },
  ],
  [
    'go-ahead that never comes',
    {
      greeting: '* OK [CAPABILITY IMAP4rev1] hi',
      literals: 'taken',
      commands: { '*': () => SILENCE, LOGIN: () => SILENCE },
    },
    { kind: 'timeout', phase: 'login' },
  ],
];

describeWithServer('a hostile server', ['openssl'], () => {
  it.each(POINTS)('%s: a sign-in ends in time, with nothing left open', async (_name, options, failure) => {
    const server = await serve({ security: 'none', ...options });
    const before = resources();
    const { value, ms } = await timed(login(server));
    expect(value.failure).toMatchObject(failure);
    expect(ms).toBeLessThan(SECONDS * 1000 * 4 + 800);
    expect(server.logins.length).toBeLessThanOrEqual(1);
    await server.untilQuiet();
    expect(resources().timers).toBeLessThanOrEqual(before.timers + 1);
  });

  it.each(POINTS)('%s: the greeting probe ends in time', async (_name, options) => {
    const server = await serve({ security: 'none', ...options });
    const { ms } = await timed(
      probeImap(routeTo(server.port, { security: 'none', seconds: SECONDS }), calm()),
    );
    expect(ms).toBeLessThan(SECONDS * 1000 * 4 + 800);
    await server.untilQuiet();
    expect(server.logins).toEqual([]);
  });

  it.each(POINTS)('%s: an abort ends it at once', async (_name, options) => {
    const server = await serve({ security: 'none', ...options });
    const abort = new AbortController();
    const running = login(server, { seconds: 30 }, abort.signal);
    await server.untilSessions(1);
    const begun = performance.now();
    abort.abort();
    const { failure } = await running;
    expect(performance.now() - begun).toBeLessThan(250);
    // A few have ended by themselves before.
    expect(failure).toBeDefined();
    await server.untilQuiet();
  });
});

describeWithServer('a server that takes its time', ['openssl'], () => {
  const trickle = (): Step[] => Array.from({ length: 60 }, () => ['* OK still', wait(50)]).flat();

  it.each(['CAPABILITY', 'ID', 'LOGOUT'])('over %s is given one budget for it', async (name) => {
    const server = await serve({
      security: 'none',
      greeting: '* OK hi',
      capabilities: 'IMAP4rev1 ID',
      commands: { [name]: trickle },
    });
    const route = routeTo(server.port, { security: 'none', seconds: SECONDS });
    expect((await timed(probeImap(route, calm()))).ms).toBeLessThan(SECONDS * 1000 + 300);
  });

  it.each<[string, ScriptedOptions['commands']]>([
    ['an answer that trickles', { LOGIN: trickle }],
    ['go-aheads that come late', { '': () => [wait(200), '+ go on'], LOGIN: trickle }],
  ])('over LOGIN, %s, too', async (_name, commands = {}) => {
    const server = await serve({ security: 'none', greeting: '* OK [CAPABILITY IMAP4rev1] hi', commands });
    const { value, ms } = await timed(login(server));
    expect(value.failure).toMatchObject({ kind: 'timeout', phase: 'login' });
    expect(ms).toBeLessThan(SECONDS * 1000 + 300);
  });

  it('over LIST is given more, as long as something comes', async () => {
    const slowly: Step[] = Array.from({ length: 10 }, () => ['* LIST () "/" INBOX', wait(50)]).flat();
    const server = await serve({
      security: 'none',
      commands: { LIST: ({ tag }) => [...slowly, `${tag} OK done`] },
    });
    const { list, folders } = await login(server);
    expect(list).toMatchObject({ status: 'OK' });
    expect(folders).toHaveLength(10);
  });
});

describeWithServer('a flood of short lines', ['openssl'], () => {
  it.each<[string, string]>([
    ['that are nothing', '*\r\n'],
    ['of one word', '* OK x\r\n'],
    ['that are empty', '\r\n'],
    ['with brackets without an end', `* CAPABILITY ${')'.repeat(60_000)}x\r\n`],
    ['with codes without an end', `* OK [CAPABILITY ${'[('.repeat(30_000)}\r\n`],
  ])('%s ends in time, and timers come through', { timeout: 20_000 }, async (_name, line) => {
    const block = line.repeat(Math.ceil(65_536 / line.length));
    const server = await serve({
      security: 'none',
      greeting: ['* OK hi', flood(block, 500_000_000)],
      commands: { '*': () => [] },
    });
    let lag = 0;
    let last = performance.now();
    const clock = setInterval(() => {
      lag = Math.max(lag, performance.now() - last);
      last = performance.now();
    }, 10);
    const { ms } = await timed(probeImap(routeTo(server.port, { security: 'none', seconds: 2 }), calm()));
    clearInterval(clock);
    expect(ms).toBeLessThan(6000);
    // A single line may take the parser a third of a second.
    expect(lag).toBeLessThan(2000);
  });

  it('is refused at a hundred thousand replies', async () => {
    const server = await serve({
      security: 'none',
      commands: { LOGIN: () => flood('* OK x\r\n'.repeat(1000), 16_000_000) },
    });
    const { failure } = await login(server, { seconds: 15 });
    expect(failure).toMatchObject({
      kind: 'protocol',
      phase: 'login',
      detail: expect.stringMatching(/more than 100000 replies/),
    });
  });
});

describeWithServer('a strange server', ['openssl'], () => {
  const reading = async (options: ScriptedOptions) =>
    login(await serve({ security: 'none', ...options }), { seconds: 2 });

  it('BYE in place of a greeting, and NO, are no answers to LOGIN', async () => {
    for (const word of ['BYE', 'NO', 'BAD']) {
      const { login: answer, failure } = await reading({ greeting: [`* ${word} Too many`, CLOSE] });
      expect(answer).toEqual({ status: 'BYE', text: 'Too many' });
      expect(failure).toBeUndefined();
    }
  });

  it('BYE in place of an answer is soon taken for one, though the connection stays', async () => {
    const options: ScriptedOptions = { commands: { LOGIN: () => ['* BYE [UNAVAILABLE] later', SILENCE] } };
    const { value, ms } = await timed(login(await serve({ security: 'none', ...options }), { seconds: 20 }));
    expect(value.login).toMatchObject({ status: 'BYE', code: 'UNAVAILABLE' });
    expect(ms).toBeLessThan(3000);
  });

  it('an answer after BYE still counts, and the BYE is kept', async () => {
    const evidence = await reading({
      commands: { LOGIN: ({ tag }) => ['* BYE off', `${tag} OK in`, CLOSE] },
    });
    expect(evidence).toMatchObject({ login: { status: 'OK' }, bye: { text: 'off' } });
    expect(evidence.list).toBeUndefined();
  });

  it('the first answer to a tag counts', async () => {
    const evidence = await reading({ commands: { LOGIN: ({ tag }) => [`${tag} NO no`, `${tag} OK yes`] } });
    expect(evidence.login?.status).toBe('NO');
  });

  it('NUL bytes and control characters do no harm', async () => {
    const evidence = await reading({
      commands: { LOGIN: ({ tag }) => Buffer.from(`\0\0${tag} NO [ALERT] a\0b\x1b[31m\u202ered\r\n`) },
    });
    expect(evidence.login).toMatchObject({ status: 'NO', code: 'ALERT', text: 'a b [31m red' });
  });

  it.each(['go [', '[OPEN go', '[A [B] go', ''])('a broken response code: %j', async (text) => {
    const evidence = await reading({ commands: { LOGIN: ({ tag }) => `${tag} NO ${text}` } });
    expect(evidence.login?.status).toBe('NO');
  });

  it('many folders are read, names in literals and in UTF-7 too', async () => {
    const lines = Array.from({ length: 25_000 }, (_, index) => `* LIST (\\Seen) "/" f${index}\r\n`).join('');
    const evidence = await reading({
      commands: {
        LIST: ({ tag }) => [
          Buffer.from(`* LIST () NIL {4}\r\na\r\nb\r\n* LIST () "long" Gr&APYA3w-e\r\n${lines}`),
          `${tag} OK done`,
        ],
      },
    });
    expect(evidence.folders).toHaveLength(20_000);
    expect(evidence.folders.slice(0, 2)).toEqual([
      { path: 'a b', delimiter: '', flags: [] },
      { path: 'Größe', delimiter: '', flags: [] },
    ]);
  });

  it('LIST answered and EXAMINE not: both are told', async () => {
    const evidence = await reading({ commands: { EXAMINE: () => ['* BYE gone', CLOSE] } });
    expect(evidence).toMatchObject({
      list: { status: 'OK' },
      bye: { text: 'gone' },
      failure: { phase: 'mailbox' },
    });
    expect(evidence.examine).toBeUndefined();
  });
});
