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

/** Shorter ones stand in many texts by chance. */
const LEAST_TRACED = 5;

/** Beyond it a text is not looked through for passwords of other rows. */
const MOST_TRACED = 2000;

/**
 * Passwords that were sent to a server, to be found in what it says to somebody else, as they are or in base64. They
 * are kept as numbers of a seed of this process, in 20 octets each, and in memory alone.
 */
export class SentSecrets {
  readonly #seeds = [randomSeed(), randomSeed()] as const;
  readonly #lengths = new Set<number>();
  /** Pairs of numbers, at a place that the first one names, or behind it; 0 stands for none. */
  #table = new Uint32Array(2 * 1024);
  #count = 0;

  add(secret: Secret): void {
    const value = secret.reveal();
    if (value.length < LEAST_TRACED) return;
    this.#note(value.toLowerCase());
    // Texts of a server are kept with one blank in place of several, and none at their ends.
    this.#note(value.toLowerCase().replace(/ {2,}/g, ' ').trim());
    this.#note(Buffer.from(value, 'utf8').toString('base64').replace(/=+$/, '').toLowerCase());
  }

  /** The text with each of them replaced, in whatever case it stands there. */
  redact(text: string): string {
    const plain = text.toLowerCase();
    // Where letters change in number with their case, their places cannot be told.
    const searched = plain.length === text.length ? plain : text;
    let redacted = '';
    let from = 0;
    for (let at = 0; at < Math.min(searched.length, MOST_TRACED); at++) {
      const length = this.#longestAt(searched, at);
      if (length === 0) continue;
      redacted += text.slice(from, at) + Secret.REDACTED;
      from = at + length;
      at = from - 1;
    }
    return redacted + text.slice(from);
  }

  #note(value: string): void {
    if (value.length < LEAST_TRACED) return;
    const [first, second] = this.#numbers(value, 0, value.length);
    this.#lengths.add(value.length);
    if (this.#count * 4 > this.#table.length) this.#grow();
    this.#count += this.#put(first, second);
  }

  #longestAt(text: string, at: number): number {
    let longest = 0;
    for (const length of this.#lengths) {
      if (length <= longest || at + length > text.length) continue;
      const [first, second] = this.#numbers(text, at, length);
      if (this.#table[this.#slotOf(first, second)] === first) longest = length;
    }
    return longest;
  }

  #put(first: number, second: number): number {
    const slot = this.#slotOf(first, second);
    if (this.#table[slot] === first) return 0;
    this.#table[slot] = first;
    this.#table[slot + 1] = second;
    return 1;
  }

  /** Where the pair is, or would be. Half of all places at least are free. */
  #slotOf(first: number, second: number): number {
    const places = this.#table.length / 2;
    for (let place = first & (places - 1); ; place = (place + 1) & (places - 1)) {
      const known = this.#table[2 * place];
      if (known === 0 || (known === first && this.#table[2 * place + 1] === second)) return 2 * place;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== 0) this.#put(old[at] ?? 0, old[at + 1] ?? 0);
    }
  }

  /** Twice FNV-1a with 32 bits, the first never 0. */
  #numbers(text: string, at: number, length: number): [number, number] {
    let [first, second] = this.#seeds as [number, number];
    for (let index = at; index < at + length; index++) {
      const unit = text.charCodeAt(index);
      first = Math.imul(first ^ unit, 0x01000193);
      second = Math.imul(second ^ (unit + 0x9e37), 0x01000193);
    }
    return [first >>> 0 || 1, second >>> 0];
  }
}

function randomSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
