import type { Finding } from '../model/finding.js';
import type { RowResult } from '../model/row.js';

const NONE: readonly Finding[] = [];

/** The findings that name a row, by file and row, each list in the order of the report. */
export class RowFindings {
  readonly #byRow = new Map<string, Finding[]>();
  /** Findings of a file, of several rows, or of the server. */
  readonly others: Finding[] = [];

  constructor(findings: Iterable<Finding>) {
    for (const finding of findings) {
      const { location } = finding;
      if (location?.row === undefined) {
        this.others.push(finding);
        continue;
      }
      const key = keyOf(location.file, location.row);
      const known = this.#byRow.get(key);
      if (known === undefined) this.#byRow.set(key, [finding]);
      else known.push(finding);
    }
  }

  /** The findings of each row that has some. */
  get lists(): Iterable<readonly Finding[]> {
    return this.#byRow.values();
  }

  of({ file, row }: Pick<RowResult, 'file' | 'row'>): readonly Finding[] {
    return this.#byRow.get(keyOf(file, row)) ?? NONE;
  }
}

function keyOf(file: string, row: number): string {
  return `${row} ${file}`;
}
