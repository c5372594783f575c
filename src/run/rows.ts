import { readBatch } from '../batch/read.js';
import type { BatchRow } from '../model/row.js';
import type { CheckedBatch } from './csv-stage.js';
import type { Selection } from './selection.js';
import type { ShardCut } from './shard-cut.js';
import type { RowNote } from './tellable.js';

/** A row on its way to the login stage. */
export interface PlannedRow {
  row: BatchRow;
  note: RowNote | undefined;
  /** What the stage target says of it; nothing in that stands against a sign-in. */
  target?: RowNote | undefined;
  /** It is asked for, and nothing in the CSV stands against it. */
  eligible: boolean;
}

/** Reads the batches again, row by row. Pulled as slots free, so that rows do not pile up in memory. */
export async function* plannedRows(
  batches: readonly CheckedBatch[],
  selected: Selection,
  shard?: ShardCut,
): AsyncGenerator<PlannedRow> {
  for (const batch of batches) {
    for await (const { records } of readBatch(batch.source).groups) {
      for (const row of records as BatchRow[]) {
        const falls = shard?.takes(row) ?? true;
        const eligible = selected(batch, row.row) && falls;
        yield { row, note: batch.notes.get(row.row), target: batch.targets.get(row.row), eligible };
      }
    }
  }
}
