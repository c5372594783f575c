import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, TLSSocket } from 'node:tls';
import { authority } from './certificates.js';

/** A client without manners, for proving servers: it sends what it is told and hands out lines. */
export class RawClient {
  #socket: Socket;
  #received = '';
  #ended = false;
  #wake: () => void = () => undefined;
  /** What ended the connection, where that was a failure. */
  error: NodeJS.ErrnoException | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }

  get protocol(): string | null {
    return this.#socket instanceof TLSSocket ? this.#socket.getProtocol() : null;
  }

  send(octets: string | Buffer): void {
    this.#socket.write(octets);
  }

  /** The next line without CRLF; undefined when the connection has ended. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#received.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#received.slice(0, end);
        this.#received = this.#received.slice(end + 2);
        return line;
      }
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends a command and gives all lines up to its tagged answer, or to the end of the connection. */
  async command(tag: string, command: string): Promise<string[]> {
    this.send(`${tag} ${command}\r\n`);
    return this.answer(tag);
  }

  async answer(tag: string): Promise<string[]> {
    const lines: string[] = [];
    for (let line = await this.line(); line !== undefined; line = await this.line()) {
      lines.push(line);
      if (line.startsWith(`${tag} `)) break;
    }
    return lines;
  }

  /** Lines until the connection ends. */
  async rest(): Promise<string[]> {
    return this.answer('\0');
  }

  async startTls(options: ConnectionOptions = {}): Promise<void> {
    this.#socket.removeAllListeners('data');
    const secure = connectTls({ ...trusting(options), socket: this.#socket });
    await once(secure, 'secureConnect');
    this.#socket = secure;
    this.#listen(secure);
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    const end = () => {
      this.#ended = true;
      this.#wake();
    };
    socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString('utf8');
      this.#wake();
    });
    socket.on('error', (error) => {
      this.error = error;
    });
    socket.on('end', end);
    socket.on('close', end);
  }
}

function trusting(options: ConnectionOptions): ConnectionOptions {
  return { ca: authority(), servername: 'localhost', ...options };
}

export async function plainClient(port: number, host = '127.0.0.1'): Promise<RawClient> {
  const socket = connectTcp({ port, host });
  const client = new RawClient(socket);
  await once(socket, 'connect');
  return client;
}

/** Trusts the test authority alone and asks for `localhost`, unless told otherwise. */
export async function tlsClient(port: number, options: ConnectionOptions = {}): Promise<RawClient> {
  const socket = connectTls({ port, host: '127.0.0.1', ...trusting(options) });
  const client = new RawClient(socket);
  await once(socket, 'secureConnect');
  return client;
}
