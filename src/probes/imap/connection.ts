import { once } from 'node:events';
import type { Socket } from 'node:net';
import { compiler } from 'imapflow/lib/handler/imap-handler.js';
import { ImapStream } from 'imapflow/lib/handler/imap-stream.js';
import type { ImapCompileNode, ImapStreamItem } from 'imapflow/lib/handler/types.js';
import type { Answer, ConnectionFailure } from '../../model/evidence.js';
import { ConnectionError, failureOf } from '../failure.js';
import { type Reply, readReply } from './reply.js';

/** What a server may send; honest ones stay far below, and more only fills the memory. */
const MAX_LINE = 64 * 1024;
const MAX_RESPONSE = 1024 * 1024;
const MAX_SESSION = 32 * 1024 * 1024;

/** A reply that comes in many lines may take this many times the budget, as long as it keeps coming. */
const LONGEST_REPLY = 4;

/** Wait for the server to hang up after LOGOUT, so that it never holds more sessions than are counted here. */
const CLOSE_MS = 1000;

const QUIET = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** An IMAP connection: commands out, replies in, each within the budget. */
export class ImapConnection {
  readonly #queue: Reply[] = [];
  readonly #stream: ImapStream;
  #wake: (() => void) | undefined;
  #ended: ConnectionFailure | undefined;
  #tag = 0;
  #received = 0;
  /** Bytes that came before TLS began, or that are no IMAP: the head of them. */
  head: Buffer = Buffer.alloc(0);
  phase: ConnectionFailure['phase'] = 'greeting';
  /** Non-synchronising literals may be sent (RFC 7888). */
  literalPlus = false;
  /** Capabilities that came with the answer to a sign-in. */
  signedInCapabilities: readonly string[] | undefined;

  constructor(
    readonly socket: Socket,
    readonly seconds: number,
    readonly signal: AbortSignal,
  ) {
    this.#stream = new ImapStream({
      logger: QUIET as never,
      maxLineLength: MAX_LINE,
      maxLiteralSize: MAX_RESPONSE,
      maxResponseSize: MAX_RESPONSE,
    });
    this.#stream.on('data', (item: ImapStreamItem) => void this.#accept(item));
    this.#stream.on('error', (error) =>
      this.#fail(protocol(`the server's reply cannot be read: ${error.message}`)),
    );
    socket.on('data', this.#feed);
    socket.on('error', (error) => this.#end(error));
    socket.on('end', () => this.#end(lost('the server closed the connection')));
    socket.on('close', () => this.#end(lost('the connection was lost')));
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) this.#abort();
  }

  readonly #abort = () => {
    this.#fail(new Error('stopped'));
    this.socket.destroy();
  };

  readonly #feed = (chunk: Buffer) => {
    this.#received += chunk.length;
    if (this.head.length < 200) this.head = Buffer.concat([this.head, chunk.subarray(0, 200)]);
    if (this.#received > MAX_SESSION) this.#fail(protocol('the server sent more than 32 MiB'));
    else this.#stream.write(chunk);
  };

  async #accept(item: ImapStreamItem): Promise<void> {
    const reply = await readReply(item.payload, item.literals);
    if (reply !== undefined) this.#queue.push(reply);
    item.next();
    this.#notify();
  }

  /** The connection is over once the replies that came with its end have been parsed. */
  #end(error: unknown): void {
    if (this.#stream.writableEnded) return;
    this.#stream.end(() => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#ended ??= failureOf(error, this.phase, this.signal);
    this.#notify();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The next reply. @throws {ConnectionError} when the connection ends or the time is up. */
  async next(milliseconds = this.seconds * 1000): Promise<Reply> {
    const reply = this.#queue.shift();
    if (reply !== undefined) return reply;
    if (this.#ended !== undefined) throw new ConnectionError({ ...this.#ended, phase: this.phase });
    const timedOut = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(true), Math.max(0, milliseconds));
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
    if (!timedOut) return this.next(milliseconds);
    const detail = `no reply within ${this.seconds} s`;
    throw new ConnectionError({ kind: 'timeout', phase: this.phase, detail });
  }

  /** Writes one command and returns its tag. Literals wait for the server's go-ahead where they must. */
  async send(command: string, attributes: ImapCompileNode[] = []): Promise<string> {
    const tag = `A${++this.#tag}`;
    const parts = await compiler(
      { tag, command, attributes },
      { asArray: true, literalPlus: this.literalPlus },
    );
    for (const [index, part] of parts.entries()) {
      if (index > 0) await this.#goAhead(tag);
      const last = index === parts.length - 1;
      this.socket.write(last ? Buffer.concat([part, CRLF]) : part);
    }
    return tag;
  }

  /** Waits for `+`. A tagged answer instead is put back: the command has been refused. */
  async #goAhead(tag: string): Promise<void> {
    for (;;) {
      const reply = await this.next();
      if (reply.tag === '+') return;
      if (reply.tag !== tag && reply.name !== 'BYE') continue;
      this.#queue.unshift(reply);
      throw new RefusedEarly(tag);
    }
  }

  /**
   * Reads until every tag is answered; untagged replies go to `untagged`. A BYE ends the reading.
   *
   * @throws {ConnectionError} when the connection ends or the time is up; what came is in `answers`.
   */
  async collect(
    tags: readonly string[],
    answers: Map<string, Answer>,
    untagged: (reply: Reply) => void,
  ): Promise<void> {
    const deadline = performance.now() + this.seconds * 1000 * LONGEST_REPLY;
    while (!tags.every((tag) => answers.has(tag))) {
      const left = Math.min(this.seconds * 1000, deadline - performance.now());
      const reply = await this.next(left);
      if (reply.answer?.code === 'CAPABILITY') this.signedInCapabilities = reply.codeArguments;
      if (reply.answer !== undefined && tags.includes(reply.tag)) answers.set(reply.tag, reply.answer);
      else untagged(reply);
    }
  }

  /** Sends one command and waits for its answer; a BYE in its place is returned as the answer. */
  async run(
    command: string,
    attributes: ImapCompileNode[],
    untagged: (reply: Reply) => void = () => {},
  ): Promise<Answer> {
    const answers = new Map<string, Answer>();
    let bye: Answer | undefined;
    try {
      const tag = await this.send(command, attributes).catch(refusedTag);
      await this.collect([tag], answers, (reply) => {
        if (reply.name === 'BYE') bye = reply.answer;
        untagged(reply);
      });
      return answers.get(tag) ?? { status: 'BYE', text: '' };
    } catch (error) {
      if (bye !== undefined && error instanceof ConnectionError) return bye;
      throw error;
    }
  }

  /** AUTHENTICATE PLAIN without an initial response, which not every server takes (RFC 3501 section 6.2.2). */
  async authenticatePlain(response: string, untagged: (reply: Reply) => void): Promise<Answer> {
    const answers = new Map<string, Answer>();
    const tag = await this.send('AUTHENTICATE', [{ type: 'ATOM', value: 'PLAIN' }]);
    const asked = await this.#goAhead(tag).then(
      () => true,
      (error: unknown) => refusedTag(error) === undefined,
    );
    if (asked) this.socket.write(`${response}\r\n`);
    await this.collect([tag], answers, untagged);
    return answers.get(tag) ?? { status: 'BYE', text: '' };
  }

  /** Stops reading IMAP, for TLS to take the socket over. Returns how much had come that was not read yet. */
  release(): number {
    const pending = this.#queue.length + this.#stream.lineBytes;
    this.socket.removeListener('data', this.#feed);
    this.signal.removeEventListener('abort', this.#abort);
    return pending;
  }

  /** Ends the connection: waits a moment for the server to hang up first. */
  async close(): Promise<void> {
    this.signal.removeEventListener('abort', this.#abort);
    if (!this.socket.destroyed) {
      this.socket.end();
      const timer = AbortSignal.timeout(CLOSE_MS);
      await once(this.socket, 'close', { signal: timer }).catch(() => {});
    }
    this.socket.destroy();
    this.#stream.destroy();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.signal.removeEventListener('abort', this.#abort);
    this.socket.destroy();
    this.#stream.destroy();
  }
}

const CRLF = Buffer.from('\r\n');

/** The server answered a command before its literals were sent. */
class RefusedEarly extends Error {
  constructor(readonly tag: string) {
    super('refused before the literal was sent');
  }
}

function refusedTag(error: unknown): string {
  if (error instanceof RefusedEarly) return error.tag;
  throw error;
}

function lost(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}

function protocol(detail: string): ConnectionError {
  return new ConnectionError({ kind: 'protocol', phase: 'greeting', detail });
}
