import { stat } from 'node:fs/promises';
import { isCode } from '../../knowledge/describe.js';
import { isTopic } from '../../knowledge/troubleshooter/topics.js';
import type { CliIo } from '../io.js';
import { UsageError } from '../usage-error.js';
import type { ExplainInput } from './explain-source.js';

/**
 * @throws {UsageError} when several files are named.
 * @throws {InputError} when a file cannot be read.
 */
export async function explainInput(words: readonly string[], io: CliIo): Promise<ExplainInput> {
  const [word = ''] = words;
  if (words.length > 1) {
    if ((await Promise.all(words.map(isFile))).every(Boolean)) {
      throw new UsageError('explain takes one file at a time: name one.');
    }
    return { text: words.join(' ') };
  }
  const name = word.trim().toLowerCase();
  if (isCode(name) || isTopic(name)) return { text: word };
  if (word !== '-' && !(await isFile(word)) && !LIKE_FILE.test(word)) return { text: word };
  // Most words are no file: they need nothing of what reads one.
  const { openExplained } = await import('./explain-source.js');
  return openExplained(word, io);
}

/** A file that is not there is told from a message by its ending. */
const LIKE_FILE = /^\S{1,4000}\.(?:csv|txt|tsv)$/i;

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}
