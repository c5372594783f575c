const BASE_MS = 500;
const LONGEST_MS = 30_000;

/** A server may ask for a longer pause, within reason: Exchange's throttling asks for five minutes. */
const LONGEST_ASKED_MS = 5 * 60_000;

/** The pause before try `attempt + 1`: growing, with a quarter of jitter either way so that rows do not march in step. */
export function pauseBefore(
  attempt: number,
  asked: number | undefined,
  random: () => number = Math.random,
): number {
  if (asked !== undefined) return Math.min(asked, LONGEST_ASKED_MS);
  const pause = Math.min(BASE_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(pause * (0.75 + random() / 2));
}
