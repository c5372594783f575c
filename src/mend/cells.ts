const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/u;

/**
 * The cells of a record as they stand, quotes and all. Excel's `="0012"` is taken for a cell too, although its quote
 * is broken by RFC 4180; undefined where other quotes are broken.
 */
export function splitCells(raw: string, delimiter: string): string[] | undefined {
  if (!raw.includes('"')) return raw.split(delimiter);
  const cells: string[] = [];
  for (let start = 0; ; ) {
    const end = cellEnd(raw, start, delimiter);
    if (end === undefined) return undefined;
    cells.push(raw.slice(start, end));
    if (end === raw.length) return cells;
    start = end + 1;
  }
}

function cellEnd(raw: string, start: number, delimiter: string): number | undefined {
  const formula = raw.startsWith('="', start);
  if (!formula && raw[start] !== '"') {
    const next = raw.indexOf(delimiter, start);
    const end = next === -1 ? raw.length : next;
    return raw.slice(start, end).includes('"') ? undefined : end;
  }
  let quote = raw.indexOf('"', formula ? start + 2 : start + 1);
  while (quote !== -1 && raw[quote + 1] === '"') {
    if (formula) return undefined;
    quote = raw.indexOf('"', quote + 2);
  }
  if (quote === -1) return undefined;
  const end = quote + 1;
  return end === raw.length || raw[end] === delimiter ? end : undefined;
}

export function isFormula(cell: string): boolean {
  return cell.startsWith('="');
}

/** The value of a cell. */
export function readCell(cell: string): string {
  return cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

/** A value as a cell (RFC 4180), quoted where it must be. */
export function writeCell(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A cell of a file with another delimiter, for one with commas. */
export function withCommas(cell: string): string {
  return cell.startsWith('"') ? cell : writeCell(cell);
}

/** How many lines a record takes. */
export function linesIn(raw: string): number {
  return (raw.match(/\r\n|\r|\n/g)?.length ?? 0) + 1;
}
