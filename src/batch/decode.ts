import { isUtf8 } from 'node:buffer';

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
  ['504b0506', 'an empty ZIP file'],
  ['d0cf11e0', 'an old Excel workbook (.xls) or another Office file'],
  ['1f8b', 'a gzip file'],
  ['7b5c727466', 'an RTF document'],
  ['fffe0000', 'UTF-32 text'],
  ['0000feff', 'UTF-32 text'],
];

/** How much of the beginning is looked at to tell text from binary data. */
const HEAD = 4096;

/** In text a NUL is a slip, which the row is told of; more of them than one in so many bytes is no text. */
const BYTES_PER_NUL = 256;

const BOM = '\uFEFF';

/**
 * Decodes UTF-8 (with or without BOM) and UTF-16 with a BOM. What is no text becomes U+FFFD and is noted in
 * `decoding`, so that the rest of the file can still be checked. The text does not depend on how the bytes are
 * parted.
 */
export async function* decode(chunks: AsyncIterable<Buffer>, decoding: Decoding): AsyncGenerator<string> {
  let begun = false;
  let held: Buffer = Buffer.alloc(0);
  let offset = 0;
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (!begun) {
      if (held.length < HEAD) continue;
      if (!begin(held, decoding)) return;
      begun = true;
    }
    const complete = completeLength(held, decoding.encoding);
    yield* decodePart(held.subarray(0, complete), offset, decoding);
    offset += complete;
    held = held.subarray(complete);
  }
  if (!begun && !begin(held, decoding)) return;
  yield* decodePart(held, offset, decoding);
}

/** False when the bytes are no text. */
function begin(head: Buffer, decoding: Decoding): boolean {
  const hex = head.subarray(0, 8).toString('hex');
  const signature = SIGNATURES.find(([bytes]) => hex.startsWith(bytes));
  if (signature !== undefined) decoding.looksLike = signature[1];
  else if (hex.startsWith('fffe')) decoding.encoding = 'UTF-16LE';
  else if (hex.startsWith('feff')) decoding.encoding = 'UTF-16BE';
  else {
    const kind = binaryKind(head.subarray(0, HEAD));
    if (kind !== undefined) decoding.looksLike = kind;
  }
  return decoding.looksLike === undefined;
}

function binaryKind(head: Buffer): string | undefined {
  let even = 0;
  let odd = 0;
  for (const [i, byte] of head.entries()) {
    if (byte === 0 && i % 2 === 0) even++;
    else if (byte === 0) odd++;
  }
  const isText = isUtf8(head.subarray(0, completeLength(head, 'UTF-8')));
  if (even + odd <= (isText ? Math.max(1, head.length / BYTES_PER_NUL) : 0)) return undefined;
  const half = head.length / 2;
  const oneSided = Math.max(even, odd) > half * 0.6 && Math.min(even, odd) < half * 0.1;
  return oneSided ? 'UTF-16 text without a byte order mark' : 'binary data';
}

/**
 * `bytes` end at the end of a character, unless the file itself cuts one short. What stands before the first that are
 * no text comes alone, so that a U+FFFD of the file's own is read while nothing has been lost.
 */
function* decodePart(bytes: Buffer, offset: number, decoding: Decoding): Generator<string> {
  const { encoding, invalidAt } = decoding;
  const fault = invalidAt === undefined ? faultIn(bytes, encoding) : undefined;
  if (fault === undefined) {
    yield textOf(bytes, offset, encoding);
    return;
  }
  if (fault > 0) yield textOf(bytes.subarray(0, fault), offset, encoding);
  decoding.invalidAt = offset + fault;
  yield textOf(bytes.subarray(fault), offset + fault, encoding);
}

function textOf(bytes: Buffer, offset: number, encoding: Encoding): string {
  const text = encoding === 'UTF-8' ? bytes.toString('utf8') : utf16(bytes, encoding).toWellFormed();
  const whole = encoding !== 'UTF-8' && bytes.length % 2 === 1 ? `${text}\uFFFD` : text;
  return offset === 0 && whole.startsWith(BOM) ? whole.slice(1) : whole;
}

/** Without a last byte that is half of a unit. */
function utf16(bytes: Buffer, encoding: Encoding): string {
  const units = bytes.subarray(0, bytes.length & ~1);
  return (encoding === 'UTF-16BE' ? Buffer.from(units).swap16() : units).toString('utf16le');
}

/** Where the first byte is that is no text. */
function faultIn(bytes: Buffer, encoding: Encoding): number | undefined {
  if (encoding === 'UTF-8') return isUtf8(bytes) ? undefined : firstInvalid(bytes);
  const text = utf16(bytes, encoding);
  if (!text.isWellFormed()) return 2 * firstLoneSurrogate(text);
  return bytes.length % 2 === 1 ? bytes.length - 1 : undefined;
}

/** Length without a character that the next chunk may complete: at most three bytes are held back. */
function completeLength(bytes: Buffer, encoding: Encoding): number {
  return encoding === 'UTF-8' ? completeUtf8(bytes) : completeUtf16(bytes, encoding === 'UTF-16BE');
}

function completeUtf8(bytes: Buffer): number {
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

function completeUtf16(bytes: Buffer, bigEndian: boolean): number {
  const even = bytes.length & ~1;
  const high = bytes[bigEndian ? even - 2 : even - 1] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

function firstInvalid(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  // The longest valid prefix; a prefix that only cuts a sequence short counts as valid.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, completeUtf8(part)))) low = middle;
    else high = middle - 1;
  }
  return completeUtf8(bytes.subarray(0, low));
}

function firstLoneSurrogate(text: string): number {
  const lone = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;
  return text.search(lone);
}
