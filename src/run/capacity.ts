/** Successes in a row after which one more connection is tried. */
const CALM = 25;

/** Overload that comes this soon after the last is the same overload. */
const SAME_WAVE_MS = 500;

/** How many connections the server bears: shrinks when it says too many, grows back when it is calm. */
export class Capacity {
  #limit: number;
  #calm = 0;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  /** It was the number of connections that the server minded. */
  #crowded = false;
  /** Somebody was answered since it shrank: a server that answers nobody has no limit to speak of. */
  #held = false;

  constructor(readonly ceiling: number) {
    this.#limit = ceiling;
  }

  get limit(): number {
    return this.#limit;
  }

  /** How many connections held where more were turned away; undefined when the server bore all. */
  get held(): number | undefined {
    return this.#crowded && this.#held && this.#limit < this.ceiling ? this.#limit : undefined;
  }

  ok(): void {
    this.#held = true;
    this.#calm++;
    if (this.#calm < CALM || this.#limit >= this.ceiling) return;
    this.#calm = 0;
    this.#limit++;
  }

  /**
   * `open`: connections that were open when one was refused; `cause`: what the server minded. Returns whether
   * there was room to shrink.
   */
  overload(open: number, now: number, cause: 'connections' | 'pace'): boolean {
    this.#calm = 0;
    if (cause === 'connections') this.#crowded = true;
    if (now - this.#shrunkAt < SAME_WAVE_MS) return true;
    if (this.#limit <= 1) return false;
    this.#shrunkAt = now;
    this.#held = false;
    this.#limit = Math.max(1, Math.min(this.#limit - 1, Math.floor((open * 3) / 4)));
    return true;
  }
}
