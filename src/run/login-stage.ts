import { classifyLogin, isTransient, type Judgement } from '../checks/classify.js';
import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import { adminAccount, signInForm } from '../checks/sign-in-form.js';
import { MAILBOX_LIMITS } from '../knowledge/exchange-online.js';
import type { ServerId } from '../knowledge/servers.js';
import type { LoginEvidence } from '../model/evidence.js';
import type { BatchRow } from '../model/row.js';
import { SentSecrets } from '../model/secret.js';
import type { LoginOptions } from '../probes/imap/login.js';
import type { Probes } from '../probes/index.js';
import type { Route } from '../probes/route.js';
import { TlsMemory } from '../probes/tls-memory.js';
import { pauseBefore } from './backoff.js';
import { Capacity } from './capacity.js';
import type { Standing } from './earlier.js';
import { LockoutGuard, type Outcome } from './lockout.js';
import {
  credentialsIn,
  crowding,
  earlierOutcome,
  isFree,
  newTask,
  settledTask,
  type Task,
} from './login-task.js';
import { fuller, isBrokenOff, type QuotaOf, quotasOf } from './measured.js';
import type { RunOptions } from './options.js';
import { pause } from './pause.js';
import { PipeliningPlan, type Plan } from './pipelining.js';
import { runPool } from './pool.js';
import { recallEarlier } from './recall.js';
import { stoppedFinding } from './row-findings.js';
import { isOfAnother, outcomeFor, outcomeOf, type RowReports, redactedOutcome } from './row-outcome.js';
import type { PlannedRow } from './rows.js';
import { SharedCredentials } from './shared-credentials.js';
import { Silence } from './silence.js';
import { tellRow } from './target-note.js';
import { untried } from './tellable.js';

export interface LoginInput {
  /** Reads the rows; asked for once more where earlier results are to be looked through first. */
  rows(): AsyncGenerator<PlannedRow>;
  /** What an earlier run has found. */
  standing?: Standing;
  route: Route;
  capabilities: readonly string[];
  /** Whether the server answers commands that come in one piece with LOGIN; undefined where nobody tried. */
  pipelines: boolean | undefined;
  /** What the server is known to be. */
  software?: ServerId;
  duplicates: DuplicateCheck;
  /** Octets that the target mailbox of an address holds, where that is known. */
  quotaOf?(emailAddress: string): number | undefined;
  options: RunOptions;
  probes: Probes;
  reports: RowReports;
  /** No new rows. */
  stop: AbortSignal;
  /** Break off what is under way. */
  abort: AbortSignal;
}

/** What a login stage leaves behind besides its events. */
export interface LoginResult {
  capacity: Capacity;
  /** The first row that passed: its credentials are known to be right, and not to be left alone since. */
  readonly proved: BatchRow | undefined;
  /** Rows that were tried. */
  begun: number;
  /** Rows with the result of an earlier run. */
  kept: number;
  /** Rows that were to be tried in this run, whether they came to it or not. */
  eligible: number;
  /** Names of errors that a probe threw: faults of this program. */
  faults: string[];
  /** Rows that were not tried because the server had stopped answering. */
  unheard: number;
  /** Takes passwords that were sent out of a text of the server. */
  redact(text: string): string;
}

/** Signs in to every eligible row and reports what each answer means. */
export async function runLogins(input: LoginInput): Promise<LoginResult> {
  const run = new LoginRun(input);
  await run.recall();
  await run.finish(await runPool(run, run.capacity, input.stop, input.options.rate));
  return run;
}

class LoginRun implements LoginResult {
  readonly capacity: Capacity;
  readonly faults: string[] = [];
  readonly #guard: LockoutGuard;
  readonly #shared: SharedCredentials<Task>;
  readonly #rows: AsyncGenerator<PlannedRow>;
  #open = 0;
  #led = 0;
  #provedBy = Number.POSITIVE_INFINITY;
  readonly #pipelining: PipeliningPlan;
  readonly #route: Route;
  readonly #quotaOf: QuotaOf | undefined;
  /** What the server announced to somebody who was signed in. */
  #offered: readonly string[] | undefined;
  /** Somebody was answered in this run, whatever was said. */
  #answered = false;
  readonly #silence: Silence;
  readonly #sent = new SentSecrets();
  #provedRow: BatchRow | undefined;
  begun = 0;
  kept = 0;
  eligible = 0;
  unheard = 0;

  constructor(readonly input: LoginInput) {
    this.#pipelining = new PipeliningPlan(input.pipelines);
    this.#route = { ...input.route, memory: new TlsMemory() };
    this.capacity = new Capacity(input.options.concurrency);
    this.#guard = new LockoutGuard(input.options.maxRejected, input.options.shard?.of);
    this.#shared = new SharedCredentials(input.duplicates);
    this.#rows = input.rows();
    this.#quotaOf = quotasOf(input.options, input.quotaOf);
    this.#silence = new Silence(input.options.timeout, performance.now());
  }

  readonly redact = (text: string): string => this.#sent.redact(text);

  get proved(): BatchRow | undefined {
    const row = this.#provedRow;
    return row !== undefined && this.#guard.ask(adminAccount(row)) === 'go' ? row : undefined;
  }

  /** What an earlier run has shown counts before anybody is signed in. */
  async recall(): Promise<void> {
    const { standing, rows, duplicates } = this.input;
    if (standing === undefined) return;
    await recallEarlier(rows(), standing, { duplicates, guard: this.#guard }, (planned, known) => {
      this.#shared.add(settledTask(planned, known));
    });
  }

  /** The next row that is to be tried; rows that are not are reported as they pass. */
  async next(): Promise<Task | undefined> {
    for (;;) {
      const { value, done } = await this.#rows.next();
      if (done) return undefined;
      if (this.#keeps(value)) continue;
      if (value.eligible) this.eligible++;
      if (!value.eligible) this.#pass(value);
      else if (!this.#follows(value)) return this.#lead(value);
    }
  }

  /** Reports the earlier result of a row where it stands. */
  #keeps(planned: PlannedRow): boolean {
    const { standing, duplicates } = this.input;
    const known = planned.note?.failed ? undefined : standing?.of(planned.row, duplicates);
    if (known === undefined) return false;
    this.kept++;
    this.input.reports.report(planned, earlierOutcome(known), known.row.attempts, true);
    this.#shared.add(settledTask(planned, known));
    return true;
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
    await this.#holdOff();
    if (this.input.stop.aborted) {
      this.#guard.settle(account, 'unknown');
      this.#leave(task);
      return undefined;
    }
    if (++task.attempts === 1) this.begun++;
    this.#open++;
    let credentials: Outcome = 'unknown';
    let pause: number | undefined;
    const plan = this.#pipelining.next(task.most);
    try {
      const { evidence, judgement } = await this.#try(task, plan);
      if (evidence.failure?.kind !== 'aborted') {
        this.#listen(evidence);
        credentials = credentialsIn(judgement, evidence);
        pause = this.#weigh(task, judgement, evidence, plan);
      }
    } catch (error) {
      // One row that we cannot handle must not cost the others their answer.
      this.faults.push(nameOf(error));
      this.#pipelining.abandon(plan);
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
    for await (const planned of this.#rows) if (!this.#keeps(planned)) this.#pass(planned);
  }

  /** Waits where the server is away. */
  async #holdOff(): Promise<void> {
    const ms = this.#silence.holdMs;
    if (ms > 0) await pause(ms, this.input.stop);
  }

  async #try(task: Task, plan: Plan): Promise<{ evidence: LoginEvidence; judgement: Judgement }> {
    const { capabilities, probes, abort } = this.input;
    this.#sent.add(task.row.password);
    const options = { capabilities, ...plan, ...this.#auditWish(task.row) };
    const evidence = await probes.login(this.#route, task.row, options, abort);
    return { evidence, judgement: classifyLogin(evidence, { form: signInForm(task.row) }) };
  }

  #auditWish(row: BatchRow): Pick<LoginOptions, 'audit'> {
    if (!this.input.options.audit || isOfAnother(row)) return {};
    const known = this.#offered === undefined ? {} : { capabilities: this.#offered };
    return { audit: { largerThan: MAILBOX_LIMITS.maxMessageBytes, ...known } };
  }

  #listen({ login, failure, signedIn }: LoginEvidence): void {
    this.#offered = signedIn ?? this.#offered;
    if (login === undefined) this.#silence.unheard(failure?.phase === 'connect');
    else this.#silence.heard(performance.now());
  }

  /** Notes what the try came to. The pause before the next one; undefined when it stands. */
  #weigh(task: Task, judgement: Judgement, evidence: LoginEvidence, plan: Plan): number | undefined {
    const { software, options } = this.input;
    const { timeout, retries } = options;
    const tried = { attempts: task.attempts, seconds: timeout, software };
    const before = task.outcome;
    const now = outcomeOf(task.row, judgement, evidence, tried, this.#quotaOf?.(task.row));
    task.outcome = fuller(before, redactedOutcome(now, this.redact));
    const refused = credentialsIn(judgement, evidence) === 'refused';
    if (refused) task.outcome.refused = true;
    const most = this.#pipelining.learn(plan, evidence, refused);
    if (most !== undefined) {
      task.most = most;
      task.free++;
      return pauseBefore(1);
    }
    if (before?.status === 'passed' && judgement.kind !== 'passed') return undefined;
    if (judgement.kind !== 'inconclusive' || !isTransient(judgement.code)) {
      if (judgement.kind === 'passed') this.#prove(task);
      this.capacity.ok(this.#open);
      this.#answered = true;
      const more = isBrokenOff(evidence) && task.attempts - task.free <= retries;
      return more ? pauseBefore(task.attempts - task.free) : undefined;
    }
    const cause = crowding(judgement, evidence);
    const room = cause !== undefined && this.capacity.overload(this.#open, performance.now(), cause);
    // Turned away from a server that takes nobody is a failed try like any other.
    if (room && retries > 0 && this.#answered && isFree(task, cause)) {
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
      const own = outcomeFor(planned.row, outcome, this.#quotaOf?.(planned.row));
      reports.report(planned, unknown ? { status: 'skipped', findings: [] } : own, 0);
    }
    task.followers = [];
  }

  #pass(planned: PlannedRow): void {
    tellRow(this.input.reports.emit, untried(planned.row, planned.note), planned.target);
  }

  #lead(planned: PlannedRow): Task {
    const task = newTask(planned, this.#led++);
    this.#shared.add(task);
    return task;
  }

  #follows(planned: PlannedRow): boolean {
    const leader = this.#shared.leaderOf(planned.row);
    if (leader === undefined) return false;
    leader.followers.push(planned);
    if (leader.state === 'settled') this.#share(leader, []);
    return true;
  }
}

/** The name alone: a message could quote what was being read. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
