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

/** Items that wait to be tried again; beyond that no new ones are pulled, so that a failing server fills no memory. */
const MAX_LATER = 512;

/**
 * Runs work on as many slots as `capacity` allows at the moment. New items come first, further tries last.
 * After `stop` nothing is begun; what is under way is waited for, and what was left over is returned.
 *
 * @throws what `next`, `admit` or `run` threw first, once nothing is under way any more.
 */
export async function runPool<T>(
  work: PoolWork<T>,
  capacity: Pick<Capacity, 'limit'>,
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
  /** Something happened since the slots were last looked at. */
  #news = false;
  #wake: () => void = () => {};

  constructor(
    readonly work: PoolWork<T>,
    readonly capacity: Pick<Capacity, 'limit'>,
    readonly stop: AbortSignal,
    readonly perSecond: number | undefined,
  ) {}

  async drain(): Promise<T[]> {
    const wake = () => this.#notify();
    this.stop.addEventListener('abort', wake);
    try {
      for (;;) {
        this.#news = false;
        const pause = await this.#fill().catch((error: unknown) => this.#fail(error));
        if (this.#finished) break;
        if (!this.#news) await this.#sleep(pause);
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

  /** Starts what may start. Returns the time after which to look again; undefined: when something happens. */
  async #fill(): Promise<number | undefined> {
    while (!this.#halted && this.#active < this.capacity.limit) {
      const early = this.#nextStart - performance.now();
      if (early > 0) return early;
      if (this.#startWaiting()) continue;
      if (await this.#pull()) continue;
      const now = performance.now();
      if (!this.#startLater(now)) return this.#untilDue(now);
    }
    return undefined;
  }

  #startWaiting(): boolean {
    for (const item of [...this.#waiting]) {
      const answer = this.work.admit(item);
      if (answer === 'wait') continue;
      this.#waiting.splice(this.#waiting.indexOf(item), 1);
      if (answer === 'done') continue;
      this.#start(item);
      return true;
    }
    return false;
  }

  async #pull(): Promise<boolean> {
    if (this.#exhausted || this.#waiting.length >= MAX_WAITING || this.#later.length >= MAX_LATER)
      return false;
    const item = await this.work.next();
    this.#exhausted = item === undefined;
    if (item !== undefined) this.#waiting.push(item);
    return item !== undefined;
  }

  #startLater(now: number): boolean {
    const ready = this.#later.filter(({ due }) => due <= now).sort((a, b) => a.due - b.due);
    for (const entry of ready) {
      const answer = this.work.admit(entry.item);
      if (answer === 'wait') continue;
      this.#later.splice(this.#later.indexOf(entry), 1);
      if (answer === 'done') continue;
      this.#start(entry.item);
      return true;
    }
    return false;
  }

  /** What was due already waits for others, whose end is news. */
  #untilDue(now: number): number | undefined {
    const due = Math.min(...this.#later.map((entry) => entry.due - now).filter((left) => left > 0));
    return Number.isFinite(due) ? due : undefined;
  }

  #start(item: T): void {
    this.#active++;
    if (this.perSecond !== undefined) this.#nextStart = performance.now() + 1000 / this.perSecond;
    void this.#work(item).finally(() => {
      this.#active--;
      this.#notify();
    });
  }

  async #work(item: T): Promise<void> {
    try {
      const pause = await this.work.run(item);
      if (pause !== undefined) this.#later.push({ item, due: performance.now() + pause });
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): undefined {
    this.#failure ??= { error };
  }

  #notify(): void {
    this.#news = true;
    this.#wake();
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
