/** One file to be. `from` and `to` are data rows of the input, from 1; between them may be rows of other groups. */
export interface Part {
  rows: number;
  from: number;
  to: number;
  /** With the header. */
  bytes: number;
}

/** Rows that belong together; all rows, where nothing was asked for that would part them. */
export interface Group {
  /** What the rows have in common, such as a domain. */
  value?: string;
  parts: Part[];
}

/** When a part is full. */
export interface Filling {
  /** Rows that the part of this index takes. */
  rowsOf(index: number): number;
  maxBytes: number;
}

/** Deals rows into parts, in the order of the file. */
export class Plan {
  groups = new Map<string, Group>();
  files = 0;
  rows = 0;

  constructor(
    readonly filling: Filling,
    /** Bytes that each part begins with. */
    readonly headBytes: number,
  ) {}

  add(key: string | undefined, row: number, bytes: number): void {
    const { parts } = this.#group(key);
    let part = parts.at(-1);
    const { rowsOf, maxBytes } = this.filling;
    if (part === undefined || part.rows >= rowsOf(parts.length - 1) || part.bytes + bytes > maxBytes) {
      part = { rows: 0, from: row, to: row, bytes: this.headBytes };
      parts.push(part);
      this.files++;
    }
    part.rows++;
    part.to = row;
    part.bytes += bytes;
    this.rows++;
  }

  largest(): { rows: number; bytes: number } {
    const largest = { rows: 0, bytes: 0 };
    for (const { parts } of this.groups.values()) {
      for (const { rows, bytes } of parts) {
        largest.rows = Math.max(largest.rows, rows);
        largest.bytes = Math.max(largest.bytes, bytes);
      }
    }
    return largest;
  }

  #group(key: string | undefined): Group {
    const found = this.groups.get(key ?? '');
    if (found !== undefined) return found;
    const group: Group = { ...(key === undefined ? {} : { value: key }), parts: [] };
    this.groups.set(key ?? '', group);
    return group;
  }
}

/** `rows` in `batches` parts whose sizes differ by one at most, the larger ones first. */
export function evenly(rows: number, batches: number): Filling['rowsOf'] {
  const size = Math.floor(rows / batches);
  const larger = rows % batches;
  return (index) => (index < larger ? size + 1 : size);
}
