import { expect, test } from 'vitest';
import { canRedraw, looksOf } from '../../src/cli/terminal.js';

const TERMINAL = { isTTY: true, columns: 120 };
const colour = (env: Record<string, string>, stream = TERMINAL as { isTTY?: boolean }, noColor = false) =>
  looksOf(stream, env, noColor, 'linux').colour;

test('colour is for terminals, unless somebody says otherwise', () => {
  expect(colour({})).toBe(true);
  expect(colour({}, {})).toBe(false);
  expect(colour({ TERM: 'dumb' })).toBe(false);
  expect(colour({ NO_COLOR: '1' })).toBe(false);
  expect(colour({ NO_COLOR: '' })).toBe(true);
  expect(colour({ FORCE_COLOR: '1' }, {})).toBe(true);
  expect(colour({ FORCE_COLOR: '0' })).toBe(false);
  expect(colour({ FORCE_COLOR: '1', NO_COLOR: '1' }, {})).toBe(false);
  expect(colour({ FORCE_COLOR: '1' }, TERMINAL, true)).toBe(false);
});

test('signs outside ASCII go by the locale', () => {
  const unicode = (env: Record<string, string>, platform = 'linux') =>
    looksOf({}, env, false, platform).unicode;
  expect(unicode({})).toBe(true);
  expect(unicode({ LANG: 'en_US.UTF-8' })).toBe(true);
  expect(unicode({ LANG: 'C' })).toBe(false);
  expect(unicode({ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' })).toBe(false);
  expect(unicode({ TERM: 'linux' })).toBe(false);
  expect(unicode({}, 'win32')).toBe(false);
  expect(unicode({ WT_SESSION: 'x' }, 'win32')).toBe(true);
});

test('the width is that of the terminal, then COLUMNS, then 100', () => {
  expect(looksOf(TERMINAL, { COLUMNS: '60' }, false, 'linux').columns).toBe(120);
  expect(looksOf({}, { COLUMNS: '60' }, false, 'linux').columns).toBe(60);
  expect(looksOf({}, { COLUMNS: 'wide' }, false, 'linux').columns).toBe(100);
});

test('a terminal without a width is as good as a pipe', () => {
  expect(looksOf({ isTTY: true, columns: 0 }, {}, false, 'linux').columns).toBe(100);
  expect(canRedraw({ isTTY: true, columns: 0 }, {})).toBe(false);
  expect(canRedraw({ isTTY: true }, {})).toBe(false);
});

test('a line is redrawn on a terminal alone, and not in CI', () => {
  expect(canRedraw(TERMINAL, {})).toBe(true);
  expect(canRedraw({ columns: 80 }, {})).toBe(false);
  expect(canRedraw(TERMINAL, { CI: 'true' })).toBe(false);
  expect(canRedraw(TERMINAL, { TERM: 'dumb' })).toBe(false);
});
