import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import type { Action, Reply, Spoken, Step } from './script.js';

/** One accepted TCP connection: says replies, begins TLS, hands on what the client says. */
export class Connection {
  readonly #raw: Socket;
  readonly #id: number;
  readonly #tls: SecureContextOptions;
  readonly #transcript: Spoken[];
  readonly #over: () => void;
  readonly #gone = new AbortController();
  #socket: Socket;
  #receive: (chunk: Buffer) => void = () => undefined;

  /** `over` is called, more than once perhaps, when either side has ended the connection. */
  constructor(raw: Socket, id: number, tls: SecureContextOptions, transcript: Spoken[], over: () => void) {
    this.#raw = raw;
    this.#id = id;
    this.#tls = tls;
    this.#transcript = transcript;
    this.#over = over;
    this.#socket = raw;
    raw.on('error', () => raw.destroy());
    raw.on('close', () => {
      over();
      this.#gone.abort();
    });
    this.#listen(raw);
  }

  get encrypted(): boolean {
    return this.#socket !== this.#raw;
  }

  /** Aborted when the connection is over. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get remoteAddress(): string {
    return this.#raw.remoteAddress ?? '';
  }

  onData(receive: (chunk: Buffer) => void): void {
    this.#receive = receive;
  }

  /** Does the steps one after the other; returns early when the connection is over. */
  async say(reply: Reply): Promise<void> {
    for (const step of Array.isArray(reply) ? reply : [reply]) {
      if (this.signal.aborted || this.#socket.writableEnded) return;
      await this.#step(step);
    }
  }

  /** Resolves when the handshake is done. Rejects never: a failed one closes the connection. */
  async startTls(): Promise<void> {
    this.#raw.removeAllListeners('data');
    // A context that cannot be made is a fault of the test, and worth its stack.
    const secure = new TLSSocket(this.#raw, {
      isServer: true,
      secureContext: createSecureContext(this.#tls),
    });
    this.#socket = secure;
    secure.on('error', () => this.#raw.destroy());
    secure.on('close', () => this.#raw.destroy());
    this.#listen(secure);
    await this.#unlessGone(once(secure, 'secure', { signal: this.signal }));
  }

  destroy(): void {
    this.#socket.destroy();
    this.#raw.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('end', this.#over);
    socket.on('data', (chunk: Buffer) => {
      this.#transcript.push({ session: this.#id, from: 'client', octets: chunk });
      this.#receive(chunk);
    });
  }

  async #step(step: Step): Promise<void> {
    if (typeof step === 'string') await this.#write(Buffer.from(step.endsWith('\n') ? step : `${step}\r\n`));
    else if (Buffer.isBuffer(step)) await this.#write(step);
    else await this.#act(step);
  }

  async #act(action: Action): Promise<void> {
    switch (action.kind) {
      case 'wait':
        return this.#unlessGone(pause(action.ms, undefined, { signal: this.signal }));
      case 'until':
        return this.#unlessGone(Promise.race([action.promise, once(this.#raw, 'close')]));
      case 'start-tls':
        return this.startTls();
      case 'flood':
        for (let sent = 0; sent < action.bytes && !this.signal.aborted; sent += action.chunk.length)
          await this.#write(action.chunk);
        return;
      case 'close':
        this.#over();
        this.#socket.end();
        return;
      case 'reset':
        this.#over();
        this.#raw.resetAndDestroy();
    }
  }

  async #write(octets: Buffer): Promise<void> {
    if (this.#socket.destroyed) return;
    this.#transcript.push({ session: this.#id, from: 'server', octets });
    if (!this.#socket.write(octets))
      await this.#unlessGone(once(this.#socket, 'drain', { signal: this.signal }));
  }

  async #unlessGone(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!this.signal.aborted && !this.#socket.destroyed) throw error;
    }
  }
}
