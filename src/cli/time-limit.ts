/** How long what is under way may take to end before the time is up; less where the time is short. */
const GRACE_MS = 2000;
const GRACE_SHARE = 0.25;

export interface TimeLimit {
  /** No new work is begun. */
  stop: AbortSignal;
  /** What is under way is broken off. */
  abort: AbortSignal;
  dispose(): void;
}

/** Ends a run so that its report is there in time. Joined to the signals of an interruption. */
export function limitTime(
  seconds: number | undefined,
  signals: Pick<TimeLimit, 'stop' | 'abort'>,
  say: (text: string) => void,
): TimeLimit {
  if (seconds === undefined) return { ...signals, dispose: () => {} };
  const [stop, abort] = [new AbortController(), new AbortController()];
  const ms = seconds * 1000;
  const grace = Math.min(GRACE_MS, ms * GRACE_SHARE);
  const stopping = setTimeout(() => {
    say('Stopping: the time given by --max-time is up. What is under way may still end.');
    stop.abort();
  }, ms - grace);
  const breaking = setTimeout(() => abort.abort(), ms);
  return {
    stop: AbortSignal.any([signals.stop, stop.signal]),
    abort: AbortSignal.any([signals.abort, abort.signal]),
    dispose: () => {
      clearTimeout(stopping);
      clearTimeout(breaking);
    },
  };
}
