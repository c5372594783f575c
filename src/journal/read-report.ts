import { InputError } from '../batch/input-error.js';
import { readOnce } from '../batch/source.js';
import type { Report } from '../model/report.js';
import { finishedReport } from './finished-report.js';
import { reportOf } from './join.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { readJournal, refuseOtherKinds } from './read.js';

/** Where `-` reads from, and what ends a wait for an input that may never come. */
export interface ReadOptions {
  stdin: AsyncIterable<Buffer>;
  stop: AbortSignal;
}

export interface ReadReport {
  report: Report;
  /** Journals whose last line was torn off and is left out. */
  torn: string[];
}

/** No report of a batch that anybody has is as long. */
const LONGEST_REPORT = 256 * 1024 * 1024;

/**
 * The report of a run that is over, from its journals or from its JSON report, without any network.
 *
 * @throws {InputError} when a file cannot be read or understood, or the files do not belong together; the reason of
 * `stop` when it came first.
 */
export async function readReport(files: readonly string[], options: ReadOptions): Promise<ReadReport> {
  const outcomes: Outcome[] = [];
  const torn: string[] = [];
  for (const file of files) {
    const input = readOnce(file, options.stdin, options.stop);
    try {
      const { kind, chunks } = await kindOf(file, input);
      if (kind === 'report') {
        if (files.length > 1) throw notAlone(file);
        return { report: finishedReport(file, await whole(file, chunks)), torn };
      }
      const read = await readJournal(file, chunks);
      if (read.torn) torn.push(file);
      outcomes.push(outcomeOf(read.journal));
    } finally {
      await input.return(undefined);
    }
  }
  return { report: reportOf(outcomes), torn };
}

/** Both begin with a brace. A journal's first member is its type, and a report has a line for each member. */
const REPORT = /^\s*\{\s*"(?!type"|journal")/;

/** Octets that tell the kind. */
const ENOUGH = 64;

async function kindOf(
  file: string,
  input: AsyncGenerator<Buffer>,
): Promise<{ kind: 'journal' | 'report'; chunks: AsyncIterable<Buffer> }> {
  const head: Buffer[] = [];
  let length = 0;
  while (length < ENOUGH) {
    const { value, done } = await input.next();
    if (done) break;
    head.push(value);
    length += value.length;
  }
  const first = Buffer.concat(head);
  refuseOtherKinds(file, first);
  const kind = REPORT.test(first.toString('latin1', 0, ENOUGH)) ? 'report' : 'journal';
  return { kind, chunks: joined(first, input) };
}

async function* joined(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

async function whole(file: string, chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > LONGEST_REPORT) {
      throw new InputError(
        file,
        'it is longer than 256 MiB',
        'Name the journal of the run, which may be longer, or a report of a smaller batch.',
      );
    }
  }
  return Buffer.concat(parts);
}

function notAlone(file: string): InputError {
  return new InputError(
    file,
    'it is a finished report, and only journals can be joined',
    'Name it alone, or name the journals of all runs.',
  );
}
