/** The command line is wrong. The message says what and how to write it; exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
