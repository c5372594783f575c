import type { RowPlace } from '../model/row.js';

/** Slots at first; doubled when two of three are taken. */
const LEAST = 1024;

/** Two 32-bit halves of the hash of a text. */
export interface Hash {
  high: number;
  low: number;
}

/**
 * Hashes text for `PlaceTable`. The seeds differ from run to run, so that nobody can write a file whose values
 * collide.
 */
export class Hasher {
  readonly #highSeed = Math.floor(Math.random() * 2 ** 32);
  readonly #lowSeed = Math.floor(Math.random() * 2 ** 32);

  /** FNV-1a twice, each half mixed at the end as in MurmurHash3. `fold`: capital letters of ASCII count as small. */
  hash(text: string, fold: boolean): Hash {
    let high = this.#highSeed;
    let low = this.#lowSeed;
    for (let at = 0; at < text.length; at++) {
      let unit = text.charCodeAt(at);
      if (fold && unit >= 0x41 && unit <= 0x5a) unit += 0x20;
      high = Math.imul(high ^ unit, 0x01000193);
      low = Math.imul(low ^ unit, 0x85ebca6b);
      low ^= low >>> 15;
    }
    return { high: mixed(high), low: mixed(low) };
  }
}

function mixed(half: number): number {
  let bits = half ^ (half >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A slot: both halves of the hash, row, line, file. */
const WIDTH = 5;
const HIGH = 0;
const LOW = 1;
const ROW = 2;
const LINE = 3;
const FILE = 4;

/**
 * Where each value was seen first: 20 octets a slot, whatever the length of the value. Values are compared by 64 bits
 * of hash; in a file of 50,000 rows two different ones are taken for equal once in ten thousand million files.
 */
export class PlaceTable {
  readonly #files: string[] = [];
  #taken = 0;
  #size = LEAST;
  /** Open addressing; a row of 0 is a free slot. */
  #slots = new Uint32Array(LEAST * WIDTH);

  /** The place where this value was seen before; undefined when it is new, and then `here` is kept. */
  remember(hash: Hash, { file, row, line }: RowPlace): RowPlace | undefined {
    const slots = this.#slots;
    const slot = slotOf(slots, this.#size, hash.high, hash.low);
    if (slots[slot + ROW] !== 0) {
      return {
        file: this.#files[slots[slot + FILE] ?? 0] ?? '',
        row: slots[slot + ROW] ?? 0,
        line: slots[slot + LINE] ?? 0,
      };
    }
    slots[slot + HIGH] = hash.high;
    slots[slot + LOW] = hash.low;
    slots[slot + ROW] = row;
    slots[slot + LINE] = line;
    slots[slot + FILE] = this.#fileNumber(file);
    if (++this.#taken * 3 > this.#size * 2) this.#enlarge();
    return undefined;
  }

  /** Whether this value was seen. */
  has({ high, low }: Hash): boolean {
    return this.#taken > 0 && this.#slots[slotOf(this.#slots, this.#size, high, low) + ROW] !== 0;
  }

  #fileNumber(file: string): number {
    const last = this.#files.length - 1;
    if (this.#files[last] === file) return last;
    return this.#files.push(file) - 1;
  }

  #enlarge(): void {
    const old = this.#slots;
    this.#size *= 2;
    this.#slots = new Uint32Array(this.#size * WIDTH);
    for (let from = 0; from < old.length; from += WIDTH) {
      if (old[from + ROW] === 0) continue;
      const slot = slotOf(this.#slots, this.#size, old[from + HIGH] ?? 0, old[from + LOW] ?? 0);
      for (let at = 0; at < WIDTH; at++) this.#slots[slot + at] = old[from + at] ?? 0;
    }
  }
}

/** Where the slot of this hash begins, or the free one where it belongs. */
function slotOf(slots: Uint32Array, size: number, high: number, low: number): number {
  const mask = size - 1;
  let slot = (low & mask) * WIDTH;
  while (slots[slot + ROW] !== 0 && (slots[slot + HIGH] !== high || slots[slot + LOW] !== low)) {
    slot = slot === mask * WIDTH ? 0 : slot + WIDTH;
  }
  return slot;
}
