import type { DryRun } from './dry-run.js';
import type { Endpoint } from './endpoint.js';
import type { Finding } from './finding.js';
import type { Plan, Wishes } from './plan.js';
import type { BatchSummary, RowResult, RowStatus } from './row.js';
import type { StageResult } from './stage.js';

/** `incomplete`: no error was found, but something could not be checked. Notices alone leave it `ready`. */
export type Verdict = 'ready' | 'ready-with-warnings' | 'not-ready' | 'incomplete';

export interface RunSummary {
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  interrupted: boolean;
}

/** How many findings there are, and how many rows of each status. */
export interface Totals {
  errors: number;
  warnings: number;
  notices: number;
  /** Of the warnings, those that say "could not tell". */
  inconclusive: number;
  rows: Record<RowStatus | 'total', number>;
}

/** Results of rows; an array is one. */
export interface RowList extends Iterable<RowResult> {
  readonly length: number;
}

/** The finished run. Reports are functions of it. */
export interface Report {
  run: RunSummary;
  verdict: Verdict;
  batches: BatchSummary[];
  /** Absent when no server was given. */
  endpoint?: Endpoint;
  /** What would be tried; only where nothing else was asked for. */
  dryRun?: DryRun;
  /** What was told of the migration that is to come; absent where that is not known. */
  wishes?: Wishes;
  /** Absent where no endpoint was proved or no batch was given. */
  plan?: Plan;
  stages: StageResult[];
  totals: Totals;
  /** In the order of stages, files, rows and codes. */
  findings: Finding[];
  /** In the order of files and rows. */
  rows: RowList;
}
