import { classifyLogin, isOverload, isTransient, type Judgement } from '../checks/classify.js';
import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import { adminAccount, signInForm } from '../checks/sign-in-form.js';
import type { ServerId } from '../knowledge/servers.js';
import type { LoginEvidence } from '../model/evidence.js';
import type { BatchRow } from '../model/row.js';
import type { Probes } from '../probes/index.js';
import type { Route } from '../probes/route.js';
import { pauseBefore } from './backoff.js';
import { Capacity } from './capacity.js';
import { LockoutGuard, type Outcome } from './lockout.js';
import type { RunOptions } from './options.js';
import { runPool } from './pool.js';
import { stoppedFinding } from './row-findings.js';
import { outcomeOf, type RowOutcome, type RowReports } from './row-outcome.js';
import type { PlannedRow } from './rows.js';
import { Silence } from './silence.js';
import { untried } from './tellable.js';

/** Tries that the server did not take because it had too many; they do not count against the row. */
const MAX_TURNED_AWAY = 12;

export interface LoginInput {
  rows: AsyncGenerator<PlannedRow>;
  route: Route;
  capabilities: readonly string[];
  /** The server is known to answer commands that are sent in one flight. */
  pipelines: boolean;
  /** What the server is known to be. */
  software?: ServerId;
  duplicates: DuplicateCheck;
  options: RunOptions;
  probes: Probes;
  reports: RowReports;
  /** No new rows. */
  stop: AbortSignal;
  /** Break off what is under way. */
  abort: AbortSignal;
}

/** A row while it is being tried. */
interface Task extends PlannedRow {
  /** From 0, in the order of the batches. */
  place: number;
  attempts: number;
  turnedAway: number;
  /** Tries that do not count against the row. */
  free: number;
  pipelined: boolean;
  /** What the last try came to, while further ones are due. */
  outcome?: RowOutcome;
  state: 'open' | 'settled' | 'given-up';
  /** Rows with equal credentials, which share the outcome. */
  followers: PlannedRow[];
}

/** What a login stage leaves behind besides its events. */
export interface LoginResult {
  capacity: Capacity;
  /** The first row that passed: its credentials are known to be right, and not to be left alone since. */
  readonly proved: BatchRow | undefined;
  /** Rows that were tried. */
  begun: number;
  /** Names of errors that a probe threw: faults of this program. */
  faults: string[];
  /** Rows that were not tried because the server had stopped answering. */
  unheard: number;
}

/** Signs in to every eligible row and reports what each answer means. */
export async function runLogins(input: LoginInput): Promise<LoginResult> {
  const run = new LoginRun(input);
  await run.finish(await runPool(run, run.capacity, input.stop, input.options.rate));
  return run;
}

class LoginRun implements LoginResult {
  readonly capacity: Capacity;
  readonly faults: string[] = [];
  readonly #guard: LockoutGuard;
  readonly #leaders = new Map<string, Task[]>();
  #open = 0;
  #led = 0;
  #provedBy = Number.POSITIVE_INFINITY;
  /** Whether commands are sent in one flight, and whether the server was seen to take that. */
  #pipelined: boolean;
  #proved = false;
  /** Somebody was answered in this run, whatever was said. */
  #answered = false;
  readonly #silence: Silence;
  #provedRow: BatchRow | undefined;
  begun = 0;
  unheard = 0;

  constructor(readonly input: LoginInput) {
    this.#pipelined = input.pipelines;
    this.capacity = new Capacity(input.options.concurrency);
    this.#guard = new LockoutGuard(input.options.maxRejected);
    this.#silence = new Silence(input.options.timeout, performance.now());
  }

  get proved(): BatchRow | undefined {
    const row = this.#provedRow;
    return row !== undefined && this.#guard.ask(adminAccount(row)) === 'go' ? row : undefined;
  }

  /** The next row that is to be tried; rows that are not are reported as they pass. */
  async next(): Promise<Task | undefined> {
    for (;;) {
      const { value, done } = await this.input.rows.next();
      if (done) return undefined;
      if (!value.eligible) this.#pass(value);
      else if (!this.#follows(value)) return this.#lead(value);
    }
  }

  admit(task: Task): 'go' | 'wait' | 'done' {
    if (this.#silence.isGone(performance.now())) {
      if (task.attempts === 0) this.unheard += 1 + task.followers.length;
      this.#leave(task);
      return 'done';
    }
    const account = adminAccount(task.row);
    const answer = this.#guard.ask(account);
    if (answer === 'wait') return 'wait';
    if (answer === 'go') {
      this.#guard.begin(account);
      return 'go';
    }
    // What a try has shown already says more than that no further one follows.
    task.outcome ??= { status: 'skipped', findings: [stoppedFinding(task.row, answer)] };
    this.#settle(task, 'given-up');
    return 'done';
  }

  async run(task: Task): Promise<number | undefined> {
    const account = adminAccount(task.row);
    if (++task.attempts === 1) this.begun++;
    this.#open++;
    let credentials: Outcome = 'unknown';
    let pause: number | undefined;
    try {
      const { evidence, judgement } = await this.#try(task);
      if (evidence.failure?.kind !== 'aborted') {
        this.#listen(evidence);
        credentials = credentialsIn(judgement, evidence);
        pause = this.#weigh(task, judgement, evidence);
      }
    } catch (error) {
      // One row that we cannot handle must not cost the others their answer.
      this.faults.push(nameOf(error));
      delete task.outcome;
    }
    this.#guard.settle(account, credentials);
    this.#open--;
    if (pause === undefined || this.input.stop.aborted) this.#leave(task);
    else this.#announce(task, pause);
    return task.state === 'open' ? pause : undefined;
  }

  /** Reports what was left over when the run was stopped. */
  async finish(left: readonly Task[]): Promise<void> {
    for (const task of left) this.#leave(task);
    for await (const planned of this.input.rows) this.#pass(planned);
  }

  async #try(task: Task): Promise<{ evidence: LoginEvidence; judgement: Judgement }> {
    const { route, capabilities, probes, abort } = this.input;
    task.pipelined &&= this.#pipelined;
    const options = { capabilities, pipelined: task.pipelined };
    const evidence = await probes.login(route, task.row, options, abort);
    return { evidence, judgement: classifyLogin(evidence, { form: signInForm(task.row) }) };
  }

  #listen({ login }: LoginEvidence): void {
    if (login === undefined) this.#silence.unheard();
    else this.#silence.heard(performance.now());
  }

  /** Notes what the try came to. The pause before the next one; undefined when it stands. */
  #weigh(task: Task, judgement: Judgement, evidence: LoginEvidence): number | undefined {
    const { software, options } = this.input;
    const { timeout, retries } = options;
    const tried = { attempts: task.attempts, seconds: timeout, software };
    task.outcome = outcomeOf(task.row, judgement, evidence, tried);
    if (judgement.kind !== 'inconclusive' || !isTransient(judgement.code)) {
      if (judgement.kind === 'passed') this.#prove(task);
      this.#proved ||= task.pipelined && evidence.list !== undefined && evidence.examine !== undefined;
      this.capacity.ok();
      this.#answered = true;
      return undefined;
    }
    if (this.#stalled(task, evidence)) {
      task.free++;
      return pauseBefore(1);
    }
    const cause = crowding(judgement, evidence);
    const room = cause !== undefined && this.capacity.overload(this.#open, performance.now(), cause);
    // Turned away from a server that takes nobody is a failed try like any other.
    if (room && retries > 0 && this.#answered && task.turnedAway < MAX_TURNED_AWAY) {
      task.free++;
      return pauseBefore(++task.turnedAway, judgement.backoffMs);
    }
    const counted = task.attempts - task.free;
    return counted > retries ? undefined : pauseBefore(Math.max(1, counted), judgement.backoffMs);
  }

  #prove({ place, row }: Task): void {
    if (place > this.#provedBy) return;
    this.#provedBy = place;
    this.#provedRow = row;
  }

  /**
   * Signed in, and no answer to commands that were sent in one flight: some servers lose all but the first, so
   * the row gets them one at a time, and so do all others unless the server was seen to take a flight.
   */
  #stalled(task: Task, { login, failure }: LoginEvidence): boolean {
    if (!task.pipelined || login?.status !== 'OK' || failure?.phase !== 'mailbox') return false;
    task.pipelined = false;
    this.#pipelined &&= this.#proved;
    return true;
  }

  #announce(task: Task, pauseMs: number): void {
    const { file, row } = task.row;
    this.input.reports.emit({ type: 'retry', file, row, attempt: task.attempts, pauseMs });
  }

  /** Ends a row with what is known of it: its last try, or that it got no answer, or was not tried. */
  #leave(task: Task): void {
    const known = task.outcome !== undefined;
    task.outcome ??= { status: task.attempts > 0 ? 'inconclusive' : 'skipped', findings: [] };
    this.#settle(task, known ? 'settled' : 'given-up');
  }

  #settle(task: Task, state: 'settled' | 'given-up'): void {
    task.state = state;
    this.#share(task, [task]);
  }

  /** The followers of a row without an outcome were not tried, whatever was begun with it. */
  #share(task: Task, own: readonly PlannedRow[]): void {
    const { outcome } = task;
    if (outcome === undefined) return;
    const { reports } = this.input;
    const unknown = task.state === 'given-up' && outcome.findings.length === 0;
    for (const planned of own) reports.report(planned, outcome, task.attempts);
    for (const planned of task.followers) {
      reports.report(planned, unknown ? { status: 'skipped', findings: [] } : outcome, 0);
    }
    task.followers = [];
  }

  #pass(planned: PlannedRow): void {
    this.input.reports.emit({ type: 'row-done', row: untried(planned.row, planned.note) });
  }

  #lead(planned: PlannedRow): Task {
    const task: Task = {
      ...planned,
      place: this.#led++,
      attempts: 0,
      turnedAway: 0,
      free: 0,
      pipelined: true,
      state: 'open',
      followers: [],
    };
    const { userName } = planned.row;
    if (this.input.duplicates.isShared(userName)) {
      this.#leaders.set(userName, [...(this.#leaders.get(userName) ?? []), task]);
    }
    return task;
  }

  /** Equal credentials are tried once: a refusal must not come twice, and the answer would be the same. */
  #follows(planned: PlannedRow): boolean {
    const leader = this.#leaders
      .get(planned.row.userName)
      ?.find((task) => task.state !== 'given-up' && task.row.password.equals(planned.row.password));
    if (leader === undefined) return false;
    leader.followers.push(planned);
    if (leader.state === 'settled') this.#share(leader, []);
    return true;
  }
}

/**
 * A refusal counts when it is the credentials that are refused, not the right to one mailbox; and some servers
 * take a wrong password first and say so only then, so a missing right proves nothing either way.
 */
function credentialsIn(judgement: Judgement, evidence: LoginEvidence): Outcome {
  if (judgement.kind === 'failed' && judgement.code === 'login/not-authorized') return 'unknown';
  if (evidence.login?.status === 'OK') return 'accepted';
  return judgement.kind === 'failed' ? 'refused' : 'unknown';
}

/** Too many connections in as many words, or a server that hangs up before it greets. */
function crowding(judgement: Judgement, { failure }: LoginEvidence): 'connections' | 'pace' | undefined {
  if (judgement.kind === 'passed') return undefined;
  if (isOverload(judgement.code)) return judgement.code === 'login/throttled' ? 'pace' : 'connections';
  const early = failure?.phase === 'connect' || failure?.phase === 'tls' || failure?.phase === 'greeting';
  const hungUp = failure?.kind === 'dropped' || failure?.kind === 'refused';
  return early && hungUp ? 'connections' : undefined;
}

/** The name alone: a message could quote what was being read. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
