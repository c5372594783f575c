import { expect, it } from 'vitest';
import { Capacity } from '../../src/run/capacity.js';

/** So many answers while as many connections are open as may be. */
function calm(capacity: Capacity, answers: number): void {
  for (let index = 0; index < answers; index += 1) capacity.ok(capacity.limit);
}

/** A server that bears so many, and turns the rest of those that are open away at once. */
function turnAway(capacity: Capacity, bears: number, now = 0): number {
  const most = capacity.limit;
  for (let open = most; open > bears; open -= 1) capacity.overload(open, now, 'connections');
  return most - bears;
}

it('shrinks by one for each that is turned away, and so comes to what the server bears', () => {
  const capacity = new Capacity(20);
  turnAway(capacity, 4);
  expect(capacity.limit).toBe(4);
});

it('goes down to one and then has no room', () => {
  const capacity = new Capacity(3);
  expect([3, 2, 1].map((open) => capacity.overload(open, 0, 'connections'))).toEqual([true, true, false]);
  expect(capacity.limit).toBe(1);
  expect(new Capacity(1).overload(1, 0, 'connections')).toBe(false);
});

it('tries what was turned away again after 25 answers, then after twice as many', () => {
  const capacity = new Capacity(20);
  turnAway(capacity, 4);
  for (const patience of [25, 50, 100, 200, 400, 800, 800]) {
    calm(capacity, patience - 1);
    expect(capacity.limit).toBe(4);
    calm(capacity, 1);
    expect(capacity.limit).toBe(5);
    capacity.overload(5, 0, 'connections');
  }
  expect([capacity.limit, capacity.most, capacity.held]).toEqual([4, 4, 4]);
});

it('grows by one for each round of answers below what was turned away, and on once that holds', () => {
  const capacity = new Capacity(20);
  turnAway(capacity, 10);
  for (let count = 1; count <= 8; count += 1) capacity.overload(capacity.limit, count * 1000, 'pace');
  expect(capacity.limit).toBe(2);
  calm(capacity, 2 + 3 + 4);
  expect(capacity.limit).toBe(5);
  calm(capacity, 5 + 6 + 7 + 8 + 9);
  expect(capacity.limit).toBe(10);
  calm(capacity, 25 + 25);
  expect(capacity.limit).toBeGreaterThan(11);
  calm(capacity, 400);
  expect([capacity.limit, capacity.held]).toEqual([20, undefined]);
});

it('is not worn down by connections that are lost by chance', () => {
  const capacity = new Capacity(20);
  let seed = 7;
  const chance = () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const limits: number[] = [];
  for (let now = 0; now < 40_000; now += 10) {
    if (chance() < 0.1) capacity.overload(capacity.limit, now, 'drop');
    else capacity.ok(capacity.limit);
    limits.push(capacity.limit);
  }
  const mean = limits.reduce((sum, limit) => sum + limit, 0) / limits.length;
  expect(mean).toBeGreaterThan(10);
  expect(capacity.held).toBeUndefined();
});

it('takes a third of all that are lost at once for a limit that nobody puts into words', () => {
  const capacity = new Capacity(20);
  for (let open = 20; open > 4; open -= 1) capacity.overload(open, 0, 'drop');
  calm(capacity, 8);
  expect([capacity.limit, capacity.held]).toEqual([4, 4]);
});

it('tells what held: only when somebody was answered, and not once it bore all again', () => {
  const capacity = new Capacity(4);
  calm(capacity, 3);
  expect([capacity.held, capacity.most]).toEqual([undefined, 4]);
  capacity.overload(4, 0, 'connections');
  expect(capacity.held).toBeUndefined();
  capacity.ok(3);
  expect(capacity.held).toBe(3);
  calm(capacity, 40);
  expect(capacity.held).toBeUndefined();
});

it('gives up one for single losses that come at about the same time', () => {
  const capacity = new Capacity(20);
  calm(capacity, 50);
  capacity.overload(20, 1000, 'drop');
  calm(capacity, 3);
  capacity.overload(19, 1400, 'pace');
  expect(capacity.limit).toBe(19);
  capacity.overload(19, 1600, 'drop');
  expect(capacity.limit).toBe(18);
});

it('takes a slower pace for no limit of connections', () => {
  const capacity = new Capacity(4);
  capacity.overload(4, 0, 'pace');
  capacity.ok(3);
  expect([capacity.limit, capacity.held]).toEqual([3, undefined]);
});
