import { expect, it } from 'vitest';
import { pauseBefore } from '../../src/run/backoff.js';

const middle = () => 0.5;

it('grows up to half a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((attempt) => pauseBefore(attempt, undefined, middle));
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

it('has a quarter of jitter either way', () => {
  expect(pauseBefore(2, undefined, () => 0)).toBe(750);
  expect(pauseBefore(2, undefined, () => 1)).toBe(1250);
  expect(new Set(Array.from({ length: 20 }, () => pauseBefore(7))).size).toBeGreaterThan(1);
});

it('is never shorter than the server asks for, and never without end', () => {
  expect(pauseBefore(1, 12_000, () => 0)).toBe(12_000);
  expect(pauseBefore(1, 12_000, () => 1)).toBe(15_000);
  expect(pauseBefore(1, 10 ** 9, () => 0)).toBe(300_000);
  expect(pauseBefore(3, 0, middle)).toBe(2000);
});
