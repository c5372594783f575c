import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface DelayProxy {
  readonly port: number;
  /** Milliseconds of CPU that it has taken so far. */
  cpuMs(): Promise<number>;
  stop(): void;
}

const SCRIPT = fileURLToPath(new URL('delay-proxy-process.js', import.meta.url));

/** Passes connections on to a port of 127.0.0.1 with a round-trip time, in a process of its own that ends with this. */
export async function delayProxy(to: number, roundTripMs: number): Promise<DelayProxy> {
  const child = fork(SCRIPT, [String(to), String(roundTripMs)], { execArgv: [] });
  const message = async <T>(): Promise<T> => (await once(child, 'message'))[0];
  const { port } = await message<{ port: number }>();
  return {
    port,
    cpuMs: async () => {
      child.send('usage');
      return (await message<{ cpuMs: number }>()).cpuMs;
    },
    stop: () => child.disconnect(),
  };
}
