import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A connection that passed. */
export interface Passed {
  /** How often the client spoke after it had heard something: each costs a round trip. */
  turns: number;
  /** All that the client said, in latin1. */
  said: string;
}

export interface TurnProxy {
  readonly port: number;
  readonly passed: readonly Passed[];
  stop(): void;
}

/**
 * Passes connections on to a port of 127.0.0.1 and counts their turns. What either side says is `ms` on its way, so
 * that what belongs together is not cut by an answer to the first part of it.
 */
export async function turnProxy(to: number, ms = 10): Promise<TurnProxy> {
  const passed: Passed[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: to, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const connection: Passed = { turns: 0, said: '' };
    passed.push(connection);
    let heard = true;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      if (heard) connection.turns += 1;
      heard = false;
      connection.said += chunk.toString('latin1');
    });
    deliver(client, upstream, ms, () => {});
    deliver(upstream, client, ms, () => {
      heard = true;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    passed,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function deliver(from: Socket, towards: Socket, ms: number, arrived: () => void): void {
  from.on('data', (chunk: Buffer) =>
    setTimeout(() => {
      arrived();
      if (towards.writable) towards.write(chunk);
    }, ms),
  );
  from.on('end', () => setTimeout(() => towards.end(), ms));
}
