import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionOptions, TLSSocket } from 'node:tls';
import { TLS_VERSIONS, type TlsVersion } from '../model/endpoint.js';
import type { Handshake, HandshakeFailure, TlsEvidence } from '../model/evidence.js';
import { readCertificate } from './certificate.js';
import { clean } from './clean.js';
import { ConnectionError } from './failure.js';
import { hangUp } from './hang-up.js';
import { ImapConnection } from './imap/connection.js';
import { ALL_CIPHERS, dial, readGreeting, StarttlsError, secure, starttls } from './imap/dial.js';
import { PEEK_MS, peek } from './peek.js';
import type { Route } from './route.js';
import { connectTcp } from './tcp.js';

/** A server that was asked too often at once is left alone for so long. */
const QUIET_MS = 250;

export interface TlsProbeOptions {
  /** Handshakes at a time. */
  parallel: number;
  /** OpenSSL names of the suites that Exchange Online offers. */
  suites: string;
}

type TlsRoute = Route & { security: 'ssl' | 'tls' };
type Question = 'asExchangeOnline' | 'any' | TlsVersion;
type Ask = (question: Question) => Promise<Handshake>;

/**
 * Five handshakes without credentials: one for each TLS version with every suite OpenSSL has, to tell what the
 * server speaks, and one as Exchange Online makes it. Certificates are read, not judged. Never throws.
 */
export async function probeTls(
  route: TlsRoute,
  { parallel, suites }: TlsProbeOptions,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  let greeting: string | undefined;
  const ask: Ask = (question) =>
    handshake(route, optionsOf(question, suites), signal, (text) => {
      greeting ??= text;
    });
  const heard = new Map<Question, Handshake>();
  const questions: Question[] = ['asExchangeOnline', ...TLS_VERSIONS];
  await inTurns(questions, parallel, async (question) => heard.set(question, await ask(question)));
  await askAgain(heard, ask, signal);
  const evidence: TlsEvidence = {
    server: route.server,
    port: route.port,
    security: route.security,
    ...outcomes(heard),
    ...(greeting === undefined ? {} : { greeting }),
  };
  if (route.security === 'tls') return evidence;
  return withLegacyGreeting(await explainSilence(evidence, route, signal), route, signal);
}

function optionsOf(question: Question, suites: string): ConnectionOptions {
  // Short Diffie-Hellman keys are for the suites to tell, not for Node to refuse.
  if (question === 'any') return { minVersion: 'TLSv1', ciphers: ALL_CIPHERS, minDHSize: 1 };
  if (question !== 'asExchangeOnline')
    return { minVersion: question, maxVersion: question, ciphers: ALL_CIPHERS, minDHSize: 1 };
  return { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: `${suites}:@SECLEVEL=0` };
}

async function inTurns<T>(
  items: readonly T[],
  parallel: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, parallel), items.length) }, worker));
}

/**
 * A server may refuse, or throttle, several handshakes at once: what was dropped is asked once more, alone and
 * after a pause. Where nothing came about at all, one try with everything on offer tells whether to go on.
 */
async function askAgain(heard: Map<Question, Handshake>, ask: Ask, signal: AbortSignal): Promise<void> {
  const doubtful = [...heard].filter(([, shake]) => isDoubtful(shake)).map(([question]) => question);
  const quietly = async (question: Question) => {
    await pause(QUIET_MS, undefined, { signal }).catch(() => {});
    return ask(question);
  };
  if (doubtful.length === 0 || signal.aborted) return;
  if (![...heard.values()].some(({ ok }) => ok)) {
    const any = await quietly('any');
    if (!any.ok) return;
    const version = TLS_VERSIONS.find((name) => name === any.protocol);
    if (version !== undefined) heard.set(version, any);
  }
  for (const question of doubtful) {
    if (heard.get(question)?.ok) continue;
    const again = await quietly(question);
    heard.set(question, again);
    // A server that answers some and keeps silent to others means it; waiting out every one takes minutes.
    if (signal.aborted || (!again.ok && again.failure.kind === 'timeout')) return;
  }
}

function isDoubtful(shake: Handshake): boolean {
  return !shake.ok && ['reset', 'timeout', 'starttls-refused'].includes(shake.failure.kind);
}

/** Whoever speaks as Exchange Online does speaks TLS 1.2, even if it dropped the question for that alone. */
function outcomes(
  heard: ReadonlyMap<Question, Handshake>,
): Pick<TlsEvidence, 'versions' | 'asExchangeOnline'> {
  const asExchangeOnline = heard.get('asExchangeOnline') as Handshake;
  const entries = TLS_VERSIONS.map((version) => {
    const own = heard.get(version) as Handshake;
    return [version, version === 'TLSv1.2' && !own.ok && asExchangeOnline.ok ? asExchangeOnline : own];
  });
  return { asExchangeOnline, versions: Object.fromEntries(entries) as Record<TlsVersion, Handshake> };
}

/** A server that stops at TLS 1.1 is asked who it is: Exchange 2010 has an article of its own. */
async function withLegacyGreeting(
  evidence: TlsEvidence,
  route: Route,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  const { versions } = evidence;
  const legacy = versions.TLSv1.ok || versions['TLSv1.1'].ok;
  if (!legacy || versions['TLSv1.2'].ok || versions['TLSv1.3'].ok) return evidence;
  try {
    const { socket } = await dial({ ...route, legacyTls: true, acceptUntrusted: true }, signal);
    const imap = new ImapConnection(socket, Math.min(route.seconds, PEEK_MS / 1000), signal);
    const { answer } = await readGreeting(imap).finally(() => imap.close());
    return { ...evidence, greeting: answer.text };
  } catch (error) {
    if (error instanceof ConnectionError) return evidence;
    throw error;
  }
}

async function handshake(
  route: TlsRoute,
  options: ConnectionOptions,
  signal: AbortSignal,
  greeted: (greeting: string | undefined) => void,
): Promise<Handshake> {
  let socket: Socket | undefined;
  try {
    socket = await connectTcp(route.address, route.port, route.seconds, signal);
    if (route.security === 'tls') greeted((await starttls(socket, route, signal)).greeting.text);
    const tls = await secure(socket, route, signal, { ...options, rejectUnauthorized: false });
    const shake = describe(tls, route);
    await hangUp(tls, signal);
    return shake;
  } catch (error) {
    socket?.destroy();
    if (error instanceof StarttlsError) greeted(error.prelude?.greeting.text ?? error.answer?.text);
    return { ok: false, failure: handshakeFailure(error) };
  }
}

function describe(tls: TLSSocket, { server, authorities }: TlsRoute): Handshake {
  const other = (detail: string): Handshake => ({ ok: false, failure: { kind: 'other', detail } });
  try {
    const peer = readCertificate(tls, server, authorities);
    if (peer === undefined) return other('the server sent no certificate');
    return { ok: true, protocol: tls.getProtocol() ?? 'unknown', cipher: tls.getCipher().name, peer };
  } catch {
    // X509Certificate takes fewer encodings than the handshake does.
    return other('the certificate of the server cannot be read');
  }
}

const KINDS: Partial<Record<ConnectionError['failure']['kind'], HandshakeFailure['kind']>> = {
  tls: 'protocol',
  dropped: 'reset',
  refused: 'reset',
  timeout: 'timeout',
};

/** What OpenSSL says when it reads something other than TLS. */
const NOT_TLS = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER|HTTP_REQUEST/;

function handshakeFailure(error: unknown): HandshakeFailure {
  if (error instanceof StarttlsError) {
    const answer = error.answer === undefined ? '' : `: ${error.answer.status} ${error.answer.text}`;
    return { kind: error.kind, detail: clean(`${error.message}${answer}`) };
  }
  if (!(error instanceof ConnectionError)) throw error;
  const { kind, detail } = error.failure;
  return { kind: NOT_TLS.test(detail) ? 'plain-text' : (KINDS[kind] ?? 'other'), detail };
}

/** When no handshake came about, what the server says of itself tells why. */
async function explainSilence(
  evidence: TlsEvidence,
  route: Route,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  const all = [evidence.asExchangeOnline, ...Object.values(evidence.versions)];
  const failures = all.flatMap((shake) => (shake.ok ? [] : [shake.failure]));
  if (failures.length < all.length || failures.every(({ kind }) => kind === 'protocol')) return evidence;
  const spoken = await peek(route, signal);
  if (spoken === undefined) return evidence;
  const failure: HandshakeFailure = spoken.isText
    ? { kind: 'plain-text', detail: `the server sent plain text: ${spoken.text}` }
    : { kind: 'other', detail: `the server sent bytes that are no TLS: ${spoken.text}` };
  return { ...evidence, asExchangeOnline: { ok: false, failure } };
}
