/** Successes in a row after which one more connection is tried. */
const CALM = 25;

/** Overload that comes this soon after the last is the same overload. */
const SAME_WAVE_MS = 500;

/** How many connections the server bears: shrinks when it says too many, grows back when it is calm. */
export class Capacity {
  #limit: number;
  #calm = 0;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  /** The most that were refused some: the limit is below. */
  #lowest: number | undefined;

  constructor(readonly ceiling: number) {
    this.#limit = ceiling;
  }

  get limit(): number {
    return this.#limit;
  }

  /** The number to which it had to shrink; undefined when the server bore all. */
  get held(): number | undefined {
    return this.#lowest;
  }

  ok(): void {
    this.#calm++;
    if (this.#calm < CALM || this.#limit >= this.ceiling) return;
    this.#calm = 0;
    this.#limit++;
  }

  /** `open`: connections that were open when one was refused. Returns whether there was room to shrink. */
  overload(open: number, now: number): boolean {
    this.#calm = 0;
    if (now - this.#shrunkAt < SAME_WAVE_MS) return true;
    if (this.#limit <= 1) return false;
    this.#shrunkAt = now;
    this.#limit = Math.max(1, Math.min(this.#limit - 1, Math.floor((open * 3) / 4)));
    this.#lowest = Math.min(this.#lowest ?? this.#limit, this.#limit);
    return true;
  }
}
