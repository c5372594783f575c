import { expect, it } from 'vitest';
import { ConnectionError } from '../../src/probes/failure.js';
import { connectTcp, probeTcp } from '../../src/probes/tcp.js';
import { deadPort } from '../servers/scripted.js';
import { calm, serve, timed } from './support.js';

it('tells open from refused, for every address and port', async () => {
  const server = await serve({ security: 'none' });
  const dead = await deadPort();
  const addresses = ['127.0.0.1', '127.0.0.2'];
  const { attempts, ...rest } = await probeTcp('localhost', addresses, [server.port, dead], 2, calm());
  expect(rest).toEqual({ server: 'localhost', seconds: 2 });
  expect(attempts.map(({ address, port, state }) => [address, port === dead, state])).toEqual([
    ['127.0.0.1', false, 'open'],
    ['127.0.0.1', true, 'refused'],
    ['127.0.0.2', false, 'refused'],
    ['127.0.0.2', true, 'refused'],
  ]);
  expect(server.open).toBe(0);
});

it('says that there is no way', async () => {
  // Documentation range (RFC 3849): never routed, though some networks drop it instead of saying so.
  const { attempts } = await probeTcp('x', ['2001:db8::1'], [993], 0.3, calm());
  expect(['unreachable', 'timeout']).toContain(attempts[0]?.state);
});

it('tries a limited number of addresses', async () => {
  const port = await deadPort();
  const addresses = Array.from({ length: 100 }, (_, index) => `127.0.1.${index + 1}`);
  expect((await probeTcp('x', addresses, [port], 1, calm())).attempts).toHaveLength(16);
});

it('an abort ends it at once', async () => {
  const stopped = AbortSignal.abort();
  const { ms } = await timed(
    expect(connectTcp('192.0.2.1', 993, 30, stopped)).rejects.toMatchObject({
      failure: { kind: 'aborted', phase: 'connect' },
    }),
  );
  expect(ms).toBeLessThan(200);
  await expect(connectTcp('127.0.0.1', await deadPort(), 1, calm())).rejects.toBeInstanceOf(ConnectionError);
});
