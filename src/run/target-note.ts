import { type Finding, stageOf } from '../model/finding.js';
import type { RowResult } from '../model/row.js';
import { type Emit, statusOf } from './stage-log.js';
import type { RowNote } from './tellable.js';

/** What the stage target found of a row, which stands beside what the CSV and the sign-in say of it. */
export function targetNote(found: readonly Finding[]): RowNote | undefined {
  if (found.length === 0) return undefined;
  const codes = [...new Set(found.map(({ code }) => code))];
  return { codes, failed: found.some((finding) => statusOf(finding) === 'failed') };
}

/** By row, what the findings of the stage say that are among these. */
export function targetNotes(findings: Iterable<Finding>): (row: RowResult) => RowNote | undefined {
  const byRow = new Map<string, Finding[]>();
  const keyOf = (file: string, row: number) => `${row} ${file}`;
  for (const finding of findings) {
    const { code, location } = finding;
    if (stageOf(code) !== 'target' || location?.row === undefined) continue;
    const key = keyOf(location.file, location.row);
    const others = byRow.get(key);
    if (others === undefined) byRow.set(key, [finding]);
    else others.push(finding);
  }
  return ({ file, row }) => targetNote(byRow.get(keyOf(file, row)) ?? []);
}

/** The result with what the stage target says of the row: an error finding that names a row fails it. */
export function withTarget(row: RowResult, note: RowNote | undefined): RowResult {
  if (note === undefined) return row;
  const behindCsv = row.codes.findIndex((code) => stageOf(code) !== 'csv');
  const at = behindCsv === -1 ? row.codes.length : behindCsv;
  return {
    ...row,
    status: note.failed ? 'failed' : row.status,
    codes: [...row.codes.slice(0, at), ...note.codes, ...row.codes.slice(at)],
  };
}

/** The result without it, which each run finds anew. `own`: its status without it. */
export function withoutTarget(row: RowResult, own: RowResult['status']): RowResult {
  return { ...row, status: own, codes: row.codes.filter((code) => stageOf(code) !== 'target') };
}

/** Tells the result of a row, `own`, which is without what the stage target says of it. */
export function tellRow(
  emit: Emit,
  own: RowResult,
  target: RowNote | undefined,
  rest: { refused?: true | undefined; recorded?: true | undefined } = {},
): void {
  const row = withTarget(own, target);
  const { refused, recorded } = rest;
  emit({
    type: 'row-done',
    row,
    ...(row.status === own.status ? {} : { own: own.status }),
    ...(refused && { refused }),
    ...(recorded && { recorded }),
  });
}
