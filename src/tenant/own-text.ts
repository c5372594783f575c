const LONGEST = 100;

/**
 * A short copy without invisible characters. What is cut from a cell as it stands would hold on to the part of the file
 * that the cell was cut from.
 */
export function ownText(cell: string): string {
  return ownCopy(
    cell
      .trim()
      .slice(0, LONGEST)
      .replace(/[\p{Cc}\p{Cf}]/gu, '')
      .toWellFormed(),
  );
}

/** The same text, and nothing besides it in memory. */
export function ownCopy(text: string): string {
  return Buffer.from(text).toString();
}
