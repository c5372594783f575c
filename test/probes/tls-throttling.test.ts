import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { tlsSummary } from '../../src/checks/tls.js';
import { connectTcp } from '../../src/probes/tcp.js';
import { describeWithServer } from '../servers/available.js';
import { type Admission, gate } from '../servers/gate.js';
import { CLOSE, RESET, type ScriptedOptions, wait } from '../servers/scripted.js';
import { calm, serve, timed } from './support.js';
import { probe, probed, told } from './tls-support.js';

const READY = '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready';

/** Resets connections before STARTTLS by their number, from 1, and by how many are open. */
function admitting(admits: (call: number, open: number) => boolean, tls = {}): ScriptedOptions {
  let calls = 0;
  const greeting: ScriptedOptions['greeting'] = ({ server }) =>
    admits(++calls, server.open) ? READY : RESET;
  return { security: 'tls', greeting, tls };
}

describeWithServer('a server that takes one handshake and resets all others', ['openssl'], () => {
  it('is not called broken', async () => {
    const { evidence, findings } = await probed(admitting((call) => call === 1));
    expect(findings).toEqual([]);
    const { versions, undetermined } = tlsSummary(evidence);
    expect(versions).toMatchObject({ 'TLSv1.2': true });
    expect(undetermined).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.3']);
  });

  it('is not called legacy, where the one it took was TLS 1.0', async () => {
    const tls = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' };
    // The first question is Exchange Online's; of the next four, the one for TLS 1.0 is sent first.
    const { findings } = await probed(admitting((call) => call === 2, tls));
    expect(findings).toMatchObject([
      { code: 'tls/handshake-failed', args: { kind: 'throttled' }, rating: 'inconclusive' },
    ]);
  });
});

describeWithServer('a server that drops every other handshake', ['openssl'], () => {
  it.each([0, 1])('from the one with remainder %d on', async (remainder) => {
    const { evidence, findings } = await probed(admitting((call) => call % 2 === remainder));
    expect(findings).toEqual([]);
    const { versions, undetermined } = tlsSummary(evidence);
    expect(versions['TLSv1.2']).toBe(true);
    // TLS 1.3 is spoken: it is seen, or it is left open.
    expect(versions['TLSv1.3'] || undetermined.includes('TLSv1.3')).toBe(true);
  });
});

describeWithServer('a server that bears one connection', ['openssl'], () => {
  it.each<[string, ScriptedOptions]>([
    ['with resets', admitting((_call, open) => open <= 1)],
    [
      'with BYE',
      {
        security: 'tls',
        greeting: ({ server }) => (server.open > 1 ? ['* BYE Too many connections', CLOSE] : READY),
      },
    ],
    [
      'and BYE to more than two',
      {
        security: 'tls',
        greeting: ({ server }) => (server.open > 2 ? ['* BYE Too many connections', CLOSE] : READY),
      },
    ],
  ])('%s is told all the same', async (_name, options) => {
    const { evidence, findings } = await probed(options);
    expect(findings).toEqual([]);
    expect(tlsSummary(evidence)).toMatchObject({
      versions: { TLSv1: false, 'TLSv1.1': false, 'TLSv1.2': true, 'TLSv1.3': true },
      undetermined: [],
    });
  });
});

describeWithServer('a reset for an answer, as of Windows', ['openssl'], () => {
  it('is believed while other handshakes succeed', async () => {
    // Which version is asked for is not seen before TLS; TLS 1.0 and 1.1 come second and third.
    const refused = [2, 3, 6, 7];
    const { evidence, findings } = await probed(admitting((call) => !refused.includes(call)));
    expect(findings).toEqual([]);
    expect(tlsSummary(evidence)).toMatchObject({ undetermined: [] });
  });
});

describeWithServer('a server that takes one connection in a time', ['openssl'], () => {
  it.each<[number, Admission]>([
    [300, 'reset'],
    [1000, 'close'],
    [2900, 'reset'],
  ])('of %d ms, the last one just before, is told (%s)', async (gap, otherwise) => {
    const { port } = await serve();
    const before = await gate(port, (_call, since) => (since > gap ? 'pass' : otherwise));
    await connectTcp('127.0.0.1', before.port, 1, calm()).then((socket) => socket.destroy());
    expect(told(await probe(before.port, { seconds: 5 }))).toEqual([]);
  });

  it('is not waited for where it is healthy, nor longer than the budget', async () => {
    const healthy = await timed(probed({}, { seconds: 5 }));
    expect(healthy.ms).toBeLessThan(2000);
    const broken = await timed(probed({ beforeTls: RESET }, { seconds: 0.5 }));
    expect(broken.value.findings).toMatchObject([{ args: { kind: 'reset' } }]);
    expect(broken.ms).toBeLessThan(2000);
  });

  it('an abort ends the pause', async () => {
    const server = await serve({ beforeTls: RESET });
    const abort = new AbortController();
    const running = probe(server.port, { seconds: 15 }, 4, abort.signal);
    await server.untilSessions(6);
    setTimeout(() => abort.abort(), 100);
    expect((await timed(running)).ms).toBeLessThan(1000);
    expect(server.sessions).toBe(6);
  });
});

/** Passes on what a client says, so much later. */
async function slowRelay(to: number, ms: number): Promise<number> {
  const relay = createServer((client) => {
    const up = connect(to, '127.0.0.1');
    up.on('error', () => client.destroy());
    client.on('error', () => up.destroy());
    up.pipe(client);
    client.pause();
    setTimeout(() => client.pipe(up), ms).unref();
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  onTestFinished(() => void relay.close());
  return (relay.address() as AddressInfo).port;
}

describeWithServer('a slow server', ['openssl'], () => {
  it('of two seconds a handshake is told', async () => {
    const { port } = await serve();
    const slow = await slowRelay(port, 2000);
    const { value, ms } = await timed(probe(slow, { seconds: 5 }));
    expect(told(value)).toEqual([]);
    expect(tlsSummary(value)).toMatchObject({ versions: { 'TLSv1.3': true }, undetermined: [] });
    expect(ms).toBeLessThan(6000);
  });

  it('of more than the budget is waited for once', async () => {
    const { value, ms } = await timed(probed({ beforeTls: wait(3000) }, { seconds: 1 }));
    expect(value.findings).toMatchObject([{ args: { kind: 'timeout' } }]);
    expect(tlsSummary(value.evidence).undetermined).toHaveLength(4);
    expect(ms).toBeLessThan(2000);
  });
});
