import { readBatch } from '../batch/read.js';
import type { BatchRow, RowResult } from '../model/row.js';
import type { CheckedBatch, RowNote } from './csv-stage.js';
import type { Selection } from './selection.js';
import { tellableNames } from './tellable.js';

/** A row on its way to the login stage. */
export interface PlannedRow {
  row: BatchRow;
  note: RowNote | undefined;
  /** It is asked for, and nothing in the CSV stands against it. */
  eligible: boolean;
}

/** Reads the batches again, row by row. Pulled as slots free, so that rows do not pile up in memory. */
export async function* plannedRows(
  batches: readonly CheckedBatch[],
  selected: Selection,
): AsyncGenerator<PlannedRow> {
  for (const batch of batches) {
    for await (const item of readBatch(batch.source).items) {
      if (item.kind !== 'record') continue;
      const row: BatchRow = item.record;
      yield { row, note: batch.notes.get(row.row), eligible: selected(batch, row.row) };
    }
  }
}

/** The result of a row that nobody signed in to. It failed where a finding of the CSV says so. */
export function untried({ row, note }: PlannedRow): RowResult {
  const { file, line } = row;
  const codes = note?.codes ?? [];
  const status = note?.failed === true && codes.length > 0 ? 'failed' : 'skipped';
  return { file, row: row.row, line, ...tellableNames(row), status, codes, attempts: 0 };
}
