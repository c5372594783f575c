import type { Code } from '../model/code.js';
import type { Finding } from '../model/finding.js';
import type { RunOptions } from '../run/options.js';

/** What was given for the stage target, without which it finds none of these. */
const NEEDED: { [C in Code]?: keyof RunOptions } = {
  'target/recipient-not-found': 'recipients',
  'target/recipient-not-a-mailbox': 'recipients',
  'target/batch-exists': 'existingBatches',
  'target/batch-name': 'batchName',
};

/** Whether a run with these options looks for such a finding. */
export function looksFor({ code }: Finding, options: RunOptions): boolean {
  const needed = NEEDED[code];
  return needed === undefined || options[needed] !== undefined;
}
