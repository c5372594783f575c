import { expect, it } from 'vitest';
import { limitResolver } from '../../src/cli/resolver-patience.js';

it.each([
  [15, 'timeout:3 attempts:2'],
  [2, 'timeout:1 attempts:2'],
  [0.1, 'timeout:1 attempts:2'],
  [600, 'timeout:5 attempts:2'],
])('a budget of %d seconds', (seconds, expected) => {
  const env: Record<string, string | undefined> = {};
  limitResolver(env, seconds);
  expect(env.RES_OPTIONS).toBe(expected);
});

it('keeps what the user has set', () => {
  const env = { RES_OPTIONS: 'timeout:30' };
  limitResolver(env, 15);
  expect(env.RES_OPTIONS).toBe('timeout:30');
});
