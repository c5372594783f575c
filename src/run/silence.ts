/** Time without a word from the server after which it is taken for gone, in seconds, and in budgets of a reply. */
const LONG_SECONDS = 60;
const LONG_BUDGETS = 4;

/** Tries in that time; a few may fail for reasons of their own. */
const MANY = 30;

/** Connections in a row that could not be made, after which each further one waits, and how long at first and last. */
const AWAY_FEW = 10;
const HOLD_MS = 500;
const LONGEST_HOLD_MS = 10_000;

/**
 * Tells a server that went away during the run from rows that fail for themselves, so that a batch of thousands
 * does not wait for a reply thousands of times.
 */
export class Silence {
  readonly #longMs: number;
  #since: number;
  #tries = 0;
  #away = 0;

  /** `seconds`: budget of a reply; `now`: in milliseconds, as in the other calls. */
  constructor(seconds: number, now: number) {
    this.#longMs = Math.max(LONG_SECONDS, seconds * LONG_BUDGETS) * 1000;
    this.#since = now;
  }

  /** The server answered a sign-in, whatever it said. */
  heard(now: number): void {
    this.#since = now;
    this.#tries = 0;
    this.#away = 0;
  }

  /** `away`: not even a connection could be made. */
  unheard(away: boolean): void {
    this.#tries++;
    this.#away = away ? this.#away + 1 : 0;
  }

  /**
   * Milliseconds to wait before the next try. A server that is away may be starting again, and a batch is not to
   * be spent on it in the meantime.
   */
  get holdMs(): number {
    const more = this.#away - AWAY_FEW;
    return more < 0 ? 0 : Math.min(HOLD_MS * 2 ** Math.floor(more / AWAY_FEW), LONGEST_HOLD_MS);
  }

  isGone(now: number): boolean {
    return this.#tries >= MANY && now - this.#since >= this.#longMs;
  }
}
