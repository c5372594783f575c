import { readHeader } from '../batch/columns.js';
import type { ColumnPlace, HeaderEvidence } from '../model/evidence.js';
import { KNOWN_COLUMNS, type KnownColumn, REQUIRED_COLUMNS } from '../model/row.js';
import { isBlank } from './value.js';

/** What becomes of the columns of a file. Places count from 0. */
export interface ColumnPlan {
  /** Values that a row must have, columns without a name at the end not counted. */
  width: number;
  /** Cells of the header as it is written, those at the end included. */
  written: number;
  /** The known column at each place. */
  roles: readonly (KnownColumn | undefined)[];
  renamed: readonly (ColumnPlace & { column: KnownColumn })[];
  /** The places that stay; absent when all do. */
  keep?: readonly number[];
  /** Of those that go, the ones with a name. */
  removed: readonly { position: number; name: string }[];
  /** Places of those that go and have no name. */
  unnamed: readonly number[];
}

/** Words of their own which are two letters away from a column's name. */
const OTHER_WORDS = ['surname', 'userrole'];

/** A plan that leaves every column where it is and knows none of them. */
export function untouched(width: number): ColumnPlan {
  return { width, written: width, roles: [], renamed: [], removed: [], unnamed: [] };
}

/**
 * Which columns get their exact names, and which ones go. Columns go only where each required one is there once:
 * otherwise the one that is missing may be among them. Nor do they go where the header holds what may be data.
 */
export function planColumns(header: HeaderEvidence, names: readonly string[]): ColumnPlan {
  const all = untouched(names.length);
  if (header.headerless || header.malformed !== undefined) return all;
  const found = foundColumns(header);
  const roles = names.map((_, index) => KNOWN_COLUMNS.find((column) => found[column]?.index === index));
  const renamed = KNOWN_COLUMNS.flatMap((column) => {
    const place = found[column];
    return place === undefined || place.written === column ? [] : [{ ...place, column }];
  });
  if (!isComplete(header, found)) return { ...all, roles, renamed };
  const width = names.findLastIndex((name) => !isBlank(name)) + 1;
  const unread = width > MOST_COLUMNS;
  const stays = (index: number) =>
    unread || roles[index] !== undefined || isRival(header, names[index] ?? '');
  const places = [...names.keys()];
  const keep = places.filter((index) => index < width && stays(index));
  const unnamed = places.filter((index) => !keep.includes(index) && isBlank(names[index] ?? ''));
  const removed = header.others.flatMap(({ position, name = '' }) =>
    isBlank(name) || keep.includes(position - 1) ? [] : [{ position, name }],
  );
  const plan = { width, written: names.length, roles, renamed, removed, unnamed };
  return keep.length === width ? plan : { ...plan, keep };
}

/** The same with every column that has a name, for a file in which a row could be mistaken without the others. */
export function keepingAll({ keep: _, ...plan }: ColumnPlan): ColumnPlan {
  return { ...plan, removed: [], unnamed: plan.unnamed.filter((index) => index >= plan.width) };
}

/** As many cells of a header are read (batch/columns.ts); what is beyond them may be anything. */
const MOST_COLUMNS = 1000;

function foundColumns(header: HeaderEvidence): Partial<Record<KnownColumn, ColumnPlace>> {
  const found = { ...header.columns };
  for (const column of KNOWN_COLUMNS) {
    const near = header.close[column];
    if (near === undefined || OTHER_WORDS.includes(plain(near.written))) continue;
    if (header.others.some(({ name }) => name !== undefined && nearest(name) === column)) continue;
    found[column] = near;
  }
  return found;
}

function isComplete(header: HeaderEvidence, found: Partial<Record<KnownColumn, ColumnPlace>>): boolean {
  return (
    header.repeated.length === 0 &&
    header.others.every(({ name }) => name !== undefined) &&
    REQUIRED_COLUMNS.every((column) => found[column] !== undefined)
  );
}

/** One of several that could be UserRoot: which of them is meant is not for a machine to say. */
function isRival(header: HeaderEvidence, name: string): boolean {
  return (
    header.close.UserRoot !== undefined && !OTHER_WORDS.includes(plain(name)) && nearest(name) === 'UserRoot'
  );
}

/** The column that a cell alone would be taken for, were the others there. */
function nearest(cell: string): KnownColumn | undefined {
  return KNOWN_COLUMNS.find((column) => {
    const others = KNOWN_COLUMNS.filter((other) => other !== column);
    return readHeader(1, [cell, ...others], ',').close[column] !== undefined;
  });
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
