import { isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  DEFAULT_CIPHERS,
  type TLSSocket,
} from 'node:tls';
import { hasCapability } from '../../model/endpoint.js';
import type { Answer } from '../../model/evidence.js';
import { asciiName } from '../ascii-name.js';
import { cleanBytes } from '../clean.js';
import { ConnectionError, failureOf } from '../failure.js';
import type { Route } from '../route.js';
import { connectTcp } from '../tcp.js';
import type { TlsMemory } from '../tls-memory.js';
import { ImapConnection } from './connection.js';

/** What a server said before TLS began, where it began by STARTTLS. */
export interface Prelude {
  greeting: Answer;
  /** Empty where they are not known. */
  capabilities: string[];
}

/** Every suite OpenSSL has, save those without a certificate or without encryption. */
export const ALL_CIPHERS = 'ALL:!aNULL:!eNULL:@SECLEVEL=0';

/** Options that let OpenSSL talk to servers that stopped at TLS 1.0 or 1.1. */
const LEGACY_TLS = { minVersion: 'TLSv1', ciphers: ALL_CIPHERS } as const;

/**
 * The suites that Node offers anyway. Weak keys and digests are findings, and no reason to hide the sign-ins. None
 * with DHE: Exchange Online has none, and a server that prefers it may do so with a key too short for OpenSSL.
 */
const MODERN_TLS = { ciphers: `${DEFAULT_CIPHERS}:!kDHE:@SECLEVEL=0` } as const;

function offerOf({ legacyTls, tls13 }: Route): ConnectionOptions {
  if (legacyTls) return LEGACY_TLS;
  return tls13 ? MODERN_TLS : { ...MODERN_TLS, maxVersion: 'TLSv1.2' };
}

/** The same offer, made once for all connections of the route. */
function remembered(route: Route, memory: TlsMemory): ConnectionOptions {
  memory.context ??= createSecureContext({ ...authoritiesOf(route), ...offerOf(route) });
  return { secureContext: memory.context };
}

type StarttlsFault =
  | 'starttls-missing'
  | 'starttls-refused'
  | 'starttls-injected'
  | 'not-imap'
  | 'preauth'
  | 'bye';

/** TLS did not begin because of what the server said in plain text. */
export class StarttlsError extends Error {
  override readonly name = 'StarttlsError';
  constructor(
    readonly kind: StarttlsFault,
    readonly answer: Answer | undefined,
    message: string,
    readonly prelude?: Prelude,
    /** What came in place of IMAP, cleaned. */
    readonly received?: string,
  ) {
    super(message);
  }
}

/**
 * Connects as the route says and, where it has TLS, returns with TLS up and the certificate accepted.
 *
 * @throws {ConnectionError} of phase `connect`, `greeting` or `tls`.
 * @throws {StarttlsError}
 */
export async function dial(
  route: Route,
  signal: AbortSignal,
): Promise<{ socket: Socket; prelude?: Prelude }> {
  const session = route.memory?.take();
  try {
    return await dialOnce(route, signal, session);
  } catch (error) {
    const failed = error instanceof ConnectionError ? error.failure : undefined;
    if (session === undefined || failed?.phase !== 'tls' || failed.kind === 'aborted') throw error;
    // A server that cannot resume what it gave is asked for nothing of the kind again. No password has been sent yet.
    route.memory?.forget();
    return dialOnce(route, signal, undefined);
  }
}

async function dialOnce(
  route: Route,
  signal: AbortSignal,
  session: Buffer | undefined,
): Promise<{ socket: Socket; prelude?: Prelude }> {
  const { address, port, seconds, security, memory } = route;
  const options = {
    ...(memory === undefined ? offerOf(route) : remembered(route, memory)),
    rejectUnauthorized: !route.acceptUntrusted,
  };
  // One socket from the first octet on takes less than TLS over a socket of its own. Names of IP addresses go by `host`.
  if (security === 'ssl' && memory !== undefined && isIP(route.server) === 0) {
    return { socket: await secure({ address, port, session }, route, signal, options) };
  }
  const socket = await connectTcp(address, port, seconds, signal);
  if (security === 'none') return { socket };
  const prelude = security === 'tls' ? await starttls(socket, route, signal) : undefined;
  const resumed = session === undefined ? options : { ...options, session };
  return {
    socket: await secure(socket, route, signal, resumed),
    ...(prelude === undefined ? {} : { prelude }),
  };
}

/** A socket that is to be connected first, and the session to resume on it. */
interface Target {
  address: string;
  port: number;
  session: Buffer | undefined;
}

/**
 * Makes the TLS handshake, on a connected socket or on one that is connected first, each within the budget.
 *
 * @throws {ConnectionError} of phase `connect` or `tls`.
 */
export function secure(
  over: Duplex | Target,
  route: Pick<Route, 'server' | 'seconds' | 'authorities' | 'memory'>,
  signal: AbortSignal,
  options: ConnectionOptions,
): Promise<TLSSocket> {
  const { seconds } = route;
  return new Promise((resolve, reject) => {
    let tls: TLSSocket | undefined;
    let phase: 'connect' | 'tls' = over instanceof Duplex ? 'tls' : 'connect';
    const timer = setTimeout(late, seconds * 1000);
    const stop = () => fail(signal.reason);
    const lost = () =>
      fail(Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' }));
    function late() {
      const what = phase === 'tls' ? 'TLS handshake' : 'answer';
      fail(Object.assign(new Error(`no ${what} within ${seconds} s`), { code: 'ETIMEDOUT' }));
    }
    function settle() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      // A later error of a socket that nobody waits for must not end the process.
      tls?.on('error', () => {});
      tls?.removeListener('error', fail).removeListener('close', lost).removeListener('end', lost);
    }
    function fail(error: unknown) {
      settle();
      tls?.destroy();
      if (over instanceof Duplex) over.destroy();
      reject(new ConnectionError(failureOf(error, phase, signal)));
    }
    if (signal.aborted) return stop();
    if (over instanceof Duplex && over.destroyed) return lost();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const target = over instanceof Duplex ? { socket: over } : targetOf(over);
      tls = connectTls({ ...target, ...nameFor(route.server), ...authoritiesOf(route), ...options });
      if (!(over instanceof Duplex)) resumeEarly(tls, over.session);
      route.memory?.listen(tls);
    } catch (error) {
      return fail(error);
    }
    tls.once('error', fail);
    tls.once('close', lost);
    tls.once('end', lost);
    tls.once('connect', () => {
      phase = 'tls';
      timer.refresh();
    });
    tls.once('secureConnect', () => {
      settle();
      resolve(tls as TLSSocket);
    });
  });
}

function targetOf({ address, port }: Target): ConnectionOptions {
  return { host: address, port, noDelay: true } as ConnectionOptions;
}

/**
 * As an option of `connect` a session is read twice, which takes longer than the rest of a resumed handshake. The
 * method stands in no documentation: where it is gone, nothing is resumed.
 */
function resumeEarly(
  tls: TLSSocket & { setSession?(session: Buffer): void },
  session: Buffer | undefined,
): void {
  if (session !== undefined) tls.setSession?.(session);
}

/** SNI takes host names alone, in ASCII and without the root's dot: RFC 6066 section 3. */
function nameFor(server: string): { host: string } | { servername: string } {
  if (isIP(server) !== 0) return { host: server };
  const name = server.replace(/\.$/, '');
  return { servername: asciiName(name) };
}

function authoritiesOf({ authorities }: Pick<Route, 'authorities'>): { ca?: string[] } {
  return authorities === undefined ? {} : { ca: [...authorities] };
}

/**
 * Reads the greeting, asks for STARTTLS, and returns when the socket is ready for the handshake.
 *
 * @throws {StarttlsError} when it is not offered, refused, or followed by text that is not protected, and where
 * the server speaks something other than IMAP.
 * @throws {ConnectionError} of phase `greeting`.
 */
export async function starttls(socket: Socket, route: Route, signal: AbortSignal): Promise<Prelude> {
  const imap = new ImapConnection(socket, route.seconds, signal);
  try {
    const greeting = await readGreeting(imap);
    if (greeting.answer.status !== 'OK') {
      throw greeting.answer.status === 'PREAUTH'
        ? new StarttlsError('preauth', greeting.answer, 'the server signs everybody in without TLS')
        : new StarttlsError('bye', greeting.answer, 'the server refuses the connection');
    }
    const capabilities = await plainCapabilities(imap, greeting.capabilities);
    const prelude = { greeting: greeting.answer, capabilities };
    // A server that does not tell has not said that it has no STARTTLS.
    if (capabilities.length > 0 && !hasCapability(capabilities, 'STARTTLS')) {
      throw new StarttlsError('starttls-missing', undefined, 'STARTTLS is not offered', prelude);
    }
    const answer = await imap.run({ name: 'STARTTLS' });
    if (answer.status !== 'OK') {
      throw new StarttlsError('starttls-refused', answer, 'STARTTLS is refused', prelude);
    }
    // Text that came before TLS could have been put there by anybody: RFC 9051 section 11.1.
    if (await imap.release()) {
      throw new StarttlsError(
        'starttls-injected',
        undefined,
        'text was sent after STARTTLS and before TLS',
        prelude,
      );
    }
    return prelude;
  } catch (error) {
    imap.destroy();
    if (!(error instanceof ConnectionError) || error.failure.kind !== 'protocol') throw error;
    throw new StarttlsError('not-imap', undefined, error.message, undefined, cleanBytes(imap.head));
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
  return { answer: reply.answer, capabilities: reply.capabilities ?? [] };
}

/** What CAPABILITY came to. */
export interface Announcement {
  /** Empty where the server did not tell. */
  capabilities: string[];
  answer: Answer;
  /** An OK that came besides. */
  besides?: Answer;
}

export async function askCapabilities(imap: ImapConnection): Promise<Announcement> {
  let capabilities: string[] = [];
  let besides: Answer | undefined;
  const answer = await imap.run({ name: 'CAPABILITY' }, (reply) => {
    capabilities = reply.capabilities ?? capabilities;
    if (reply.answer?.status === 'OK') besides = reply.answer;
  });
  // Some tell in the response code of the answer alone.
  if (capabilities.length === 0) capabilities = [...(imap.announced ?? [])];
  return { capabilities, answer, ...(besides === undefined ? {} : { besides }) };
}

/** What is announced before TLS. @throws {StarttlsError} when the server ends the connection in place of telling. */
async function plainCapabilities(imap: ImapConnection, greeted: string[]): Promise<string[]> {
  // A greeting may tell a part; the answer to CAPABILITY is what counts.
  if (hasCapability(greeted, 'STARTTLS')) return greeted;
  const { answer, capabilities } = await askCapabilities(imap);
  if (answer.status !== 'BYE') return capabilities.length > 0 ? capabilities : greeted;
  throw new StarttlsError('bye', answer, 'the server refuses to tell its capabilities');
}
