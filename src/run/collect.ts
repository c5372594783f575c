import { CODES, ratingOf } from '../knowledge/describe.js';
import type { RunEvent } from '../model/event.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { Report, Totals, Verdict } from '../model/report.js';
import type { BatchSummary, RowResult } from '../model/row.js';
import { STAGES, type StageId, type StageResult } from '../model/stage.js';
import { planOf } from '../plan/plan.js';
import { RowTable } from './row-table.js';
import { graver, isThwarted, statusOf } from './stage-log.js';

/** Folds the events of a run into the finished report. */
export class Collector {
  readonly #findings: Finding[] = [];
  readonly #rows = new RowTable();
  readonly #rowTotals: Totals['rows'] = { total: 0, passed: 0, failed: 0, inconclusive: 0, skipped: 0 };
  readonly #stages = new Map<StageId, StageResult>();
  readonly #report: Pick<Report, 'run' | 'batches' | 'endpoint' | 'dryRun' | 'wishes'> = {
    run: { startedAt: '', durationMs: 0, interrupted: false },
    batches: [],
  };

  readonly add = (event: RunEvent): void => {
    const { run } = this.#report;
    if (event.type === 'run-started') this.#begin(event);
    else if (event.type === 'batch-read') this.#addBatch(event.batch);
    else if (event.type === 'endpoint') this.#report.endpoint = event.endpoint;
    else if (event.type === 'dry-run') this.#report.dryRun = event.dryRun;
    else if (event.type === 'finding') this.#findings.push(event.finding);
    else if (event.type === 'row-done') this.#addRow(event.row);
    else if (event.type === 'stage-done') this.#addStage(event.stage);
    else if (event.type === 'run-done')
      Object.assign(run, { durationMs: event.durationMs, interrupted: event.interrupted });
  };

  #begin({ startedAt, wishes }: Extract<RunEvent, { type: 'run-started' }>): void {
    this.#report.run.startedAt = startedAt;
    if (wishes !== undefined) this.#report.wishes = wishes;
  }

  #addBatch(batch: BatchSummary): void {
    this.#rows.fileNumber(batch.file);
    this.#rows.reserve(batch.rows, batch.bytes);
    this.#report.batches.push(batch);
  }

  #addStage(stage: StageResult): void {
    this.#stages.set(stage.id, takenUp(this.#stages.get(stage.id), stage));
  }

  #addRow(row: RowResult): void {
    this.#rows.push(row);
    this.#rowTotals.total++;
    this.#rowTotals[row.status]++;
  }

  finish(): Report {
    const report = this.finishWithoutPlan();
    const plan = planOf(report);
    return plan === undefined ? report : { ...report, plan };
  }

  /** Where the plan is known from elsewhere, or not wanted. */
  finishWithoutPlan(): Report {
    const files = new Map(this.#report.batches.map(({ file }, index) => [file, index]));
    const order = (file: string | undefined) => (file === undefined ? -1 : (files.get(file) ?? files.size));
    this.#findings.sort((a, b) => compareFindings(a, b, order));
    const stages = this.#finishedStages();
    const totals = countTotals(this.#findings, { ...this.#rowTotals });
    const verdict = verdictOf(totals, stages, this.#report.run.interrupted);
    return { ...this.#report, verdict, stages, totals, findings: this.#findings, rows: this.#rows };
  }

  /** A finding may come after its stage has ended: what the logins showed of the server. */
  #finishedStages(): StageResult[] {
    for (const finding of this.#findings) {
      const stage = this.#stages.get(stageOf(finding.code));
      if (stage !== undefined && stage.status !== 'skipped')
        stage.status = graver(stage.status, statusOf(finding));
    }
    return STAGES.flatMap((id) => this.#stages.get(id) ?? []);
  }
}

/** A stage that was taken up again is one stage. */
export function takenUp(earlier: StageResult | undefined, stage: StageResult): StageResult {
  return {
    ...earlier,
    ...stage,
    status: graver(earlier?.status ?? 'skipped', stage.status),
    durationMs: (earlier?.durationMs ?? 0) + stage.durationMs,
  };
}

const CODE_ORDER = new Map(CODES.map((code, index) => [code, index]));
const STAGE_ORDER = new Map(STAGES.map((id, index) => [id, index]));

function compareFindings(a: Finding, b: Finding, order: (file: string | undefined) => number): number {
  const stage = (one: Finding) => STAGE_ORDER.get(stageOf(one.code)) ?? 0;
  const code = (one: Finding) => CODE_ORDER.get(one.code) ?? 0;
  return (
    stage(a) - stage(b) ||
    order(a.location?.file) - order(b.location?.file) ||
    (a.location?.row ?? 0) - (b.location?.row ?? 0) ||
    code(a) - code(b)
  );
}

function countTotals(findings: readonly Finding[], rows: Totals['rows']): Totals {
  const totals: Totals = {
    errors: 0,
    warnings: 0,
    notices: 0,
    inconclusive: 0,
    rows,
  };
  for (const finding of findings) {
    const rating = ratingOf(finding);
    if (rating === 'error') totals.errors++;
    else if (rating === 'notice') totals.notices++;
    else totals.warnings++;
    if (rating === 'inconclusive') totals.inconclusive++;
  }
  return totals;
}

function verdictOf(totals: Totals, stages: readonly StageResult[], interrupted: boolean): Verdict {
  if (totals.errors > 0) return 'not-ready';
  const nothingRan = stages.every(({ status }) => status === 'skipped');
  const unfinished = stages.some((stage) => stage.status === 'incomplete' || isThwarted(stage));
  if (interrupted || unfinished || nothingRan || totals.inconclusive > 0) return 'incomplete';
  return totals.warnings > 0 ? 'ready-with-warnings' : 'ready';
}
