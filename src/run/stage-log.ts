import { ratingOf } from '../knowledge/describe.js';
import { placed } from '../knowledge/vantage.js';
import type { RunEvent } from '../model/event.js';
import type { Finding, Rating, Vantage } from '../model/finding.js';
import type { StageId, StageResult, StageStatus } from '../model/stage.js';

export type Emit = (event: RunEvent) => void;

/** The status a rating asks for; the gravest finding decides. */
const STATUS_OF: Record<Rating, StageStatus> = {
  error: 'failed',
  inconclusive: 'incomplete',
  warning: 'warned',
  notice: 'passed',
};

const GRAVITY: readonly StageStatus[] = ['skipped', 'passed', 'warned', 'incomplete', 'failed'];

/** Why a stage was not run, where that was the caller's choice. */
export const CHOSEN = {
  notAsked: 'not asked for',
  noServer: 'no server given',
  noCsv: 'no CSV given',
  noRecipients: 'no recipients were given to compare with',
  noTls: 'security none: no TLS is used',
  dryRun: 'dry run',
} as const;
const CHOICES: ReadonlySet<string | undefined> = new Set(Object.values(CHOSEN));

/** It was asked for and could not run. An error of an earlier stage says why, unless that stage was left out. */
export function isThwarted({ status, reason }: StageResult): boolean {
  return status === 'skipped' && !CHOICES.has(reason);
}

export function graver(a: StageStatus, b: StageStatus): StageStatus {
  return GRAVITY.indexOf(b) > GRAVITY.indexOf(a) ? b : a;
}

/** The status of a stage with this finding alone. */
export function statusOf(finding: Finding): StageStatus {
  return STATUS_OF[ratingOf(finding)];
}

/** How a stage ends when its findings do not say it all. */
export interface Ending {
  /** `incomplete`: something could not be judged. `passed`: it did what was asked, which was not everything. */
  least: 'passed' | 'incomplete' | 'skipped';
  reason: string;
}

export const INTERRUPTED: Ending = { least: 'incomplete', reason: 'interrupted' };

/** One stage as it runs: counts what it finds and says how it ended. */
export class Stage {
  readonly #begun = performance.now();
  #status: StageStatus = 'passed';
  /** Whether what a server shows here holds for Exchange Online too. */
  vantage: Vantage = 'here';
  /** What it did not do of what might be expected; said where nothing graver is. */
  note: string | undefined;

  /** `asked` false: its evidence is needed by a later stage, but its findings were not asked for. */
  constructor(
    readonly id: StageId,
    readonly emit: Emit,
    readonly asked: boolean,
    rows?: number,
  ) {
    if (asked) emit({ type: 'stage-started', stage: id, ...(rows === undefined ? {} : { rows }) });
  }

  report(...findings: Finding[]): void {
    for (const finding of findings) this.#tell(finding);
  }

  /** What an earlier run has found. */
  retell(finding: Finding): void {
    this.#tell(finding, true);
  }

  #tell(finding: Finding, recorded?: true): void {
    this.#status = graver(this.#status, statusOf(finding));
    if (!this.asked) return;
    this.emit({
      type: 'finding',
      finding: placed(finding, this.vantage),
      ...(recorded && { recorded }),
    });
  }

  end(given?: Ending): void {
    const noted: Ending | undefined =
      this.note === undefined ? undefined : { least: 'passed', reason: this.note };
    const ending = given ?? noted;
    const nothing = ending?.least === 'skipped' && this.#status === 'passed';
    const unrun = this.asked ? nothing && ending.reason : CHOSEN.notAsked;
    if (unrun) {
      skip(this.emit, this.id, unrun);
      return;
    }
    const status = ending === undefined ? this.#status : graver(this.#status, ending.least);
    const durationMs = Math.round(performance.now() - this.#begun);
    const reason = ending === undefined ? {} : { reason: ending.reason };
    this.emit({ type: 'stage-done', stage: { id: this.id, status, ...reason, durationMs } });
  }
}

export function skip(emit: Emit, id: StageId, reason: string): void {
  emit({ type: 'stage-done', stage: { id, status: 'skipped', reason, durationMs: 0 } });
}
