const BASE_MS = 500;
const LONGEST_MS = 30_000;

/** A server may ask for a longer pause, within reason: Exchange's throttling asks for five minutes. */
const LONGEST_ASKED_MS = 5 * 60_000;

/**
 * The pause before try `attempt + 1`: growing, with a quarter of jitter either way so that rows do not march in
 * step. What the server asks for is kept to, with the jitter on top.
 */
export function pauseBefore(attempt: number, asked = 0, random: () => number = Math.random): number {
  const grown = Math.min(BASE_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.75 + random() / 2);
  const wanted = Math.min(asked, LONGEST_ASKED_MS) * (1 + random() / 4);
  return Math.round(Math.max(grown, wanted));
}
