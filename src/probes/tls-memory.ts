import type { SecureContext, TLSSocket } from 'node:tls';

/** Tickets that are kept, enough for a hundred connections: each gives two, and takes one. */
const MAX_TICKETS = 100;

/**
 * What connections of one route share: the context, which is dear to make, and sessions to resume. It belongs to
 * one route of one run, so that nothing is resumed that was not accepted on the same terms.
 */
export class TlsMemory {
  context: SecureContext | undefined;
  /** Used once each (RFC 8446 appendix C.4): some servers take none twice. */
  readonly #tickets: Buffer[] = [];
  /** Of TLS 1.2, which may be used by many. */
  #session: Buffer | undefined;

  take(): Buffer | undefined {
    return this.#tickets.pop() ?? this.#session;
  }

  /** Keeps what the server gives to resume this connection with. */
  listen(socket: TLSSocket): void {
    // A listener has every session written out, which takes time.
    if (this.#tickets.length >= MAX_TICKETS) return;
    socket.on('session', (session: Buffer) => {
      if (socket.getProtocol() !== 'TLSv1.3') this.#session = session;
      else if (this.#tickets.length < MAX_TICKETS) this.#tickets.push(session);
    });
  }
}
