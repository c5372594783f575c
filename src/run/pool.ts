import type { Capacity } from './capacity.js';

/** What a pool asks of the work it is given. */
export interface PoolWork<T> {
  /** Pulled only when a slot is free. */
  next(): Promise<T | undefined>;
  /** Whether the item may begin now, must wait for others, or needs no slot: it has been dealt with. */
  admit(item: T): 'go' | 'wait' | 'done';
  /** Does the work; returns a pause in milliseconds after which it is to be tried again. */
  run(item: T): Promise<number | undefined>;
}

/** Items that wait for others to finish before they may begin; beyond that no new ones are pulled. */
const MAX_WAITING = 64;

/**
 * Runs work on as many slots as `capacity` allows at the moment. New items come first, further tries last.
 * After `stop` nothing is begun; what is under way is waited for, and what was left over is returned.
 */
export async function runPool<T>(
  work: PoolWork<T>,
  capacity: Capacity,
  stop: AbortSignal,
  perSecond?: number,
): Promise<T[]> {
  const pool = new Pool(work, capacity, stop, perSecond);
  return pool.drain();
}

class Pool<T> {
  #active = 0;
  #waiting: T[] = [];
  #later: { item: T; due: number }[] = [];
  #exhausted = false;
  #nextStart = 0;
  #failure: { error: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(
    readonly work: PoolWork<T>,
    readonly capacity: Capacity,
    readonly stop: AbortSignal,
    readonly perSecond: number | undefined,
  ) {}

  async drain(): Promise<T[]> {
    const wake = () => this.#wake();
    this.stop.addEventListener('abort', wake);
    try {
      while (!this.#finished) {
        const pause = await this.#fill();
        if (this.#finished) break;
        await this.#sleep(pause);
      }
    } finally {
      this.stop.removeEventListener('abort', wake);
    }
    if (this.#failure !== undefined) throw this.#failure.error;
    return [...this.#waiting, ...this.#later.map(({ item }) => item)];
  }

  get #halted(): boolean {
    return this.stop.aborted || this.#failure !== undefined;
  }

  get #finished(): boolean {
    if (this.#active > 0) return false;
    return this.#halted || (this.#exhausted && this.#waiting.length === 0 && this.#later.length === 0);
  }

  /** Starts what may start. Returns the time after which to look again, when it is known. */
  async #fill(): Promise<number | undefined> {
    while (!this.#halted && this.#active < this.capacity.limit) {
      const early = this.#nextStart - performance.now();
      if (early > 0) return early;
      const item = await this.#pick();
      if (item === undefined) break;
      this.#start(item);
    }
    const due = Math.min(...this.#later.map((entry) => entry.due));
    return Number.isFinite(due) ? Math.max(0, due - performance.now()) : undefined;
  }

  async #pick(): Promise<T | undefined> {
    return this.#admitWaiting() ?? (await this.#pull()) ?? this.#pickLater();
  }

  #admitWaiting(): T | undefined {
    const still: T[] = [];
    let found: T | undefined;
    for (const item of this.#waiting) {
      const answer = found === undefined ? this.work.admit(item) : 'wait';
      if (answer === 'go') found = item;
      else if (answer === 'wait') still.push(item);
    }
    this.#waiting = still;
    return found;
  }

  async #pull(): Promise<T | undefined> {
    while (!this.#exhausted && !this.#halted && this.#waiting.length < MAX_WAITING) {
      const item = await this.work.next();
      if (item === undefined) {
        this.#exhausted = true;
        return undefined;
      }
      const answer = this.work.admit(item);
      if (answer === 'go') return item;
      if (answer === 'wait') this.#waiting.push(item);
    }
    return undefined;
  }

  #pickLater(): T | undefined {
    const now = performance.now();
    const ready = this.#later.filter(({ due }) => due <= now);
    for (const entry of ready) {
      const answer = this.work.admit(entry.item);
      if (answer === 'wait') continue;
      this.#later.splice(this.#later.indexOf(entry), 1);
      if (answer === 'go') return entry.item;
    }
    return undefined;
  }

  #start(item: T): void {
    this.#active++;
    if (this.perSecond !== undefined) this.#nextStart = performance.now() + 1000 / this.perSecond;
    this.work
      .run(item)
      .then(
        (pause) => {
          if (pause !== undefined) this.#later.push({ item, due: performance.now() + pause });
        },
        (error: unknown) => {
          this.#failure ??= { error };
        },
      )
      .finally(() => {
        this.#active--;
        this.#wake();
      });
  }

  #sleep(milliseconds: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(resolve, Math.ceil(milliseconds));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
