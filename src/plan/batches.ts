import { partPaths, wholePath } from '../batch/split/names.js';
import { CSV_LIMITS, MIGRATION_DAYS } from '../knowledge/exchange-online.js';
import { addUp } from '../model/audit.js';
import type { PlannedBatch } from '../model/plan.js';
import { writeRanges } from '../model/row-ranges.js';
import { BatchNames } from './batch-names.js';
import { MOST_BATCHES } from './obstacle.js';
import { classOf, daysOf, type FileRows } from './rows.js';

/** Rows that were not measured come last, in batches of their own: nothing is promised of them. */
const UNMEASURED = -1;

interface Chunk {
  file: FileRows;
  /** Data rows in ascending order. */
  rows: number[];
  class: number;
}

/**
 * Every row that would not fail in one batch. Mailboxes of a class of Microsoft's table are together, since they end
 * together, and the largest are first, since they take longest.
 */
export function batchesOf(files: readonly FileRows[], wish: string | undefined): PlannedBatch[] {
  const chunks = files.map(chunksOf);
  const total = chunks.reduce((sum, own) => sum + own.length, 0);
  const names = new BatchNames();
  let count = 0;
  const batches = files.flatMap((file, index) => {
    const own = chunks[index] ?? [];
    const whole = own.length === 1 && own[0]?.rows.length === file.batch.rows;
    const paths = whole ? [wholePath(file.batch.file)] : partPaths(file.batch.file, own.length);
    return own.map((chunk, at) => {
      count++;
      // A name that was given is counted over all files, others over their own.
      const many = wish === undefined ? own.length : total;
      const number = String(wish === undefined ? at + 1 : count).padStart(String(many).length, '0');
      const name = names.next(file.batch.file, wish, many > 1 ? number : undefined);
      return { class: chunk.class, batch: batchOf(chunk, name, paths[at] ?? '', whole) };
    });
  });
  // The sort is stable: batches of a class stay in the order of the files.
  return batches.sort((a, b) => b.class - a.class).map(({ batch }) => batch);
}

function batchOf(
  { file, rows, class: index }: Chunk,
  name: string,
  path: string,
  whole: boolean,
): PlannedBatch {
  const { bytes, messages } = file;
  const days = index === UNMEASURED ? undefined : daysOf(index);
  const sum = (of: Float64Array) => addUp(rows.map((row) => of[row]));
  return {
    name,
    file: path,
    from: file.batch.file,
    ranges: writeRanges(rows),
    rows: rows.length,
    whole,
    ...(index === UNMEASURED || bytes === undefined || messages === undefined
      ? {}
      : { holds: { messages: sum(messages), bytes: sum(bytes) } }),
    ...(days === undefined ? {} : { days }),
  };
}

/** The largest class first, the rows without a measure last. */
function chunksOf(file: FileRows): Chunk[] {
  const { failed, bytes, batch } = file;
  const unmeasured: number[] = [];
  const classes: number[][] = [...MIGRATION_DAYS.classes, 'beyond'].map(() => []);
  for (let row = 1; row <= batch.rows; row++) {
    if (failed[row] === 1) continue;
    const size = bytes?.[row] ?? Number.NaN;
    if (Number.isNaN(size)) unmeasured.push(row);
    else classes[classOf(size)]?.push(row);
  }
  const most = rowsThatFit(batch);
  const size = (row: number) => bytes?.[row] ?? 0;
  const measured = classes.map((rows, index) => {
    if (rows.length > most) rows.sort((a, b) => size(b) - size(a) || a - b);
    return { index, parts: cut(rows, most).map((part) => part.sort((a, b) => a - b)) };
  });
  const last = { index: UNMEASURED, parts: cut(unmeasured, most) };
  return [...measured.reverse(), last].flatMap(({ index, parts }) =>
    parts.map((rows) => ({ file, rows, class: index })),
  );
}

/** Of a file that is too large itself, how long its rows are is known on average alone, so that half must do. */
function rowsThatFit({ bytes, rows }: FileRows['batch']): number {
  const { advisedRows, maxBytes } = CSV_LIMITS;
  if (bytes <= maxBytes) return advisedRows;
  const fitting = Math.floor((maxBytes * rows) / bytes / 2);
  return Math.max(Math.ceil(rows / MOST_BATCHES), Math.min(advisedRows, fitting));
}

function cut(rows: readonly number[], most: number): number[][] {
  const parts: number[][] = [];
  for (let from = 0; from < rows.length; from += most) parts.push(rows.slice(from, from + most));
  return parts;
}
