import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface DelayProxy {
  readonly port: number;
  stop(): void;
}

/**
 * Passes connections on to a port of 127.0.0.1 with a round-trip time. The handshake of TCP, which is answered by
 * the system at once, is made up for by holding back the first octets of the client for one more round trip.
 */
export async function delayProxy(to: number, roundTripMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: to, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    delay(client, upstream, roundTripMs / 2, roundTripMs);
    delay(upstream, client, roundTripMs / 2, roundTripMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Timers of equal length fire in order, so octets keep theirs. */
function delay(from: Socket, to: Socket, ms: number, opensAfter: number): void {
  const opens = performance.now() + opensAfter;
  let last = 0;
  const later = (action: () => void) => {
    last = Math.max(last, performance.now() + ms, opens + ms);
    const due = last;
    setTimeout(action, Math.ceil(due - performance.now()));
  };
  from.on('data', (chunk: Buffer) => later(() => to.writable && to.write(chunk)));
  from.on('end', () => later(() => to.end()));
}
