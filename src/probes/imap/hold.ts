import type { HoldEvidence } from '../../model/evidence.js';
import { ConnectionError, failureOf } from '../failure.js';
import { HANG_UP_MS } from '../hang-up.js';
import type { Route } from '../route.js';
import { ImapConnection } from './connection.js';
import { dial, StarttlsError } from './dial.js';
import { type Credentials, emptyEvidence, greeting, redactedAnswer, signIn } from './login.js';

/** A connection that stays open until it is closed. One that could not be opened is closed already. */
export interface HeldConnection {
  readonly evidence: HoldEvidence;
  /** Asks the server whether it is still there. Undefined when it is; never throws. */
  ended(): Promise<HoldEvidence | undefined>;
  /** Signs out and hangs up. Never throws. */
  close(): Promise<void>;
}

export interface HoldOptions {
  /** What the server announced before sign-in. */
  capabilities: readonly string[];
  /** Without them nobody is signed in: the greeting is all that is waited for. */
  credentials?: Credentials;
}

/** Opens one connection to be kept open, signed in or not. Never throws: what went wrong is evidence. */
export async function holdConnection(
  route: Route,
  options: HoldOptions,
  signal: AbortSignal,
): Promise<HeldConnection> {
  const held = new Held(route, options, signal);
  await held.open();
  return held;
}

class Held implements HeldConnection {
  readonly evidence: HoldEvidence = { phase: 'greeting' };
  #imap: ImapConnection | undefined;
  /** The server did not take NOOP, which is not to be sent to it again. */
  #deaf = false;

  constructor(
    readonly route: Route,
    readonly options: HoldOptions,
    readonly signal: AbortSignal,
  ) {}

  async open(): Promise<void> {
    const { evidence, route, signal } = this;
    try {
      const { socket, prelude } = await dial(route, signal);
      this.#imap = new ImapConnection(socket, route.seconds, signal);
      await this.#enter(this.#imap, prelude?.greeting === undefined);
    } catch (error) {
      if (error instanceof StarttlsError && error.answer !== undefined) evidence.answer = error.answer;
      else evidence.failure = this.#failure(error);
    }
    this.#redact(evidence);
    if (evidence.answer?.status !== 'OK' || evidence.failure !== undefined) await this.#imap?.close();
  }

  /** After STARTTLS the server does not greet again: RFC 3501 section 6.2.1. */
  async #enter(imap: ImapConnection, greets: boolean): Promise<void> {
    const { evidence, options } = this;
    const { credentials } = options;
    if (credentials !== undefined) imap.redact = credentials.password.redactor(credentials.userName);
    const turnedAway = greets ? await greeting(imap) : undefined;
    if (turnedAway !== undefined) evidence.answer = turnedAway;
    else if (credentials === undefined) evidence.answer = { status: 'OK', text: '' };
    else {
      evidence.phase = 'login';
      evidence.answer = await signIn(imap, emptyEvidence(), credentials, options);
    }
  }

  /** NOOP is valid in any state: RFC 3501 section 6.1.2. */
  async ended(): Promise<HoldEvidence | undefined> {
    const imap = this.#imap;
    if (imap === undefined) return undefined;
    const evidence: HoldEvidence = { phase: 'held' };
    try {
      if (this.#deaf && !imap.socket.readableEnded && !imap.socket.destroyed) return undefined;
      const answer = await imap.run({ name: 'NOOP' });
      this.#deaf = answer.status !== 'OK';
      if (answer.status !== 'BYE') return undefined;
      evidence.answer = answer;
    } catch (error) {
      evidence.failure = this.#failure(error);
    }
    this.#redact(evidence);
    return evidence;
  }

  async close(): Promise<void> {
    const imap = this.#imap;
    if (imap === undefined) return;
    try {
      const tags = await imap.send([{ name: 'LOGOUT' }]);
      await imap.collect(tags, new Map(), () => {}, { milliseconds: HANG_UP_MS });
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
    } finally {
      await imap.close();
    }
  }

  #failure(error: unknown) {
    return failureOf(error, this.#imap?.phase ?? 'connect', this.signal);
  }

  #redact(evidence: HoldEvidence): void {
    const { credentials } = this.options;
    if (credentials === undefined) return;
    const redacted = credentials.password.redactor(credentials.userName);
    if (evidence.answer !== undefined) evidence.answer = redactedAnswer(evidence.answer, redacted);
    if (evidence.failure !== undefined) {
      evidence.failure = { ...evidence.failure, detail: redacted(evidence.failure.detail) };
    }
  }
}
