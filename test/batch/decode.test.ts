import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decoding, decode } from '../../src/batch/decode.js';
import { chunksOf } from './support.js';

async function decoded(bytes: Buffer, size = bytes.length || 1): Promise<Decoding & { text: string }> {
  const decoding: Decoding = { encoding: 'UTF-8' };
  let text = '';
  for await (const part of decode(chunksOf(bytes, size), decoding)) text += part;
  return { ...decoding, text };
}

const HEAD = 'EmailAddress,UserName,Password\r\n';
const LETTERS = 'aé雲🔑\u{10ffff}\u0300';
/** Longer than what is looked at before decoding begins. */
const LONG = `${HEAD}${'x'.repeat(4090)}${LETTERS.repeat(3)}`;

function utf16(text: string, bigEndian = false): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

describe('text', () => {
  it.each<[string, Buffer, Decoding['encoding']]>([
    ['UTF-8', Buffer.from(LONG), 'UTF-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${LONG}`), 'UTF-8'],
    ['UTF-16LE', utf16(LONG), 'UTF-16LE'],
    ['UTF-16BE', utf16(LONG, true), 'UTF-16BE'],
  ])('%s is the same in chunks of any size', async (_, bytes, encoding) => {
    for (const size of [1, 2, 3, 5, 4095, 4096, 4097, bytes.length]) {
      expect(await decoded(bytes, size)).toEqual({ encoding, text: LONG });
    }
  });

  it('is the same wherever it is cut, valid or not', async () => {
    const bytes = fc.array(
      fc.constantFrom(0x61, 0x80, 0xbf, 0xc3, 0xe9, 0xe0, 0xa0, 0xed, 0xf0, 0x9f, 0xf4, 0xf5, 0xff),
      {
        maxLength: 24,
      },
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 9 }), async (tail, size) => {
        const whole = Buffer.concat([Buffer.alloc(4096, 'x'), Buffer.from(tail)]);
        const expected = await decoded(whole);
        expect(await decoded(whole, size)).toEqual(expected);
        expect(expected.text).toBe(new TextDecoder().decode(whole));
      }),
    );
  });

  it('that is empty, or a byte order mark alone, is empty', async () => {
    expect(await decoded(Buffer.alloc(0))).toEqual({ encoding: 'UTF-8', text: '' });
    expect(await decoded(Buffer.from('\ufeff'))).toEqual({ encoding: 'UTF-8', text: '' });
    expect(await decoded(utf16(''))).toEqual({ encoding: 'UTF-16LE', text: '' });
  });

  it('keeps a byte order mark that is not the first character', async () => {
    expect((await decoded(Buffer.from('a\ufeffb'))).text).toBe('a\ufeffb');
  });

  it('may hold a NUL by mistake', async () => {
    expect(await decoded(Buffer.from(`${HEAD}a\0b`))).toEqual({ encoding: 'UTF-8', text: `${HEAD}a\0b` });
  });
});

describe('the first byte that is no text', () => {
  const long = Buffer.from(LONG);
  it.each<[string, Buffer, number]>([
    ['in Windows-1252', Buffer.from('caf\xe9,b', 'latin1'), 3],
    ['a byte that never occurs', Buffer.from([0x61, 0xff, 0x62]), 1],
    ['a stray continuation', Buffer.from([0x61, 0x62, 0x80, 0x62]), 2],
    ['an overlong form', Buffer.from([0x61, 0xc0, 0xaf]), 1],
    ['a surrogate', Buffer.from([0x61, 0xed, 0xa0, 0x80, 0x61]), 1],
    ['a sequence cut off by the next letter', Buffer.from([0x61, 0xe9, 0x9b, 0x61]), 1],
    ['a sequence cut off by the end', Buffer.from([0x61, 0x62, 0xf0, 0x9f, 0x94]), 2],
    ['far behind', Buffer.concat([long, Buffer.from([0xfc]), long]), long.length],
    ['the first of two', Buffer.from([0x61, 0xe9, 0x61, 0xe9]), 1],
  ])('%s', async (_, bytes, offset) => {
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const { invalidAt, text, looksLike } = await decoded(bytes, size);
      expect(looksLike).toBeUndefined();
      expect(invalidAt).toBe(offset);
      expect(text).toContain('\ufffd');
    }
  });

  it.each([false, true])('in UTF-16 (big endian %s)', async (bigEndian) => {
    const lone = utf16(`ab🔑\ud800c${'x'.repeat(3000)}\udc00`, bigEndian);
    const odd = Buffer.concat([utf16('abc', bigEndian), Buffer.from([0x41])]);
    const cut = utf16('ab\ud83d', bigEndian);
    for (const size of [1, 2, 3, 4, 5, 7000]) {
      expect((await decoded(lone, size)).invalidAt).toBe(10);
      expect(await decoded(odd, size)).toMatchObject({ invalidAt: 8, text: 'abc\ufffd' });
      expect(await decoded(cut, size)).toMatchObject({ invalidAt: 6, text: 'ab\ufffd' });
    }
  });

  it('is none where the replacement character itself was written', async () => {
    expect(await decoded(Buffer.from('a\ufffdb'))).toEqual({ encoding: 'UTF-8', text: 'a\ufffdb' });
    expect(await decoded(utf16('a\ufffdb'))).toEqual({ encoding: 'UTF-16LE', text: 'a\ufffdb' });
  });
});

describe('files that are no text', () => {
  it.each<[string, Buffer, string]>([
    ['PNG', Buffer.from('89504e470d0a1a0a', 'hex'), 'PNG'],
    ['xlsx', Buffer.from('504b030414000600', 'hex'), 'xlsx'],
    ['xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'xls'],
    ['PDF', Buffer.from('%PDF-1.7'), 'PDF'],
    ['gzip', Buffer.from('1f8b0800', 'hex'), 'gzip'],
    ['UTF-16 without a byte order mark', Buffer.from(HEAD, 'utf16le'), 'UTF-16'],
    ['UTF-16BE without a byte order mark', Buffer.from(HEAD, 'utf16le').swap16(), 'UTF-16'],
    ['UTF-32', Buffer.from('fffe000045000000', 'hex'), 'UTF-32'],
    ['zeros', Buffer.alloc(10_000), 'binary'],
    ['a NUL among bytes that are no UTF-8', Buffer.from([0x61, 0, 0xff, 0x62]), 'binary'],
  ])('%s', async (_, bytes, name) => {
    for (const size of [1, bytes.length]) {
      const { text, looksLike } = await decoded(bytes, size);
      expect(looksLike).toContain(name);
      expect(text).toBe('');
    }
  });

  it('are told by more than a similar beginning', async () => {
    expect(await decoded(Buffer.from('PK,UserName'))).toEqual({ encoding: 'UTF-8', text: 'PK,UserName' });
  });
});
