import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { SecureContextOptions } from 'node:tls';
import { CommandReader, type ReaderEvent } from '../../src/demo/reader.js';
import { parseCommand, parsePlain, SyntaxFault } from '../../src/demo/syntax.js';
import { type Manners, politeAnswer } from './answers.js';
import { testCertificate } from './certificates.js';
import { Connection } from './connection.js';
import {
  CLOSE,
  type Handler,
  type Reply,
  type ScriptCommand,
  type SeenLogin,
  type ServerState,
  type Session,
  type Spoken,
} from './script.js';

export * from './script.js';

export interface ScriptedOptions {
  /** `ssl`: TLS from the first byte (the default); `tls`: STARTTLS offered; `none`: never TLS. */
  security?: 'ssl' | 'tls' | 'none';
  /** Over the certificate for localhost and Node's defaults. */
  tls?: SecureContextOptions;
  /** Said, or done, on the bare connection before a handshake or greeting. */
  beforeTls?: Reply;
  /** What opens the dialogue; an empty array says nothing. */
  greeting?: Reply | ((session: Session) => Reply);
  capabilities?: string;
  /** Passwords by user name; absent: everybody gets in. */
  users?: Record<string, string>;
  folders?: string[];
  delimiter?: string;
  /**
   * Answers by command name, in upper case; `*` for any without its own, an unreadable one (named '') included.
   * For a sign-in by AUTHENTICATE without a handler of its own, LOGIN's is asked: `args` are user and password.
   */
  commands?: Record<string, Handler>;
  /** `lost-after-login`: what came in one piece with a LOGIN is dropped, as Courier does. */
  pipelining?: 'answered' | 'lost-after-login';
  literals?: 'taken' | 'refused';
  /** Leaves its side of a connection open when the client has ended the other. */
  lingers?: boolean;
}

export interface ScriptedServer extends ServerState {
  readonly port: number;
  /** Ends every connection and stops listening. */
  stop(): Promise<void>;
  /** Resolves when so many connections were taken since the start. */
  untilSessions(count: number): Promise<void>;
  /** Resolves when no connection is open. */
  untilQuiet(): Promise<void>;
}

/** A server on 127.0.0.1 (and ::1, same port, where there is IPv6) that behaves as told, politely where not told. */
export async function scriptedServer(options: ScriptedOptions = {}): Promise<ScriptedServer> {
  const server = new Scripted(options);
  await server.listen();
  return server;
}

/** Answers every connection with the bytes and keeps it open: another protocol, or plain text on a TLS port. */
export function plainTextServer(text: string | Buffer): Promise<ScriptedServer> {
  return scriptedServer({ security: 'none', greeting: Buffer.from(text), commands: { '*': () => [] } });
}

/** Takes connections, swallows what comes and never says a byte. */
export function silentServer(): Promise<ScriptedServer> {
  return scriptedServer({ security: 'none', greeting: [], commands: { '*': () => [] } });
}

/** A port of 127.0.0.1 and ::1 where nothing listens. */
export async function deadPort(): Promise<number> {
  const server = await silentServer();
  await server.stop();
  return server.port;
}

class Scripted implements ScriptedServer {
  port = 0;
  open = 0;
  mostOpen = 0;
  sessions = 0;
  readonly logins: SeenLogin[] = [];
  readonly commands: string[] = [];
  readonly transcript: Spoken[] = [];
  readonly options: ScriptedOptions;
  readonly manners: Manners;
  readonly #tls: SecureContextOptions;
  #listeners: Server[] = [];
  readonly #connections = new Set<Connection>();
  #watchers: { met: () => boolean; resolve: () => void }[] = [];

  constructor(options: ScriptedOptions) {
    this.options = options;
    // Made here, since making keys blocks for longer than a client may wait.
    this.#tls = options.security === 'none' ? {} : { ...testCertificate('localhost'), ...options.tls };
    const offer = options.security === 'tls' ? ' STARTTLS' : '';
    this.manners = {
      capabilities: options.capabilities ?? `IMAP4rev1 ID LITERAL+ NAMESPACE SASL-IR AUTH=PLAIN${offer}`,
      folders: options.folders ?? ['INBOX', 'Sent', 'Trash'],
      delimiter: options.delimiter ?? '/',
      ...(options.users && { users: options.users }),
    };
  }

  async listen(): Promise<void> {
    const v4 = this.#listener();
    v4.listen(0, '127.0.0.1');
    await once(v4, 'listening');
    this.port = (v4.address() as AddressInfo).port;
    const v6 = this.#listener();
    v6.listen({ port: this.port, host: '::1', ipv6Only: true });
    // Without IPv6, or with the port taken there, 127.0.0.1 has to do.
    this.#listeners = await once(v6, 'listening').then(
      () => [v4, v6],
      () => [v4],
    );
  }

  async stop(): Promise<void> {
    const closed = this.#listeners.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const connection of this.#connections) connection.destroy();
    await Promise.all(closed);
  }

  untilSessions(count: number): Promise<void> {
    return this.#until(() => this.sessions >= count);
  }

  untilQuiet(): Promise<void> {
    return this.#until(() => this.open === 0);
  }

  #until(met: () => boolean): Promise<void> {
    if (met()) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ met, resolve }));
  }

  #changed(): void {
    for (const { resolve } of this.#watchers.filter(({ met }) => met())) resolve();
    this.#watchers = this.#watchers.filter(({ met }) => !met());
  }

  #listener(): Server {
    return createServer({ noDelay: true, allowHalfOpen: this.options.lingers === true }, (socket) =>
      this.#accept(socket),
    );
  }

  #accept(socket: Socket): void {
    this.sessions += 1;
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    let counted = true;
    const over = () => {
      if (counted) this.open -= 1;
      counted = false;
      this.#changed();
    };
    const connection = new Connection(socket, this.sessions, this.#tls, this.transcript, over);
    this.#connections.add(connection);
    connection.signal.addEventListener('abort', () => this.#connections.delete(connection));
    void new ScriptedSession(this, connection, this.sessions).run();
    this.#changed();
  }
}

class ScriptedSession implements Session {
  readonly id: number;
  readonly server: Scripted;
  readonly commands: string[] = [];
  user?: string;
  readonly #connection: Connection;
  readonly #reader = new CommandReader();
  #wake: () => void = () => undefined;

  constructor(server: Scripted, connection: Connection, id: number) {
    this.server = server;
    this.id = id;
    this.#connection = connection;
    connection.onData((chunk) => {
      this.#reader.push(chunk);
      this.#wake();
    });
    connection.signal.addEventListener('abort', () => this.#wake());
  }

  get encrypted(): boolean {
    return this.#connection.encrypted;
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress;
  }

  async run(): Promise<void> {
    const { options, manners } = this.server;
    await this.#connection.say(options.beforeTls ?? []);
    if ((options.security ?? 'ssl') === 'ssl') await this.#connection.startTls();
    if (this.#over) return;
    const greeting = options.greeting ?? `* OK [CAPABILITY ${manners.capabilities}] Scripted server ready.`;
    await this.#connection.say(typeof greeting === 'function' ? greeting(this) : greeting);
    for (let event = await this.#next(); event !== undefined; event = await this.#next())
      await this.#connection.say(await this.#handle(event));
  }

  get #over(): boolean {
    return this.#connection.signal.aborted;
  }

  /** The next thing the client says; undefined when it has gone. */
  async #next(mode?: 'line'): Promise<ReaderEvent | undefined> {
    while (!this.#over) {
      const event = this.#reader.next(mode);
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return undefined;
  }

  async #handle(event: ReaderEvent): Promise<Reply> {
    if (event.type === 'too-long') return ['* BYE Command too long', CLOSE];
    if (event.type === 'command') return this.#command(event.parts);
    if (event.type === 'line' || !event.synchronising) return [];
    if (this.server.options.literals !== 'refused') return '+ Ready';
    this.#reader.refuseLiteral();
    return '* BAD Literals are not taken';
  }

  async #command(parts: Parameters<typeof parseCommand>[0]): Promise<Reply> {
    const line = parts[0]?.octets ?? '';
    let command: ScriptCommand;
    try {
      command = { ...parseCommand(parts), line };
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      const unreadable: ScriptCommand = { tag: fault.tag, name: '', args: [], line };
      return (await this.#handler('')?.(unreadable, this)) ?? `${fault.tag} BAD ${fault.message}`;
    }
    this.commands.push(command.name);
    this.server.commands.push(command.name);
    if (command.name === 'LOGIN' || command.name === 'AUTHENTICATE') return this.#signIn(command);
    if (command.name === 'STARTTLS') this.#reader.discard();
    return (await this.#handler(command.name)?.(command, this)) ?? politeAnswer(command, this.server.manners);
  }

  #handler(name: string): Handler | undefined {
    const handlers = this.server.options.commands ?? {};
    return handlers[name] ?? (name === 'AUTHENTICATE' ? handlers.LOGIN : undefined) ?? handlers['*'];
  }

  async #signIn(command: ScriptCommand): Promise<Reply> {
    const sent = command.name === 'LOGIN' ? loginOf(command) : await this.#plain(command);
    if (sent !== undefined)
      this.server.logins.push({
        session: this.id,
        user: text(sent.user),
        password: text(sent.password),
        via: command.name as SeenLogin['via'],
        encrypted: this.encrypted,
      });
    if (this.server.options.pipelining === 'lost-after-login') this.#reader.discard();
    const asked = sent === undefined ? command : { ...command, args: [sent.user, sent.password] };
    const scripted = await this.#handler(command.name)?.(asked, this);
    const reply = scripted ?? politeAnswer(command, this.server.manners, sent);
    if (sent !== undefined && JSON.stringify(reply).includes(`${command.tag} OK`))
      this.user = text(sent.user);
    return reply;
  }

  /** The initial response, or the one that has to be asked for. */
  async #plain({ args: [mechanism, initial] }: ScriptCommand): Promise<ReturnType<typeof parsePlain>> {
    if (String(mechanism).toUpperCase() !== 'PLAIN') return undefined;
    if (typeof initial === 'string') return parsePlain(initial);
    await this.#connection.say('+ ');
    const event = await this.#next('line');
    return event?.type === 'line' ? parsePlain(event.octets) : undefined;
  }
}

function loginOf({ args: [user, password] }: ScriptCommand): { user: string; password: string } | undefined {
  return typeof user === 'string' && typeof password === 'string' ? { user, password } : undefined;
}

function text(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
