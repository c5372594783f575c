import { ratingOf } from '../knowledge/describe.js';
import type { RunEvent } from '../model/event.js';
import type { Finding, Rating } from '../model/finding.js';
import type { StageId, StageStatus } from '../model/stage.js';

export type Emit = (event: RunEvent) => void;

/** The status a rating asks for; the gravest finding decides. */
const STATUS_OF: Record<Rating, StageStatus> = {
  error: 'failed',
  inconclusive: 'incomplete',
  warning: 'warned',
  notice: 'passed',
};

const GRAVITY: readonly StageStatus[] = ['skipped', 'passed', 'warned', 'incomplete', 'failed'];

export function graver(a: StageStatus, b: StageStatus): StageStatus {
  return GRAVITY.indexOf(b) > GRAVITY.indexOf(a) ? b : a;
}

/** The status of a stage with this finding alone. */
export function statusOf(finding: Finding): StageStatus {
  return STATUS_OF[ratingOf(finding)];
}

/** One stage as it runs: counts what it finds and says how it ended. */
export class Stage {
  readonly #begun = performance.now();
  #status: StageStatus = 'passed';

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
    for (const finding of findings) {
      this.#status = graver(this.#status, statusOf(finding));
      if (this.asked) this.emit({ type: 'finding', finding });
    }
  }

  get failed(): boolean {
    return this.#status === 'failed';
  }

  /** `incomplete`: why it could not be finished, without a finding that says so. */
  end(incomplete?: string): void {
    if (!this.asked) {
      skip(this.emit, this.id, 'not asked for');
      return;
    }
    const status = incomplete === undefined ? this.#status : graver(this.#status, 'incomplete');
    const durationMs = Math.round(performance.now() - this.#begun);
    const reason = incomplete === undefined ? {} : { reason: incomplete };
    this.emit({ type: 'stage-done', stage: { id: this.id, status, ...reason, durationMs } });
  }
}

export function skip(emit: Emit, id: StageId, reason: string): void {
  emit({ type: 'stage-done', stage: { id, status: 'skipped', reason, durationMs: 0 } });
}
