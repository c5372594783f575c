import type { LoginEvidence } from '../model/evidence.js';
import type { LoginOptions, Pipelining } from '../probes/imap/login.js';

/** Seconds that a server gets for an answer to commands in one piece until it was seen to take them. */
const PATIENCE = 5;

/** Rows whose odd answer may come from the way of sending: each costs one more sign-in. */
const MAX_ODD = 3;

const STEPS: readonly Pipelining[] = ['none', 'mailbox', 'all'];

/** How the commands of one try go out. */
export interface Plan extends Pick<LoginOptions, 'pipelining' | 'namespace' | 'patience'> {
  /** It goes one step further than the others, to find out whether the server takes that. */
  scout: boolean;
}

/**
 * Finds out how many commands the server takes in one piece. A server that is known to take LOGIN with the rest gets
 * it so from the first row on. Of any other, once a row got through, a single one at a time goes one step further than
 * the rest; where that is answered, all go that far, and where it gets lost, nobody does again.
 */
export class PipeliningPlan {
  #level: Pipelining;
  /** No row goes beyond it. */
  #cap: Pipelining;
  readonly #known: boolean;
  readonly #proved = new Set<Pipelining>(['none']);
  #scouting = false;
  /** Somebody got through, so that what goes wrong with a scout may come from the way of sending. */
  #passed = false;
  #odd = 0;
  #namespace: boolean | undefined;

  /** `known`: whether the server answers what comes in one piece with LOGIN; undefined where nobody tried. */
  constructor(known: boolean | undefined) {
    this.#known = known === true;
    this.#level = this.#known ? 'all' : 'none';
    this.#cap = known === false ? 'mailbox' : 'all';
    // Those that are known to take it, Dovecot and Cyrus, have NAMESPACE and announce it late.
    if (this.#known) this.#namespace = true;
  }

  /** How the next try goes out. `most`: this row has shown that more is too much. */
  next(most: Pipelining): Plan {
    const further = STEPS[STEPS.indexOf(this.#level) + 1] ?? 'all';
    const mayScout = this.#passed && !this.#scouting && this.#level !== this.#cap;
    const scout = mayScout && lesser(further, most) === further;
    if (scout) this.#scouting = true;
    const pipelining = scout ? further : lesser(this.#level, most);
    return {
      pipelining,
      scout,
      ...(this.#namespace === undefined ? {} : { namespace: this.#namespace }),
      ...(this.#proved.has(pipelining) ? {} : { patience: PATIENCE }),
    };
  }

  /**
   * Learns from a try. Returns how its row is to be tried again, as the way of sending may be what went wrong;
   * undefined when what was seen stands. A refusal of the credentials, in whatever words, always stands: it is not to
   * come twice.
   */
  learn({ pipelining, scout }: Plan, evidence: LoginEvidence, refused: boolean): Pipelining | undefined {
    this.#namespace = evidence.namespace ?? this.#namespace;
    if (scout) this.#scouting = false;
    if (refused) return undefined;
    const { login, list, examine } = evidence;
    this.#passed ||= [login, list, examine].every((answer) => answer?.status === 'OK');
    const fault = this.#faultOf(pipelining, evidence);
    if (fault === undefined) return undefined;
    const less: Pipelining = STEPS[STEPS.indexOf(pipelining) - 1] ?? 'none';
    const given = fault === 'lost' ? !this.#proved.has(pipelining) : ++this.#odd >= MAX_ODD;
    if (given) {
      this.#cap = lesser(this.#cap, less);
      if (lesser(this.#cap, this.#level) === this.#cap) this.#level = this.#proved.has(less) ? less : 'none';
    }
    return less;
  }

  /** Nothing came of the try. */
  abandon({ scout }: Plan): void {
    if (scout) this.#scouting = false;
  }

  /**
   * `lost`: signed in, and what was sent behind it got no answer. `odd`: the first of their kind, answered in a way
   * that may come from the way of sending.
   */
  #faultOf(pipelining: Pipelining, evidence: LoginEvidence): 'lost' | 'odd' | undefined {
    const { login, failure, unsent } = evidence;
    if (pipelining === 'none' || unsent || failure?.kind === 'aborted') return undefined;
    const doubtful = !this.#known && !this.#proved.has(pipelining);
    if (login?.status === 'OK') return this.#faultBehind(pipelining, evidence, doubtful);
    if (login !== undefined) {
      return doubtful && pipelining === 'all' && login.status !== 'NO' ? 'odd' : undefined;
    }
    const silent = failure?.phase === 'login' && failure.kind !== 'protocol';
    return silent && pipelining === 'all' && !this.#proved.has('all') ? 'lost' : undefined;
  }

  /** The same of somebody who was signed in. */
  #faultBehind(
    pipelining: Pipelining,
    { list, examine, bye, failure }: LoginEvidence,
    doubtful: boolean,
  ): 'lost' | 'odd' | undefined {
    if (list !== undefined && examine !== undefined) {
      if (doubtful && !(list.status === 'OK' && examine.status === 'OK')) return 'odd';
      this.#prove(pipelining);
      return undefined;
    }
    if (failure === undefined) return undefined;
    // Who says why it ends the session has lost nothing.
    if (bye === undefined) return 'lost';
    return doubtful && pipelining === 'all' ? 'odd' : undefined;
  }

  #prove(pipelining: Pipelining): void {
    this.#proved.add(pipelining);
    if (lesser(this.#level, pipelining) !== this.#level) return;
    // Seen to get through: another one that got lost says less.
    this.#level = pipelining;
    if (lesser(this.#cap, pipelining) === this.#cap) this.#cap = pipelining;
  }
}

function lesser(a: Pipelining, b: Pipelining): Pipelining {
  return STEPS.indexOf(a) < STEPS.indexOf(b) ? a : b;
}
