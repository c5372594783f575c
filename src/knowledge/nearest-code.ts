import { closest, distance } from 'fastest-levenshtein';
import type { Code } from '../model/code.js';
import { CODES } from './describe.js';

/** The code that was probably meant. */
export function nearestCode(text: string): Code | undefined {
  const plain = text.trim().toLowerCase().slice(0, 100);
  const nearest = closest(plain, CODES) as Code;
  return distance(plain, nearest) <= nearest.length / 2 ? nearest : undefined;
}
