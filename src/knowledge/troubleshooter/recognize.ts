import type { Code } from '../../model/code.js';
import type { Answer } from '../../model/evidence.js';
import { knownAnswer } from '../answers.js';
import { CODES, describeCode, isCode } from '../describe.js';
import type { Subject } from './guide.js';
import { KNOWN_MESSAGES, type KnownMessage, WRAPPERS } from './messages.js';
import { isTopic, TOPIC_IDS, TOPICS, type TopicId } from './topics.js';

/** More of a text is not read: no message is as long, and the work on a stranger's text stays bounded. */
const LONGEST = 20_000;

/**
 * What a code, some words or a pasted message may mean, the likeliest first; empty when nothing is known. Wrapped,
 * cut or quoted makes no difference.
 */
export function recognize(text: string): Subject[] {
  const plain = unwrapped(text.slice(0, LONGEST));
  const found = named(plain) ?? (LIKE_CODE.test(plain) ? [] : meant(plain));
  return found.map((name) => (isCode(name) ? { code: name } : { topic: name }));
}

type Names = readonly (Code | TopicId)[];

/** What has the form of a code and is none is misspelled: its parts are no message. */
const LIKE_CODE = /^[\w.-]+\/[\w.-]+$/;

function meant(plain: string): Names {
  return (
    ofService(plain) ??
    ofServer(plain) ??
    ofCatalogue(plain) ??
    knownIn(compact(plain), WRAPPERS)?.is ??
    byWords(plain)
  );
}

/** One line with straight quotes, without marks of quoted mail and what cannot be seen. */
function unwrapped(text: string): string {
  return text
    .normalize('NFKC')
    .slice(0, LONGEST)
    .replace(/[\u2018\u2019\u201a\u201b\u00b4`]/g, "'")
    .replace(/[\u201c-\u201f]/g, '"')
    .replace(/\p{Cf}+/gu, '')
    .replace(/^[ \t]*>+/gm, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

function named(text: string): Names | undefined {
  const name = text.toLowerCase().replaceAll(' ', '-');
  if (isCode(name) || isTopic(name)) return [name];
  const siblings = CODES.filter((code) => code.endsWith(`/${name}`));
  return siblings.length > 0 ? siblings : undefined;
}

function ofService(text: string): Names | undefined {
  const said = compact(text);
  const known = knownIn(said, KNOWN_MESSAGES);
  const inner = known === undefined ? undefined : innerAnswer(text);
  // What the service quotes of the server may tell more than the sentence around it.
  const leading = inner !== undefined && inner !== 'login/rejected' ? [inner] : [];
  const rest = known?.is ?? truncated(said)?.is;
  return rest === undefined ? undefined : [...new Set([...leading, ...rest])];
}

function knownIn(said: string, messages: readonly KnownMessage[]): KnownMessage | undefined {
  return messages.find(({ pieces }) => stand(pieces.map(compact), said));
}

function compact(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function stand(pieces: readonly string[], text: string): boolean {
  let at = 0;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return true;
}

/** Letters that are enough of a sentence that is cut off. */
const ENOUGH_LETTERS = 12;
/** The same of its last piece, where others stand before it. */
const ENOUGH_OF_LAST = 4;

/** A text that ends in the middle of a sentence. */
function truncated(said: string): KnownMessage | undefined {
  return KNOWN_MESSAGES.find(({ pieces }) => {
    const last = compact(pieces.at(-1) ?? '');
    const before = pieces.slice(0, -1).map(compact);
    const fewest = Math.max(ENOUGH_OF_LAST, ENOUGH_LETTERS - before.join('').length);
    for (let length = last.length - 1; length >= fewest; length--) {
      const begun = last.slice(0, length);
      if (said.endsWith(begun) && stand([...before, begun], said)) return true;
    }
    return false;
  });
}

/** `Imap server reported an error during LOGIN …: 'Invalid credentials (Failure)'` */
function innerAnswer(text: string): Code | undefined {
  const [, said] = /\bserver reported an error during [^:]{1,200}: ?'?(.{1,500})/i.exec(text) ?? [];
  return said === undefined ? undefined : codeOf({ status: 'NO', text: withoutQuote(said) });
}

/** No server says more; a longer text would only be looked at for longer. */
const LONGEST_ANSWER = 1000;

function withoutQuote(text: string): string {
  return text
    .slice(0, LONGEST_ANSWER)
    .replace(/^['"]+/, '')
    .replace(/['"]+\.?\s*$/, '');
}

function codeOf(answer: Answer): Code | undefined {
  const known = knownAnswer(answer);
  return known !== undefined && isCode(known.is) ? known.is : undefined;
}

/** With a response code the case is free; without one `no` is a word like others. */
const CODED_ANSWER = /(?:^|[\s'"])(?:(NO|BAD|BYE) )?\[([A-Z][A-Z-]{2,30})(?: [^\]]{0,300})?\] ?(.*)$/i;
const PLAIN_ANSWER = /(?:^|[\s'"])(NO|BAD|BYE)(?: (.*))?$/;

/** A line such as `A1 NO [AUTHENTICATIONFAILED] Authentication failed.`, or its text alone. */
function ofServer(text: string): Names | undefined {
  const [, status, code, codedText] = CODED_ANSWER.exec(text) ?? [];
  if (code !== undefined) {
    const answer = { status: statusOf(status), code, text: withoutQuote(codedText ?? '') };
    const known = codeOf(answer);
    if (known !== undefined) return withDoubts(known, answer);
    if (status !== undefined) return UNKNOWN_ANSWERS[answer.status];
  }
  const [, plainStatus, plainText = ''] = PLAIN_ANSWER.exec(text) ?? [];
  if (plainStatus !== undefined) {
    const answer = { status: statusOf(plainStatus), text: withoutQuote(plainText) };
    const known = codeOf(answer);
    return known === undefined ? UNKNOWN_ANSWERS[answer.status] : withDoubts(known, answer);
  }
  return ofBareAnswer(text);
}

function statusOf(word = 'NO'): Answer['status'] {
  return word.toUpperCase() as Answer['status'];
}

/** As a run judges what it does not know. */
const UNKNOWN_ANSWERS: Readonly<Partial<Record<Answer['status'], Names>>> = {
  NO: ['login/rejected'],
  BAD: ['login/unavailable'],
  BYE: ['login/dropped'],
};

/** The text of an answer alone, or behind a colon: only words that mean one thing count. */
function ofBareAnswer(text: string): Names | undefined {
  for (const said of [text, text.slice(text.lastIndexOf(': ') + 2)]) {
    // Of a NO any text with "invalid" in it is a refusal; here that would be said of too much.
    const answer = { status: 'BYE' as const, text: withoutQuote(said) };
    const known = codeOf(answer);
    if (known !== undefined) return withDoubts(known, answer);
  }
  return undefined;
}

/** Sentences that leave open which of two things it is. */
function withDoubts(code: Code, { text }: Answer): Names {
  if (code !== 'login/rejected') return [code];
  if (/\bor IMAP\b|\bIMAP\b.* or\b/i.test(text)) return [code, 'login/imap-disabled'];
  if (/\(Failure\)|#(?:MBR1212|AUTH012)/.test(text)) return [code, 'login/app-password-required'];
  return [code];
}

/** Words that the pasted text and a message must share; fewer are shared by chance. */
const LEAST_WORDS = 4;

/** Share of a message's words that must stand in the pasted text, or of the pasted words in the message. */
const ENOUGH_OF_MESSAGE = 0.7;
const ENOUGH_OF_PASTED = 0.8;

/** A message of this program's own reports. */
function ofCatalogue(text: string): Names | undefined {
  const pasted = wordsOf(text);
  let best: { code: Code; common: number } | undefined;
  for (const code of CODES) {
    for (const line of describeCode(code).message.split('\n')) {
      const common = sharedWords(pasted, wordsOf(line));
      if (common > (best?.common ?? 0)) best = { code, common };
    }
  }
  return best && [best.code];
}

/** How many words are shared; 0 when they are too few to mean the same sentence. */
function sharedWords(pasted: ReadonlySet<string>, message: ReadonlySet<string>): number {
  const common = [...message].filter((word) => pasted.has(word)).length;
  const alike = common >= message.size * ENOUGH_OF_MESSAGE || common >= pasted.size * ENOUGH_OF_PASTED;
  return common >= LEAST_WORDS && alike ? common : 0;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}']{2,}/gu) ?? []);
}

/** Words that say nothing of the matter. */
const EMPTY_WORDS = new Set(
  'a an and are at be do does for from has have i im in is it my of on our seeing the this to too user users very was we with you your email emails mail mails mailbox mailboxes migration migrating imap server'.split(
    ' ',
  ),
);

/** A longer text is a message, not a topic. */
const MOST_WORDS = 8;

/** Topics that the words name; several where they name them equally well. */
function byWords(text: string): Names {
  const words = [...wordsOf(text.replaceAll("'", ''))].filter((word) => !EMPTY_WORDS.has(word));
  if (words.length === 0 || words.length > MOST_WORDS) return [];
  const scores = TOPIC_IDS.map((id) => ({ id, score: score(words, TOPICS[id].words) }));
  const best = Math.max(...scores.map(({ score }) => score));
  if (best < words.length / 2) return [];
  return scores.filter(({ score }) => score === best).map(({ id }) => id);
}

function score(words: readonly string[], topic: readonly string[]): number {
  return words.filter((word) => topic.includes(word) || topic.includes(word.replace(/(?:(?<=s)es|s)$/, '')))
    .length;
}
