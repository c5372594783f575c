import { expect, it } from 'vitest';
import { Capacity } from '../../src/run/capacity.js';

function calm(capacity: Capacity, answers: number): void {
  for (let index = 0; index < answers; index += 1) capacity.ok();
}

it('shrinks by a quarter of what was open, once for a wave', () => {
  const capacity = new Capacity(20);
  expect(capacity.overload(20, 0, 'connections')).toBe(true);
  expect(capacity.limit).toBe(15);
  expect(capacity.overload(19, 499, 'connections')).toBe(true);
  expect(capacity.limit).toBe(15);
  expect(capacity.overload(8, 500, 'connections')).toBe(true);
  expect(capacity.limit).toBe(6);
});

it('goes down to one and then has no room', () => {
  const capacity = new Capacity(3);
  expect([0, 1000, 2000].map((now) => capacity.overload(3, now, 'connections'))).toEqual([true, true, false]);
  expect(capacity.limit).toBe(1);
  expect(new Capacity(1).overload(1, 0, 'connections')).toBe(false);
});

it('grows back by one after 25 answers in a row, to the ceiling', () => {
  const capacity = new Capacity(4);
  capacity.overload(4, 0, 'connections');
  calm(capacity, 24);
  expect(capacity.limit).toBe(3);
  capacity.overload(1, 100, 'connections');
  calm(capacity, 24);
  expect(capacity.limit).toBe(3);
  capacity.ok();
  expect(capacity.limit).toBe(4);
  calm(capacity, 100);
  expect(capacity.limit).toBe(4);
});

it('tells what held: only when somebody was answered, and not once it bore all again', () => {
  const capacity = new Capacity(4);
  calm(capacity, 3);
  expect(capacity.held).toBeUndefined();
  capacity.overload(4, 0, 'connections');
  expect(capacity.held).toBeUndefined();
  capacity.ok();
  expect(capacity.held).toBe(3);
  calm(capacity, 24);
  expect(capacity.held).toBeUndefined();
});

it('takes a slower pace for no limit of connections', () => {
  const capacity = new Capacity(4);
  capacity.overload(4, 0, 'pace');
  capacity.ok();
  expect([capacity.limit, capacity.held]).toEqual([3, undefined]);
});
