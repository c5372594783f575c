import type { Writable } from 'node:stream';
import type { Interruption } from './signals.js';
import type { TerminalStream } from './terminal.js';

/** What a command works with: everything of the process that it may touch. */
export interface CliIo {
  stdin: AsyncIterable<Buffer> & { isTTY?: boolean };
  stdout: Writable & TerminalStream;
  stderr: NodeJS.WriteStream;
  /** That of the process itself: what is set here reaches the C library too. */
  env: Record<string, string | undefined>;
  platform: string;
  interruption: Interruption;
  setStatus(status: number): void;
}
