import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';

/** What the bytes said. Complete when the text has been read to its end. */
export interface Decoding {
  encoding: Encoding;
  /** A file type told by its first bytes, or "binary data". Nothing is decoded then. */
  looksLike?: string;
  /** Offset of the first byte that is no text in `encoding`, from 0. */
  invalidAt?: number;
}

const SIGNATURES: readonly [bytes: string, name: string][] = [
  ['89504e47', 'a PNG picture'],
  ['ffd8ff', 'a JPEG picture'],
  ['47494638', 'a GIF picture'],
  ['25504446', 'a PDF document'],
  ['504b0304', 'an Excel workbook (.xlsx) or another ZIP file'],
  ['d0cf11e0', 'an old Excel workbook (.xls) or another Office file'],
  ['1f8b', 'a gzip file'],
  ['7b5c727466', 'an RTF document'],
];

/** How much of the beginning is looked at to tell text from binary data. */
const HEAD = 4096;

/**
 * Decodes UTF-8 (with or without BOM) and UTF-16 with a BOM. What is no text becomes U+FFFD and is noted in
 * `decoding`, so that the rest of the file can still be checked.
 */
export async function* decode(chunks: AsyncIterable<Buffer>, decoding: Decoding): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let held: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (decoder === undefined) {
      if (held.length < HEAD) continue;
      decoder = begin(held, decoding);
      if (decoder === undefined) return;
    }
    const complete = decoding.encoding === 'UTF-8' ? completeLength(held) : held.length;
    yield decodePart(decoder, held.subarray(0, complete), offset, decoding);
    offset += complete;
    held = held.subarray(complete);
  }
  decoder ??= begin(held, decoding);
  if (decoder === undefined) return;
  yield decodePart(decoder, held, offset, decoding);
  const rest = decoder.decode();
  if (rest !== '') {
    decoding.invalidAt ??= offset + held.length - 1;
    yield rest;
  }
}

function begin(head: Buffer, decoding: Decoding): TextDecoder | undefined {
  const hex = head.subarray(0, 8).toString('hex');
  if (hex.startsWith('fffe')) decoding.encoding = 'UTF-16LE';
  else if (hex.startsWith('feff')) decoding.encoding = 'UTF-16BE';
  else {
    const signature = SIGNATURES.find(([bytes]) => hex.startsWith(bytes));
    const looksLike = signature?.[1] ?? (head.subarray(0, HEAD).includes(0) ? binaryKind(head) : undefined);
    if (looksLike !== undefined) {
      decoding.looksLike = looksLike;
      return undefined;
    }
  }
  return new TextDecoder(decoding.encoding.toLowerCase());
}

function binaryKind(head: Buffer): string {
  const zeros = [0, 0];
  for (const [i, byte] of head.subarray(0, HEAD).entries())
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = Math.min(head.length, HEAD) / 2;
  const oneSided = Math.max(even, odd) > half * 0.6 && Math.min(even, odd) < half * 0.1;
  return oneSided ? 'UTF-16 text without a byte order mark' : 'binary data';
}

function decodePart(decoder: TextDecoder, bytes: Buffer, offset: number, decoding: Decoding): string {
  if (decoding.encoding === 'UTF-8' && decoding.invalidAt === undefined && !isUtf8(bytes)) {
    decoding.invalidAt = offset + firstInvalid(bytes);
  }
  const text = decoder.decode(bytes, { stream: true });
  if (decoding.encoding !== 'UTF-8' && decoding.invalidAt === undefined) {
    const at = text.indexOf('\uFFFD');
    if (at !== -1) decoding.invalidAt = offset + at * 2;
  }
  return text;
}

/** Length without a sequence that the next chunk may complete: at most three bytes are held back. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}

function firstInvalid(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  // The longest valid prefix; a prefix that only cuts a sequence short counts as valid.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, completeLength(part)))) low = middle;
    else high = middle - 1;
  }
  const part = bytes.subarray(0, low);
  return completeLength(part);
}
