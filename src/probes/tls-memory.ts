import type { SecureContext, TLSSocket } from 'node:tls';
import { element } from './certificate/der.js';

/** `[3]` of a session as OpenSSL writes it out: https://github.com/openssl/openssl/blob/master/ssl/ssl_asn1.c */
const PEER_CERTIFICATE = 0xa3;

/**
 * The session without the certificate of the server. It was accepted when the session began, and nobody looks at it
 * again; to read it takes ten times as long as the rest. Only of TLS 1.3: of an older session Node wants to see it.
 * What is not in that form stays as it is, and what OpenSSL cannot read is not resumed.
 */
export function withoutCertificate(session: Buffer): Buffer {
  const whole = element(session, 0);
  if (session[0] !== 0x30 || whole.end !== session.length) return session;
  const kept: Buffer[] = [];
  for (let at = whole.start; at < whole.end; ) {
    const { end } = element(session, at);
    if (end <= at || end > whole.end) return session;
    if (session[at] !== PEER_CERTIFICATE) kept.push(session.subarray(at, end));
    at = end;
  }
  const content = Buffer.concat(kept);
  const head = Buffer.from([0x30, 0x82, 0, 0]);
  head.writeUInt16BE(content.length, 2);
  return content.length < 256 || content.length > 0xffff ? session : Buffer.concat([head, content]);
}

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
  #forgetful = false;

  /** Nothing is resumed any more. */
  forget(): void {
    this.#tickets.length = 0;
    this.#session = undefined;
    this.#forgetful = true;
  }

  take(): Buffer | undefined {
    return this.#tickets.pop() ?? this.#session;
  }

  /** Keeps what the server gives to resume this connection with. */
  listen(socket: TLSSocket): void {
    // A listener has every session written out, which takes time.
    if (this.#forgetful || this.#tickets.length >= MAX_TICKETS) return;
    socket.on('session', (session: Buffer) => {
      if (this.#forgetful) return;
      if (socket.getProtocol() !== 'TLSv1.3') this.#session = session;
      else if (this.#tickets.length < MAX_TICKETS) this.#tickets.push(withoutCertificate(session));
    });
  }
}
