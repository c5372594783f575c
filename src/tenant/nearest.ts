import { ownCopy } from './own-text.js';

/** Addresses for which a near one is looked for. Where more are missing, the list is a wrong one and nothing is near. */
const MOST_MISSING = 2000;

/** Longer ones are not compared. */
const LONGEST = 256;

const BASE = 0x01000193;

/** Bits that tell which keys may be known; a power of two. */
const BITS = 1 << 22;

/**
 * Finds addresses that are one letter from a missing one: a letter more, less, another, or two neighbors swapped. Two
 * texts are so near only where they are equal once a letter is taken out of one of them or of both; of each text the
 * hashes of all such remainders are computed in one pass, and only those that are known are looked at closely.
 */
export class NearestAddresses {
  readonly #found = new Map<string, string>();
  /** Only rows of the batch itself were near so far. */
  readonly #doubtful = new Set<string>();
  /** Missing addresses by the hashes of their remainders. */
  readonly #known = new Map<number, string[]>();
  readonly #bits = new Uint32Array(BITS / 32);
  readonly #head = new Int32Array(LONGEST + 1);
  readonly #tail = new Int32Array(LONGEST + 1);
  readonly #power = new Int32Array(LONGEST + 1);

  /** `wanted`: what stands in the batch. All in lower case. */
  constructor(
    missing: Iterable<string>,
    readonly wanted: ReadonlySet<string>,
  ) {
    this.#power[0] = 1;
    for (let i = 1; i <= LONGEST; i++) this.#power[i] = Math.imul(this.#power[i - 1] ?? 0, BASE);
    let left = MOST_MISSING;
    for (const address of missing) {
      if (left-- === 0) break;
      if (address.length <= LONGEST) this.#learn(address);
    }
  }

  get found(): ReadonlyMap<string, string> {
    return this.#found;
  }

  /** Looks at an address that exists, in lower case. */
  offer(address: string): void {
    if (this.#known.size === 0 || address.length > LONGEST) return;
    this.#hash(address);
    for (let without = -1; without < address.length; without++) {
      const hash = this.#remainder(address.length, without);
      const bit = hash & (BITS - 1);
      if (((this.#bits[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) continue;
      for (const missing of this.#known.get(hash) ?? []) this.#compare(missing, address);
    }
  }

  #compare(missing: string, address: string): void {
    const known = this.#found.get(missing);
    if (known !== undefined && !this.#doubtful.has(missing)) return;
    if (!differByOne(missing, address)) return;
    const inBatch = this.wanted.has(address);
    // Numbered accounts differ by a digit, and none of them is a misspelling of another.
    if (inBatch && (known !== undefined || differByDigit(missing, address))) return;
    this.#found.set(missing, ownCopy(address));
    if (inBatch) this.#doubtful.add(missing);
    else this.#doubtful.delete(missing);
  }

  #learn(address: string): void {
    this.#hash(address);
    for (let without = -1; without < address.length; without++) {
      const hash = this.#remainder(address.length, without);
      const bit = hash & (BITS - 1);
      this.#bits[bit >>> 5] = (this.#bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
      const others = this.#known.get(hash);
      if (others === undefined) this.#known.set(hash, [address]);
      else if (others.at(-1) !== address) others.push(address);
    }
  }

  /** Hashes of all that stands before, and behind, each letter. */
  #hash(text: string): void {
    const head = this.#head;
    const tail = this.#tail;
    const { length } = text;
    head[0] = 0;
    for (let i = 0; i < length; i++) head[i + 1] = (Math.imul(head[i] ?? 0, BASE) + text.charCodeAt(i)) | 0;
    tail[length] = 0;
    for (let i = length - 1; i >= 0; i--) {
      tail[i] = (Math.imul(text.charCodeAt(i), this.#power[length - 1 - i] ?? 0) + (tail[i + 1] ?? 0)) | 0;
    }
  }

  /** The hash of the text that was hashed last, without the letter at that place; -1: of all of it. */
  #remainder(length: number, without: number): number {
    if (without === -1) return this.#head[length] ?? 0;
    const before = Math.imul(this.#head[without] ?? 0, this.#power[length - 1 - without] ?? 0);
    return (before + (this.#tail[without + 1] ?? 0)) | 0;
  }
}

/** Whether one letter was added, left out or changed, or two neighbors were swapped. Equal texts do not differ. */
export function differByOne(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  if (a.length > b.length) return differByOne(b, a);
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  if (a.length < b.length) return a.slice(start) === b.slice(start + 1);
  if (a.slice(start + 1) === b.slice(start + 1)) return true;
  const swapped = a[start] === b[start + 1] && a[start + 1] === b[start];
  return swapped && a.slice(start + 2) === b.slice(start + 2);
}

function differByDigit(a: string, b: string): boolean {
  const digits = (text: string) => text.replace(/\D/g, '');
  return digits(a) !== digits(b);
}
