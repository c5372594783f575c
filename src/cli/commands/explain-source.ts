import { type Decoding, decode } from '../../batch/decode.js';
import { ErrorReport } from '../../batch/error-report.js';
import { type BatchSource, openSource } from '../../batch/source.js';
import type { CliIo } from '../io.js';

/** What is to be explained: words, or the rows of a report. */
export type ExplainInput = { text: string } | { file: string; report: ErrorReport };

/** No message is longer. */
const LONGEST = 100_000;

/**
 * A file is a report; standard input may be a message as well.
 *
 * @throws {InputError} when it cannot be read.
 */
export async function openExplained(file: string, io: CliIo): Promise<ExplainInput> {
  const { stdin, stderr, interruption } = io;
  if (file === '-' && stdin.isTTY)
    stderr.write('Type or paste the message, and end with Ctrl-D on a line of its own.\n');
  const source = await openSource(file, stdin, interruption.stop);
  const report = new ErrorReport(source);
  if (file !== '-') return { file, report };
  return (await report.isOne()) ? { file: 'standard input', report } : { text: await textOf(source) };
}

async function textOf(source: BatchSource): Promise<string> {
  const decoding: Decoding = { encoding: 'UTF-8' };
  let text = '';
  for await (const part of decode(source.read(), decoding)) {
    text += part;
    if (text.length > LONGEST) break;
  }
  return text;
}
