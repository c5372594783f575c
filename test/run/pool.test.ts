import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type PoolWork, runPool } from '../../src/run/pool.js';

/** Work over the numbers 1 to `count`, each of which ends when it is told to. */
class Work implements PoolWork<number> {
  readonly begun: number[] = [];
  readonly pulled: number[] = [];
  readonly ends = new Map<number, (pause?: number) => void>();
  readonly fails = new Map<number, (error: Error) => void>();
  active = 0;
  most = 0;
  admit: (item: number) => 'go' | 'wait' | 'done' = () => 'go';
  /** Whether an item ends by itself, and with which pause; undefined: when told. */
  auto: ((item: number) => { pause?: number }) | undefined;

  constructor(readonly count: number) {}

  async next(): Promise<number | undefined> {
    if (this.pulled.length === this.count) return undefined;
    this.pulled.push(this.pulled.length + 1);
    return this.pulled.length;
  }

  async run(item: number): Promise<number | undefined> {
    this.begun.push(item);
    this.active += 1;
    this.most = Math.max(this.most, this.active);
    try {
      if (this.auto !== undefined) return await turn(this.auto(item).pause);
      return await new Promise((resolve, reject) => {
        this.ends.set(item, resolve);
        this.fails.set(item, reject);
      });
    } finally {
      this.active -= 1;
    }
  }
}

const never = new AbortController().signal;

async function settle(): Promise<void> {
  for (let index = 0; index < 5; index += 1) await turn();
}

describe('slots', () => {
  it('are filled and never passed, and items are pulled only for them', async () => {
    const work = new Work(10);
    const pool = runPool(work, { limit: 3 }, never);
    await settle();
    expect([work.begun, work.pulled]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    work.auto = () => ({});
    for (const end of work.ends.values()) end();
    expect(await pool).toEqual([]);
    expect(work.begun).toHaveLength(10);
    expect(work.most).toBe(3);
  });

  it('become fewer and more while it runs', async () => {
    const work = new Work(100);
    const capacity = { limit: 4 };
    work.auto = (item) => {
      if (item === 20) capacity.limit = 1;
      if (item === 30) work.most = 0;
      if (item === 60) capacity.limit = 2;
      if (item > 30 && item < 60) expect(work.active).toBe(1);
      return {};
    };
    await runPool(work, capacity, never);
    expect(work.most).toBe(2);
  });

  it('are not lost when many end at the same moment', async () => {
    for (let round = 0; round < 50; round += 1) {
      const work = new Work(40);
      work.auto = (item) =>
        item % 3 === 0 && work.begun.filter((one) => one === item).length < 2 ? { pause: 0 } : {};
      await runPool(work, { limit: 7 }, never);
      expect(new Set(work.begun).size).toBe(40);
      expect(work.begun).toHaveLength(53);
    }
  });
});

describe('further tries', () => {
  it('come after new items', async () => {
    const work = new Work(5);
    work.auto = (item) => (item === 1 && work.begun.length === 1 ? { pause: 0 } : {});
    await runPool(work, { limit: 1 }, never);
    expect(work.begun).toEqual([1, 2, 3, 4, 5, 1]);
  });

  it('wait for their time without keeping the processor busy', async () => {
    const work = new Work(3);
    work.auto = (item) => (work.begun.filter((one) => one === item).length < 2 ? { pause: 60 } : {});
    const before = performance.now();
    const { user } = process.cpuUsage();
    await runPool(work, { limit: 3 }, never);
    expect(performance.now() - before).toBeGreaterThan(59);
    expect(process.cpuUsage().user - user).toBeLessThan(50_000);
    expect(work.begun).toHaveLength(6);
  });

  it('that are due at full slots cost nothing either', async () => {
    const work = new Work(2);
    const pool = runPool(work, { limit: 1 }, never);
    await settle();
    work.ends.get(1)?.(1);
    await settle();
    expect(work.begun).toEqual([1, 2]);
    const looks = { count: 0 };
    work.admit = () => {
      looks.count += 1;
      return 'go';
    };
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(looks.count).toBe(0);
    work.auto = () => ({});
    work.ends.get(2)?.();
    await pool;
    expect(work.begun).toEqual([1, 2, 1]);
  });

  it('do not pile up', async () => {
    const work = new Work(5000);
    let later = 0;
    let most = 0;
    work.auto = (item) => {
      if (work.begun.indexOf(item) !== work.begun.length - 1) {
        later -= 1;
        return {};
      }
      later += 1;
      most = Math.max(most, later);
      return { pause: 1 };
    };
    await runPool(work, { limit: 20 }, never);
    expect(work.begun).toHaveLength(10_000);
    expect(most).toBeLessThan(600);
  });
});

describe('admission', () => {
  it('holds items back until others have ended', async () => {
    const work = new Work(3);
    work.admit = (item) => (item === 2 && work.begun.length < 2 ? 'wait' : 'go');
    work.auto = () => ({});
    await runPool(work, { limit: 2 }, never);
    expect(work.begun).toEqual([1, 3, 2]);
  });

  it('may deal with an item by itself', async () => {
    const work = new Work(4);
    work.admit = (item) => (item % 2 === 0 ? 'done' : 'go');
    work.auto = () => ({});
    expect(await runPool(work, { limit: 2 }, never)).toEqual([]);
    expect(work.begun).toEqual([1, 3]);
  });

  it('that waits does not pull the whole batch', async () => {
    const work = new Work(10_000);
    work.admit = (item) => (item === 1 ? 'go' : 'wait');
    const stop = new AbortController();
    const pool = runPool(work, { limit: 20 }, stop.signal);
    await settle();
    expect(work.pulled.length).toBeLessThan(100);
    stop.abort();
    work.ends.get(1)?.();
    expect(await pool).toHaveLength(work.pulled.length - 1);
  });
});

describe('a stop', () => {
  it('begins nothing, waits for what is under way, and hands back the rest', async () => {
    const work = new Work(10);
    const stop = new AbortController();
    const pool = runPool(work, { limit: 2 }, stop.signal);
    await settle();
    stop.abort();
    work.ends.get(1)?.(10);
    work.ends.get(2)?.();
    expect(await pool).toEqual([1]);
    expect(work.begun).toEqual([1, 2]);
  });

  it('while an item is being pulled leaves it over', async () => {
    const work = new Work(10);
    const stop = new AbortController();
    const { next } = work;
    work.next = async () => {
      const item = await next.call(work);
      if (item === 3) stop.abort();
      return item;
    };
    work.auto = () => ({});
    expect(await runPool(work, { limit: 5 }, stop.signal)).toEqual([3]);
  });

  it('before the start', async () => {
    expect(await runPool(new Work(3), { limit: 1 }, AbortSignal.abort())).toEqual([]);
  });
});

describe('a fault', () => {
  it('of the work waits for what is under way and is thrown', async () => {
    const work = new Work(10);
    const pool = runPool(work, { limit: 2 }, never);
    await settle();
    work.fails.get(1)?.(new Error('first'));
    await settle();
    expect(work.begun).toEqual([1, 2]);
    work.fails.get(2)?.(new Error('second'));
    await expect(pool).rejects.toThrow('first');
  });

  it('of the source too', async () => {
    const work = new Work(10);
    const { next } = work;
    work.next = async () => {
      if (work.pulled.length === 2) throw new Error('unreadable');
      return next.call(work);
    };
    const pool = runPool(work, { limit: 5 }, never);
    await settle();
    let over = false;
    void pool.catch(() => undefined).finally(() => (over = true));
    work.ends.get(1)?.();
    await settle();
    expect(over).toBe(false);
    work.ends.get(2)?.();
    await expect(pool).rejects.toThrow('unreadable');
  });
});

describe('a rate', () => {
  it('spaces the starts, further tries included', async () => {
    const work = new Work(5);
    const starts: number[] = [];
    work.auto = (item) => {
      starts.push(performance.now());
      return item === 1 && starts.length === 1 ? { pause: 0 } : {};
    };
    await runPool(work, { limit: 5 }, never, 50);
    const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
    expect(gaps).toHaveLength(5);
    expect(Math.min(...gaps)).toBeGreaterThan(19.9);
  });
});
