/** An input that cannot be read. The message says what, why and how to mend it; it never quotes the content. */
export class InputError extends Error {
  override readonly name = 'InputError';
  constructor(
    readonly file: string,
    reason: string,
    readonly remedy: string,
  ) {
    super(reason);
  }
}
