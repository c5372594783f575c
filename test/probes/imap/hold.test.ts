import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type HeldConnection, holdConnection } from '../../../src/probes/imap/hold.js';
import { rampUp } from '../../../src/run/connection-ramp.js';
import { describeWithServer } from '../../servers/available.js';
import { testCertificate } from '../../servers/certificates.js';
import { CLOSE, type Handler, RESET, type ScriptedServer, until } from '../../servers/scripted.js';
import { calm, credentials, resources, routeTo, sent, serve } from '../support.js';

const NEVER = until(new Promise(() => undefined));

async function hold(
  server: ScriptedServer,
  signedIn = true,
  over: Parameters<typeof routeTo>[1] = {},
): Promise<HeldConnection> {
  const options = { capabilities: [], ...(signedIn ? { credentials: credentials() } : {}) };
  const held = await holdConnection(routeTo(server.port, over), options, calm());
  onTestFinished(() => held.close());
  return held;
}

describeWithServer('a connection that is held', ['openssl'], () => {
  it('stays, answers, and signs out', async () => {
    const server = await serve();
    const held = await hold(server);
    expect(held.evidence).toMatchObject({ phase: 'login', answer: { status: 'OK' } });
    expect([await held.ended(), server.open]).toEqual([undefined, 1]);
    await held.close();
    expect(server.commands).toEqual(['LOGIN', 'NOOP', 'LOGOUT']);
    await server.untilQuiet();
  });

  it.each(['ssl', 'tls'] as const)('without a sign-in, %s', async (security) => {
    const server = await serve({ security });
    const held = await hold(server, false, { security });
    expect(held.evidence).toEqual({ phase: 'greeting', answer: { status: 'OK', text: '' } });
    expect(await held.ended()).toBeUndefined();
    await held.close();
    expect([server.logins, server.mostOpen]).toEqual([[], 1]);
  });

  it('is not asked twice by a server that does not take NOOP, and yet its end is seen', async () => {
    let hangUp: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      hangUp = resolve;
    });
    const server = await serve({ commands: { NOOP: ({ tag }) => [`${tag} BAD What?`, until(gone), CLOSE] } });
    const held = await hold(server);
    expect([await held.ended(), await held.ended()]).toEqual([undefined, undefined]);
    expect(server.commands).toEqual(['LOGIN', 'NOOP']);
    hangUp();
    await server.untilQuiet();
    await setTimeout(50);
    expect(await held.ended()).toMatchObject({ phase: 'held', failure: { kind: 'dropped' } });
  });

  it.each([
    ['BYE', ['* BYE Replaced', CLOSE], { phase: 'held', answer: { status: 'BYE', text: 'Replaced' } }],
    ['closed', CLOSE, { phase: 'held', failure: { kind: 'dropped' } }],
    ['reset', RESET, { phase: 'held', failure: { kind: 'dropped' } }],
    ['silent', NEVER, { phase: 'held', failure: { kind: 'timeout' } }],
  ])('and then lost: %s', async (_name, reply, expected) => {
    const server = await serve({ commands: { NOOP: () => reply } });
    expect(await (await hold(server)).ended()).toMatchObject(expected);
  });
});

describeWithServer('a connection that is not', ['openssl'], () => {
  it.each([
    [
      'BYE',
      { greeting: '* BYE Too many' },
      { phase: 'greeting', answer: { status: 'BYE', text: 'Too many' } },
    ],
    ['closed', { greeting: CLOSE }, { phase: 'greeting', failure: { kind: 'dropped', phase: 'greeting' } }],
    ['reset before TLS', { beforeTls: RESET }, { phase: 'greeting', failure: { kind: 'dropped' } }],
    ['silent', { greeting: NEVER }, { phase: 'greeting', failure: { kind: 'timeout' } }],
    ['PREAUTH', { greeting: '* PREAUTH hello' }, { phase: 'greeting', failure: { kind: 'protocol' } }],
    [
      'the wrong certificate',
      { tls: testCertificate('self-signed') },
      { phase: 'greeting', failure: { kind: 'tls' } },
    ],
  ])('%s: no password is sent', async (_name, options, expected) => {
    const server = await serve(options);
    const held = await hold(server);
    expect(held.evidence).toMatchObject(expected);
    await server.untilQuiet();
    expect(sent(server).toString()).not.toContain('secret-4711');
  });

  it('refused by STARTTLS', async () => {
    const server = await serve({ security: 'tls', greeting: '* BYE Enough' });
    const held = await hold(server, true, { security: 'tls' });
    expect(held.evidence).toMatchObject({ phase: 'greeting', answer: { status: 'BYE', text: 'Enough' } });
  });

  it('refused at LOGIN, without the password that the server repeats', async () => {
    const server = await serve({
      commands: { LOGIN: ({ tag }) => `${tag} NO [LIMIT] secret-4711 is one too many` },
    });
    const held = await hold(server);
    expect(held.evidence).toMatchObject({
      phase: 'login',
      answer: { status: 'NO', code: 'LIMIT', text: '[redacted] is one too many' },
    });
    await server.untilQuiet();
  });
});

describeWithServer('a ramp', ['openssl'], () => {
  async function ramp(server: ScriptedServer, asked: number, signal: AbortSignal, signedIn = false) {
    let held = 0;
    const options = { capabilities: [], ...(signedIn ? { credentials: credentials() } : {}) };
    const evidence = await rampUp({
      server: 'localhost',
      asked,
      signedIn,
      open: () => holdConnection(routeTo(server.port), options, signal),
      progress: (count) => {
        held = count;
      },
      signal,
    });
    return { evidence, held };
  }

  it('is gone with all it opened when it is stopped, and leaves nothing behind', async () => {
    const before = resources();
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const server = await serve({
      greeting: ({ id }) => {
        if (id === 12) stop.abort();
        return id < 12 ? '* OK ready' : NEVER;
      },
    });
    const { evidence } = await ramp(server, 40, stop.signal);
    expect(evidence).toMatchObject({ end: 'interrupted', held: 9 });
    await server.untilQuiet();
    await server.stop();
    expect(resources().timers).toBeLessThanOrEqual(before.timers);
  });

  it('never opens more than were asked for', async () => {
    const server = await serve();
    const { evidence, held } = await ramp(server, 11, calm());
    expect([evidence.end, evidence.held, held, server.mostOpen]).toEqual(['all-held', 11, 11, 11]);
  });

  it('gives up where connections are lost now and then, and calls it no limit', async () => {
    const LOGIN: Handler = ({ tag }) => (server.logins.length % 4 === 0 ? RESET : `${tag} OK in`);
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    const { evidence } = await ramp(server, 60, calm(), true);
    expect(evidence).toMatchObject({ end: 'unclear', held: 12, last: { failure: { kind: 'dropped' } } });
    await server.untilQuiet();
  });

  it('asks with a password that is refused of a sudden no second time', async () => {
    const LOGIN: Handler = ({ tag }) =>
      server.logins.length > 2 ? `${tag} NO [AUTHENTICATIONFAILED] No` : `${tag} OK in`;
    const server: ScriptedServer = await serve({ commands: { LOGIN } });
    const { evidence } = await ramp(server, 20, calm(), true);
    expect(evidence).toMatchObject({ end: 'unclear', held: 2, last: { answer: { status: 'NO' } } });
    expect(server.logins).toHaveLength(3);
  });
});
