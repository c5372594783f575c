import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { compiler } from 'imapflow/lib/handler/imap-handler.js';
import { ImapStream } from 'imapflow/lib/handler/imap-stream.js';
import type { ImapCompileNode, ImapStreamItem } from 'imapflow/lib/handler/types.js';
import type { Answer, ConnectionFailure } from '../../model/evidence.js';
import { ConnectionError, failureOf } from '../failure.js';
import { HANG_UP_MS, hangUp } from '../hang-up.js';
import { type Redact, type Reply, readReply } from './reply.js';

/** What a server may send; honest ones stay far below, and more only fills the memory. */
const MAX_LINE = 64 * 1024;
const MAX_RESPONSE = 1024 * 1024;
const MAX_SESSION = 16 * 1024 * 1024;
/** A mailbox has tens of thousands of folders at most. */
const MAX_REPLIES = 100_000;

/** Replies that have come already are read for so long at a time, for timers and signals to get through. */
const READING_MS = 20;

const QUIET = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} };

/** An IMAP connection: commands out, replies in, each within the budget. */
export class ImapConnection {
  #queue: Reply[] = [];
  readonly #stream: ImapStream;
  #wake: (() => void) | undefined;
  #ended: ConnectionFailure | undefined;
  #tag = 0;
  #received = 0;
  #replies = 0;
  #breathed = performance.now();
  /** The first bytes that came. */
  head: Buffer = Buffer.alloc(0);
  phase: ConnectionFailure['phase'] = 'greeting';
  /** Non-synchronising literals may be sent (RFC 7888). */
  literalPlus = false;
  /** What the server last announced in this connection, wherever it did; undefined when nowhere. */
  announced: readonly string[] | undefined;
  redact: Redact = (text) => text;

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
      this.#refuse(`the server's reply cannot be read: ${error.message.split('\n', 1)[0]}`),
    );
    socket.on('data', this.#feed);
    socket.on('error', (error) => this.#end(error));
    socket.on('end', () => this.#end(lost('the server closed the connection')));
    socket.on('close', () => this.#end(lost('the connection was lost')));
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) this.#abort();
    else if (socket.destroyed) this.#end(lost('the connection was lost'));
  }

  readonly #abort = () => {
    this.#fail(new Error('stopped'));
    this.#stream.destroy();
    this.socket.destroy();
  };

  readonly #feed = (chunk: Buffer) => {
    this.#received += chunk.length;
    if (this.head.length < 200) this.head = Buffer.concat([this.head, chunk.subarray(0, 200)]);
    if (this.#received > MAX_SESSION) {
      this.#refuse(`the server sent more than ${MAX_SESSION / 1024 / 1024} MiB`);
    } else if (!this.#stream.write(chunk) && !this.#stream.destroyed) {
      this.socket.pause();
      this.#stream.once('drain', () => this.socket.resume());
    }
  };

  async #accept(item: ImapStreamItem): Promise<void> {
    try {
      const reply = await readReply(item.payload, item.literals, this.redact);
      this.announced = reply.capabilities ?? this.announced;
      this.#queue.push(reply);
    } catch {
      this.#refuse("the server's reply cannot be read");
    }
    this.#replies += 1;
    if (this.#replies > MAX_REPLIES) this.#refuse(`the server sent more than ${MAX_REPLIES} replies`);
    if (performance.now() - this.#breathed > READING_MS) {
      await breathe();
      this.#breathed = performance.now();
    }
    item.next();
    this.#notify();
  }

  /** The connection is over once the replies that came with its end have been parsed. */
  #end(error: unknown): void {
    if (this.#stream.writableEnded) return;
    this.#stream.end(() => this.#fail(error));
  }

  /** Ends a connection on which a server sends what no honest one does. */
  #refuse(detail: string): void {
    this.#fail(new ConnectionError({ kind: 'protocol', phase: this.phase, detail }));
    this.#stream.destroy();
    this.socket.destroy();
  }

  #fail(error: unknown): void {
    this.#ended ??= failureOf(error, this.phase, this.signal);
    this.#notify();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  /** The next reply, in the budget. @throws {ConnectionError} when the connection ends or the time is up. */
  next(): Promise<Reply> {
    return this.#next(this.#deadline());
  }

  #deadline(): number {
    return performance.now() + this.seconds * 1000;
  }

  async #next(deadline: number): Promise<Reply> {
    for (;;) {
      if (this.signal.aborted) throw new ConnectionError(failureOf(undefined, this.phase, this.signal));
      const left = deadline - performance.now();
      if (left <= 0) throw this.#timedOut();
      const reply = this.#queue.shift();
      if (reply !== undefined) return reply;
      if (this.#ended !== undefined) throw new ConnectionError({ ...this.#ended, phase: this.phase });
      await this.#news(left);
    }
  }

  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #timedOut(): ConnectionError {
    const detail = `no reply within ${this.seconds} s`;
    return new ConnectionError({ kind: 'timeout', phase: this.phase, detail });
  }

  /** Resolves when everything that has been received is read. */
  async settle(): Promise<void> {
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    await new Promise<void>((resolve) => this.#stream.write(Buffer.alloc(0), () => resolve()));
  }

  /** Writes one command and returns its tag. Literals wait for the server's go-ahead where they must. */
  async send(
    command: string,
    attributes: ImapCompileNode[] = [],
    deadline = this.#deadline(),
  ): Promise<string> {
    // No server can answer a command that it has not read: the tag cannot be guessed.
    const tag = `A${++this.#tag}x${randomInt(36 ** 6).toString(36)}`;
    const parts = await compiler(
      { tag, command, attributes },
      { asArray: true, literalPlus: this.literalPlus },
    );
    await this.settle();
    this.#queue = this.#queue.filter((reply) => reply.tag !== '+');
    for (const [index, part] of parts.entries()) {
      if (index > 0) await this.#goAhead(tag, deadline);
      const last = index === parts.length - 1;
      this.socket.write(last ? Buffer.concat([part, CRLF]) : part);
    }
    return tag;
  }

  /** Waits for `+`. A refusal instead is put back, as the answer to the command. */
  async #goAhead(tag: string, deadline: number): Promise<void> {
    for (;;) {
      const reply = await this.#next(deadline);
      if (reply.tag === '+') return;
      // Untagged, BAD is about a command whose tag the server could not tell: RFC 3501 section 7.1.3.
      const unread = reply.tag === '*' && reply.name === 'BAD';
      if (!unread && reply.tag !== tag && reply.name !== 'BYE') continue;
      this.#queue.unshift(unread ? { ...reply, tag } : reply);
      throw new RefusedEarly(tag);
    }
  }

  /**
   * Reads until every tag is answered; untagged replies go to `untagged`. After a BYE little time is left.
   * `milliseconds`: how long a reply may take, the budget when absent; all together may take so many `times` that.
   *
   * @throws {ConnectionError} when the connection ends or the time is up; what came is in `answers`.
   */
  async collect(
    tags: readonly string[],
    answers: Map<string, Answer>,
    untagged: (reply: Reply) => void,
    { milliseconds = this.seconds * 1000, times = 1 }: { milliseconds?: number; times?: number } = {},
  ): Promise<void> {
    const longest = performance.now() + milliseconds * times;
    let budget = milliseconds;
    while (!tags.every((tag) => answers.has(tag))) {
      const reply = await this.#next(Math.min(performance.now() + budget, longest));
      const { tag, answer } = reply;
      if (tag === '*') untagged(reply);
      else if (tags.includes(tag) && !answers.has(tag) && answer && answer.status !== 'PREAUTH')
        answers.set(tag, answer);
      if (reply.name === 'BYE') budget = Math.min(budget, HANG_UP_MS);
    }
  }

  /** Sends one command and waits for its answer, a budget in all; a BYE in its place is returned as the answer. */
  run(
    command: string,
    attributes: ImapCompileNode[],
    untagged: (reply: Reply) => void = () => {},
  ): Promise<Answer> {
    return this.#answerTo((deadline) => this.send(command, attributes, deadline), untagged);
  }

  /** AUTHENTICATE PLAIN without an initial response, which not every server takes (RFC 3501 section 6.2.2). */
  authenticatePlain(response: string, untagged: (reply: Reply) => void): Promise<Answer> {
    const begin = async (deadline: number) => {
      const tag = await this.send('AUTHENTICATE', [{ type: 'ATOM', value: 'PLAIN' }]);
      await this.#goAhead(tag, deadline);
      this.socket.write(`${response}\r\n`);
      return tag;
    };
    return this.#answerTo(begin, untagged);
  }

  async #answerTo(
    begin: (deadline: number) => Promise<string>,
    untagged: (reply: Reply) => void,
  ): Promise<Answer> {
    const answers = new Map<string, Answer>();
    const deadline = this.#deadline();
    let bye: Answer | undefined;
    const noted = (reply: Reply) => {
      if (reply.name === 'BYE') bye = reply.answer;
      untagged(reply);
    };
    try {
      const tag = await begin(deadline).catch(refusedTag);
      await this.collect([tag], answers, noted, { milliseconds: deadline - performance.now() });
      return answers.get(tag) ?? { status: 'BYE', text: '' };
    } catch (error) {
      if (bye !== undefined && error instanceof ConnectionError && !this.signal.aborted) return bye;
      throw error;
    }
  }

  /** Stops reading IMAP, for TLS to take the socket over. Returns whether something is left that was not asked for. */
  async release(): Promise<boolean> {
    this.socket.removeListener('data', this.#feed);
    this.socket.pause();
    await this.settle();
    this.signal.removeEventListener('abort', this.#abort);
    const { lineBytes, responseBytes } = this.#stream;
    return this.#queue.length > 0 || lineBytes + responseBytes + this.socket.readableLength > 0;
  }

  /** Ends the connection: waits a moment for the server to hang up first. */
  async close(): Promise<void> {
    this.#letGo();
    await hangUp(this.socket, this.signal);
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#letGo();
    this.socket.destroy();
  }

  #letGo(): void {
    this.signal.removeEventListener('abort', this.#abort);
    this.socket.removeListener('data', this.#feed);
    this.#stream.destroy();
    this.#queue = [];
  }
}

const CRLF = Buffer.from('\r\n');

/** The server answered a command before all of it was sent. */
class RefusedEarly extends Error {
  constructor(readonly tag: string) {
    super('refused before the whole command was sent');
  }
}

function refusedTag(error: unknown): string {
  if (error instanceof RefusedEarly) return error.tag;
  throw error;
}

function lost(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}
