/** What a server minded: said so in words; hung up; asked for a slower pace. */
export type Overload = 'connections' | 'drop' | 'pace';

/** Successes after which one more connection than was once turned away is tried; doubled each time that fails. */
const CALM = 25;
const CALMEST = 800;

/** Connections that are lost within this time of each other may have been too many together. */
const WAVE_MS = 500;

/** Of those that ended in that time, so many are lost where they were too many, and not by chance. */
const WAVE_SHARE = 1 / 3;
const WAVE_LEAST = 3;

/** What became of connections since one was lost. */
interface Wave {
  /** Milliseconds. */
  since: number;
  lost: number;
  answered: number;
}

/**
 * How many connections the server bears: one less for each that is turned away, and more again when it is calm,
 * one for each round of answers, up to the number that it was seen to turn away.
 */
export class Capacity {
  #limit: number;
  /** Answers since the limit was last changed. */
  #answers = 0;
  /** The most that were open in that time. */
  #peak = 0;
  /** The same since the beginning. */
  #peakEver = 0;
  #most = 0;
  /** The lowest number at which the server said that it was too many: some let more in before they count. */
  #tooMany = Number.POSITIVE_INFINITY;
  #overloaded = false;
  /** It was the number of connections that the server minded. */
  #crowded = false;
  /** The number of connections at which it turned one away, and how often it did so again. */
  #wall = Number.POSITIVE_INFINITY;
  #hits = 0;
  #wave: Wave = { since: Number.NEGATIVE_INFINITY, lost: 0, answered: 0 };

  constructor(readonly ceiling: number) {
    this.#limit = ceiling;
  }

  get limit(): number {
    return this.#limit;
  }

  /** The highest number of connections that held, 0 when none did. */
  get most(): number {
    return this.#overloaded ? (this.held ?? this.#most) : this.#peakEver;
  }

  /** The same where more were turned away; undefined when the server bore all, or nobody was answered. */
  get held(): number | undefined {
    // In a short run it may be that no number was held for long.
    const held = this.#most > 0 ? this.#most : this.#answers > 0 ? this.#limit : this.ceiling;
    if (!this.#crowded || held >= this.ceiling) return undefined;
    return Math.max(1, Math.min(held, this.#tooMany - 1));
  }

  /** `open`: connections that were open when one was answered. */
  ok(open: number): void {
    this.#answers++;
    this.#wave.answered++;
    this.#peak = Math.max(this.#peak, open);
    this.#peakEver = Math.max(this.#peakEver, open);
    // Twice, since the first to be answered may have come before the last was turned away.
    if (this.#answers >= 2 * this.#peak) this.#hold(this.#peak);
    const near = this.#limit + 1 >= this.#wall;
    const enough = near ? Math.min(CALM * 2 ** this.#hits, CALMEST) : this.#limit;
    if (this.#answers >= enough && this.#limit < this.ceiling) this.#change(this.#limit + 1);
  }

  #hold(count: number): void {
    this.#most = Math.max(this.#most, count);
    if (count >= this.ceiling) this.#tooMany = Number.POSITIVE_INFINITY;
    if (count < this.#wall) return;
    this.#wall = Number.POSITIVE_INFINITY;
    this.#hits = 0;
  }

  /** `open`: connections that were open when one was turned away. Returns whether there was room to shrink. */
  overload(open: number, now: number, cause: Overload): boolean {
    this.#overloaded = true;
    if (now - this.#wave.since > WAVE_MS) this.#wave = { since: now, lost: 0, answered: 0 };
    const { lost, answered } = this.#wave;
    this.#wave.lost++;
    const together = lost + 1 >= Math.max(WAVE_LEAST, (lost + 1 + answered) * WAVE_SHARE);
    if (cause === 'connections') this.#tooMany = Math.min(this.#tooMany, open);
    if (cause === 'connections' || (cause === 'drop' && together)) {
      this.#crowded = true;
      this.#hits = this.#wall === open ? this.#hits + 1 : 0;
      this.#wall = open;
    }
    const room = this.#limit > 1;
    // Single losses are no sign of a limit: one less for all that come at about the same time.
    if (cause === 'connections' || together || lost === 0) {
      this.#change(Math.max(1, Math.min(this.#limit, open) - 1));
    }
    return room;
  }

  #change(limit: number): void {
    this.#limit = limit;
    this.#answers = 0;
    this.#peak = 0;
  }
}
