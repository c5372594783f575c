import { closest, distance } from 'fastest-levenshtein';
import { SUBJECT_NAMES } from './troubleshooter/guide.js';

/** The code or the topic that was probably meant. */
export function nearestSubject(text: string): string | undefined {
  const plain = text.trim().toLowerCase().slice(0, 100);
  const nearest = closest(plain, SUBJECT_NAMES);
  return distance(plain, nearest) <= nearest.length / 2 ? nearest : undefined;
}
