import type { BatchSource } from '../batch/source.js';
import type { RunOptions } from './options.js';
import { TargetCheck } from './target-stage.js';

/**
 * Opens the exports of the tenant and looks at the beginning of each, before anything else is done.
 *
 * @throws {InputError} when one cannot be read, or is none.
 */
export async function openTarget(options: RunOptions, stop: AbortSignal): Promise<TargetCheck> {
  const { recipients = [], existingBatches = [] } = options;
  const opened: { recipients: BatchSource[]; batches: BatchSource[] } = { recipients: [], batches: [] };
  if (recipients.length + existingBatches.length > 0) {
    const { openExports } = await import('../tenant/open.js');
    const { BATCHES, RECIPIENTS } = await import('../tenant/tables.js');
    opened.recipients = await openExports(recipients, RECIPIENTS, stop);
    opened.batches = await openExports(existingBatches, BATCHES, stop);
  }
  return new TargetCheck(options, opened);
}
