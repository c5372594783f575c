import { isUtf8 } from 'node:buffer';
import type { Encoding } from './decode.js';

/** A byte that is no UTF-8 stands as this code unit plus its value: half a pair, which UTF-8 never decodes to. */
const ESCAPE = 0xdc00;

const ESCAPED = /[\uDC80-\uDCFF]/u;

const BOM = '\uFEFF';

/**
 * The bytes of a file as text that can be turned back into the same bytes, also where they are no valid text.
 * White space, quotes and line ends stand where `decode` has them, so that both cut a file into the same records.
 */
export class RawText {
  /** The byte order mark, which is not part of the text. */
  bom: Buffer = Buffer.alloc(0);
  /** Half a code unit at the end of a UTF-16 file. One U+FFFD stands for it, as the last character. */
  tail: Buffer = Buffer.alloc(0);

  constructor(readonly encoding: Encoding) {}

  async *read(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let held: Buffer = Buffer.alloc(0);
    let begun = false;
    for await (const chunk of chunks) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const complete = this.#completeLength(held);
      if (complete === 0) continue;
      yield this.#part(held.subarray(0, complete), !begun);
      begun = true;
      held = held.subarray(complete);
    }
    const odd = this.encoding === 'UTF-8' ? 0 : held.length & 1;
    this.tail = held.subarray(held.length - odd);
    const rest = this.#part(held.subarray(0, held.length - odd), !begun);
    yield odd === 0 ? rest : `${rest}\uFFFD`;
  }

  /** The bytes of a piece of the text, without `tail`. */
  bytesOf(text: string): Buffer {
    if (this.encoding === 'UTF-8') return text.isWellFormed() ? Buffer.from(text) : unescaped(text);
    const units = Buffer.from(text, 'utf16le');
    return this.encoding === 'UTF-16BE' ? units.swap16() : units;
  }

  sizeOf(text: string): number {
    if (this.encoding !== 'UTF-8') return text.length * 2;
    return text.isWellFormed() ? Buffer.byteLength(text) : unescaped(text).length;
  }

  #part(bytes: Buffer, isFirst: boolean): string {
    const text = this.#text(bytes);
    if (!isFirst || !text.startsWith(BOM)) return text;
    this.bom = this.bytesOf(BOM);
    return text.slice(1);
  }

  #text(bytes: Buffer): string {
    if (this.encoding === 'UTF-16LE') return bytes.toString('utf16le');
    if (this.encoding === 'UTF-16BE') return Buffer.from(bytes).swap16().toString('utf16le');
    return isUtf8(bytes) ? bytes.toString() : escaped(bytes);
  }

  /** Length without a character that the next chunk may complete. */
  #completeLength(bytes: Buffer): number {
    if (this.encoding !== 'UTF-8') return bytes.length & ~1;
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back] ?? 0;
      if (byte >= 0xc0) return lengthAfter(byte) > back ? bytes.length - back : bytes.length;
      if (byte < 0x80) return bytes.length;
    }
    return bytes.length;
  }
}

/** How many bytes a character has that begins with this one. */
function lengthAfter(lead: number): number {
  if (lead < 0x80) return 1;
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

function escaped(bytes: Buffer): string {
  let text = '';
  let sound = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at] ?? 0;
    const length = lengthAfter(byte);
    if (length === 1 || (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length)))) {
      at += length;
      continue;
    }
    text += bytes.toString('utf8', sound, at) + String.fromCharCode(ESCAPE + byte);
    at++;
    sound = at;
  }
  return text + bytes.toString('utf8', sound);
}

function unescaped(text: string): Buffer {
  const parts = text.split(new RegExp(`(${ESCAPED.source})`, 'u'));
  return Buffer.concat(
    parts.map((part) => (ESCAPED.test(part) ? Buffer.of(part.charCodeAt(0) - ESCAPE) : Buffer.from(part))),
  );
}
