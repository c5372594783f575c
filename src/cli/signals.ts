/** How long what is under way may take to end after the first signal. */
const GRACE_MS = 2000;

const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof STATUS;

/** Turns signals into a gentle stop and then a hard one. */
export interface Interruption {
  stop: AbortSignal;
  abort: AbortSignal;
  /** Exit status for the signal that came; undefined when none did. */
  status(): number | undefined;
  dispose(): void;
}

/**
 * The first signal stops new work and breaks off what is under way two seconds later; the second ends the
 * process at once.
 */
export function watchSignals(process: NodeJS.Process, say: (text: string) => void): Interruption {
  const stop = new AbortController();
  const abort = new AbortController();
  let status: number | undefined;
  const onSignal = (signal: Signal) => {
    if (status !== undefined) process.exit(STATUS[signal]);
    status = STATUS[signal];
    say('Stopping: what is under way gets two seconds. Once more to end at once.');
    stop.abort();
    setTimeout(() => abort.abort(), GRACE_MS).unref();
  };
  const names = Object.keys(STATUS) as Signal[];
  for (const name of names) process.on(name, onSignal);
  return {
    stop: stop.signal,
    abort: abort.signal,
    status: () => status,
    dispose: () => {
      for (const name of names) process.off(name, onSignal);
    },
  };
}
