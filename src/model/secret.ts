/**
 * A password. It prints as `[redacted]` in strings, JSON and inspection, so that a stray template, log line
 * or stack trace cannot carry it. `reveal` is for the one place that puts it onto the wire.
 */
export class Secret {
  static readonly REDACTED = '[redacted]';
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Called where a sign-in command is written to a socket, and nowhere else. */
  reveal(): string {
    return this.#value;
  }

  get isEmpty(): boolean {
    return this.#value.length === 0;
  }

  /** Whether the value matches, for checks of its form that need not see it. */
  matches(pattern: RegExp): boolean {
    return pattern.test(this.#value);
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  /**
   * A function that replaces every form in which a server may echo the value: as sent, quoted as an IMAP string,
   * in base64 (alone, and as a SASL PLAIN response of `userName`), percent-encoded, and in other letter case.
   */
  redactor(userName = ''): (text: string) => string {
    if (this.isEmpty) return (text) => text;
    if (this.#value.length > LONG) return (text) => (text.length <= SHORT ? text : Secret.REDACTED);
    const encodings = this.#encodings(userName.slice(0, LONG));
    const forms = this.#forms();
    const mayHold = ASCII.test(this.#value) ? finder([...encodings, ...forms]) : () => true;
    let pattern: RegExp | undefined;
    return (text) => {
      if (!mayHold(text)) return text;
      const padded = encodings.map((form) => `${literal(form)}={0,2}`);
      pattern ??= new RegExp([...padded, ...forms.map(literal)].join('|'), 'giu');
      return text.replace(pattern, Secret.REDACTED);
    };
  }

  /** Base64 without its padding. */
  #encodings(userName: string): string[] {
    const texts = [`\0${userName}\0${this.#value}`, this.#value];
    return texts.map((text) => Buffer.from(text, 'utf8').toString('base64').replace(/=+$/, ''));
  }

  /** The longest first, so that none is left over of a longer one. */
  #forms(): string[] {
    const value = this.#value;
    const forms = new Set([
      encodeURIComponent(value.toWellFormed()),
      value.replace(/([\\"])/g, '\\$1'),
      Buffer.from(value, 'utf8').toString('latin1'),
      Buffer.from(value, 'utf8').toString('hex'),
      value,
      value.trim(),
      // Some letters change in number with their case, such as ß and SS.
      value.toUpperCase(),
      value.toLowerCase(),
    ]);
    forms.delete('');
    return [...forms].sort((a, b) => b.length - a.length);
  }

  toString(): string {
    return Secret.REDACTED;
  }

  toJSON(): string {
    return Secret.REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return Secret.REDACTED;
  }
}

/** Text in which case is a matter of 26 letters. Some signs beyond are other cases of them, such as that of kelvin. */
const ASCII = /^\p{ASCII}*$/u;

/** Whether one of the forms may stand in a text, which takes a hundredth of the time of the pattern. */
function finder(forms: readonly string[]): (text: string) => boolean {
  const needles = [...new Set(forms.map((form) => form.toLowerCase()))];
  return (text) => {
    if (!ASCII.test(text)) return true;
    const plain = text.toLowerCase();
    return needles.some((needle) => plain.includes(needle));
  };
}

/** Letters of a password beyond which its pattern would be too large for a regular expression. */
const LONG = 1000;

/** A text in which no such password can hide. */
const SHORT = 100;

/** A pattern for the text itself. One or two letters count only where they stand alone: "a" is not every a. */
function literal(form: string): string {
  const escaped = form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return form.length < 3 ? `(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])` : escaped;
}
