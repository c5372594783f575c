/** What was typed in place of one of these words. */
export interface Slip {
  typed: string;
  words: readonly string[];
}

/**
 * The command line is wrong. The message says what and how to write it; exit status 2. The word that was probably
 * meant and an example are put behind it where it is shown.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    message: string,
    readonly slip?: Slip,
  ) {
    super(message);
  }
}
