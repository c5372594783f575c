import type { Endpoint } from './endpoint.js';
import type { Finding } from './finding.js';
import type { BatchSummary, RowResult } from './row.js';
import type { StageId, StageResult } from './stage.js';

/** What a run says as it goes. Progress, journal and reports are folds of it. */
export type RunEvent =
  | { type: 'run-started'; startedAt: string }
  | { type: 'batch-read'; batch: BatchSummary }
  /** `rows`: how many rows the stage will work through, where it works by rows. */
  | { type: 'stage-started'; stage: StageId; rows?: number }
  | { type: 'endpoint'; endpoint: Endpoint }
  | { type: 'finding'; finding: Finding }
  | { type: 'row-done'; row: RowResult }
  | { type: 'retry'; file: string; row: number; attempt: number; pauseMs: number }
  /** Connections that are held open of those that are to be, in the stage imap. */
  | { type: 'connections'; held: number; asked: number }
  /** The stage imap may be taken up once more after the logins, and is then done twice. */
  | { type: 'stage-done'; stage: StageResult }
  | { type: 'run-done'; durationMs: number; interrupted: boolean };
