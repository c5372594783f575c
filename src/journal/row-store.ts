import type { Code } from '../model/code.js';
import { type Finding, stageOf } from '../model/finding.js';
import type { BatchSummary, RowResult } from '../model/row.js';
import { RowTable } from '../run/row-table.js';
import type { RowLine } from './line.js';

/** A result with its findings. */
export interface StoredRow {
  row: RowResult;
  findings: readonly Finding[];
  /** Its credentials were refused. */
  refused?: true;
}

const NONE: readonly Finding[] = [];

function tellsOfSignIn({ codes }: RowResult): boolean {
  return codes.some(isOfSignIn);
}

/** How much a result tells: an answer; a try without one; why it was not tried; that it was not. */
function weightOf(row: RowResult): 0 | 1 | 2 | 3 {
  if (row.status === 'passed' || (row.status === 'failed' && tellsOfSignIn(row))) return 3;
  if (row.status === 'inconclusive') return 2;
  return row.status === 'failed' || tellsOfSignIn(row) ? 1 : 0;
}

/** Whether a sign-in was begun for it, or the one of a row with the same credentials stands for it. */
export function isTried({ row, refused }: StoredRow): boolean {
  const { attempts, codes } = row;
  const answered = (code: Code) => isOfSignIn(code) && code !== 'login/stopped';
  return attempts > 0 || refused === true || weightOf(row) >= 2 || codes.some(answered);
}

export function isOfSignIn(code: Code): boolean {
  return stageOf(code) === 'login' || stageOf(code) === 'mailbox';
}

/** Whether nothing is open about the row: it was answered, or it is said why not. */
function isJudged(row: RowResult): boolean {
  return row.status === 'passed' || row.status === 'failed' || tellsOfSignIn(row);
}

/**
 * Results of rows in little memory: of each place the one that counts. Results that do not count any more are kept,
 * since the same row may stand at another place by now.
 */
export class RowStore {
  readonly #table = new RowTable();
  readonly #findings = new Map<number, readonly Finding[]>();
  readonly #refused = new Set<number>();
  /** By file and row, which result counts. */
  readonly #places = new Map<string, Map<number, number>>();
  readonly #batches = new Map<string, BatchSummary>();
  #runBegins = 0;

  /** How many rows of the batches have no result. */
  get missing(): number {
    let missing = 0;
    for (const { file, rows } of this.#batches.values()) {
      missing += Math.max(0, rows - (this.#places.get(file)?.size ?? 0));
    }
    return missing;
  }

  /** Every row of the batches has its result, and there is one at least. */
  get isAllJudged(): boolean {
    if (this.#places.size === 0 || this.missing > 0) return false;
    for (const { row } of this) if (!isJudged(row)) return false;
    return true;
  }

  get batches(): BatchSummary[] {
    return [...this.#batches.values()];
  }

  beginRun(): void {
    this.#runBegins = this.#table.length;
  }

  /** Where the file is another than it was, what earlier runs say of its rows speaks of other rows. */
  addBatch(batch: BatchSummary): void {
    const known = this.#batches.get(batch.file);
    this.#batches.set(batch.file, batch);
    const rows = this.#places.get(batch.file);
    if (known === undefined || rows === undefined || isSameBatch(known, batch)) return;
    for (const [row, index] of rows) if (index < this.#runBegins) rows.delete(row);
  }

  /** Of other files nothing counts any more. */
  keep(files: readonly string[]): void {
    for (const file of [...this.#batches.keys()]) if (!files.includes(file)) this.#batches.delete(file);
    for (const file of [...this.#places.keys()]) if (!files.includes(file)) this.#places.delete(file);
  }

  /** The later result counts, unless it says no more than that the row was skipped. */
  add({ row, refused, findings }: Omit<RowLine, 'type'>): void {
    const earlier = this.at(row)?.row;
    const index = this.#push(row, findings);
    if (refused) this.#refused.add(index);
    const keeps = row.status === 'skipped' && earlier !== undefined && weightOf(earlier) >= 2;
    if (!keeps) this.#place(row, index);
  }

  /** Of two results for one place the one that tells more counts, and of equal ones the one that is added. */
  join(row: RowResult, findings: readonly Finding[]): void {
    const earlier = this.at(row)?.row;
    if (earlier === undefined || weightOf(row) >= weightOf(earlier)) {
      this.#place(row, this.#push(row, findings));
    }
  }

  #push(row: RowResult, findings: readonly Finding[]): number {
    const index = this.#table.length;
    this.#table.push(row);
    if (findings.length > 0) this.#findings.set(index, findings);
    return index;
  }

  #place({ file, row }: RowResult, index: number): void {
    const rows = this.#places.get(file);
    if (rows === undefined) this.#places.set(file, new Map([[row, index]]));
    else rows.set(row, index);
  }

  /** Those that count, by file and in no order of rows. */
  *[Symbol.iterator](): Iterator<StoredRow> {
    for (const rows of this.#places.values()) for (const index of rows.values()) yield this.stored(index);
  }

  stored(index: number): StoredRow {
    const refused = this.#refused.has(index) ? ({ refused: true } as const) : {};
    return { row: this.#table.at(index), findings: this.#findings.get(index) ?? NONE, ...refused };
  }

  /** The result that counts at a place. */
  at({ file, row }: Pick<RowResult, 'file' | 'row'>): StoredRow | undefined {
    const index = this.#places.get(file)?.get(row);
    return index === undefined ? undefined : this.stored(index);
  }

  /** Whether this is the result that counts at its place. */
  isAt({ file, row }: Pick<RowResult, 'file' | 'row'>, index: number): boolean {
    return this.#places.get(file)?.get(row) === index;
  }

  /** How many results were added, those that do not count any more among them: `stored` knows them by index. */
  get results(): number {
    return this.#table.length;
  }
}

export function isSameBatch(a: BatchSummary, b: BatchSummary): boolean {
  return a.file === b.file && a.bytes === b.bytes && a.rows === b.rows;
}
