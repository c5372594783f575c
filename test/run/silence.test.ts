import { expect, test } from 'vitest';
import { Silence } from '../../src/run/silence.js';

function unheard(silence: Silence, times: number): Silence {
  for (let i = 0; i < times; i++) silence.unheard(false);
  return silence;
}

test('a server is gone after many tries and a long time without a word', () => {
  const silence = unheard(new Silence(15, 0), 30);
  expect(silence.isGone(59_999)).toBe(false);
  expect(silence.isGone(60_000)).toBe(true);
});

test('a few tries, or a short time, tell nothing', () => {
  expect(unheard(new Silence(15, 0), 29).isGone(3_600_000)).toBe(false);
  expect(unheard(new Silence(15, 0), 5_000).isGone(5_000)).toBe(false);
});

test('any answer begins anew', () => {
  const silence = unheard(new Silence(15, 0), 100);
  silence.heard(50_000);
  expect(unheard(silence, 100).isGone(100_000)).toBe(false);
  expect(silence.isGone(110_000)).toBe(true);
});

test('a long budget for replies asks for more patience', () => {
  expect(unheard(new Silence(60, 0), 30).isGone(239_000)).toBe(false);
});

test('lets tries wait, longer and longer, while not even a connection can be made', () => {
  const silence = new Silence(15, 0);
  const holds: number[] = [];
  for (let tries = 0; tries < 80; tries += 1) {
    holds.push(silence.holdMs);
    silence.unheard(true);
  }
  expect(holds.slice(0, 10)).toEqual(Array(10).fill(0));
  expect([holds[10], holds[20], holds[30], holds[79]]).toEqual([500, 1000, 2000, 10_000]);
  silence.unheard(false);
  expect(silence.holdMs).toBe(0);
});
