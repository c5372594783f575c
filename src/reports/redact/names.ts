import type { Subject } from '../../model/finding.js';
import { QUOTATION } from '../quotation.js';

/** Between the parts of a user name by which an administrator signs in for somebody. */
const SEPARATORS = /([/\\#*])/;

/** Shorter parts of a name are left in texts: they would be found in half of all words. */
const SHORTEST_PART = 3;

const WORDS = /[\p{L}\p{N}._%+@/\\#*'-]+/gu;
const LETTER = /[\p{L}\p{N}]/u;

/** In a group, so that what is split by it stays. */
const QUOTED = new RegExp(`(${QUOTATION.source})`, 'u');
/** Not shortened yet. */
const ADDRESS = /^[^\s@…]+@[^\s@]+$/;
const NOT_SHORT = /^[^…]+$/;

/**
 * Addresses and user names in a short form, such as `an…@contoso.com`, equal ones alike. Of names that would look the
 * same the second has a 2 behind the dots, and so on in the order in which they are learned.
 */
export class Names {
  /** Short forms by the name in lower case. */
  readonly #short = new Map<string, string>();
  /** How many names share a short form. */
  readonly #sharing = new Map<string, number>();
  /** Parts of names, in lower case, which texts of a server may hold. */
  readonly #parts = new Map<string, string>();

  learn({ emailAddress, userName }: Subject): void {
    for (const name of [emailAddress, userName]) {
      this.short(name);
      for (const part of partsOf(name)) this.#parts.set(part.toLowerCase(), shortened(part));
    }
  }

  short(name: string): string {
    if (name === '') return '';
    const key = name.toLowerCase();
    const known = this.#short.get(key);
    if (known !== undefined) return known;
    const bare = shortened(name);
    const number = (this.#sharing.get(bare) ?? 0) + 1;
    this.#sharing.set(bare, number);
    const short = number === 1 ? bare : bare.replace('…', `…${number}`);
    this.#short.set(key, short);
    return short;
  }

  /** A text of a server: whole names and their parts, of the row that it is about and of all others. */
  inText(text: string, own?: Subject): string {
    const short = this.#inWords(text, this.#parts);
    return own === undefined ? short : this.#ofRow(short, own);
  }

  /** A sentence of our own: it quotes names, and elsewhere parts of them may be plain words. */
  inSentence(text: string): string {
    return text
      .split(QUOTED)
      .map((part, index) => this.#inWords(part, index % 2 === 1 ? this.#parts : undefined))
      .join('');
  }

  /**
   * The same of a finding that an earlier report told. An address that it quotes is a name, whoever has it.
   * `nameAlone`: so is all that it quotes.
   */
  inTold(text: string, own: Subject | undefined, nameAlone = false): string {
    const whole = own === undefined ? text : this.#ofRow(text, own, false);
    const parts = whole.split(QUOTED).map((part) => {
      const name = part.slice(1, -1);
      return (nameAlone ? NOT_SHORT : ADDRESS).test(name) && part === `'${name}'`
        ? `'${this.short(name)}'`
        : part;
    });
    return this.inSentence(parts.join(''));
  }

  /** Names may hold blanks, so those that are known to be there are looked for as they are. */
  #ofRow(text: string, { emailAddress, userName }: Subject, withParts = true): string {
    const whole = [emailAddress, userName].filter(Boolean);
    const parts = withParts ? whole.flatMap(partsOf) : [];
    const all = [...whole, ...parts].sort((a, b) => b.length - a.length);
    let result = text;
    for (const name of new Set(all)) {
      result = withWord(result, name, whole.includes(name) ? this.short(name) : shortened(name));
    }
    return result;
  }

  #inWords(text: string, parts: ReadonlyMap<string, string> | undefined): string {
    return text.replace(WORDS, (word) => {
      const [before, bare, behind] = unframed(word);
      const short = this.#found(bare, parts);
      if (short !== undefined) return before + short + behind;
      if (parts === undefined) return word;
      const pieces = bare.split(SEPARATORS).map((part) => this.#found(part, parts) ?? part);
      return before + pieces.join('') + behind;
    });
  }

  #found(word: string, parts: ReadonlyMap<string, string> | undefined): string | undefined {
    if (word.length < SHORTEST_PART) return undefined;
    const key = word.toLowerCase();
    return this.#short.get(key) ?? parts?.get(key);
  }
}

const FRAME = new Set(['.', "'", '-']);

/** A word without the signs of a sentence around it, and those. */
function unframed(word: string): [before: string, bare: string, behind: string] {
  let from = 0;
  let to = word.length;
  while (from < to && FRAME.has(word[from] ?? '')) from++;
  while (to > from && FRAME.has(word[to - 1] ?? '')) to--;
  return [word.slice(0, from), word.slice(from, to), word.slice(to)];
}

/** What is left of a name: of each part two signs, and of an address the domain. */
function shortened(name: string): string {
  return name
    .split(SEPARATORS)
    .map((part, index) => (index % 2 === 1 || part === '' ? part : shortenedPart(part)))
    .join('');
}

function shortenedPart(part: string): string {
  const at = part.lastIndexOf('@');
  const local = [...(at < 0 ? part : part.slice(0, at))];
  const kept = local.slice(0, Math.min(2, local.length - 1)).join('');
  return `${kept}…${at < 0 ? '' : part.slice(at)}`;
}

/** The parts of a name, and what stands before the `@` of each. */
function partsOf(name: string): string[] {
  const parts = name.split(/[/\\#*\s]+/);
  const locals = parts
    .filter((part) => part.includes('@'))
    .map((part) => part.slice(0, part.lastIndexOf('@')));
  return [...parts, ...locals].filter((part) => part !== name && part.length >= SHORTEST_PART);
}

/** The text with a name replaced where it is no part of a longer word, whatever its case. A name may be of any length. */
function withWord(text: string, name: string, short: string): string {
  const folded = text.toLowerCase();
  // A few letters have lower ones of another length, so that places would be others.
  const [where, what] = folded.length === text.length ? [folded, name.toLowerCase()] : [text, name];
  let result = '';
  let from = 0;
  for (let at = where.indexOf(what); at >= 0; at = where.indexOf(what, at + 1)) {
    const end = at + what.length;
    if (at < from || LETTER.test(text[at - 1] ?? '') || LETTER.test(text[end] ?? '')) continue;
    result += text.slice(from, at) + short;
    from = end;
  }
  return result + text.slice(from);
}
