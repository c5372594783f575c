import { expect, it } from 'vitest';
import { checkTls } from '../../src/checks/tls.js';
import { connectTcp } from '../../src/probes/tcp.js';
import { describeWithServer } from '../servers/available.js';
import { CLOSE, flood, RESET, type ScriptedOptions, type Step, wait } from '../servers/scripted.js';
import { calm, resources, serve, timed } from './support.js';
import { probe, probed } from './tls-support.js';

/** The beginning of a real server's first flight. */
async function serverHello(): Promise<Buffer> {
  const real = await serve({ tls: { maxVersion: 'TLSv1.2' } });
  const tap = await connectTcp('127.0.0.1', real.port, 1, calm());
  const flight = new Promise<Buffer>((resolve) => tap.once('data', resolve));
  tap.write(await clientHello());
  return flight.finally(() => tap.destroy());
}

async function clientHello(): Promise<Buffer> {
  const { port, transcript } = await serve(talking(KEEP_OPEN));
  await probe(port, { seconds: 0.3 });
  return Buffer.concat(transcript.map(({ octets }) => octets));
}

const KEEP_OPEN = wait(60_000);

function talking(...steps: Step[]): ScriptedOptions {
  return { security: 'none', greeting: [], beforeTls: steps };
}

describeWithServer('another protocol on a TLS port', ['openssl'], () => {
  it.each([
    '* OK [CAPABILITY IMAP4rev1] ready',
    '+OK POP3 ready',
    '220 mail.contoso.com ESMTP Postfix',
    'SSH-2.0-OpenSSH_9.2p1',
    '5',
  ])('%s', async (banner) => {
    const { value, ms } = await timed(probed(talking(banner)));
    expect(value.findings).toEqual([
      {
        code: 'tls/handshake-failed',
        args: { server: 'localhost', port: value.server.port, kind: 'plain-text' },
      },
    ]);
    expect(checkTls(value.evidence)[0]?.evidence?.detail).toBe(`the server sent plain text: ${banner}`);
    expect(value.server.sessions).toBe(1);
    expect(ms).toBeLessThan(1000);
  });

  it('HTTP, which waits to be asked', async () => {
    const answer = () => Buffer.from('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<html>');
    const { evidence, findings } = await probed({
      security: 'none',
      greeting: [],
      commands: { '*': answer },
    });
    expect(findings).toMatchObject([{ args: { kind: 'plain-text' } }]);
    expect(checkTls(evidence)[0]?.evidence?.detail).toBe(
      'the server sent plain text: HTTP/1.1 400 Bad Request',
    );
  });

  it('text that would turn the terminal', async () => {
    const { evidence } = await probed(talking(Buffer.from('* OK \u001b[31mred\u202e\r\n')));
    expect(JSON.stringify(checkTls(evidence))).not.toMatch(/\\u001b|\u202e/);
  });
});

describeWithServer('a server that breaks TLS', ['openssl'], () => {
  it.each<[string, () => Promise<Step[]>, string]>([
    [
      'half a ServerHello, then silence',
      async () => [(await serverHello()).subarray(0, 40), KEEP_OPEN],
      'timeout',
    ],
    ['a ServerHello in drops', async () => drops((await serverHello()).subarray(0, 60)), 'timeout'],
    ['silence', async () => [KEEP_OPEN], 'timeout'],
    ['endless records of zeros', async () => [flood(zeros(), 64 * 1024 * 1024), KEEP_OPEN], ''],
    ['an alert of its own', async () => [Buffer.from([21, 3, 1, 0, 2, 2, 80]), KEEP_OPEN], 'server-fault'],
    [
      'a name it does not know',
      async () => [Buffer.from([21, 3, 3, 0, 2, 2, 112]), KEEP_OPEN],
      'unknown-name',
    ],
    ['access that is denied', async () => [Buffer.from([21, 3, 3, 0, 2, 2, 49]), KEEP_OPEN], 'access-denied'],
    ['a suite that was not offered', async () => [alienHello(), KEEP_OPEN], 'protocol'],
  ])('%s ends in the budget', async (_name, steps, kind) => {
    const server = await serve(talking(...(await steps())));
    const { value, ms } = await timed(probe(server.port));
    const [found, ...others] = checkTls(value);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: 'tls/handshake-failed', args: kind === '' ? {} : { kind } });
    expect(ms).toBeLessThan(2500);
  });
});

function drops(octets: Buffer): Step[] {
  return [...octets].flatMap((octet) => [Buffer.from([octet]), wait(200)]);
}

/** A handshake record full of HelloRequest, which a client ignores: RFC 5246 section 7.4.1.1. */
function zeros(): Buffer {
  return Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000)]);
}

/** A ServerHello that chooses TLS_NULL_WITH_NULL_NULL. */
function alienHello(): Buffer {
  const body = Buffer.concat([Buffer.from([3, 3]), Buffer.alloc(32, 7), Buffer.from([0, 0, 0, 0])]);
  const message = Buffer.concat([Buffer.from([2, 0, 0, body.length]), body]);
  return Buffer.concat([Buffer.from([22, 3, 3, 0, message.length]), message]);
}

describeWithServer('a server that hangs up at a bad moment', ['openssl'], () => {
  it.each<[string, ScriptedOptions]>([
    ['behind the handshake, by a reset', { greeting: RESET }],
    ['behind the handshake', { greeting: CLOSE }],
    ['behind a TLS 1.3 handshake, by a reset', { tls: { minVersion: 'TLSv1.3' }, greeting: RESET }],
    ['as soon as it is greeted', { security: 'none', greeting: [], commands: { '*': () => RESET } }],
    ['after some bytes of TLS', talking(Buffer.from([22, 3, 3]), RESET)],
  ])('%s: an answer comes, and no error is left behind', async (_name, options) => {
    const before = resources();
    for (let times = 0; times < 5; times += 1) {
      const { findings } = await probed(options);
      expect(findings.length).toBeLessThanOrEqual(1);
    }
    expect(resources().timers).toBeLessThanOrEqual(before.timers + 1);
  });
});
