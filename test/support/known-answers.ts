import { readFileSync } from 'node:fs';
import type { ServerId } from '../../src/knowledge/servers.js';
import type { Code } from '../../src/model/code.js';
import type { Answer } from '../../src/model/evidence.js';

/**
 * Where an answer comes: in place of the greeting, to LOGIN, as BYE in place of that, as BYE after LOGIN's OK, or to
 * the commands that follow.
 */
export type Place = 'greeting' | 'login' | 'instead' | 'after' | 'mailbox';

/** What a server has been seen to say, and what is to be made of it. */
export interface KnownAnswer {
  /** The user of the row that gets it. */
  id: string;
  /** The provider or software that says it. */
  of: string;
  /** Where that can be read. */
  source: string;
  at: Place;
  /** As on the wire; what does not begin with an asterisk goes behind the tag of the command. */
  lines: string[];
  /** The commands that get it after sign-in; all where absent. */
  commands?: string[];
  /** What the server is known to be besides: it greets so. */
  server?: ServerId;
  /** A user name of its own, for rows of an administrator. */
  user?: string;
  code: Code;
  status: 'failed' | 'inconclusive';
  /** Whose words they are, where they tell. */
  provider?: ServerId;
  /** What the message or the advice must say, in words of its own. */
  advice?: string[];
  /** The text that a report shows, where it is not the line itself. */
  shown?: string;
}

const FILE = new URL('../../fixtures/imap/answers.json', import.meta.url);

export const KNOWN_ANSWERS: readonly KnownAnswer[] = JSON.parse(readFileSync(FILE, 'utf8'));

/** The line that decides: the tagged one where there is one, otherwise the BYE. */
function decidingLine({ at, lines }: KnownAnswer): string | undefined {
  const tagged = lines.find((line) => !line.startsWith('* '));
  return at === 'login' || at === 'mailbox' ? tagged : lines[0]?.slice(2);
}

/** What a report shows of it. Undefined where nothing is said. */
export function shownAnswer(known: KnownAnswer): string | undefined {
  return known.shown ?? decidingLine(known);
}

/** The answer that decides, as the probe reads it. */
export function decidingAnswer(known: KnownAnswer): Answer | undefined {
  const line = shownAnswer(known);
  return line === undefined ? undefined : parseAnswer(line);
}

/** `NO [ALERT] Too many … (Failure)`, with or without tag or asterisk, as an answer. */
export function parseAnswer(line: string): Answer {
  const [, status, code, text = ''] =
    /^(?:\S+ )?(OK|NO|BAD|BYE)(?: \[([^\] ]+)[^\]]*\])? ?(.*)$/.exec(line) ?? [];
  if (status === undefined) throw new Error(`no answer: ${line}`);
  return { status: status as Answer['status'], text, ...(code === undefined ? {} : { code }) };
}
