import type { CliIo } from '../io.js';
import type { SplitFlags } from '../split-flags.js';
import { UsageError } from '../usage-error.js';

export async function splitCommand(_file: string, _flags: SplitFlags, _io: CliIo): Promise<void> {
  throw new UsageError('the command split is not in this version yet.');
}
