import { stat } from 'node:fs/promises';
import { type Decoding, decode } from '../../batch/decode.js';
import { ErrorReport } from '../../batch/error-report.js';
import { type BatchSource, openSource } from '../../batch/source.js';
import { isCode } from '../../knowledge/describe.js';
import { isTopic } from '../../knowledge/troubleshooter/topics.js';
import type { CliIo } from '../io.js';
import { UsageError } from '../usage-error.js';

/** What is to be explained: words, or the rows of a report. */
export type ExplainInput = { text: string } | { file: string; report: ErrorReport };

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
  const { stdin, interruption } = io;
  if (word === '-') return ofStdin(await openSource('-', stdin, interruption.stop));
  const name = word.trim().toLowerCase();
  if (isCode(name) || isTopic(name)) return { text: word };
  if (!(await isFile(word)) && !LIKE_FILE.test(word)) return { text: word };
  return { file: word, report: new ErrorReport(await openSource(word, stdin, interruption.stop)) };
}

/** A file that is not there is told from a message by its ending. */
const LIKE_FILE = /^\S{1,4000}\.(?:csv|txt|tsv)$/i;

async function isFile(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ?? false;
}

async function ofStdin(source: BatchSource): Promise<ExplainInput> {
  const report = new ErrorReport(source);
  if (await report.isOne()) return { file: 'standard input', report };
  const decoding: Decoding = { encoding: 'UTF-8' };
  let text = '';
  for await (const part of decode(source.read(), decoding)) {
    text += part;
    if (text.length > LONGEST) break;
  }
  return { text };
}

/** No message is longer. */
const LONGEST = 100_000;
