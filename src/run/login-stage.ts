import { classifyLogin, isTransient, type Judgement } from '../checks/classify.js';
import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import { checkFolders } from '../checks/mailbox.js';
import { adminAccount, signInForm } from '../checks/sign-in-form.js';
import type { LoginEvidence } from '../model/evidence.js';
import type { Finding } from '../model/finding.js';
import type { BatchRow, RowResult } from '../model/row.js';
import type { Probes } from '../probes/index.js';
import type { Route } from '../probes/route.js';
import { pauseBefore } from './backoff.js';
import { Capacity } from './capacity.js';
import { LockoutGuard, type Outcome } from './lockout.js';
import type { RunOptions } from './options.js';
import { runPool } from './pool.js';
import { judgementFinding, stoppedFinding } from './row-findings.js';
import { type PlannedRow, untried } from './rows.js';
import type { Emit, Stage } from './stage-log.js';
import { statusOf } from './stage-log.js';

/** Tries that the server did not take because it had too many; they do not count against the row. */
const MAX_TURNED_AWAY = 12;

export interface LoginInput {
  rows: AsyncGenerator<PlannedRow>;
  route: Route;
  capabilities: readonly string[];
  duplicates: DuplicateCheck;
  options: RunOptions;
  probes: Probes;
  login: Stage;
  mailbox: Stage | undefined;
  emit: Emit;
  /** No new rows. */
  stop: AbortSignal;
  /** Break off what is under way. */
  abort: AbortSignal;
}

/** A row while it is being tried. */
interface Task extends PlannedRow {
  attempts: number;
  turnedAway: number;
  pipelined: boolean;
  /** What the last try said, while further ones are due. */
  last?: { judgement: Judgement; evidence: LoginEvidence };
  state: 'open' | 'settled' | 'given-up';
  /** Rows with equal credentials, which share the result. */
  followers: PlannedRow[];
}

/**
 * Signs in to every eligible row and reports what each answer means. Returns how many connections held, and how
 * many rows were begun.
 */
export async function runLogins(input: LoginInput): Promise<{ capacity: Capacity; begun: number }> {
  const run = new LoginRun(input);
  await run.finish(await runPool(run, run.capacity, input.stop, input.options.rate));
  return { capacity: run.capacity, begun: run.begun };
}

class LoginRun {
  readonly capacity: Capacity;
  readonly #guard: LockoutGuard;
  readonly #leaders = new Map<string, Task[]>();
  #open = 0;
  begun = 0;

  constructor(readonly input: LoginInput) {
    this.capacity = new Capacity(input.options.concurrency);
    this.#guard = new LockoutGuard(input.options.maxRejected);
  }

  /** The next row that is to be tried; rows that are not are reported as they pass. */
  async next(): Promise<Task | undefined> {
    for (;;) {
      const { value, done } = await this.input.rows.next();
      if (done) return undefined;
      if (!value.eligible) this.input.emit({ type: 'row-done', row: untried(value) });
      else if (!this.#follows(value)) return this.#lead(value);
    }
  }

  admit(task: Task): 'go' | 'wait' | 'done' {
    const account = adminAccount(task.row);
    const answer = this.#guard.ask(account);
    if (answer === 'wait') return 'wait';
    if (answer === 'go') {
      this.#guard.begin(account);
      return 'go';
    }
    for (const planned of [task, ...task.followers]) {
      this.#report(planned, 'skipped', task.attempts, {}, [stoppedFinding(planned.row, answer)]);
    }
    task.followers = [];
    task.state = 'given-up';
    return 'done';
  }

  async run(task: Task): Promise<number | undefined> {
    const { route, capabilities, probes, abort } = this.input;
    if (++task.attempts === 1) this.begun++;
    this.#open++;
    const options = { capabilities, pipelined: task.pipelined };
    const evidence = await probes.login(route, task.row, options, abort);
    const judgement = classifyLogin(evidence, { form: signInForm(task.row) });
    const aborted = evidence.failure?.kind === 'aborted';
    this.#guard.settle(adminAccount(task.row), aborted ? 'unknown' : outcomeOf(judgement, evidence));
    task.last = { judgement, evidence };
    const pause = aborted ? undefined : this.#pauseAfter(task, judgement, evidence);
    this.#open--;
    if (pause !== undefined) return pause;
    if (aborted) this.#giveUp(task);
    else this.#settle(task);
    return undefined;
  }

  /** Reports what was left over when the run was stopped. */
  async finish(left: readonly Task[]): Promise<void> {
    for (const task of left) {
      if (task.last === undefined) this.#giveUp(task);
      else this.#settle(task);
    }
    for await (const planned of this.input.rows) {
      this.input.emit({ type: 'row-done', row: untried(planned) });
    }
  }

  /** The pause before the next try; undefined when the judgement stands. */
  #pauseAfter(task: Task, judgement: Judgement, evidence: LoginEvidence): number | undefined {
    if (judgement.kind !== 'inconclusive' || !isTransient(judgement.code)) {
      this.capacity.ok();
      return undefined;
    }
    // A server that answers one command at a time hangs on a flight; it gets them singly.
    if (judgement.code === 'login/timeout' && evidence.failure?.phase === 'mailbox') task.pipelined = false;
    if (isCrowded(judgement, evidence)) {
      const shrunk = this.capacity.overload(this.#open, performance.now());
      if (shrunk && ++task.turnedAway <= MAX_TURNED_AWAY)
        return this.#retry(task, task.turnedAway, judgement);
    }
    const counted = task.attempts - task.turnedAway;
    return counted > this.input.options.retries
      ? undefined
      : this.#retry(task, Math.max(1, counted), judgement);
  }

  #retry(task: Task, attempt: number, judgement: Judgement): number {
    const asked = judgement.kind === 'passed' ? undefined : judgement.backoffMs;
    const pauseMs = pauseBefore(attempt, asked);
    this.input.emit({
      type: 'retry',
      file: task.row.file,
      row: task.row.row,
      attempt: task.attempts,
      pauseMs,
    });
    return pauseMs;
  }

  #settle(task: Task, own: readonly PlannedRow[] = [task]): void {
    if (task.last === undefined) return;
    const { judgement, evidence } = task.last;
    task.state = 'settled';
    for (const planned of [...own, ...task.followers]) {
      const attempts = planned === task ? task.attempts : 0;
      const tried = { attempts: task.attempts, seconds: this.input.options.timeout };
      const found = judgementFinding(planned.row, judgement, evidence, tried);
      this.#report(planned, judgement.kind, attempts, evidence, found === undefined ? [] : [found]);
    }
    task.followers = [];
  }

  /** Rows that were not, or not to the end, tried before the run was stopped. */
  #giveUp(task: Task): void {
    task.state = 'given-up';
    for (const planned of [task, ...task.followers]) this.#report(planned, 'skipped', task.attempts);
    task.followers = [];
  }

  #report(
    planned: PlannedRow,
    status: RowResult['status'],
    attempts: number,
    evidence: Partial<LoginEvidence> = {},
    found: readonly Finding[] = [],
  ): void {
    const { row, note } = planned;
    const { login, mailbox, emit } = this.input;
    login.report(...found);
    const folders = evidence.list?.status === 'OK' ? evidence.folders : undefined;
    const mailboxFound =
      mailbox?.asked && folders && evidence.namespaces
        ? checkFolders(row, { folders, namespaces: evidence.namespaces })
        : [];
    mailbox?.report(...mailboxFound);
    const all = [...found, ...mailboxFound];
    emit({
      type: 'row-done',
      row: {
        ...placeOf(row),
        status: all.some((one) => statusOf(one) === 'failed') ? 'failed' : status,
        codes: [...new Set([...(note?.codes ?? []), ...all.map(({ code }) => code)])],
        attempts,
        ...(folders === undefined ? {} : { folders: folders.length }),
        ...(evidence.ms === undefined ? {} : { ms: evidence.ms }),
      },
    });
  }

  #lead(planned: PlannedRow): Task {
    const task: Task = {
      ...planned,
      attempts: 0,
      turnedAway: 0,
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
    if (leader.state === 'settled') this.#settle(leader, []);
    return true;
  }
}

function placeOf({ file, row, line, emailAddress, userName }: BatchRow) {
  return { file, row, line, emailAddress, userName };
}

/** A refusal counts when it is the credentials that are refused, not the right to one mailbox. */
function outcomeOf(judgement: Judgement, evidence: LoginEvidence): Outcome {
  if (evidence.login?.status === 'OK') return 'accepted';
  return judgement.kind === 'failed' && judgement.code !== 'login/not-authorized' ? 'refused' : 'unknown';
}

/** Too many connections in as many words, or a server that hangs up before it greets. */
function isCrowded(judgement: Judgement, evidence: LoginEvidence): boolean {
  if (judgement.kind === 'passed') return false;
  if (judgement.code === 'login/too-many-connections' || judgement.code === 'login/throttled') return true;
  const early =
    evidence.failure?.phase === 'connect' ||
    evidence.failure?.phase === 'tls' ||
    evidence.failure?.phase === 'greeting';
  return judgement.code === 'login/dropped' && early;
}
