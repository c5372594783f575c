import type { DryRun } from './dry-run.js';
import type { Endpoint } from './endpoint.js';
import type { Finding } from './finding.js';
import type { Wishes } from './plan.js';
import type { BatchSummary, RowResult, RowStatus } from './row.js';
import type { StageId, StageResult } from './stage.js';

/** What a run says as it goes. Progress, journal and reports are folds of it. */
export type RunEvent =
  | { type: 'run-started'; startedAt: string; wishes?: Wishes }
  | { type: 'batch-read'; batch: BatchSummary }
  /** `rows`: how many rows the stage will work through, where it works by rows. */
  | { type: 'stage-started'; stage: StageId; rows?: number }
  | { type: 'endpoint'; endpoint: Endpoint }
  | { type: 'dry-run'; dryRun: DryRun }
  /** `recorded`: it is of a row that an earlier run has recorded, and is told again. */
  | { type: 'finding'; finding: Finding; recorded?: true }
  /**
   * The findings of the sign-in and the mailbox come directly before it. `refused`: its credentials were, whether
   * that was asked for or not. `recorded`: its result is that of an earlier run. `own`: its status without what the
   * stage target says of it, where that is another.
   */
  | { type: 'row-done'; row: RowResult; own?: RowStatus; refused?: true; recorded?: true }
  | { type: 'retry'; file: string; row: number; attempt: number; pauseMs: number }
  /** Connections that are held open of those that are to be, in the stage imap. */
  | { type: 'connections'; held: number; asked: number }
  /** The stage imap may be taken up once more after the logins, and is then done twice. */
  | { type: 'stage-done'; stage: StageResult }
  | { type: 'run-done'; durationMs: number; interrupted: boolean };
