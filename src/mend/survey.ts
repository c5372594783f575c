import { readHeader } from '../batch/columns.js';
import type { Frame } from '../batch/frames.js';
import { InputError } from '../batch/input-error.js';
import type { BatchSource } from '../batch/source.js';
import { isFormula, readCell, splitCells } from './cells.js';
import { type ColumnPlan, keepingAll, planColumns, untouched } from './columns.js';
import { fits, type Mender, mendRecord, openRecords } from './record.js';
import { type TextForm, textForm } from './text-form.js';

export interface MendOptions {
  /** Name of the encoding of a file that is not Unicode, as `TextDecoder` calls it. */
  encoding?: string;
  trimPasswords?: boolean;
}

/** What is known of a file before it is written again. */
export interface Survey extends Mender {
  form: TextForm;
}

/**
 * Looks at a file to its end where that decides what can be done with it.
 *
 * @throws {InputError} when nothing can be written that would not do harm.
 */
export async function survey(source: BatchSource, options: MendOptions): Promise<Survey> {
  const form = await textForm(source, options.encoding);
  const { lead, frames } = await openRecords(source, form);
  const { delimiter } = lead;
  const known = { form, delimiter, trimPasswords: options.trimPasswords ?? false };
  let plan: ColumnPlan | undefined;
  for await (const frame of frames) {
    if (frame.blank) continue;
    if (plan === undefined) plan = planOf(frame, delimiter);
    else plan = planBelow(source, frame, { ...known, plan });
    if (delimiter === ',' && plan.keep === undefined) break;
    if (Number.isNaN(plan.width)) throw brokenQuotes(source.file, frame.line);
  }
  return { ...known, plan: plan ?? untouched(0) };
}

function planOf(header: Frame, delimiter: string): ColumnPlan {
  const cells = header.malformed === 'unclosed' ? undefined : splitCells(header.raw, delimiter);
  if (cells === undefined) return untouched(Number.NaN);
  const names = cells.map(readCell);
  const plan = planColumns(readHeader(header.line, names, delimiter), names);
  const mended = cells.every(
    (cell, index) => !isFormula(cell) || plan.renamed.some((one) => one.index === index),
  );
  return mended ? plan : untouched(Number.NaN);
}

/** The plan when this row has been seen. */
function planBelow(source: BatchSource, frame: Frame, mender: Mender): ColumnPlan {
  const { plan, delimiter } = mender;
  const { unreadable: broken, misfit } = mendRecord(frame, mender);
  if (delimiter !== ',' && broken) throw brokenQuotes(source.file, frame.line);
  if (misfit === undefined || plan.keep === undefined || !fits(misfit, plan.keep.length)) return plan;
  // Left as it stands, it would look like a row of the columns that stay.
  return keepingAll(plan);
}

export function brokenQuotes(file: string, line: number): InputError {
  return new InputError(
    file,
    `the quotes of the record on line ${line} are broken, and without commas around it cannot be kept as it is`,
    'Mend the quotes of this line: put the whole value in double quotes and write each quote inside it twice. Then fix the file again.',
  );
}
