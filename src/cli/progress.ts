import type { Ora } from 'ora';
import { number } from '../knowledge/catalogue/words.js';
import type { RunEvent } from '../model/event.js';
import type { StageId } from '../model/stage.js';

const LABELS: Record<StageId, string> = {
  csv: 'Reading the CSV',
  dns: 'Looking up the server',
  tcp: 'Connecting',
  tls: 'Trying TLS versions',
  imap: 'Listening to the server',
  login: 'Signing in',
  mailbox: 'Signing in',
  target: 'Comparing with the target',
};

/** Redraws more often than this only cost time. */
const REDRAW_MS = 100;

/** Rows after which a rate means something. */
const ENOUGH_ROWS = 5;

/** What is going on, as a fold of the run's events: stage, rows done of all, rate, time left, failures so far. */
export class ProgressState {
  stage: StageId | undefined;
  total = 0;
  done = 0;
  /** Rows that were signed in to in this run, whatever came of it. */
  tried = 0;
  failed = 0;
  unsure = 0;
  #loginsSince = 0;
  /** Connections that are held of those that are to be, while they are being opened. */
  #connections: { held: number; asked: number } | undefined;

  constructor(readonly now: () => number) {}

  add(event: RunEvent): void {
    if (event.type === 'stage-started' && event.stage !== 'mailbox') {
      this.stage = event.stage;
      this.#connections = undefined;
      if (event.rows !== undefined) {
        this.total = event.rows;
        this.#loginsSince = this.now();
      }
    } else if (event.type === 'connections') {
      this.#connections = event;
    } else if (event.type === 'row-done') {
      this.done++;
      if (event.row.attempts > 0 && !event.recorded) this.tried++;
      if (event.row.status === 'failed') this.failed++;
      if (event.row.status === 'inconclusive') this.unsure++;
    }
  }

  get text(): string {
    if (this.stage === undefined) return 'Starting';
    if (this.#connections !== undefined) {
      const { held, asked } = this.#connections;
      return `Holding connections open  ${held} of ${asked}`;
    }
    if (this.total === 0 || this.stage === 'imap') return LABELS[this.stage];
    const parts = [`${LABELS[this.stage]}  ${number(this.done)} of ${number(this.total)} rows`];
    const seconds = (this.now() - this.#loginsSince) / 1000;
    if (this.tried >= ENOUGH_ROWS && seconds > 1) {
      const rate = this.tried / seconds;
      parts.push(
        `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`,
        `${duration((this.total - this.done) / rate)} left`,
      );
    }
    if (this.failed > 0) parts.push(`${number(this.failed)} failed`);
    if (this.unsure > 0) parts.push(`${number(this.unsure)} could not tell`);
    return parts.join('  ');
  }
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export interface Progress {
  add(event: RunEvent): void;
  /** Takes the line away, so that the report begins on a clean one. */
  end(): void;
}

/** A spinner on a terminal. Loaded only then: it costs start-up time. */
export async function startProgress(stream: NodeJS.WriteStream, colour: boolean): Promise<Progress> {
  const { default: ora } = await import('ora');
  const state = new ProgressState(() => performance.now());
  const spinner: Ora = ora({ stream, discardStdin: false, ...(colour ? {} : { color: false as const }) });
  spinner.start(state.text);
  let drawn = 0;
  return {
    add(event) {
      state.add(event);
      const now = performance.now();
      if (now - drawn < REDRAW_MS && event.type !== 'stage-started') return;
      drawn = now;
      spinner.text = state.text;
    },
    end: () => void spinner.stop(),
  };
}
