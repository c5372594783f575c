import { parser } from 'imapflow/lib/handler/imap-handler.js';
import type { ImapAttribute } from 'imapflow/lib/handler/types.js';
import type { Answer } from '../../model/evidence.js';
import { clean } from '../clean.js';
import { readPlain } from './plain-reply.js';
import type { RawResponse } from './response-reader.js';

/** One response of the server, RFC 3501 section 7. */
export interface Reply {
  /** `*`, `+`, or the tag of the command it answers; empty when the line is no IMAP response. */
  tag: string;
  /** In upper case: OK, NO, LIST, CAPABILITY, …; empty when the line is no IMAP response. */
  name: string;
  /** What follows the name, parsed. Of status responses only `answer` is of use. */
  attributes: readonly ImapAttribute[];
  answer?: Answer;
  /** What it announces, by itself or in the response code `[CAPABILITY …]`; absent when it does not. */
  capabilities?: string[];
}

/** Octets beyond which a line is no usual one. */
const MAX_PLAIN = 4096;

const STATUSES = new Set(['OK', 'NO', 'BAD', 'BYE', 'PREAUTH']);

/** Takes secrets out of a server's text. Called before the text is shortened, which could cut one in two. */
export type Redact = (text: string) => string;

/** Reads a response in its usual form at once; undefined where `readReply` has to. */
export function readAtOnce({ payload, literals }: RawResponse, redact: Redact): Reply | undefined {
  if (literals.length > 0 || payload.length > MAX_PLAIN) return undefined;
  const line = payload.toString('utf8');
  const plain = readPlain(line);
  if (plain === undefined) return undefined;
  const reply: Reply =
    'status' in plain
      ? {
          tag: plain.tag,
          name: plain.status,
          attributes: [],
          answer: answerOf(plain.status, plain.code, plain.text, redact),
        }
      : plain;
  return withCapabilities(reply, announcedIn(line));
}

/** Reads any response by the grammar. */
export async function readReply({ payload, literals }: RawResponse, redact: Redact): Promise<Reply> {
  const capabilities = announcedIn(payload.toString('utf8'));
  return withCapabilities(await readAny(payload, literals, redact), capabilities);
}

function withCapabilities(reply: Reply, capabilities: string[] | undefined): Reply {
  if (capabilities === undefined) return reply;
  return reply.tag === ''
    ? { tag: '*', name: 'CAPABILITY', attributes: [], capabilities }
    : { ...reply, capabilities };
}

async function readAny(payload: Buffer, literals: Buffer[], redact: Redact): Promise<Reply> {
  let parsed: Awaited<ReturnType<typeof parser>>;
  try {
    parsed = await parser(payload, { literals });
  } catch {
    return readBrokenStatus(payload, redact);
  }
  const name = (parsed.command ?? '').toUpperCase();
  const tag = parsed.tag ?? '';
  const attributes = parsed.attributes ?? [];
  if (!STATUSES.has(name)) return { tag, name, attributes };
  const [first, second] = attributes;
  const section =
    first !== null && typeof first === 'object' && 'section' in first ? first.section : undefined;
  const code = section === undefined ? undefined : textOf(section[0]);
  const text = textOf((section === undefined ? first : second) ?? null);
  return { tag, name, attributes, answer: answerOf(name, code, text, redact) };
}

/** A status line that the parser refuses, such as one with an unclosed response code, still answers its command. */
function readBrokenStatus(payload: Buffer, redact: Redact): Reply {
  const line = payload.subarray(0, 2000).toString('utf8');
  const match = /^\0*([^\s{}()%]{1,32}) (OK|NO|BAD|BYE|PREAUTH)(?![\w-])[ \t]*(.*)$/is.exec(line);
  if (match === null) return { tag: '', name: '', attributes: [] };
  const [, tag = '', status = '', text = ''] = match;
  const name = status.toUpperCase();
  return { tag, name, attributes: [], answer: answerOf(name, undefined, text, redact) };
}

function answerOf(name: string, code: string | undefined, text: string, redact: Redact): Answer {
  const plain = clean(redact(code ?? ''), 40).toUpperCase();
  return {
    status: name as Answer['status'],
    ...(plain === '' ? {} : { code: plain }),
    text: clean(redact(text)),
  };
}

/** The text of an atom, string, literal or number; empty for a list or NIL. */
export function textOf(attribute: ImapAttribute | undefined): string {
  if (attribute === null || attribute === undefined || Array.isArray(attribute)) return '';
  const { value } = attribute as { value?: unknown };
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** No honest server has more than a few dozen. */
const MAX_CAPABILITIES = 100;
const MAX_WORD = 256;

/** One that is kept as it is. */
const USUAL_WORD = /^[A-Za-z0-9=+._-]{1,64}$/;

const ANNOUNCEMENT = /^\0*\*[ \t]+CAPABILITY(?![^ \t])(.*)$/is;
const IN_CODE = /^\0*[^\s{}()%]{1,32}[ \t]+(?:OK|NO|BAD|BYE|PREAUTH)[ \t]+\[CAPABILITY[ \t]+(.*)$/is;

/**
 * Read by words and not by the grammar, which one odd word breaks: what matters is never to lose LOGINDISABLED,
 * STARTTLS or a mechanism.
 */
function announcedIn(line: string): string[] | undefined {
  if (!/capability/i.test(line)) return undefined;
  const words = ANNOUNCEMENT.exec(line)?.[1]?.split(/\s+/) ?? codeWords(IN_CODE.exec(line)?.[1]);
  return words
    ?.filter((word) => word !== '')
    .slice(0, MAX_CAPABILITIES)
    .map((word) => (USUAL_WORD.test(word) ? word : clean(bare(word.slice(0, MAX_WORD)), 64)))
    .filter((word) => word !== '');
}

/** The words up to the bracket that closes the code; a word may hold brackets of its own. */
function codeWords(text: string | undefined): string[] | undefined {
  const words: string[] = [];
  for (const word of text?.split(/\s+/) ?? []) {
    const closes = /^[^[]*\]|^[^[]*\[[^\]]*\]\]/.exec(word)?.[0];
    words.push(closes === undefined ? word : closes.slice(0, -1));
    if (closes !== undefined) break;
  }
  return text === undefined ? undefined : words;
}

/** Some quote what is an atom, or put all of them in a list. */
function bare(word: string): string {
  return word
    .replaceAll('"', '')
    .replace(/^\(+/, '')
    .replace(/^([^(]*?)\)+$/, '$1');
}
