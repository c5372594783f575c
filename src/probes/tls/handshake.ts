import type { Socket } from 'node:net';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import type { Handshake, HandshakeFailure } from '../../model/evidence.js';
import { readCertificate } from '../certificate.js';
import { clean, cleanBytes } from '../clean.js';
import { ConnectionError, failureOf } from '../failure.js';
import { hangUp } from '../hang-up.js';
import { StarttlsError, secure, starttls } from '../imap/dial.js';
import type { Route } from '../route.js';
import { connectTcp } from '../tcp.js';
import { faultOf } from './faults.js';
import { asksForCertificate, isTls } from './records.js';
import { Tap } from './tap.js';

export type TlsRoute = Route & { security: 'ssl' | 'tls' };

/** How long at least, and how many times the handshake at most, a server of TLS 1.3 has to object to it. */
const OBJECTION_MS = 200;
const OBJECTION_FACTOR = 3;

/** Firewalls that inspect mail overwrite what they do not know: Cisco makes `XXXXXXXA` of STARTTLS. */
const MASKED = /^X{6,}[A-Z]?$/;

/** One handshake and the goodbye. `greeted` is given what was said before STARTTLS. Never throws. */
export async function handshake(
  route: TlsRoute,
  options: ConnectionOptions,
  signal: AbortSignal,
  greeted: (greeting: string | undefined) => void,
): Promise<Handshake> {
  let socket: Socket | undefined;
  let tap: Tap | undefined;
  try {
    socket = await connectTcp(route.address, route.port, route.seconds, signal);
    if (route.security === 'tls') greeted((await starttls(socket, route, signal)).greeting.text);
    const begun = performance.now();
    tap = new Tap(socket);
    const tls = await secure(tap, route, signal, { ...options, rejectUnauthorized: false });
    const shake = describe(tls, route);
    if (tls.getProtocol() === 'TLSv1.3') await objection(tls, performance.now() - begun, signal);
    await hangUp(tls, signal);
    return shake;
  } catch (error) {
    socket?.destroy();
    if (error instanceof StarttlsError) greeted(error.prelude?.greeting.text ?? error.answer?.text);
    return { ok: false, failure: handshakeFailure(error, tap?.head) };
  }
}

function describe(tls: TLSSocket, route: TlsRoute): Handshake {
  const failed = (kind: HandshakeFailure['kind'], detail: string): Handshake => ({
    ok: false,
    failure: { kind, detail },
  });
  try {
    const peer = readCertificate(tls, route.server, route.authorities, route.extraAuthorities);
    if (peer === undefined) return failed('no-certificate', 'the server sent no certificate');
    const { name: curve } = tls.getEphemeralKeyInfo() as { name?: string };
    const protocol = tls.getProtocol() ?? 'unknown';
    return { ok: true, protocol, cipher: tls.getCipher().name, ...(curve && { curve }), peer };
  } catch {
    // X509Certificate takes fewer encodings than the handshake does.
    return failed('bad-certificate', 'the certificate of the server cannot be read');
  }
}

/**
 * In TLS 1.3 a client is done before the server has seen its certificate, or that there is none (RFC 8446 section
 * 4.4.2.4). Waits until the server has shown, by a ticket or a word, that it is content.
 *
 * @throws {ConnectionError} of phase `tls` when it objects.
 */
function objection(tls: TLSSocket, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) =>
      settle(() => reject(new ConnectionError(failureOf(error, 'tls', signal))));
    const done = () => settle(resolve);
    const timer = setTimeout(done, Math.max(OBJECTION_MS, ms * OBJECTION_FACTOR));
    function settle(then: () => void) {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      tls.removeListener('error', fail).removeListener('session', done).removeListener('data', done);
      tls.removeListener('close', done);
      then();
    }
    tls.on('error', fail);
    if (signal.aborted || tls.destroyed) return done();
    signal.addEventListener('abort', done, { once: true });
    tls.once('session', done).once('data', done).once('close', done);
  });
}

function handshakeFailure(error: unknown, head: Buffer | undefined): HandshakeFailure {
  if (error instanceof StarttlsError) return starttlsFailure(error);
  if (!(error instanceof ConnectionError)) throw error;
  const { kind, detail } = error.failure;
  if (head !== undefined && head.length > 0 && !isTls(head)) return noTls(head);
  const [, reason = '', code] = /^(.*) \((ERR_\w+|EPROTO)\)$/.exec(detail) ?? [];
  if (kind === 'tls' && code !== undefined) {
    // A fault that comes up while writing has no code of OpenSSL.
    const fault = faultOf(code === 'EPROTO' ? `ERR_SSL_${reason.toUpperCase().replace(/\W+/g, '_')}` : code);
    const refused = fault.kind === 'no-common' && head !== undefined && asksForCertificate(head);
    return refused ? { ...fault, kind: 'client-certificate' } : fault;
  }
  if (kind === 'timeout' && error.failure.phase === 'greeting') return { kind: 'silent', detail };
  if (kind === 'timeout') {
    const silent = head?.length === 0 ? '; the server sent nothing' : '';
    return { kind: 'timeout', detail: `${detail}${silent}` };
  }
  if (kind === 'dropped' || kind === 'refused') return { kind: 'reset', detail };
  return { kind: kind === 'tls' ? 'protocol' : 'other', detail };
}

function starttlsFailure(error: StarttlsError): HandshakeFailure {
  const { kind, message, answer, prelude, received } = error;
  const mask = prelude?.capabilities.find((name) => MASKED.test(name));
  if (kind === 'starttls-missing' && mask !== undefined) {
    return { kind: 'starttls-masked', detail: clean(`${message}; ${mask} is`) };
  }
  const said = answer === undefined ? '' : `: ${answer.status} ${answer.text}`;
  return {
    kind,
    detail: clean(`${message}${said}`),
    ...(answer === undefined ? {} : { answer }),
    ...(received === undefined ? {} : { received }),
  };
}

/** What came where a handshake should have been: text when most of it is printable. */
function noTls(head: Buffer): HandshakeFailure {
  const printable = head.filter((octet) => octet >= 0x20 && octet < 0x7f).length;
  return printable * 4 >= head.length * 3
    ? { kind: 'plain-text', detail: `the server sent plain text: ${firstLine(head)}` }
    : { kind: 'garbage', detail: `the server sent bytes that are no TLS: ${cleanBytes(head)}` };
}

function firstLine(head: Buffer): string {
  const end = head.indexOf('\n');
  return cleanBytes(end > 0 ? head.subarray(0, end) : head);
}
