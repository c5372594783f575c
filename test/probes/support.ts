import { getEventListeners, setMaxListeners } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { Secret } from '../../src/model/secret.js';
import type { Route } from '../../src/probes/route.js';
import { authority } from '../servers/certificates.js';
import { type ScriptedOptions, type ScriptedServer, scriptedServer } from '../servers/scripted.js';

/** A scripted server that stops when the test ends. */
export async function serve(options: ScriptedOptions = {}): Promise<ScriptedServer> {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

/** The way to a server of this machine as `localhost`, with the test authority trusted and one second for all. */
export function routeTo(port: number, over: Partial<Route> = {}): Route {
  return {
    server: 'localhost',
    address: '127.0.0.1',
    port,
    security: 'ssl',
    seconds: 1,
    legacyTls: false,
    tls13: true,
    acceptUntrusted: false,
    authorities: [authority()],
    ...over,
  };
}

export function credentials(userName = 'anna', password = 'secret-4711') {
  return { userName, password: new Secret(password) };
}

/** A signal that nobody aborts, and that nobody may still listen to when the test ends. */
export function calm(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  onTestFinished(() => expect(getEventListeners(signal, 'abort')).toEqual([]));
  return signal;
}

/** What the client has sent, as octets, all connections together. */
export function sent(server: ScriptedServer): Buffer {
  return Buffer.concat(server.transcript.filter(({ from }) => from === 'client').map(({ octets }) => octets));
}

/** Sockets and timers that keep this process alive. */
export function resources(): { sockets: number; timers: number } {
  const all = process.getActiveResourcesInfo();
  const count = (...names: string[]) => all.filter((name) => names.includes(name)).length;
  return { sockets: count('TCPSocketWrap', 'UDPWrap'), timers: count('Timeout') };
}

/** Milliseconds that the work takes. */
export async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const begun = performance.now();
  const value = await work;
  return { value, ms: performance.now() - begun };
}
