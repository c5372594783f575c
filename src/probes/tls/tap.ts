import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Enough for all that a server says in the clear: its first flight with a long chain. */
const ENOUGH = 64 * 1024;

/** Stands between a socket and TLS and keeps the first bytes that the server sends, which OpenSSL does not show. */
export class Tap extends Duplex {
  readonly #kept: Buffer[] = [];
  #size = 0;

  constructor(readonly socket: Socket) {
    super();
    socket.on('data', (chunk: Buffer) => {
      if (this.#size < ENOUGH) this.#kept.push(chunk);
      this.#size += chunk.length;
      if (!this.push(chunk)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
  }

  get head(): Buffer {
    return Buffer.concat(this.#kept).subarray(0, ENOUGH);
  }

  override _read(): void {
    this.socket.resume();
  }

  // An error of the socket also closes it, which TLS hears of; here nobody would listen.
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.socket.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }
}
