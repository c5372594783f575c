import { expect, it } from 'vitest';
import { duration } from '../../src/cli/duration.js';

it.each([
  ['90', 90],
  ['90s', 90],
  ['1.5m', 90],
  ['30m', 1800],
  ['1h30m', 5400],
  ['1h 30m', 5400],
  ['2H', 7200],
  ['7d', 604_800],
  ['250ms', 0.25],
  ['1s500ms', 1.5],
])('takes %s', (text, seconds) => {
  expect(duration('--max-time', text)).toBeCloseTo(seconds, 9);
});

it.each([
  ...[
    '',
    ' ',
    '0',
    '0s',
    '-1',
    '99ms',
    '8d',
    '30m1h',
    '30 40',
    '1h30',
    '1x',
    'm',
    '1e3',
    '1..5s',
    '00:30:00',
  ],
])('refuses "%s" and says what it takes', (text) => {
  expect(() => duration('--max-time', text)).toThrow(/^--max-time ".*": give a time from 100ms to 7 days/);
});
