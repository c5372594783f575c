import type { Part } from './reader.js';

/** An atom or string as its octets, or a parenthesised list. */
export type Argument = string | Argument[];

export interface Command {
  tag: string;
  /** Upper case; `UID SEARCH` and its like are one name. */
  name: string;
  args: Argument[];
}

/** Thrown for what is no IMAP; carries the tag where one could be read, `*` otherwise. */
export class SyntaxFault extends Error {
  constructor(
    message: string,
    readonly tag = '*',
  ) {
    super(message);
  }
}

const TAG = /^[!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+/;
// Wildcards are atom characters in LIST, a leading backslash in flags. Octets above 127 need a string.
const ATOM = /^\\?[!#$%&'*+,\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]+/;
const QUOTED = /^"((?:[^"\\\r\n\0]|\\["\\])*)"/;

/** Reads a command as the reader cut it. */
export function parseCommand(parts: Part[]): Command {
  const first = parts[0]?.octets ?? '';
  const tag = TAG.exec(first)?.[0];
  if (tag === undefined || first[tag.length] !== ' ') throw new SyntaxFault('Invalid tag.');
  const rest: Part[] = [{ kind: 'text', octets: first.slice(tag.length + 1) }, ...parts.slice(1)];
  const words = parseWords(rest, tag);
  const [verb, ...args] = words;
  if (typeof verb !== 'string') throw new SyntaxFault('Missing command.', tag);
  const name = verb.toUpperCase();
  const second = args[0];
  if (name !== 'UID' || typeof second !== 'string') return { tag, name, args };
  return { tag, name: `UID ${second.toUpperCase()}`, args: args.slice(1) };
}

/** How far a line is read. `open` holds the lists not closed yet, the outermost first. */
interface State {
  open: Argument[][];
  /** A word has just ended, so a space or a parenthesis must follow. */
  glued: boolean;
}

function parseWords(parts: Part[], tag: string): Argument[] {
  const words: Argument[] = [];
  const state: State = { open: [words], glued: false };
  for (const part of parts) {
    if (part.kind === 'literal') add(state, part.octets, tag);
    else parseText(part.octets, state, tag);
  }
  if (state.open.length > 1) throw new SyntaxFault('Missing parenthesis.', tag);
  return words;
}

function parseText(text: string, state: State, tag: string): void {
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const mark = text[at];
    const quoted = QUOTED.exec(rest);
    const atom = ATOM.exec(rest);
    if (mark === ' ') state.glued = false;
    else if (mark === '(') openList(state, tag);
    else if (mark === ')') closeList(state, tag);
    else if (quoted) add(state, (quoted[1] ?? '').replace(/\\(["\\])/g, '$1'), tag);
    else if (atom) add(state, atom[0], tag);
    else throw new SyntaxFault(mark === '"' ? 'Invalid quoted string.' : 'Invalid characters in atom.', tag);
    at += quoted?.[0].length ?? atom?.[0].length ?? 1;
  }
}

function add(state: State, word: Argument, tag: string): void {
  if (state.glued) throw new SyntaxFault('Missing space.', tag);
  state.open.at(-1)?.push(word);
  state.glued = true;
}

function openList(state: State, tag: string): void {
  const list: Argument[] = [];
  add(state, list, tag);
  if (state.open.push(list) > 10) throw new SyntaxFault('Too many parentheses.', tag);
  state.glued = false;
}

function closeList(state: State, tag: string): void {
  if (state.open.length < 2) throw new SyntaxFault('Unexpected parenthesis.', tag);
  state.open.pop();
  state.glued = true;
}

/** The user name and password of a SASL PLAIN response (RFC 4616), as octets; undefined when it is none. */
export function parsePlain(
  base64: string,
): { authorize: string; user: string; password: string } | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  const fields = Buffer.from(base64, 'base64').toString('latin1').split('\0');
  const [authorize, user, password] = fields;
  if (fields.length !== 3 || authorize === undefined || !user || password === undefined) return undefined;
  return { authorize, user, password };
}

/** A quoted string. Octets outside of printable ASCII are not expected here. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Text as it goes over the wire in UTF-8, one character an octet. */
export function octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
