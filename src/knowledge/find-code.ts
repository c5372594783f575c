import type { Code } from '../model/code.js';
import type { Answer } from '../model/evidence.js';
import { knownAnswer } from './answers.js';
import { CODES, describeCode, isCode } from './describe.js';

/** Words that the pasted text and a message must share; fewer are shared by chance. */
const LEAST_WORDS = 4;

/** Share of a message's words that must stand in the pasted text, or of the pasted words in the message. */
const ENOUGH_OF_MESSAGE = 0.7;
const ENOUGH_OF_PASTED = 0.8;

/** The code for a code, for the last part of one, or for a message of Exchange Online or of a server. */
export function findCode(text: string): Code | undefined {
  const plain = text.trim().toLowerCase();
  if (isCode(plain)) return plain;
  const siblings = CODES.filter((code) => code.endsWith(`/${plain}`));
  if (siblings.length > 0) return siblings[0];
  return byMessage(text) ?? byAnswer(text);
}

function byMessage(text: string): Code | undefined {
  const pasted = wordsOf(text);
  let best: { code: Code; common: number } | undefined;
  for (const code of CODES) {
    for (const line of describeCode(code).message.split('\n')) {
      const common = sharedWords(pasted, wordsOf(line));
      if (common > (best?.common ?? 0)) best = { code, common };
    }
  }
  return best?.code;
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

/** A line such as `A1 NO [AUTHENTICATIONFAILED] Authentication failed.` */
function byAnswer(text: string): Code | undefined {
  const found = /(?:^|\s)(NO|BAD|BYE) (?:\[([A-Z-]+)[^\]]*\] ?)?(.*)$/s.exec(text);
  const [, status = 'NO', code, rest = text] = found ?? [];
  const answer = { status: status as Answer['status'], text: rest, ...(code === undefined ? {} : { code }) };
  const known = knownAnswer(answer)?.is;
  if (known !== undefined) return isCode(known) ? known : undefined;
  return found !== null && status === 'NO' ? 'login/rejected' : undefined;
}
