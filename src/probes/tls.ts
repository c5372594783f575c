import { constants } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import { TLS_VERSIONS, type TlsVersion } from '../model/endpoint.js';
import type { Handshake, TlsEvidence } from '../model/evidence.js';
import { ConnectionError } from './failure.js';
import { ImapConnection } from './imap/connection.js';
import { ALL_CIPHERS, dial, readGreeting } from './imap/dial.js';
import { isDoubtful, isFinal, isHangUp } from './tls/faults.js';
import { handshake, type TlsRoute } from './tls/handshake.js';

/** A server that was asked too often at once is left alone for so long. */
const QUIET_MS = 250;

/** And so long where nothing came about: some take one connection in three seconds, and the last was to see the port. */
const LONG_QUIET_MS = 3000;

/** A server that took a handshake before is given this many times as long for the others, and this at least. */
const PATIENCE = 5;
const PATIENCE_MS = 3000;

/** Questions beyond the first round are asked until this many budgets are used up. */
const LONGEST = 3;

/** A server that was silent so far has this long for a handshake. */
const AT_ONCE_SECONDS = 3;

/** How long a server that stops at TLS 1.1 may take to say who it is. */
const GREETING_SECONDS = 2;

/**
 * Windows takes servers without secure renegotiation (RFC 5746), as it comes: https://support.microsoft.com/kb/980436
 * OpenSSL 3 does so only when told to, which is for handshakes that no password follows.
 */
const OLD_RENEGOTIATION = { secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT } as const;

export interface TlsProbeOptions {
  /** Handshakes at a time. */
  parallel: number;
  /** OpenSSL names of the suites that Exchange Online offers, and of their twins for ECDSA certificates. */
  suites: string;
  twins: string;
  /** OpenSSL names of the curves that it offers. */
  curves: string;
}

type Question = 'asExchangeOnline' | 'anyCurve' | 'ecdsaTwins' | 'any' | TlsVersion;
type Answered = Handshake & { ok: true };

/**
 * Handshakes without credentials: one as Exchange Online makes it, first and alone, for a server may bear only one;
 * then one for each TLS version with every suite OpenSSL has, to tell what the server speaks; then what is needed
 * to believe the answers. Certificates are read, not judged. Never throws.
 */
export async function probeTls(
  route: TlsRoute,
  options: TlsProbeOptions,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  const talk = new Talk(route, options, signal);
  const first = await talk.ask('asExchangeOnline');
  if (!first.ok && first.failure.kind === 'silent' && !signal.aborted) await talk.askAtOnce();
  if ((first.ok || !isFinal(first.failure)) && !signal.aborted) {
    await talk.askVersions();
    await talk.askAgain();
    await talk.askWhy();
    await talk.control();
  }
  return withLegacyGreeting(talk.evidence(), route, signal);
}

class Talk {
  readonly #heard = new Map<Question, Handshake>();
  readonly #begun = performance.now();
  #greeting: string | undefined;
  /** How long the handshake as Exchange Online took, in milliseconds. */
  #pace: number | undefined;
  /** The server refuses now what it took before. */
  #throttled = false;

  constructor(
    readonly route: TlsRoute,
    readonly options: TlsProbeOptions,
    readonly signal: AbortSignal,
  ) {}

  async ask(question: Question, seconds = this.route.seconds): Promise<Handshake> {
    const begun = performance.now();
    const shake = await handshake(
      { ...this.route, seconds },
      optionsOf(question, this.options),
      this.signal,
      (text) => {
        this.#greeting ??= text;
      },
    );
    // What was seen once is not unseen.
    if (shake.ok || this.#ok(question) === undefined) this.#heard.set(question, shake);
    if (shake.ok && question === 'asExchangeOnline') this.#pace ??= performance.now() - begun;
    return shake;
  }

  /** A port of implicit TLS is silent to who waits for a greeting. */
  async askAtOnce(): Promise<void> {
    const route: TlsRoute = {
      ...this.route,
      security: 'ssl',
      seconds: Math.min(this.route.seconds, AT_ONCE_SECONDS),
    };
    const shake = await handshake(route, optionsOf('any', this.options), this.signal, () => {});
    if (!shake.ok) return;
    const detail = `took ${shake.protocol} from the first byte`;
    this.#heard.set('asExchangeOnline', { ok: false, failure: { kind: 'tls-at-once', detail } });
  }

  async askVersions(): Promise<void> {
    const queue: TlsVersion[] = [...TLS_VERSIONS];
    const worker = async () => {
      for (let version = queue.shift(); version !== undefined; version = queue.shift())
        await this.ask(version, this.#patience());
    };
    const { parallel } = this.options;
    await Promise.all(Array.from({ length: Math.min(Math.max(1, parallel), queue.length) }, worker));
  }

  /**
   * A server may refuse, or throttle, several handshakes at once: what was dropped is asked once more, alone and
   * after a pause. Where nothing came about at all, one try with everything on offer tells whether to go on, and
   * one as Exchange Online after a longer pause.
   */
  async askAgain(): Promise<void> {
    const doubtful = this.#doubtful();
    if (doubtful.length === 0) return;
    await pause(QUIET_MS, undefined, { signal: this.signal }).catch(() => {});
    if (!this.#anything() && !(await this.#askForAny()) && !(await this.#askLater())) return;
    for (const question of doubtful) {
      if (this.#over()) return;
      if (this.#known(question)) continue;
      const again = await this.ask(question, this.#patience());
      // A server that answers some and keeps silent to others means it; waiting out every one takes minutes.
      if (!again.ok && again.failure.kind === 'timeout') return;
    }
  }

  /** Of a server with TLS 1.2 and without a listed suite: whether the curve, or the kind of its key, is the reason. */
  async askWhy(): Promise<void> {
    const tls12 = this.#ok('TLSv1.2');
    if (this.#ok('asExchangeOnline') !== undefined || tls12 === undefined || this.#over()) return;
    const { curves } = this.options;
    if (tls12.curve !== undefined && !curves.split(':').includes(opensslName(tls12.curve)))
      await this.ask('anyCurve');
    if (tls12.peer.keyType !== 'rsa' && !this.#over()) await this.ask('ecdsaTwins');
  }

  /**
   * Windows resets the connection where others send an alert, so that a reset may be an answer: it is one while the
   * server still takes what it took before. Twice, for a server that drops every other handshake.
   */
  async control(): Promise<void> {
    const questions: Question[] = ['asExchangeOnline', ...TLS_VERSIONS];
    const taken = questions.find((question) => this.#ok(question) !== undefined);
    if (taken === undefined || this.#doubtful().length === 0) return;
    for (let times = 0; times < 2 && !this.#throttled; times += 1)
      this.#throttled = this.#over() || !(await this.ask(taken, this.#patience())).ok;
  }

  evidence(): TlsEvidence {
    const { server, port, security, seconds } = this.route;
    const first = this.#heard.get('asExchangeOnline') as Handshake;
    const versions = TLS_VERSIONS.map((version) => [version, this.#version(version, first)]);
    const further = (['anyCurve', 'ecdsaTwins'] as const).flatMap((question) => {
      const shake = this.#heard.get(question);
      return shake === undefined ? [] : [[question, this.#weighed(shake)]];
    });
    return {
      server,
      port,
      security,
      seconds,
      versions: Object.fromEntries(versions) as Record<TlsVersion, Handshake>,
      asExchangeOnline: this.#weighed(first),
      ...Object.fromEntries(further),
      ...(this.#greeting === undefined ? {} : { greeting: this.#greeting }),
    };
  }

  /** Whoever speaks as Exchange Online does speaks TLS 1.2, even if it dropped the question for that alone. */
  #version(version: TlsVersion, first: Handshake): Handshake {
    const own = this.#heard.get(version) ?? first;
    return version === 'TLSv1.2' && !own.ok && first.ok ? first : this.#weighed(own);
  }

  #weighed(shake: Handshake): Handshake {
    if (shake.ok || !isDoubtful(shake.failure) || !(this.#throttled || !this.#anything())) return shake;
    return { ok: false, failure: { ...shake.failure, undetermined: true } };
  }

  /** Tries everything at once; false when not even that is taken. */
  async #askForAny(): Promise<boolean> {
    const silent = TLS_VERSIONS.every((version) => {
      const shake = this.#heard.get(version);
      return shake?.ok === false && shake.failure.kind === 'timeout';
    });
    if (silent || this.#over()) return false;
    const any = await this.ask('any');
    const version = TLS_VERSIONS.find((name) => any.ok && name === any.protocol);
    if (version !== undefined) this.#heard.set(version, any);
    return version !== undefined;
  }

  /** Of a server that hung up on everything: it may take so few connections that none was left for this. */
  async #askLater(): Promise<boolean> {
    const hungUp = [...this.#heard.values()].some((shake) => !shake.ok && isHangUp(shake.failure));
    if (!hungUp || this.#over()) return false;
    const ms = Math.min(LONG_QUIET_MS, this.route.seconds * 1000);
    await pause(ms, undefined, { signal: this.signal }).catch(() => {});
    return !this.signal.aborted && (await this.ask('asExchangeOnline')).ok;
  }

  #doubtful(): Question[] {
    return [...this.#heard]
      .filter(([question, shake]) => !shake.ok && isDoubtful(shake.failure) && !this.#known(question))
      .map(([question]) => question);
  }

  #known(question: Question): boolean {
    if (this.#ok(question) !== undefined || question === 'any') return true;
    return question === 'TLSv1.2' && this.#ok('asExchangeOnline') !== undefined;
  }

  #ok(question: Question): Answered | undefined {
    const shake = this.#heard.get(question);
    return shake?.ok ? shake : undefined;
  }

  #anything(): boolean {
    return [...this.#heard.values()].some(({ ok }) => ok);
  }

  /** Seconds. */
  #patience(): number {
    const { seconds } = this.route;
    if (this.#pace === undefined) return seconds;
    return Math.min(seconds, Math.max(PATIENCE_MS, this.#pace * PATIENCE) / 1000);
  }

  #over(): boolean {
    return this.signal.aborted || performance.now() - this.#begun > this.route.seconds * LONGEST * 1000;
  }
}

/** OpenSSL calls one curve by several names. */
function opensslName(curve: string): string {
  return { prime256v1: 'P-256', secp384r1: 'P-384' }[curve] ?? curve;
}

function optionsOf(question: Question, { suites, twins, curves }: TlsProbeOptions): ConnectionOptions {
  const listed = (ciphers: string) => ({
    minVersion: 'TLSv1.2' as const,
    maxVersion: 'TLSv1.2' as const,
    ciphers: `${ciphers}:@SECLEVEL=0`,
    ...OLD_RENEGOTIATION,
  });
  if (question === 'asExchangeOnline') return { ...listed(suites), ecdhCurve: curves };
  if (question === 'anyCurve') return listed(suites);
  if (question === 'ecdsaTwins') return listed(twins);
  // Short Diffie-Hellman keys are for the suites to tell, not for Node to refuse.
  const all = { ciphers: ALL_CIPHERS, minDHSize: 1, ...OLD_RENEGOTIATION };
  return question === 'any'
    ? { ...all, minVersion: 'TLSv1' }
    : { ...all, minVersion: question, maxVersion: question };
}

/** A server that stops at TLS 1.1 is asked who it is: Exchange 2010 has an article of its own. */
async function withLegacyGreeting(
  evidence: TlsEvidence,
  route: TlsRoute,
  signal: AbortSignal,
): Promise<TlsEvidence> {
  const { versions } = evidence;
  const legacy = versions.TLSv1.ok || versions['TLSv1.1'].ok;
  if (route.security === 'tls' || !legacy || versions['TLSv1.2'].ok || versions['TLSv1.3'].ok)
    return evidence;
  try {
    const { socket } = await dial({ ...route, legacyTls: true, acceptUntrusted: true }, signal);
    const imap = new ImapConnection(socket, Math.min(route.seconds, GREETING_SECONDS), signal);
    const { answer } = await readGreeting(imap).finally(() => imap.close());
    return { ...evidence, greeting: answer.text };
  } catch (error) {
    if (error instanceof ConnectionError) return evidence;
    throw error;
  }
}
