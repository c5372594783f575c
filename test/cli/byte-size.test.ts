import { expect, it } from 'vitest';
import { byteSize } from '../../src/cli/byte-size.js';

const size = (text: string) => byteSize('--target-quota', text);

it.each([
  ['50GB', 50 * 1024 ** 3],
  ['50 GB', 50 * 1024 ** 3],
  ['50gib', 50 * 1024 ** 3],
  ['1.5T', 1.5 * 1024 ** 4],
  ['500MB', 500 * 1024 ** 2],
  ['64kb', 64 * 1024],
  ['1024', 1024],
  ['1024B', 1024],
])('%s', (text, bytes) => {
  expect(size(text)).toBe(bytes);
});

it.each([
  '',
  '0',
  '0GB',
  '-5GB',
  '50 000 MB',
  '5,5GB',
  'GB',
  '50PB',
  '5iB',
  '1e9',
  '9999999999TB',
  'unlimited',
])('not %j', (text) => {
  expect(() => size(text)).toThrow(/--target-quota ".*": give a size such as 50GB/);
});
