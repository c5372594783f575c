import { stat } from 'node:fs/promises';
import { InputError } from '../batch/input-error.js';
import { readOnce } from '../batch/source.js';
import type { BatchSummary, RowResult } from '../model/row.js';
import { type Earlier, type EarlierKey, type EarlierRow, isRefused } from '../run/earlier.js';
import type { Shard } from '../run/part.js';
import type { Journal } from './journal.js';
import type { JournalOptions } from './line.js';
import { NameIndex } from './name-index.js';
import { readJournal } from './read.js';
import { isOfSignIn, isSameBatch, isTried, type RowStore, type StoredRow } from './row-store.js';

/** What a file is: told when it was read, and compared before it is written to. */
export interface FileIdentity {
  dev: number;
  ino: number;
  bytes: number;
}

/** What a journal holds, for a run that goes on from it. */
export class Recorded implements Earlier {
  readonly #rows: RowStore;
  readonly #names: NameIndex;
  readonly #files: ReadonlySet<string>;
  #refusedAs: ReadonlyMap<string, readonly number[]> | undefined;
  /** Null when none was given. */
  readonly server: string | null;
  readonly shard: Shard | undefined;
  /** What the last run was asked. */
  readonly options: JournalOptions;

  constructor(
    readonly path: string,
    readonly identity: FileIdentity,
    /** Octets up to the end of the last line that is whole. */
    readonly wholeBytes: number,
    journal: Journal,
  ) {
    const last = journal.segments.at(-1);
    if (last === undefined) throw new TypeError('a journal without a run');
    const { server, shard, options } = last.run;
    this.server = server;
    this.shard = shard ?? undefined;
    this.options = options;
    this.#files = new Set(journal.files);
    this.#rows = journal.rows;
    this.#names = new NameIndex(this.#rows.results, (index) => this.#nameAt(index));
    for (let index = 0; index < this.#rows.results; index++) this.#addName(index);
  }

  /** Its last line was torn off and does not count. */
  get torn(): boolean {
    return this.wholeBytes < this.identity.bytes;
  }

  /**
   * The latest result of a row, wherever it stood: it is the same row by its names, since no address is tried twice.
   * Where a name is withheld it has to stand at the same place of the same file. A row that was not tried after it had
   * been tried has the result of that try.
   */
  find(key: EarlierKey): EarlierRow | undefined {
    const index = this.#names.get(nameOf(key));
    return index === undefined ? undefined : placedAt(key, this.#rows.stored(index));
  }

  /** The result of the one row that was refused under the user name, whatever its address. */
  refusedAs(key: EarlierKey): EarlierRow | undefined {
    if (key.userName === '') return undefined;
    this.#refusedAs ??= this.#indexRefused();
    const all = this.#refusedAs.get(key.userName) ?? [];
    // A row whose address was edited before has a result under each address, and stands in the file once.
    const standing = all.filter((index) => this.#stands(index));
    const [index, ...others] = standing.length > 0 ? standing : all;
    return index === undefined || others.length > 0 ? undefined : placedAt(key, this.#rows.stored(index));
  }

  /** Whether a reader of the journal finds this result at this place without being told again. */
  holds(row: RowResult, refused?: true): boolean {
    const known = this.#rows.at(row);
    return known !== undefined && known.refused === refused && isSameResult(known.row, row);
  }

  /** Whether the file was the same when a run read it last: rows that it held still stand at their places. */
  holdsBatch(batch: BatchSummary): boolean {
    return this.#rows.batches.some((known) => isSameBatch(known, batch));
  }

  #nameAt(index: number): string {
    return nameOf(this.#rows.stored(index).row);
  }

  #addName(index: number): void {
    const name = this.#nameAt(index);
    const earlier = this.#names.get(name);
    if (earlier === undefined || !this.#keeps(earlier, index)) this.#names.set(name, index);
  }

  /** A sign-in that was given up while it was tried again says nothing new. */
  #keeps(earlier: number, later: number): boolean {
    if (!isTried(this.#rows.stored(earlier))) return false;
    const result = this.#rows.stored(later);
    return !isTried(result) || (result.row.status === 'skipped' && result.refused === undefined);
  }

  #stands(index: number): boolean {
    const { row } = this.#rows.stored(index);
    return this.#files.has(row.file) && this.#rows.isAt(row, index);
  }

  #indexRefused(): Map<string, number[]> {
    const refused = new Map<string, number[]>();
    for (let index = 0; index < this.#rows.results; index++) {
      const stored = this.#rows.stored(index);
      if (!isRefused(placedAt(stored.row, stored)) || this.#names.get(nameOf(stored.row)) !== index) continue;
      const { userName } = stored.row;
      refused.set(userName, [...(refused.get(userName) ?? []), index]);
    }
    return refused;
  }
}

function placedAt({ file, row, line }: EarlierKey, stored: StoredRow): EarlierRow {
  const place = { file, row, line };
  return {
    row: { ...stored.row, ...place, codes: stored.row.codes.filter(isOfSignIn) },
    findings: stored.findings.map((one) => ({ ...one, location: { ...one.location, ...place } })),
    ...(stored.refused && { refused: stored.refused }),
  };
}

function nameOf({ file, row, emailAddress, userName }: Omit<EarlierKey, 'line'>): string {
  const withheld = emailAddress === '' || userName === '';
  return `${withheld ? `${row}\0${file}` : ''}\0${emailAddress}\0${userName}`;
}

function isSameResult(a: RowResult, b: RowResult): boolean {
  return (
    a.emailAddress === b.emailAddress &&
    a.userName === b.userName &&
    a.line === b.line &&
    a.status === b.status &&
    a.audit?.messages === b.audit?.messages &&
    a.audit?.bytes === b.audit?.bytes &&
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
