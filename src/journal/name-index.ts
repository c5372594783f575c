/** Numbers by name in some 16 octets each: the names are where the numbers lead to, and are asked for there. */
export class NameIndex {
  /** Raised by one; 0 stands for none. */
  readonly #numbers: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #mask: number;

  /** `most`: names that there will be at most; `nameOf`: the name under which a number was set. */
  constructor(
    most: number,
    readonly nameOf: (number: number) => string,
  ) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(2, most * 2)));
    this.#numbers = new Uint32Array(room);
    this.#hashes = new Uint32Array(room);
    this.#mask = room - 1;
  }

  get(name: string): number | undefined {
    const number = this.#numbers[this.#slotOf(name, hashOf(name))] ?? 0;
    return number === 0 ? undefined : number - 1;
  }

  set(name: string, number: number): void {
    const hash = hashOf(name);
    const slot = this.#slotOf(name, hash);
    this.#numbers[slot] = number + 1;
    this.#hashes[slot] = hash;
  }

  /** Where the name is, or would be. Half of all slots at least are free. */
  #slotOf(name: string, hash: number): number {
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const number = this.#numbers[slot] ?? 0;
      if (number === 0) return slot;
      if (this.#hashes[slot] === hash && this.nameOf(number - 1) === name) return slot;
    }
  }
}

/** FNV-1a with 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
