import { cleanBytes } from './clean.js';
import type { Route } from './route.js';
import { connectTcp } from './tcp.js';

/** How long a server that speaks first on a TLS port is listened to. */
export const PEEK_MS = 2000;

const ENOUGH = 80;

/** What a server says, unasked, on a bare connection: the first line of it, cleaned. */
export interface Spoken {
  text: string;
  /** Most of it is printable. */
  isText: boolean;
}

/** Listens without a word. Undefined when nothing is said, or nobody answers. */
export async function peek(
  { address, port, seconds }: Pick<Route, 'address' | 'port' | 'seconds'>,
  signal: AbortSignal,
): Promise<Spoken | undefined> {
  const socket = await connectTcp(address, port, seconds, signal).catch(() => undefined);
  if (socket === undefined) return undefined;
  let head = Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(done, Math.min(PEEK_MS, seconds * 1000));
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
    socket.on('data', (chunk: Buffer) => {
      head = Buffer.concat([head, chunk.subarray(0, ENOUGH)]);
      if (head.length >= ENOUGH || head.includes('\n')) done();
    });
    socket.once('end', done);
    socket.once('close', done);
  });
  if (head.length === 0) return undefined;
  const printable = head.filter((octet) => octet >= 0x20 && octet < 0x7f).length;
  return { text: cleanBytes(head), isText: printable * 4 >= head.length * 3 };
}
