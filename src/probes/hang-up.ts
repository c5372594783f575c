import type { Socket } from 'node:net';

/** How long a server may take to hang up once it has been told goodbye. */
export const HANG_UP_MS = 1000;

/**
 * Ends a connection and waits, a moment at most, for the server to do the same: a session counts there until
 * then, and never more are to be open than were asked for. What still comes is dropped.
 */
export function hangUp(socket: Socket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, HANG_UP_MS);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      socket.removeListener('close', done);
      socket.destroy();
      resolve();
    }
    socket.on('error', () => {});
    if (socket.destroyed || signal.aborted) return done();
    socket.once('close', done);
    signal.addEventListener('abort', done, { once: true });
    socket.resume();
    socket.end();
  });
}
