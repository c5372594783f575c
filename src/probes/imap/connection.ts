import { randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { setImmediate as breathe } from 'node:timers/promises';
import { compiler } from 'imapflow/lib/handler/imap-handler.js';
import type { Answer, ConnectionFailure } from '../../model/evidence.js';
import { ConnectionError, failureOf } from '../failure.js';
import { HANG_UP_MS, hangUp } from '../hang-up.js';
import { type Command, Flight } from './flight.js';
import { type Redact, type Reply, readAtOnce, readReply } from './reply.js';
import { type RawResponse, ResponseReader } from './response-reader.js';

/** What a server may send; honest ones stay far below, and more only fills the memory. */
const MAX_LINE = 64 * 1024;
const MAX_RESPONSE = 1024 * 1024;
const MAX_SESSION = 16 * 1024 * 1024;
/** A mailbox has tens of thousands of folders at most. */
const MAX_REPLIES = 100_000;
/** Octets that wait to be read; beyond that the server has to wait. */
const MAX_BACKLOG = 1024 * 1024;
/** Replies that have come already are read for so long at a time, for timers and signals to get through. */
const READING_MS = 20;
/** Octets that are kept of the beginning, to show what it was. */
const MAX_HEAD = 200;

/** An IMAP connection: commands out, replies in, each within the budget. */
export class ImapConnection {
  /** What has come and is not read yet; it is read when it is asked for, in the order in which it came. */
  #raw: RawResponse[] = [];
  /** How many of these are read already. */
  #rawRead = 0;
  /** Octets of those that are not. */
  #backlog = 0;
  #breathed = performance.now();
  #queue: Reply[] = [];
  readonly #reader = new ResponseReader({ line: MAX_LINE, response: MAX_RESPONSE }, (response) =>
    this.#accept(response),
  );
  #wake: (() => void) | undefined;
  #ended: ConnectionFailure | undefined;
  #tag = 0;
  #received = 0;
  #replies = 0;
  #announced: readonly string[] | undefined;
  /** The first bytes that came. */
  head: Buffer = Buffer.alloc(0);
  phase: ConnectionFailure['phase'] = 'greeting';
  /** Literals that may be sent without the server's go-ahead: RFC 7888. */
  literals: { literalPlus?: boolean; literalMinus?: boolean } = {};
  redact: Redact = (text) => text;

  constructor(
    readonly socket: Socket,
    readonly seconds: number,
    readonly signal: AbortSignal,
  ) {
    socket.on('data', this.#feed);
    socket.on('error', this.#lose);
    socket.on('end', this.#lose);
    socket.on('close', this.#lose);
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) this.#abort();
    else if (socket.destroyed) this.#lose();
  }

  /** What the server last announced in this connection, wherever it did; undefined when nowhere. */
  get announced(): readonly string[] | undefined {
    return this.#announced;
  }

  readonly #abort = () => {
    this.#fail(failureOf(undefined, this.phase, this.signal));
    this.socket.destroy();
  };

  readonly #lose = (error?: Error | boolean) => {
    if (this.#ended !== undefined) return;
    if (error instanceof Error) this.#fail(failureOf(error, this.phase, this.signal));
    else this.#fail({ kind: 'dropped', phase: this.phase, detail: 'the server closed the connection' });
  };

  readonly #feed = (chunk: Buffer) => {
    if (this.#ended !== undefined) return;
    this.#received += chunk.length;
    if (this.head.length < MAX_HEAD) this.head = Buffer.concat([this.head, chunk.subarray(0, MAX_HEAD)]);
    if (this.#received > MAX_SESSION) {
      this.#refuse(`the server sent more than ${MAX_SESSION / 1024 / 1024} MiB`);
      return;
    }
    try {
      this.#reader.push(chunk);
    } catch (error) {
      this.#refuse(`the server's reply cannot be read: ${(error as Error).message}`);
    }
    this.#notify();
  };

  #accept(response: RawResponse): void {
    if (++this.#replies > MAX_REPLIES) this.#refuse(`the server sent more than ${MAX_REPLIES} replies`);
    this.#raw.push(response);
    this.#backlog += response.payload.length;
    if (this.#backlog > MAX_BACKLOG) this.socket.pause();
  }

  /** Ends a connection on which a server sends what no honest one does. */
  #refuse(detail: string): void {
    this.#fail({ kind: 'protocol', phase: this.phase, detail });
    this.socket.destroy();
  }

  #fail(failure: ConnectionFailure): void {
    this.#ended ??= failure;
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
      const reply = this.#queue.shift() ?? (await this.#read());
      if (reply !== undefined) return reply;
      if (this.#ended !== undefined) throw new ConnectionError({ ...this.#ended, phase: this.phase });
      await this.#news(left);
    }
  }

  /** The first of the responses that came; undefined where there is none. */
  async #read(): Promise<Reply | undefined> {
    const response = this.#raw[this.#rawRead];
    if (response === undefined) return undefined;
    this.#rawRead++;
    this.#backlog -= response.payload.length;
    if (this.#rawRead === this.#raw.length) {
      this.#raw = [];
      this.#rawRead = 0;
    }
    if (this.#backlog <= MAX_BACKLOG && this.socket.isPaused()) this.socket.resume();
    const reply = readAtOnce(response, this.redact) ?? (await readReply(response, this.redact));
    this.#announced = reply.capabilities ?? this.#announced;
    if (performance.now() - this.#breathed > READING_MS) {
      await breathe();
      this.#breathed = performance.now();
    }
    return reply;
  }

  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#breathed = performance.now();
        resolve();
      };
    });
  }

  #timedOut(): ConnectionError {
    const detail = `no reply within ${this.seconds} s`;
    return new ConnectionError({ kind: 'timeout', phase: this.phase, detail });
  }

  /** Resolves when everything that has been received is read, and not what comes in the meantime. */
  async settle(): Promise<void> {
    for (let left = this.#raw.length - this.#rawRead; left > 0; left--) {
      const reply = await this.#read();
      if (reply !== undefined) this.#queue.push(reply);
    }
  }

  /**
   * Writes commands in one piece and returns their tags. Literals of the first wait for the server's go-ahead where
   * they must; the others hold none.
   */
  async send(commands: readonly Command[], deadline = this.#deadline()): Promise<string[]> {
    const tags: string[] = [];
    const written: Buffer[] = [];
    await this.settle();
    this.#queue = this.#queue.filter((reply) => reply.tag !== '+');
    for (const { name, words, attributes } of commands) {
      // No server can answer a command that it has not read: the tag cannot be guessed.
      const tag = `A${++this.#tag}x${randomInt(36 ** 6).toString(36)}`;
      const parts =
        attributes === undefined
          ? [Buffer.from(words === undefined ? `${tag} ${name}` : `${tag} ${name} ${words}`)]
          : await compiler({ tag, command: name, attributes }, { asArray: true, ...this.literals });
      for (const [index, part] of parts.entries()) {
        if (index > 0) {
          this.socket.write(Buffer.concat(written.splice(0)));
          await this.#goAhead(tag, deadline);
        }
        written.push(part);
      }
      written.push(CRLF);
      tags.push(tag);
    }
    this.socket.write(Buffer.concat(written));
    return tags;
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
   * Reads until every one of the tags is answered; untagged replies go to `untagged`. After a BYE little time is left.
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
      else if (!answers.has(tag) && answer && answer.status !== 'PREAUTH') answers.set(tag, answer);
      if (reply.name === 'BYE') budget = Math.min(budget, HANG_UP_MS);
    }
  }

  /**
   * Sends one command and waits for its answer, a budget in all; a BYE in its place is returned as the answer.
   * The commands of `flight` go out in one piece with it; their answers are waited for by nobody here.
   */
  run(
    command: Command,
    untagged: (reply: Reply) => void = () => {},
    flight: Flight = new Flight([]),
  ): Promise<Answer> {
    const begin = async (deadline: number) => {
      const [tag = '', ...rest] = await this.send([command, ...flight.commands], deadline);
      flight.tags = rest;
      return tag;
    };
    return this.#answerTo(begin, untagged, flight.answers);
  }

  /** Sends the commands of a flight in one piece. */
  async launch(flight: Flight): Promise<void> {
    flight.tags = await this.send(flight.commands);
  }

  /** AUTHENTICATE PLAIN without an initial response, which not every server takes (RFC 3501 section 6.2.2). */
  authenticatePlain(response: string, untagged: (reply: Reply) => void): Promise<Answer> {
    const begin = async (deadline: number) => {
      const command = { name: 'AUTHENTICATE', attributes: [{ type: 'ATOM', value: 'PLAIN' }] };
      const [tag = ''] = await this.send([command], deadline);
      await this.#goAhead(tag, deadline);
      this.socket.write(`${response}\r\n`);
      return tag;
    };
    return this.#answerTo(begin, untagged);
  }

  async #answerTo(
    begin: (deadline: number) => Promise<string>,
    untagged: (reply: Reply) => void,
    answers = new Map<string, Answer>(),
  ): Promise<Answer> {
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
    return this.#queue.length > 0 || this.#reader.unfinished || this.socket.readableLength > 0;
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
    this.#raw = [];
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
