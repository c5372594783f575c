import type { FixFlags } from '../fix-flags.js';
import type { CliIo } from '../io.js';
import { UsageError } from '../usage-error.js';

export async function fixCommand(_file: string, _flags: FixFlags, _io: CliIo): Promise<void> {
  throw new UsageError('the command fix is not in this version yet.');
}
