import type { PlannedBatch } from '../../model/plan.js';
import { readRanges } from '../../model/row-ranges.js';
import { InputError } from '../input-error.js';
import type { Survey } from './survey.js';

/** The group of rows that would fail, and that no batch holds. */
export const HELD_BACK = 'held-back';

/** Tells by its number in which batch of a plan a row is, as the number of its file, and how many rows there are. */
export class PlannedRows {
  /** By row; 0 where no batch has it. */
  readonly #batch: Uint16Array;
  readonly #keys: string[];

  /** `batches`: those of one file, in the order of the plan. */
  constructor(
    readonly file: string,
    readonly rows: number,
    readonly batches: readonly PlannedBatch[],
  ) {
    this.#batch = new Uint16Array(rows + 1);
    const digits = String(batches.length).length;
    this.#keys = batches.map((_, index) => String(index + 1).padStart(digits, '0'));
    for (const [index, { ranges }] of batches.entries()) {
      for (const { from, to } of readRanges(ranges) ?? []) this.#batch.fill(index + 1, from, to + 1);
    }
  }

  readonly keyOf = (row: number): string => {
    const batch = this.#batch[row];
    if (batch === undefined) throw this.#otherRows(`more than ${number(this.rows)} rows`);
    return batch === 0 ? HELD_BACK : (this.#keys[batch - 1] ?? HELD_BACK);
  };

  /** The file is the one batch as it is. */
  get isWhole(): boolean {
    return this.batches.length === 1 && this.batches[0]?.rows === this.rows;
  }

  batchOf(key: string | undefined): PlannedBatch | undefined {
    return this.batches[this.#keys.indexOf(key ?? '')];
  }

  /** @throws {InputError} where the file is another one than was planned, or a part is larger than may be. */
  assertFits({ plan }: Survey, maxBytes: number): void {
    if (plan.rows !== this.rows) throw this.#otherRows(`${number(plan.rows)} rows`);
    for (const [key, { parts }] of plan.groups) {
      if (key === HELD_BACK || parts.length < 2) continue;
      const name = this.batchOf(key)?.name ?? key;
      const reason = `the batch "${name}" of the plan would be larger than Exchange Online takes (${number(maxBytes)} bytes)`;
      throw new InputError(this.file, reason, 'Split it with --max-rows and a smaller number.');
    }
  }

  /** In the order of the plan, what is held back last. */
  ordered({ plan }: Survey): Survey['plan']['groups'] {
    const groups = [...plan.groups].sort(([a], [b]) => rank(a) - rank(b));
    return new Map(groups);
  }

  #otherRows(found: string): InputError {
    const reason = `it has ${found}, and the plan is of ${number(this.rows)}`;
    return new InputError(this.file, reason, 'Run `imap-preflight check` again, and split by its plan.');
  }
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function rank(key: string): number {
  return key === HELD_BACK ? Number.POSITIVE_INFINITY : Number(key);
}
