import type { DuplicateCheck } from '../checks/csv-duplicates.js';
import type { BatchRow } from '../model/row.js';

/** Who signs in for rows with equal credentials. */
export interface Leader {
  row: BatchRow;
  state: 'open' | 'settled' | 'given-up';
}

/**
 * Equal credentials are tried once: a refusal must not come twice, and the answer would be the same. Rows whose name
 * stands in no other row are not kept.
 */
export class SharedCredentials<L extends Leader> {
  readonly #leaders = new Map<string, L[]>();

  constructor(readonly duplicates: DuplicateCheck) {}

  add(leader: L): void {
    const { userName } = leader.row;
    if (!this.duplicates.isShared(userName)) return;
    this.#leaders.set(userName, [...(this.#leaders.get(userName) ?? []), leader]);
  }

  /** The row whose answer is that of this one too. */
  leaderOf(row: BatchRow): L | undefined {
    return this.#leaders
      .get(row.userName)
      ?.find((leader) => leader.state !== 'given-up' && leader.row.password.equals(row.password));
  }
}
