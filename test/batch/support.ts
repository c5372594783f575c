import { type Frame, Framer } from '../../src/batch/frames.js';

/** The text cut at these places, in whatever order they come. */
export function parts(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}

/** All frames of a text that comes in these parts. */
export function framesOf(pieces: readonly string[], delimiter = ','): Frame[] {
  const framer = new Framer('users.csv', () => ({ index: 0, delimiter }));
  const found: Frame[] = [];
  for (const piece of pieces) for (const frame of framer.push(piece)) found.push(frame);
  for (const frame of framer.end()) found.push(frame);
  return found;
}

export async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
