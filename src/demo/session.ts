import type { Duplex } from 'node:stream';
import { Dialogue, type SignIns } from './dialogue.js';
import { CommandReader, type ReaderEvent } from './reader.js';
import { parseCommand, SyntaxFault } from './syntax.js';

const MAX_FAULTS = 10;

/** One connection to the demo server. Commands are answered in the order in which they came. */
export class DemoSession {
  readonly #socket: Duplex;
  readonly #dialogue: Dialogue;
  readonly #reader = new CommandReader();
  #faults = 0;
  #ended = false;

  constructor(socket: Duplex, signIns: SignIns) {
    this.#socket = socket;
    this.#dialogue = new Dialogue(signIns);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('drain', () => this.#work());
    this.#send(this.#dialogue.greeting());
  }

  /** Says goodbye and closes. */
  bye(reason: string): void {
    if (this.#ended) return;
    this.#send([`* BYE ${reason}`]);
    this.#end();
  }

  #receive(chunk: Buffer): void {
    if (this.#ended) return;
    this.#reader.push(chunk);
    this.#work();
  }

  /** Stops while the client does not read its answers, so that they cannot pile up. */
  #work(): void {
    while (!this.#ended && !this.#socket.writableNeedDrain) {
      const event = this.#reader.next(this.#dialogue.expectsLine ? 'line' : 'command');
      if (event === undefined) break;
      this.#handle(event);
    }
    if (this.#socket.writableNeedDrain) this.#socket.pause();
    else this.#socket.resume();
  }

  #handle(event: ReaderEvent): void {
    if (event.type === 'too-long') this.bye('Command too long.');
    else if (event.type === 'line') this.#answer(() => this.#dialogue.respond(event.octets));
    else if (event.type === 'command') this.#answer(() => this.#dialogue.answer(parseCommand(event.parts)));
    else if (event.synchronising) this.#send(['+ Ready for literal.']);
  }

  #answer(lines: () => string[]): void {
    try {
      this.#send(lines());
      if (this.#dialogue.over) this.#end();
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      this.#send([`${fault.tag} BAD ${fault.message}`]);
      this.#faults += 1;
      if (this.#faults >= MAX_FAULTS) this.bye('Too many invalid commands.');
    }
  }

  #send(lines: string[]): void {
    this.#socket.write(lines.map((line) => `${line}\r\n`).join(''), 'latin1');
  }

  #end(): void {
    this.#ended = true;
    // Without a reader the client's end would never be seen.
    this.#socket.resume();
    this.#socket.end();
  }
}
