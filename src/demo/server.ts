import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { DEMO_CERTIFICATE, DEMO_KEY } from './certificate.js';
import type { SignIns } from './dialogue.js';
import { DemoSession } from './session.js';

const MAX_CONNECTIONS = 256;
const HANDSHAKE_MS = 10_000;
const IDLE_MS = 60_000;
/** Tries to find a port that is free on both loopback addresses. */
const PORT_TRIES = 5;

export interface DemoServer {
  port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts the demo's IMAP server: implicit TLS 1.2 and 1.3 on a free port of 127.0.0.1, and of ::1 where there
 * is IPv6. `idleMs`: silence after which a client is signed off, in milliseconds.
 */
export async function startDemoServer(options: { idleMs?: number } = {}): Promise<DemoServer> {
  const signIns: SignIns = new Map();
  const listen = () => new Listener(signIns, options.idleMs ?? IDLE_MS);
  for (let tries = 1; ; tries += 1) {
    const v4 = listen();
    const port = await v4.listen(0, '127.0.0.1');
    const v6 = listen();
    try {
      await v6.listen(port, '::1');
      return { port, close: async () => void (await Promise.all([v4.close(), v6.close()])) };
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || tries === PORT_TRIES) return { port, close: () => v4.close() };
      // Someone else answers there, and `localhost` may mean that address first.
      await v4.close();
    }
  }
}

/** One listening address and its connections, those still in the handshake included. */
class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  constructor(signIns: SignIns, idleMs: number) {
    this.#server = createServer({
      cert: DEMO_CERTIFICATE,
      key: DEMO_KEY,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
      handshakeTimeout: HANDSHAKE_MS,
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.on('connection', (socket: Socket) => this.#track(socket));
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy());
    this.#server.on('secureConnection', (socket) => {
      const session = new DemoSession(socket, signIns);
      // A client that goes away without a word is no fault of the demo.
      socket.on('error', () => socket.destroy());
      socket.setTimeout(idleMs, () => {
        session.bye('Signed off for inactivity.');
        socket.destroySoon();
      });
    });
  }

  async listen(port: number, host: string): Promise<number> {
    this.#server.listen({ port, host });
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
