import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type TLSSocket } from 'node:tls';
import { testCertificate } from './certificates.js';

/** A way to a server on which a goodbye comes late. */
export interface LateGoodbye {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Takes TLS, and hands on what comes to a port of 127.0.0.1 in clear, a LOGOUT so many milliseconds late. Without
 * it a session that was sent in one piece is over before the server has counted it. Knows no literals.
 */
export async function lateGoodbye(target: number, ms: number): Promise<LateGoodbye> {
  const { cert, key } = testCertificate('localhost');
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert, key, noDelay: true }, (near) => {
    sockets.add(near);
    const far = connect(target, '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
      sockets.delete(near);
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
    far.pipe(near);
    void handOn(near, (line) => far.write(line), ms).catch(end);
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function handOn(near: TLSSocket, write: (line: string) => void, ms: number): Promise<void> {
  let rest = '';
  for await (const chunk of near.setEncoding('latin1')) {
    const lines = `${rest}${chunk}`.split(/(?<=\n)/);
    rest = lines.at(-1)?.endsWith('\n') ? '' : (lines.pop() ?? '');
    for (const line of lines) {
      if (/^\S+ LOGOUT\s/i.test(line)) await pause(ms);
      write(line);
    }
  }
}
