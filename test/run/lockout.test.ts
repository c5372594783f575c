import { describe, expect, it } from 'vitest';
import { LockoutGuard, type Outcome } from '../../src/run/lockout.js';

function play(guard: LockoutGuard, admin: string | undefined, ...outcomes: Outcome[]): void {
  for (const outcome of outcomes) {
    expect(guard.ask(admin)).toBe('go');
    guard.begin(admin);
    guard.settle(admin, outcome);
  }
}

/** Begins as many as the guard lets in at once. */
function beginAll(guard: LockoutGuard, admin: string | undefined, most = 20): number {
  let begun = 0;
  while (begun < most && guard.ask(admin) === 'go') {
    guard.begin(admin);
    begun += 1;
  }
  return begun;
}

describe('an admin account', () => {
  const stopped = { kind: 'admin-account', rejected: 3, account: 'admin' };

  it('is left alone after three refusals in a row', () => {
    const guard = new LockoutGuard(0);
    play(guard, 'admin', 'refused', 'refused', 'refused');
    expect(guard.ask('admin')).toEqual(stopped);
    expect(guard.ask('other')).toBe('go');
    expect(guard.ask(undefined)).toBe('go');
  });

  it('begins anew with each acceptance, and an attempt without an answer changes nothing', () => {
    const guard = new LockoutGuard(0);
    play(guard, 'admin', 'refused', 'refused', 'accepted', 'refused', 'unknown', 'refused', 'unknown');
    expect(guard.ask('admin')).toBe('go');
    play(guard, 'admin', 'refused');
    expect(guard.ask('admin')).toEqual(stopped);
  });

  it('has no more under way than may be refused until it was let in', () => {
    const guard = new LockoutGuard(0);
    expect(beginAll(guard, 'admin')).toBe(3);
    expect(guard.ask('admin')).toBe('wait');
    guard.settle('admin', 'unknown');
    expect(beginAll(guard, 'admin')).toBe(1);
    guard.settle('admin', 'refused');
    expect(guard.ask('admin')).toBe('wait');
    guard.settle('admin', 'accepted');
    expect(beginAll(guard, 'admin')).toBe(20);
  });

  it('is doubted again after a refusal', () => {
    const guard = new LockoutGuard(0);
    play(guard, 'admin', 'accepted', 'refused');
    expect(beginAll(guard, 'admin')).toBe(2);
  });
});

describe('--max-rejected', () => {
  it('never has more under way than may still be refused, whoever was let in before', () => {
    const guard = new LockoutGuard(4);
    play(guard, undefined, 'accepted', 'refused');
    expect(beginAll(guard, undefined)).toBe(3);
    expect(guard.ask('admin')).toBe('wait');
  });

  it('stops everybody', () => {
    const guard = new LockoutGuard(2);
    play(guard, undefined, 'refused', 'accepted', 'refused', 'unknown', 'refused');
    expect(guard.ask(undefined)).toEqual({ kind: 'max-rejected', rejected: 2 });
    expect(guard.ask('admin')).toEqual({ kind: 'max-rejected', rejected: 2 });
  });

  it('is no limit when it is 0', () => {
    const guard = new LockoutGuard(0);
    play(guard, undefined, ...Array.from({ length: 50 }, () => 'refused' as const));
    expect(guard.ask(undefined)).toBe('go');
  });
});

describe('what an earlier run has seen', () => {
  it('counts as refusals do, and stops an account that was left alone', () => {
    const guard = new LockoutGuard(0);
    guard.recall('admin', 'refused');
    guard.recall('admin', 'refused');
    expect(guard.ask('admin')).toBe('go');
    guard.recall('admin', 'refused');
    expect(guard.ask('admin')).toMatchObject({ kind: 'admin-account', rejected: 3 });
    guard.recall('other', 'stopped');
    expect(guard.ask('other')).toMatchObject({ kind: 'admin-account' });
  });

  it('of an account that was let in proves nothing now: no more are under way than may be refused', () => {
    const guard = new LockoutGuard(0);
    guard.recall('admin', 'accepted');
    for (let count = 0; count < 3; count += 1) {
      expect(guard.ask('admin')).toBe('go');
      guard.begin('admin');
    }
    expect(guard.ask('admin')).toBe('wait');
  });

  it('is shared among the shards of a batch', () => {
    const guard = new LockoutGuard(0, 3);
    guard.begin('admin');
    expect(guard.ask('admin')).toBe('wait');
    guard.settle('admin', 'refused');
    expect(guard.ask('admin')).toMatchObject({ kind: 'admin-account', rejected: 1 });
  });
});
