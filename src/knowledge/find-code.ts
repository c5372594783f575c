import { closest, distance } from 'fastest-levenshtein';
import type { Code } from '../model/code.js';
import type { Answer } from '../model/evidence.js';
import { knownAnswer } from './answers.js';
import { CODES, describeCode, isCode } from './describe.js';

/** Share of a message's words that must stand in the pasted text. */
const ENOUGH_WORDS = 0.7;

/** A message of fewer words than this matches by chance. */
const LEAST_WORDS = 3;

/** The code for a code, for the last part of one, or for a message of Exchange Online or of a server. */
export function findCode(text: string): Code | undefined {
  const plain = text.trim().toLowerCase();
  if (isCode(plain)) return plain;
  const siblings = CODES.filter((code) => code.endsWith(`/${plain}`));
  if (siblings.length > 0) return siblings[0];
  return byMessage(text) ?? byAnswer(text);
}

/** The code that was probably meant. */
export function nearestCode(text: string): Code | undefined {
  const plain = text.trim().toLowerCase().slice(0, 100);
  const nearest = closest(plain, CODES) as Code;
  return distance(plain, nearest) <= nearest.length / 2 ? nearest : undefined;
}

function byMessage(text: string): Code | undefined {
  const pasted = wordsOf(text);
  let best: { code: Code; share: number; words: number } | undefined;
  for (const code of CODES) {
    for (const line of describeCode(code).message.split('\n')) {
      const words = wordsOf(line);
      if (words.size < LEAST_WORDS) continue;
      const share = [...words].filter((word) => pasted.has(word)).length / words.size;
      const better =
        best === undefined || share > best.share || (share === best.share && words.size > best.words);
      if (share >= ENOUGH_WORDS && better) best = { code, share, words: words.size };
    }
  }
  return best?.code;
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
