import { connect, type Socket } from 'node:net';
import type { AddressPort, PortState } from '../model/endpoint.js';
import type { TcpEvidence } from '../model/evidence.js';
import { ConnectionError, failureOf } from './failure.js';
import { hangUp } from './hang-up.js';

/** No honest name has more addresses, and a hostile one is not to make this machine open hundreds of sockets. */
const MAX_ADDRESSES = 16;

/** Connects within the budget. @throws {ConnectionError} of phase `connect`. */
export function connectTcp(
  address: string,
  port: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, noDelay: true });
    // A later error of a socket that nobody waits for must not end the process.
    socket.on('error', () => {});
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no answer within ${seconds} s`), { code: 'ETIMEDOUT' }));
    }, seconds * 1000);
    const stop = () => fail(signal.reason);
    function settle() {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeListener('error', fail);
    }
    function fail(error: unknown) {
      settle();
      socket.destroy();
      reject(new ConnectionError(failureOf(error, 'connect', signal)));
    }
    socket.once('error', fail);
    socket.once('connect', () => {
      settle();
      resolve(socket);
    });
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

const STATES: Partial<Record<string, PortState>> = {
  refused: 'refused',
  timeout: 'timeout',
  // Reset after it was made: something listens there, and the stages behind say what it does.
  dropped: 'open',
};

/** Tries every address on every port at once, each with its own result and time. */
export async function probeTcp(
  server: string,
  addresses: readonly string[],
  ports: readonly number[],
  seconds: number,
  signal: AbortSignal,
): Promise<TcpEvidence> {
  const pairs = addresses
    .slice(0, MAX_ADDRESSES)
    .flatMap((address) => ports.map((port) => ({ address, port })));
  const attempts = await Promise.all(
    pairs.map(({ address, port }) => attempt(address, port, seconds, signal)),
  );
  return { server, seconds, attempts };
}

async function attempt(
  address: string,
  port: number,
  seconds: number,
  signal: AbortSignal,
): Promise<AddressPort> {
  const begun = performance.now();
  const result = (state: PortState) => ({ address, port, state, ms: Math.round(performance.now() - begun) });
  try {
    const socket = await connectTcp(address, port, seconds, signal);
    const open = result('open');
    await hangUp(socket, signal);
    return open;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return result(STATES[error.failure.kind] ?? 'unreachable');
  }
}
