import { stat } from 'node:fs/promises';
import { InputError } from '../batch/input-error.js';
import { readOnce } from '../batch/source.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { BatchSummary, RowPlace, RowResult } from '../model/row.js';
import type { Shard } from '../run/part.js';
import type { Journal } from './journal.js';
import type { JournalOptions, JournalTool } from './line.js';
import { NameIndex } from './name-index.js';
import { readJournal } from './read.js';
import { isSameBatch, type RowStore, weightOf } from './row-store.js';

/** A row by which its result is looked up. The names are those that may be told: empty where they are withheld. */
export interface RowKey extends RowPlace {
  emailAddress: string;
  userName: string;
  userRoot?: string;
}

/** What an earlier run found of a row. */
export interface RecordedRow {
  /** At the place that was asked for; `codes` are those of sign-in and mailbox alone. */
  row: RowResult;
  /** Of sign-in and mailbox, at the same place. */
  findings: Finding[];
}

/** What a file is: told when it was read, and compared before it is written to. */
export interface FileIdentity {
  dev: number;
  ino: number;
  bytes: number;
}

/** What a journal holds, for a run that goes on from it. */
export class Recorded {
  readonly #rows: RowStore;
  readonly #names: NameIndex;
  readonly #batches: BatchSummary[];
  /** The program that wrote to it last. */
  readonly tool: JournalTool;
  /** Null when none was given. */
  readonly server: string | null;
  readonly shard: Shard | undefined;
  /** What the last run was asked. */
  readonly options: JournalOptions;
  /** Names of its files, as the last run that read them all has named them. */
  readonly files: string[];

  constructor(
    readonly path: string,
    readonly identity: FileIdentity,
    /** Octets up to the end of the last line that is whole. */
    readonly wholeBytes: number,
    journal: Journal,
  ) {
    const [last] = journal.segments.slice(-1);
    if (last === undefined) throw new TypeError('a journal without a run');
    const { tool, server, shard, options } = last.run;
    this.tool = tool;
    this.server = server;
    this.shard = shard ?? undefined;
    this.options = options;
    this.files = journal.files;
    this.#batches = journal.rows.batches;
    this.#rows = journal.rows;
    this.#names = new NameIndex(this.#rows.results, (index) => this.#nameAt(index));
    for (let index = 0; index < this.#rows.results; index++) this.#addName(index);
  }

  /** Its last line was torn off and does not count. */
  get torn(): boolean {
    return this.wholeBytes < this.identity.bytes;
  }

  /** Rows that have a result. */
  get size(): number {
    return this.#names.size;
  }

  /**
   * The latest result of a row, wherever in its file the row stood: it is the same row by file, names and UserRoot.
   * Where a name is withheld it has to stand at the same place too. A row that was skipped after it had been tried
   * has the result of that try.
   */
  find(key: RowKey): RecordedRow | undefined {
    const index = this.#names.get(nameOf(key));
    if (index === undefined) return undefined;
    const { row, findings } = this.#rows.stored(index);
    const place = { file: key.file, row: key.row, line: key.line };
    return {
      row: { ...row, ...place, codes: row.codes.filter(isOfSignIn) },
      findings: findings.map((one) => ({ ...one, location: { ...one.location, ...place } })),
    };
  }

  /** Whether a reader of the journal finds this result at this place without being told again. */
  holds(result: RowResult): boolean {
    const known = this.#rows.at(result);
    return known !== undefined && isSameResult(known, result);
  }

  /** Whether the last run read the same file. */
  holdsBatch(batch: BatchSummary): boolean {
    return this.#batches.some((known) => isSameBatch(known, batch));
  }

  #nameAt(index: number): string {
    const userRoot = this.#rows.userRoot(index);
    return nameOf({ ...this.#rows.stored(index).row, ...(userRoot === undefined ? {} : { userRoot }) });
  }

  #addName(index: number): void {
    const name = this.#nameAt(index);
    const earlier = this.#names.get(name);
    const isSkipped = this.#rows.stored(index).row.status === 'skipped';
    const keeps = isSkipped && earlier !== undefined && weightOf(this.#rows.stored(earlier).row) >= 2;
    if (!keeps) this.#names.set(name, index);
  }
}

function isOfSignIn(code: RowResult['codes'][number]): boolean {
  return stageOf(code) === 'login' || stageOf(code) === 'mailbox';
}

function nameOf({ file, row, emailAddress, userName, userRoot = '' }: RowKey): string {
  const withheld = emailAddress === '' || userName === '';
  return `${withheld ? row : ''}\0${file}\0${emailAddress}\0${userName}\0${userRoot}`;
}

function isSameResult(a: RowResult, b: RowResult): boolean {
  return (
    a.emailAddress === b.emailAddress &&
    a.userName === b.userName &&
    a.line === b.line &&
    a.status === b.status &&
    a.codes.length === b.codes.length &&
    a.codes.every((code, index) => code === b.codes[index])
  );
}

const NO_INPUT: AsyncIterable<Buffer> = { async *[Symbol.asyncIterator]() {} };

/**
 * Reads a journal to go on from it: about 300 octets of memory for each row, and the findings.
 *
 * @throws {InputError} when it cannot be read, or is no regular file; the reason of `stop` when it came first.
 */
export async function readRecorded(path: string, stop: AbortSignal): Promise<Recorded> {
  const stats = await stat(path).catch(() => undefined);
  if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) throw noFile(path);
  // Standard input cannot be gone on with, so that `-` is a name like any other.
  const file = path === '-' ? './-' : path;
  const { journal, wholeBytes, bytes } = await readJournal(path, readOnce(file, NO_INPUT, stop));
  return new Recorded(path, { dev: stats?.dev ?? 0, ino: stats?.ino ?? 0, bytes }, wholeBytes, journal);
}

function noFile(path: string): InputError {
  return new InputError(path, 'it is no regular file', 'Name the file that `--journal` has written.');
}
