import { expect, it } from 'vitest';
import { lineAt } from '../../src/batch/lines.js';
import { chunksOf } from './support.js';

it.each<[string, BufferEncoding, number, number]>([
  ['a\nb\nc', 'utf8', 0, 1],
  ['a\nb\nc', 'utf8', 1, 1],
  ['a\nb\nc', 'utf8', 2, 2],
  ['a\nb\nc', 'utf8', 4, 3],
  ['a\r\nb\rc\n', 'utf8', 3, 2],
  ['a\r\nb\rc\n', 'utf8', 5, 3],
  ['\uFEFFa\nb', 'utf8', 5, 2],
  ['\uFEFFa\r\nb', 'utf16le', 8, 2],
  ['\uFEFF\u0a0d\u0d0a\nb', 'utf16le', 8, 2],
])('the line in %j (%s) of the byte at %i is %i', async (text, encoding, offset, line) => {
  const bytes = Buffer.from(text, encoding);
  for (const size of [1, 2, 3, 100]) {
    const source = { file: 'users.csv', bytes: bytes.length, read: () => chunksOf(bytes, size) };
    expect(await lineAt(source, offset)).toBe(line);
  }
});
