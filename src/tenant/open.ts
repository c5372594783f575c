import { type BatchSource, openSource } from '../batch/source.js';
import { readExport } from './export.js';
import type { FieldTable } from './fields.js';

/** Standard input cannot be read twice, so that `-` is no export. */
const NO_INPUT: AsyncIterable<Buffer> = { async *[Symbol.asyncIterator]() {} };

/**
 * Opens exports, and reads the beginning of each: what is none is told before a run begins.
 *
 * @throws {InputError} when one is missing, a folder, not readable or no such export.
 */
export async function openExports<F extends string>(
  files: readonly string[],
  table: FieldTable<F>,
  stop: AbortSignal,
): Promise<BatchSource[]> {
  const sources: BatchSource[] = [];
  for (const file of files) {
    const source = await openSource(file === '-' ? './-' : file, NO_INPUT, stop);
    for await (const _ of readExport(source, table)) break;
    sources.push({ ...source, file });
  }
  return sources;
}
