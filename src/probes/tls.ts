import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { TLS_VERSIONS, type TlsVersion } from '../model/endpoint.js';
import type { Handshake, HandshakeFailure, TlsEvidence } from '../model/evidence.js';
import { readCertificate } from './certificate.js';
import { clean, cleanBytes } from './clean.js';
import { ConnectionError } from './failure.js';
import { ImapConnection } from './imap/connection.js';
import { dial, readGreeting, StarttlsError, secure, starttls } from './imap/dial.js';
import type { Route } from './route.js';
import { connectTcp } from './tcp.js';

/** How long a server that speaks plain text on a TLS port is listened to. */
const PEEK_MS = 2000;

export interface TlsProbeOptions {
  /** Handshakes at a time. */
  parallel: number;
  /** OpenSSL names of the suites that Exchange Online offers. */
  suites: string;
}

/**
 * Five handshakes without credentials: one for each TLS version with every suite OpenSSL has, to tell what the
 * server speaks, and one as Exchange Online makes it. Certificates are read, not judged.
 */
export async function probeTls(
  route: Route & { security: 'ssl' | 'tls' },
  { parallel, suites }: TlsProbeOptions,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  let greeting: string | undefined;
  const shake = async (options: ConnectionOptions): Promise<Handshake> => {
    const result = await handshake(route, options, signal, (text) => {
      greeting ??= text;
    });
    // A server may refuse to be asked so often at once; a reset is believed when it comes again.
    const doubtful = !result.ok && (result.failure.kind === 'reset' || result.failure.kind === 'timeout');
    return doubtful && parallel > 1 && !signal.aborted ? handshake(route, options, signal, () => {}) : result;
  };
  const attempts: (() => Promise<Handshake>)[] = [
    () => shake({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', ciphers: `${suites}:@SECLEVEL=0` }),
    ...TLS_VERSIONS.map((version) => () => shake(only(version))),
  ];
  const [asExchangeOnline, ...perVersion] = await inTurns(attempts, parallel);
  const versions = Object.fromEntries(TLS_VERSIONS.map((version, index) => [version, perVersion[index]]));
  const evidence: TlsEvidence = {
    server: route.server,
    port: route.port,
    security: route.security,
    versions: versions as Record<TlsVersion, Handshake>,
    asExchangeOnline: asExchangeOnline as Handshake,
    ...(greeting === undefined ? {} : { greeting }),
  };
  if (route.security === 'tls') return evidence;
  return withLegacyGreeting(await explainSilence(evidence, route, signal), route, signal);
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
    const { answer } = await readGreeting(imap).finally(() => imap.destroy());
    return { ...evidence, greeting: answer.text };
  } catch (error) {
    if (error instanceof ConnectionError) return evidence;
    throw error;
  }
}

function only(version: TlsVersion): ConnectionOptions {
  return { minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' };
}

async function inTurns<T>(tasks: readonly (() => Promise<T>)[], parallel: number): Promise<T[]> {
  const results: T[] = [];
  const queue = [...tasks.entries()];
  const worker = async () => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const [index, task] = entry;
      results[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, tasks.length) }, worker));
  return results;
}

async function handshake(
  route: Route & { security: 'ssl' | 'tls' },
  options: ConnectionOptions,
  signal: AbortSignal,
  greeted: (greeting: string) => void,
): Promise<Handshake> {
  let socket: Socket | undefined;
  try {
    socket = await connectTcp(route.address, route.port, route.seconds, signal);
    if (route.security === 'tls') greeted((await starttls(socket, route, signal)).greeting.text);
    const tls = await secure(socket, route, signal, { ...options, rejectUnauthorized: false });
    const peer = readCertificate(tls, route.server, route.authorities);
    const protocol = tls.getProtocol() ?? 'unknown';
    const cipher = tls.getCipher().name;
    tls.destroy();
    if (peer === undefined)
      return { ok: false, failure: { kind: 'other', detail: 'the server sent no certificate' } };
    return { ok: true, protocol, cipher, peer };
  } catch (error) {
    socket?.destroy();
    if (error instanceof StarttlsError) greeted(error.prelude?.greeting.text ?? '');
    return { ok: false, failure: handshakeFailure(error) };
  }
}

const KINDS: Partial<Record<ConnectionError['failure']['kind'], HandshakeFailure['kind']>> = {
  tls: 'protocol',
  dropped: 'reset',
  refused: 'reset',
  timeout: 'timeout',
};

function handshakeFailure(error: unknown): HandshakeFailure {
  if (error instanceof StarttlsError) {
    const answer = error.answer === undefined ? '' : `: ${error.answer.status} ${error.answer.text}`;
    return { kind: error.kind, detail: clean(`${error.message}${answer}`) };
  }
  if (!(error instanceof ConnectionError)) throw error;
  const { kind, detail } = error.failure;
  const plain = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER|HTTP_REQUEST/.test(detail);
  return { kind: plain ? 'plain-text' : (KINDS[kind] ?? 'other'), detail };
}

/** When no handshake came about, what the server says in plain text tells why. */
async function explainSilence(
  evidence: TlsEvidence,
  route: Route,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  const all = [evidence.asExchangeOnline, ...Object.values(evidence.versions)];
  const failures = all.flatMap((shake) => (shake.ok ? [] : [shake.failure]));
  if (failures.length < all.length || failures.every(({ kind }) => kind === 'protocol')) return evidence;
  const spoken = await peek(route, signal).catch(() => '');
  if (spoken === '') return evidence;
  const failure: HandshakeFailure = { kind: 'plain-text', detail: `the server sent plain text: ${spoken}` };
  return { ...evidence, asExchangeOnline: { ok: false, failure } };
}

async function peek(route: Route, signal: AbortSignal): Promise<string> {
  const socket = await connectTcp(route.address, route.port, route.seconds, signal);
  return new Promise((resolve) => {
    const done = (text: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(() => done(''), Math.min(PEEK_MS, route.seconds * 1000));
    socket.on('error', () => done(''));
    socket.once('data', (chunk: Buffer) => done(cleanBytes(chunk)));
    socket.once('end', () => done(''));
  });
}
