/** What can be changed, in the order in which it is told. */
export const CHANGE_KINDS = [
  'encoding',
  'byte-order-mark',
  'line-ends',
  'lead-line',
  'delimiter',
  'column-name',
  'column-removed',
  'blank-line',
  'empty-row',
  'second-header',
  'surplus-values',
  'surrounding',
  'invisible',
  'odd-space',
  'wrapping',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What one kind of change did to one column, or to the file. Rows and lines are those of the input. */
export interface Change {
  kind: ChangeKind;
  /** The column as it is called in the fixed file; of a removed one, in the input. */
  column?: string;
  /** What stood there before: an encoding, a delimiter, a column's name. Never a value of a row. */
  from?: string;
  rows: number[];
  lines: number[];
  count: number;
}

export interface Place {
  row?: number;
  line?: number;
  /** How many were changed here, when it is more than one. */
  count?: number;
}

/** Every change of one mending, by kind and column. Of a row it keeps its number alone. */
export class ChangeLog {
  readonly #changes = new Map<string, Change>();
  /** Data rows that are not in the fixed file, and lines, ascending. */
  readonly removedRows: number[] = [];
  readonly removedLines: number[] = [];
  /** Data rows of the fixed file. */
  rows = 0;

  note(kind: ChangeKind, place: Place, about: Pick<Change, 'column' | 'from'> = {}): void {
    const key = [kind, about.column, about.from].join('\n');
    let change = this.#changes.get(key);
    if (change === undefined) {
      change = { kind, ...about, rows: [], lines: [], count: 0 };
      this.#changes.set(key, change);
    }
    change.count += place.count ?? 1;
    if (place.row !== undefined) change.rows.push(place.row);
    else if (place.line !== undefined) change.lines.push(place.line);
  }

  removed(firstLine: number, lines: number, row?: number): void {
    for (let line = firstLine; line < firstLine + lines; line++) this.removedLines.push(line);
    if (row !== undefined) this.removedRows.push(row);
  }

  get changes(): Change[] {
    const order = (change: Change) => CHANGE_KINDS.indexOf(change.kind);
    return [...this.#changes.values()].sort((a, b) => order(a) - order(b));
  }

  inputRow(row: number): number {
    return before(this.removedRows, row);
  }

  inputLine(line: number): number {
    return before(this.removedLines, line);
  }
}

/** What had this number before those in `removed` were taken out. */
function before(removed: readonly number[], number: number): number {
  let low = 0;
  let high = removed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((removed[middle] ?? 0) - middle <= number) low = middle + 1;
    else high = middle;
  }
  return number + low;
}
