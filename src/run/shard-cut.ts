import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import type { BatchRow } from '../model/row.js';
import type { Shard } from './part.js';

/**
 * Which rows fall to a shard: every `of`-th, so that a row that is mended leaves all others where they are. Rows with
 * one user name fall to the same shard, so that no two shards try equal credentials.
 */
export class ShardCut {
  #count = 0;
  readonly #places = new Map<string, number>();

  constructor(
    readonly shard: Shard,
    readonly duplicates: DuplicateCheck,
  ) {}

  /** Asked once for each row, in order. */
  takes({ userName }: BatchRow): boolean {
    const place = this.#count++;
    const { index, of } = this.shard;
    return this.#placeOf(userName, place) % of === index - 1;
  }

  #placeOf(userName: string, place: number): number {
    if (!this.duplicates.isShared(userName)) return place;
    const name = userName.trim().toLowerCase();
    const first = this.#places.get(name) ?? place;
    this.#places.set(name, first);
    return first;
  }
}
