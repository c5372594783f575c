import { resolve } from 'node:path';
import { UsageError } from './usage-error.js';

/** Where the results of rows are written as they come, and from where the run goes on. */
export interface JournalSettings {
  path: string;
  /** `new`: it is begun. `resume`: it is there, and is gone on with. `either`: the one or the other. */
  mode: 'new' | 'resume' | 'either';
}

export interface JournalFlags {
  journal?: string;
  resume?: string;
  retryRejected?: boolean;
}

/** @throws {UsageError} */
export function journalSettings({
  journal,
  resume,
  retryRejected,
}: JournalFlags): JournalSettings | undefined {
  if (retryRejected && resume === undefined) {
    throw new UsageError('--retry-rejected goes with --resume: name the journal of the earlier run.');
  }
  const path = resume ?? journal;
  if (path === undefined) return undefined;
  const option = resume === undefined ? '--journal' : '--resume';
  if (path === '' || path === '-') throw new UsageError(`${option}: give the path of a file.`);
  if (journal !== undefined && resume !== undefined && resolve(journal) !== resolve(resume)) {
    throw new UsageError(
      `--resume goes on writing to its own file: leave out --journal ${journal}, or name the same file in both.`,
    );
  }
  return { path, mode: resume === undefined ? 'new' : journal === undefined ? 'resume' : 'either' };
}

/** The option that named it. */
export function optionOf({ mode }: JournalSettings): '--journal' | '--resume' {
  return mode === 'new' ? '--journal' : '--resume';
}
