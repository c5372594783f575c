import { isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { hasCapability } from '../../model/endpoint.js';
import type { Answer } from '../../model/evidence.js';
import { clean } from '../clean.js';
import { ConnectionError, failureOf } from '../failure.js';
import type { Route } from '../route.js';
import { connectTcp } from '../tcp.js';
import { ImapConnection } from './connection.js';
import { type Reply, textOf } from './reply.js';

/** What a server said before TLS began, where it began by STARTTLS. */
export interface Prelude {
  greeting: Answer;
  capabilities: string[];
}

/** Options that let OpenSSL talk to servers that stopped at TLS 1.0 or 1.1. */
export const LEGACY_TLS = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;

/** TLS did not begin because of what the server said in plain text. */
export class StarttlsError extends Error {
  override readonly name = 'StarttlsError';
  constructor(
    readonly kind: 'starttls-missing' | 'starttls-refused',
    readonly answer: Answer | undefined,
    message: string,
    readonly prelude?: Prelude,
  ) {
    super(message);
  }
}

/** Connects as the route says and, where it has TLS, returns with TLS up and the certificate accepted. */
export async function dial(
  route: Route,
  signal: AbortSignal,
): Promise<{ socket: Socket; prelude?: Prelude }> {
  const socket = await connectTcp(route.address, route.port, route.seconds, signal);
  if (route.security === 'none') return { socket };
  const prelude = route.security === 'tls' ? await starttls(socket, route, signal) : undefined;
  const options = { ...(route.legacyTls ? LEGACY_TLS : {}), rejectUnauthorized: !route.acceptUntrusted };
  return {
    socket: await secure(socket, route, signal, options),
    ...(prelude === undefined ? {} : { prelude }),
  };
}

/**
 * Makes the TLS handshake on a connected socket, within the budget.
 *
 * @throws {ConnectionError} of phase `tls`.
 */
export function secure(
  socket: Socket,
  route: Pick<Route, 'server' | 'seconds' | 'authorities'>,
  signal: AbortSignal,
  options: ConnectionOptions,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const tls = connectTls({
      socket,
      ...(isIP(route.server) === 0 ? { servername: route.server } : { host: route.server }),
      ...(route.authorities === undefined ? {} : { ca: [...route.authorities] }),
      ...options,
    });
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no TLS handshake within ${route.seconds} s`), { code: 'ETIMEDOUT' }));
    }, route.seconds * 1000);
    const stop = () => fail(signal.reason);
    const lost = () =>
      fail(Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' }));
    function settle() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      for (const event of ['error', 'close', 'end']) tls.removeAllListeners(event);
      tls.on('error', () => {});
    }
    function fail(error: unknown) {
      settle();
      tls.destroy();
      socket.destroy();
      reject(new ConnectionError(failureOf(error, 'tls', signal)));
    }
    tls.once('error', fail);
    tls.once('close', lost);
    tls.once('end', lost);
    tls.once('secureConnect', () => {
      settle();
      resolve(tls);
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Reads the greeting, asks for STARTTLS, and returns when the socket is ready for the handshake.
 *
 * @throws {StarttlsError} when it is not offered, refused, or followed by text that is not protected.
 * @throws {ConnectionError} of phase `greeting`.
 */
export async function starttls(socket: Socket, route: Route, signal: AbortSignal): Promise<Prelude> {
  const imap = new ImapConnection(socket, route.seconds, signal);
  try {
    const greeting = await readGreeting(imap);
    if (greeting.answer.status !== 'OK') {
      throw new StarttlsError('starttls-refused', greeting.answer, 'the server refuses the connection');
    }
    const capabilities =
      greeting.capabilities.length > 0 ? greeting.capabilities : await askCapabilities(imap);
    const prelude = { greeting: greeting.answer, capabilities };
    if (!hasCapability(capabilities, 'STARTTLS')) {
      throw new StarttlsError('starttls-missing', undefined, 'STARTTLS is not offered', prelude);
    }
    const answer = await imap.run('STARTTLS', []);
    if (answer.status !== 'OK') {
      throw new StarttlsError('starttls-refused', answer, 'STARTTLS is refused', prelude);
    }
    // Text that came before TLS could have been put there by anybody: RFC 9051 section 11.1.
    if (imap.release() > 0) {
      throw new StarttlsError(
        'starttls-refused',
        undefined,
        'text was sent after STARTTLS and before TLS',
        prelude,
      );
    }
    return prelude;
  } catch (error) {
    imap.destroy();
    throw error;
  }
}

/** The greeting and the capabilities it carries, if it does. */
export async function readGreeting(
  imap: ImapConnection,
): Promise<{ answer: Answer; capabilities: string[] }> {
  const reply = await imap.next();
  if (reply.tag !== '*' || reply.answer === undefined) {
    throw new ConnectionError({
      kind: 'protocol',
      phase: 'greeting',
      detail: 'the server does not speak IMAP',
    });
  }
  return { answer: reply.answer, capabilities: capabilitiesIn(reply) };
}

export async function askCapabilities(imap: ImapConnection): Promise<string[]> {
  let found: string[] = [];
  await imap.run('CAPABILITY', [], (reply) => {
    if (reply.name === 'CAPABILITY') found = capabilitiesOf(reply);
  });
  return found;
}

/** Capabilities that a status response carries as its code. */
export function capabilitiesIn(reply: Reply): string[] {
  return reply.answer?.code === 'CAPABILITY' ? cleanNames(reply.codeArguments) : [];
}

function capabilitiesOf(reply: Reply): string[] {
  return cleanNames(reply.attributes.map((entry) => textOf(entry)));
}

/** No honest server has more than a few dozen. */
function cleanNames(names: readonly string[]): string[] {
  return names
    .slice(0, 100)
    .map((name) => clean(name, 64))
    .filter((name) => name !== '');
}
