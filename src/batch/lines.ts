import { decode } from './decode.js';
import type { BatchSource } from './source.js';

/** The line, from 1, on which the byte at this offset stands. It reads the file again. */
export async function lineAt(source: BatchSource, offset: number): Promise<number> {
  let line = 1;
  let endsInCr = false;
  for await (const text of decode(upTo(source, offset), { encoding: 'UTF-8' })) {
    line += text.match(/\r\n?|\n/g)?.length ?? 0;
    if (endsInCr && text.startsWith('\n')) line--;
    if (text !== '') endsInCr = text.endsWith('\r');
  }
  return line;
}

async function* upTo(source: BatchSource, offset: number): AsyncGenerator<Buffer> {
  let left = offset;
  for await (const chunk of source.read()) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}
