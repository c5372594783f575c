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
  | { type: 'stage-done'; stage: StageResult }
  | { type: 'run-done'; durationMs: number; interrupted: boolean };
