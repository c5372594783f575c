import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decoding, decode, type Encoding } from '../../src/batch/decode.js';
import { RawText } from '../../src/batch/raw-text.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { chunksOf } from './support.js';

const BOMS: Record<Encoding, string> = { 'UTF-8': 'efbbbf', 'UTF-16LE': 'fffe', 'UTF-16BE': 'feff' };
const ENCODINGS = Object.keys(BOMS) as Encoding[];

async function readRaw(bytes: Buffer, encoding: Encoding, size: number) {
  const raw = new RawText(encoding);
  let text = '';
  for await (const part of raw.read(chunksOf(bytes, size))) text += part;
  const whole = raw.tail.length > 0 ? text.slice(0, -1) : text;
  return { raw, text, again: Buffer.concat([raw.bom, raw.bytesOf(whole), raw.tail]), whole };
}

/** Bytes with which UTF-8 and UTF-16 are likely to be valid, nearly valid, and cut short. */
const bytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => Buffer.from(text)),
      fc.string({ unit: 'binary', maxLength: 4 }).map((text) => Buffer.from(text, 'utf16le')),
      fc
        .constantFrom(...['efbbbf', 'fffe', 'feff', 'eda080', 'edb280', 'f09f', 'c0af', 'e282', '0a', '0d0a'])
        .map((hex) => Buffer.from(hex, 'hex')),
      fc.uint8Array({ maxLength: 5 }).map((array) => Buffer.from(array)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => Buffer.concat(parts));

describe('the bytes of a file as text', () => {
  it(
    'turn back into the same bytes, whatever they are and however they are parted',
    async () => {
      const property = fc.asyncProperty(
        fc.constantFrom(...ENCODINGS),
        fc.boolean(),
        bytes,
        fc.integer({ min: 1, max: 9 }),
        async (encoding, marked, content, size) => {
          const file = Buffer.concat([Buffer.from(marked ? BOMS[encoding] : '', 'hex'), content]);
          const { raw, again, whole } = await readRaw(file, encoding, size);
          expect(again.toString('hex')).toBe(file.toString('hex'));
          expect(raw.sizeOf(whole)).toBe(file.length - raw.bom.length - raw.tail.length);
          const lines = whole.split(/(?<=[\r\n])/);
          expect(Buffer.concat(lines.map((line) => raw.bytesOf(line))).equals(raw.bytesOf(whole))).toBe(true);
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'is cut into lines where the decoded text is, and blank where that is',
    async () => {
      const shape = (text: string) => text.split(/\r\n|\r|\n/).map((line) => /\S/.test(line));
      const property = fc.asyncProperty(fc.constantFrom(...ENCODINGS), bytes, async (encoding, content) => {
        const file = Buffer.concat([Buffer.from(BOMS[encoding], 'hex'), Buffer.from('\n'), content]);
        const decoding: Decoding = { encoding: 'UTF-8' };
        let decoded = '';
        for await (const part of decode(chunksOf(file, 7), decoding)) decoded += part;
        fc.pre(decoding.looksLike === undefined && decoding.encoding === encoding);
        const { text } = await readRaw(file, encoding, 5);
        expect(shape(text)).toEqual(shape(decoded));
      });
      await fc.assert(property, { numRuns: RUNS });
    },
    PROPERTY_TIMEOUT,
  );

  it.each<[Encoding, string, string]>([
    ['UTF-8', '61c3a9f09f9491', 'a\u00e9\u{1f511}'],
    ['UTF-8', 'efbbbf61', 'a'],
    ['UTF-8', '61e9', 'a\uDCE9'],
    ['UTF-8', '61f09f94', 'a\uDCF0\uDC9F\uDC94'],
    ['UTF-16LE', 'fffe61003dd8', 'a\uD83D'],
    ['UTF-16BE', 'feff0061d83ddd11', 'a\u{1f511}'],
    ['UTF-16LE', 'fffe610062', 'a\uFFFD'],
  ])('%s %s', async (encoding, hex, expected) => {
    const file = Buffer.from(hex, 'hex');
    for (const size of [1, 2, 3, 100]) {
      const { text, again } = await readRaw(file, encoding, size);
      expect(text).toBe(expected);
      expect(again.equals(file)).toBe(true);
    }
  });
});
