/** Refusals of one admin account in a row after which its rows are left alone, shared among the shards of a batch. */
const ADMIN_REFUSALS = 3;

/** A count of refusals in a row, and how many tries may be under way without passing the limit. */
class Streak {
  refused = 0;
  underWay = 0;
  stopped = false;
  /** Credentials were accepted at least once and not refused since. */
  #proved = false;

  /** `strict`: the limit is never passed, at the price of having no more than `limit` tries under way. */
  constructor(
    readonly limit: number,
    readonly strict: boolean,
  ) {}

  /** Until somebody has been let in, no more tries are under way than may be refused. */
  get open(): boolean {
    const trusted = this.#proved && !this.strict;
    return !this.stopped && (trusted || this.underWay + this.refused < this.limit);
  }

  /** What an earlier run has seen. That it was let in then does not prove that it is now. */
  recall(outcome: Outcome | 'stopped'): void {
    if (outcome === 'accepted') this.refused = 0;
    if (outcome === 'refused') this.refused++;
    if (outcome === 'stopped') this.refused = Math.max(this.refused, this.limit);
    if (this.refused >= this.limit) this.stopped = true;
  }

  settle(outcome: Outcome): void {
    this.underWay--;
    if (outcome === 'accepted') {
      this.refused = 0;
      this.#proved = true;
    } else if (outcome === 'refused') {
      this.refused++;
      this.#proved = false;
      if (this.refused >= this.limit) this.stopped = true;
    }
  }
}

/** `unknown`: no answer about the credentials came. */
export type Outcome = 'accepted' | 'refused' | 'unknown';

export type Stop = { kind: 'admin-account' | 'max-rejected'; rejected: number; account?: string };

/** Keeps a run from locking anybody out: it says when a sign-in may begin, must wait, or is not to be tried. */
export class LockoutGuard {
  readonly #all: Streak | undefined;
  readonly #admins = new Map<string, Streak>();

  /**
   * @param maxRejected refusals in a row over all rows after which no more are begun; 0: no limit.
   * @param shards runs that share the batch, and so the admin accounts.
   */
  constructor(
    maxRejected: number,
    readonly shards = 1,
  ) {
    this.#all = maxRejected > 0 ? new Streak(maxRejected, true) : undefined;
  }

  /** An earlier run has tried the admin account, with this outcome, or has left it alone. */
  recall(admin: string, outcome: Outcome | 'stopped'): void {
    this.#streak(admin).recall(outcome);
  }

  ask(admin: string | undefined): 'go' | 'wait' | Stop {
    const own = admin === undefined ? undefined : this.#streak(admin);
    if (own?.stopped) {
      return {
        kind: 'admin-account',
        rejected: own.refused,
        ...(admin === undefined ? {} : { account: admin }),
      };
    }
    if (this.#all?.stopped) return { kind: 'max-rejected', rejected: this.#all.refused };
    return own?.open === false || this.#all?.open === false ? 'wait' : 'go';
  }

  begin(admin: string | undefined): void {
    for (const streak of this.#of(admin)) streak.underWay++;
  }

  settle(admin: string | undefined, outcome: Outcome): void {
    for (const streak of this.#of(admin)) streak.settle(outcome);
  }

  #of(admin: string | undefined): Streak[] {
    return [this.#all, admin === undefined ? undefined : this.#streak(admin)].filter(
      (streak) => streak !== undefined,
    );
  }

  #streak(admin: string): Streak {
    const streak = this.#admins.get(admin) ?? new Streak(Math.ceil(ADMIN_REFUSALS / this.shards), false);
    this.#admins.set(admin, streak);
    return streak;
  }
}
