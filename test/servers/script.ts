import type { Command } from '../../src/demo/syntax.js';

/** What a scripted server does in place of, or between, what it says. */
export type Action =
  | { kind: 'close' }
  | { kind: 'reset' }
  | { kind: 'wait'; ms: number }
  | { kind: 'until'; promise: Promise<unknown> }
  | { kind: 'start-tls' }
  | { kind: 'flood'; chunk: Buffer; bytes: number };

export type Step = string | Buffer | Action;

/**
 * A string is a line, to which CRLF is added unless it ends in LF; it goes out as UTF-8. A Buffer goes out as
 * it is. An empty array says nothing.
 */
export type Reply = Step | Step[];

/** Ends the connection after what was said before. */
export const CLOSE: Action = { kind: 'close' };
/** Ends it with a TCP reset. */
export const RESET: Action = { kind: 'reset' };
/** Begins TLS on this connection; what was pipelined in clear behind the command is dropped. */
export const START_TLS: Action = { kind: 'start-tls' };

export function wait(ms: number): Action {
  return { kind: 'wait', ms };
}

/** Says nothing more until the promise settles. */
export function until(promise: Promise<unknown>): Action {
  return { kind: 'until', promise };
}

/** Sends the chunk again and again, up to so many bytes, as fast as the client reads. */
export function flood(chunk: string | Buffer, bytes: number): Action {
  return { kind: 'flood', chunk: Buffer.from(chunk), bytes };
}

/** The text in pieces of `size` octets, `ms` milliseconds apart. */
export function dribble(text: string, ms: number, size = 1): Step[] {
  const octets = Buffer.from(text.endsWith('\n') ? text : `${text}\r\n`);
  const steps: Step[] = [];
  for (let at = 0; at < octets.length; at += size) steps.push(octets.subarray(at, at + size), wait(ms));
  return steps;
}

/** A connection as handlers see it. */
export interface Session {
  /** From 1, in the order in which connections came. */
  readonly id: number;
  readonly encrypted: boolean;
  /** Who was last let in. */
  user?: string;
  /** Names of the commands so far, this one included. */
  readonly commands: readonly string[];
  readonly remoteAddress: string;
  readonly server: ServerState;
}

/** Strings of a command are octets (latin1); `line` is what came before the first literal. */
export type ScriptCommand = Command & { line: string };

/** `undefined` leaves the answer to the server's ordinary behaviour. */
export type Handler = (
  command: ScriptCommand,
  session: Session,
) => Reply | undefined | Promise<Reply | undefined>;

/** A sign-in as it came, before any answer. Decoded from UTF-8. */
export interface SeenLogin {
  session: number;
  user: string;
  password: string;
  via: 'LOGIN' | 'AUTHENTICATE';
  encrypted: boolean;
}

export interface Spoken {
  session: number;
  from: 'client' | 'server';
  /** As said inside TLS where there is TLS. */
  octets: Buffer;
}

/** What a server has seen so far. */
export interface ServerState {
  /** TCP connections now, those in a handshake included. One is over when either side has ended it. */
  readonly open: number;
  readonly mostOpen: number;
  /** TCP connections ever taken. */
  readonly sessions: number;
  readonly logins: readonly SeenLogin[];
  /** Names of all commands in the order in which they came. */
  readonly commands: readonly string[];
  readonly transcript: readonly Spoken[];
}
