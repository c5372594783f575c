import { basename } from 'node:path';
import { InputError } from '../../batch/input-error.js';
import type { BatchSource } from '../../batch/source.js';
import { HELD_BACK, PlannedRows } from '../../batch/split/planned.js';
import type { ReadOptions } from '../../journal/read-report.js';
import type { Report } from '../../model/report.js';
import type { BatchSummary } from '../../model/row.js';
import { isStream } from '../../model/stream.js';
import { obstacleTo } from '../../plan/obstacle.js';
import { clean } from '../../reports/text/clean.js';
import { number } from '../../reports/text/layout.js';
import { batches, type Listing } from './split-listing.js';

/**
 * What the plan of a finished run says of this file.
 *
 * @throws {InputError} where the report cannot be read, has no plan, or is of another file.
 */
export async function readPlan(
  path: string,
  { file, bytes }: BatchSource,
  options: ReadOptions,
): Promise<PlannedRows> {
  const { readReport } = await import('../../journal/read-report.js');
  const { report } = await readReport([path], options);
  const { plan } = report;
  if (plan === undefined) {
    const why = obstacleTo(report) ?? 'it was written without one';
    const remedy = 'Correct what the report says, check again, and split by the new report.';
    throw new InputError(path, `it has no plan: ${why}`, remedy);
  }
  const batch = batchOf(path, report, file);
  if (batch.bytes !== bytes) {
    const sizes = `${number(batch.bytes)} bytes then, ${number(bytes)} now`;
    const reason = `it is not the file that was checked for the plan, or was changed since (${sizes})`;
    throw new InputError(file, reason, 'Run `imap-preflight check` again, and split by its plan.');
  }
  const own = plan.batches.filter(({ from }) => from === batch.file);
  return new PlannedRows(file, batch.rows, own);
}

/** The file may have been named by another path then, and what came on standard input had no name. */
function batchOf(path: string, { batches }: Report, file: string): BatchSummary {
  const exact = batches.find((batch) => batch.file === file);
  const named = batches.filter(({ file: known }) => basename(known) === basename(file));
  const [batch, ...others] = exact
    ? [exact]
    : named.length > 0
      ? named
      : batches.filter(({ file: known }) => isStream(known));
  if (batch !== undefined && others.length === 0) return batch;
  const remedy = 'Name the report of a check of this file.';
  if (batch !== undefined) {
    const reason = `it is of several files that are named ${basename(file)}`;
    throw new InputError(path, reason, 'Name the CSV file by the path that the check was given.');
  }
  const names = batches.slice(0, 3).map((one) => clean(one.file));
  throw new InputError(path, `its plan is of ${names.join(', ')}, and not of ${clean(file)}`, remedy);
}

export function listingOf(planned: PlannedRows): Listing {
  return {
    words: ({ value }) => {
      if (value === HELD_BACK) return 'held back: would fail';
      return `batch ${clean(planned.batchOf(value)?.name ?? '')}`;
    },
    members: ({ value }) =>
      value === HELD_BACK ? { heldBack: true } : { batch: planned.batchOf(value)?.name },
    total: (files) => {
      const held = files.filter(({ value }) => value === HELD_BACK).length;
      return `${batches(files.length - held)}${held === 0 ? '' : ', and rows that are held back'}`;
    },
  };
}
