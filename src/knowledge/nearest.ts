import { closest, distance } from 'fastest-levenshtein';

/** More of a word is not compared. */
const LONGEST = 100;

/** The word that was probably meant; undefined where more than a part of it would have to be another. */
export function nearest(typed: string, words: readonly string[], part: number = 1 / 2): string | undefined {
  const plain = typed.trim().toLowerCase().slice(0, LONGEST);
  if (plain === '' || words.length === 0) return undefined;
  const found = closest(plain, words);
  return distance(plain, found.toLowerCase()) <= found.length * part ? found : undefined;
}
