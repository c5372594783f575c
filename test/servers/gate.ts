import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** What becomes of a connection. */
export type Admission = 'pass' | 'reset' | 'close';

export interface Gate {
  readonly port: number;
  /** Connections so far. */
  readonly seen: number;
  /** From now on nothing listens on the port. */
  shut(): void;
}

/**
 * Stands before a server of this machine, as a firewall that limits new connections. `admits` is given the number of
 * the connection, from 1, the milliseconds since the last that passed, and the first bytes where it reads them.
 */
export async function gate(
  to: number,
  admits: (call: number, since: number, hello: Buffer) => Admission,
  { reads = false } = {},
): Promise<Gate> {
  let seen = 0;
  let passed = Number.NEGATIVE_INFINITY;
  const server = createServer(async (client) => {
    seen += 1;
    const call = seen;
    client.on('error', () => {});
    const hello: Buffer = reads ? await firstBytes(client) : Buffer.alloc(0);
    const now = performance.now();
    const admission = admits(call, now - passed, hello);
    if (admission === 'reset') client.resetAndDestroy();
    if (admission === 'close') client.end();
    if (admission !== 'pass') return;
    passed = now;
    const up = connect(to, '127.0.0.1');
    up.on('error', () => client.destroy());
    up.on('close', () => client.destroy());
    client.on('close', () => up.destroy());
    up.write(hello);
    client.pipe(up).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    get seen() {
      return seen;
    },
    shut: () => void server.close(),
  };
}

/** Empty when none come. */
function firstBytes(client: Socket): Promise<Buffer> {
  return new Promise((resolve) => {
    client.once('data', resolve);
    client.once('close', () => resolve(Buffer.alloc(0)));
  });
}
