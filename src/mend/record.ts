import { type Frame, Framer } from '../batch/frames.js';
import type { BatchSource } from '../batch/source.js';
import { type KnownColumn, REQUIRED_COLUMNS } from '../model/row.js';
import { isFormula, readCell, splitCells, withCommas, writeCell } from './cells.js';
import type { ChangeKind } from './change.js';
import type { ColumnPlan } from './columns.js';
import { type Lead, openText } from './lead.js';
import { type TextForm, textOf } from './text-form.js';
import { isBlank, type MendedValue, mendName, trimPassword } from './value.js';

/** The records of a batch, blank lines included, from the header on. */
export interface Records {
  lead: Lead;
  frames: AsyncGenerator<Frame>;
}

export async function openRecords(source: BatchSource, form: TextForm): Promise<Records> {
  const { lead, rest } = await openText(textOf(source, form));
  const framer = new Framer(source.file, () => ({ index: 0, delimiter: lead.delimiter }));
  return { lead, frames: framesIn(rest, framer, lead.lines.length) };
}

async function* framesIn(
  text: AsyncGenerator<string>,
  framer: Framer,
  before: number,
): AsyncGenerator<Frame> {
  const placed = (frame: Frame) => ({ ...frame, line: frame.line + before });
  for await (const part of text) for (const frame of framer.push(part)) yield placed(frame);
  for (const frame of framer.end()) yield placed(frame);
}

/** How the data rows of a file are mended. */
export interface Mender {
  delimiter: string;
  plan: ColumnPlan;
  trimPasswords: boolean;
}

export interface MendedRecord {
  /** As it is written; undefined when it goes. */
  text: string | undefined;
  changes: { kind: ChangeKind; column?: KnownColumn }[];
  /** Values of a row that does not fit the header and is left as it stands. */
  misfit?: readonly string[];
  /** Its quotes are broken: its cells cannot be told apart. */
  unreadable?: true;
}

/** One data row. */
export function mendRecord(frame: Frame, mender: Mender): MendedRecord {
  const { delimiter, plan } = mender;
  const cells = readableCells(frame, mender);
  if (cells === undefined) return { text: frame.raw, changes: [], unreadable: true };
  const values = cells.map(readCell);
  if (values.every(isBlank)) return { text: undefined, changes: [{ kind: 'empty-row' }] };
  if (isHeaderAgain(values, plan)) return { text: undefined, changes: [{ kind: 'second-header' }] };
  const surplus = fits(values, plan.width) ? values.length - plan.width : 0;
  if (values.length - surplus !== plan.width || plan.unnamed.some((index) => !isBlank(values[index] ?? ''))) {
    const text = delimiter === ',' ? frame.raw : cells.map(withCommas).join(',');
    return { text, changes: [], misfit: values };
  }
  // Columns without a name that go at the end take their commas with them, and those are told of as columns.
  const told = surplus > 0 && values.length !== plan.written;
  return mendCells(cells, values, mender, told ? [{ kind: 'surplus-values' }] : []);
}

/** In files that were joined, the header of a later one, with its columns where those of the first are. */
function isHeaderAgain(values: readonly string[], { roles }: ColumnPlan): boolean {
  return REQUIRED_COLUMNS.every((column) => {
    const value = values[roles.indexOf(column)] ?? '';
    return (
      value
        .replace(/^\uFEFF/, '')
        .trim()
        .toLowerCase() === column.toLowerCase()
    );
  });
}

function mendCells(
  cells: readonly string[],
  values: readonly string[],
  { delimiter, plan, trimPasswords }: Mender,
  changes: MendedRecord['changes'],
): MendedRecord {
  const places = plan.keep ?? [...Array(plan.width).keys()];
  let allBlank = true;
  const written = places.map((index) => {
    const cell = cells[index] ?? '';
    const value = values[index] ?? '';
    const column = plan.roles[index];
    const mended = mendValue(value, column, trimPasswords);
    for (const kind of mended.kinds) changes.push(column === undefined ? { kind } : { kind, column });
    allBlank &&= isBlank(mended.value);
    if (mended.value !== value) return writeCell(mended.value);
    return delimiter === ',' ? cell : withCommas(cell);
  });
  if (allBlank) return { text: undefined, changes: [{ kind: 'empty-row' }] };
  return { text: written.join(','), changes };
}

/** Whether values fit a header of so many columns, empty ones behind them not counted. */
export function fits(values: readonly string[], width: number): boolean {
  return values.length >= width && values.slice(width).every(isBlank);
}

/** Undefined where the quotes are broken. Of Excel's `="0012"` only names are rid. */
function readableCells({ raw, malformed }: Frame, { delimiter, plan }: Mender): string[] | undefined {
  if (malformed === 'unclosed') return undefined;
  const cells = splitCells(raw, delimiter);
  if (malformed === undefined || cells === undefined) return cells;
  const kept = plan.keep ?? [...cells.keys()];
  const isMendable = cells.every(
    (cell, index) => !isFormula(cell) || !kept.includes(index) || isName(plan.roles[index]),
  );
  return isMendable && cells.length === plan.width ? cells : undefined;
}

function isName(column: KnownColumn | undefined): column is Exclude<KnownColumn, 'Password'> {
  return column !== undefined && column !== 'Password';
}

function mendValue(value: string, column: KnownColumn | undefined, trimPasswords: boolean): MendedValue {
  if (isName(column)) return mendName(value, column);
  if (column === 'Password' && trimPasswords) return trimPassword(value);
  return { value, kinds: new Set() };
}
