import { judgeHold } from '../checks/capacity.js';
import type { CapacityEvidence, HoldEvidence } from '../model/evidence.js';
import type { HeldConnection } from '../probes/imap/hold.js';
import { pause } from './pause.js';

/** Connections that are opened at a time. More at once would look like an attack. */
const STEP = 4;

/** After that a reset by chance, or a burst that was too fast, is over. */
const SECOND_LOOK_MS = 500;

/** Losses that were none when looked at again; after these the connections are too poor to tell anything. */
const MAX_DOUBTS = 3;

export interface RampInput {
  server: string;
  /** How many are to be held open. */
  asked: number;
  signedIn: boolean;
  /** Connections begun per second at most. */
  rate?: number;
  /** Opens one. Never rejects. */
  open(): Promise<HeldConnection>;
  /** So many are held. */
  progress(held: number): void;
  signal: AbortSignal;
}

/**
 * Opens connections in small steps and holds them, until all that were asked for are open or a step falls short
 * twice in a row: by one that is turned away, or by one that the server ends to take another. All are closed when
 * this returns, and never more are open than were asked for.
 */
export async function rampUp(input: RampInput): Promise<CapacityEvidence> {
  const ramp = new Ramp(input);
  try {
    const end = await ramp.climb();
    const { most, last } = ramp;
    const { server, asked, signedIn, signal } = input;
    return {
      server,
      asked,
      signedIn,
      held: most,
      // Of a server that takes nobody it is not known how many it takes.
      end: signal.aborted ? 'interrupted' : end === 'limit' && most === 0 ? 'unclear' : end,
      ...(last === undefined ? {} : { last }),
    };
  } finally {
    await ramp.close();
  }
}

class Ramp {
  #open: HeldConnection[] = [];
  #nextStart = 0;
  /** The most that were alive at the same time. */
  most = 0;
  /** What the last loss looked like. */
  last: HoldEvidence | undefined;

  constructor(readonly input: RampInput) {}

  async climb(): Promise<CapacityEvidence['end']> {
    const { asked, signal, progress } = this.input;
    let size = 1;
    let doubts = 0;
    let doubtful = false;
    while (this.#open.length < asked) {
      const before = this.#open.length;
      const wanted = Math.min(size, asked - before);
      const unclear = await this.#step(wanted);
      if (signal.aborted) return 'interrupted';
      progress(this.#open.length);
      if (unclear) return 'unclear';
      const short = this.#open.length < before + wanted;
      if (short && doubtful) return 'limit';
      if (short && ++doubts > MAX_DOUBTS) return 'unclear';
      if (short) await pause(SECOND_LOOK_MS, signal);
      doubtful = short;
      size = short ? 1 : STEP;
    }
    return 'all-held';
  }

  /** Opens so many and sees which are alive then. Whether something came up that no limit explains. */
  async #step(count: number): Promise<boolean> {
    const opened = await this.#openSome(count);
    const judged = opened.map((one) => ({ one, is: judgeHold(one.evidence) }));
    this.#open.push(...judged.filter(({ is }) => is === 'held').map(({ one }) => one));
    const lost = await this.#dropDead();
    const unclear = judged.find(({ is }) => is === 'unclear');
    const refused = judged.filter(({ is }) => is === 'turned-away').map(({ one }) => one.evidence);
    if (unclear !== undefined) this.last = unclear.one.evidence;
    else this.last = telling([...refused, ...lost]) ?? this.last;
    return unclear !== undefined;
  }

  /** One after the other where somebody is signed in: should that be refused of a sudden, it is refused once. */
  async #openSome(count: number): Promise<HeldConnection[]> {
    const { open, signal, signedIn } = this.input;
    const begun: Promise<HeldConnection>[] = [];
    for (let index = 0; index < count; index++) {
      await this.#turn();
      if (signal.aborted) break;
      begun.push(open());
      if (signedIn && judgeHold(((await begun[index]) as HeldConnection).evidence) !== 'held') break;
    }
    return Promise.all(begun);
  }

  /** Some servers end an old connection to take a new one. */
  async #dropDead(): Promise<HoldEvidence[]> {
    const asked = await Promise.all(this.#open.map(async (one) => ({ one, ended: await one.ended() })));
    const dead = asked.filter(({ ended }) => ended !== undefined);
    this.#open = asked.filter(({ ended }) => ended === undefined).map(({ one }) => one);
    if (!this.input.signal.aborted) this.most = Math.max(this.most, this.#open.length);
    await Promise.all(dead.map(({ one }) => one.close()));
    return dead.flatMap(({ ended }) => ended ?? []);
  }

  /** Waits until the next may begin. */
  async #turn(): Promise<void> {
    const { rate, signal } = this.input;
    if (rate === undefined) return;
    await pause(this.#nextStart - performance.now(), signal);
    this.#nextStart = performance.now() + 1000 / rate;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((one) => one.close()));
  }
}

/** The one in which the server has something to say. */
function telling(seen: readonly HoldEvidence[]): HoldEvidence | undefined {
  return seen.find(({ answer }) => answer !== undefined) ?? seen[0];
}
