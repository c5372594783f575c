import { MIGRATION_DAYS } from '../knowledge/exchange-online.js';
import { type Accuracy, addUp } from '../model/audit.js';
import { type LargeMailbox, MOST_LARGE, type PlanTotals } from '../model/plan.js';
import type { RowList } from '../model/report.js';
import type { BatchSummary, RowResult } from '../model/row.js';

/** What is known of the rows of one file; all members by row number. */
export interface FileRows {
  batch: BatchSummary;
  /** 1 where the row would fail. */
  failed: Uint8Array;
  /** Present once a mailbox was measured; NaN where this one was not. */
  bytes?: Float64Array;
  messages?: Float64Array;
}

export interface Surveyed {
  files: FileRows[];
  heldBack: number;
  totals?: PlanTotals;
  largest: LargeMailbox[];
}

const LESS_SURE: readonly Accuracy[] = ['exact', 'estimated', 'at-least'];

/** Goes over the rows once, and keeps numbers of each and no more. `look` sees every row that is to be migrated. */
export function surveyRows(
  batches: readonly BatchSummary[],
  rows: RowList,
  look: (row: RowResult) => void,
): Surveyed {
  const files = batches.map((batch): FileRows => ({ batch, failed: new Uint8Array(batch.rows + 1) }));
  const byName = new Map(files.map((file) => [file.batch.file, file]));
  const found: Surveyed = { files, heldBack: 0, largest: [] };
  const totals: PlanTotals = { messages: 0, bytes: 0, mailboxes: 0, accuracy: 'exact', unmeasured: 0 };
  for (const row of rows) {
    const file = byName.get(row.file);
    if (file === undefined || row.row < 1 || row.row > file.batch.rows) continue;
    if (row.status === 'failed') {
      found.heldBack += 1 - (file.failed[row.row] ?? 0);
      file.failed[row.row] = 1;
      continue;
    }
    look(row);
    if (row.audit !== undefined) measure(row, row.audit, file, totals, found.largest);
  }
  const all = batches.reduce((sum, batch) => sum + batch.rows, 0);
  totals.unmeasured = all - found.heldBack - totals.mailboxes;
  return totals.mailboxes === 0 ? found : { ...found, totals };
}

function measure(
  { row, line, emailAddress }: RowResult,
  { bytes, messages, accuracy }: NonNullable<RowResult['audit']>,
  file: FileRows,
  totals: PlanTotals,
  largest: LargeMailbox[],
): void {
  file.bytes ??= new Float64Array(file.batch.rows + 1).fill(Number.NaN);
  file.messages ??= new Float64Array(file.batch.rows + 1);
  file.bytes[row] = bytes;
  file.messages[row] = messages;
  totals.messages = addUp([totals.messages, messages]);
  totals.bytes = addUp([totals.bytes, bytes]);
  totals.mailboxes++;
  if (LESS_SURE.indexOf(accuracy) > LESS_SURE.indexOf(totals.accuracy)) totals.accuracy = accuracy;
  if (largest.length === MOST_LARGE && bytes <= (largest.at(-1)?.bytes ?? 0)) return;
  const before = largest.findIndex((one) => one.bytes < bytes);
  const mailbox = { file: file.batch.file, row, line, emailAddress, messages, bytes };
  largest.splice(before === -1 ? largest.length : before, 0, mailbox);
  largest.length = Math.min(largest.length, MOST_LARGE);
}

/** The class of Microsoft's table that a mailbox of this size is in; beyond the last one where it is larger. */
export function classOf(bytes: number): number {
  const { classes } = MIGRATION_DAYS;
  const found = classes.findIndex(({ below }) => bytes < below);
  return found === -1 ? classes.length : found;
}

/** Days of a class; none are published for the largest mailboxes. */
export function daysOf(index: number): { half: number; most: number } | undefined {
  const found = MIGRATION_DAYS.classes[index];
  return found && { half: found.half, most: found.most };
}
