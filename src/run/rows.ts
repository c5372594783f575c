import { readBatch } from '../batch/read.js';
import type { BatchRow, RowResult } from '../model/row.js';
import type { CheckedBatch, RowNote } from './csv-stage.js';
import type { Selection } from './selection.js';

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
  let ordinal = 0;
  for (const batch of batches) {
    for await (const item of readBatch(batch.source).items) {
      if (item.kind !== 'record') continue;
      const row: BatchRow = item.record;
      const note = batch.notes.get(row.row);
      const wanted = selected(row.row, ordinal++);
      yield { row, note, eligible: wanted && note?.failed !== true && batch.blocked === undefined };
    }
  }
}

/** The result of a row that nobody signed in to. */
export function untried({ row, note }: PlannedRow): RowResult {
  const { file, line, emailAddress, userName } = row;
  const status = note?.failed === true ? 'failed' : 'skipped';
  return { file, row: row.row, line, emailAddress, userName, status, codes: note?.codes ?? [], attempts: 0 };
}
