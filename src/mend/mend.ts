import type { Frame } from '../batch/frames.js';
import type { BatchSource } from '../batch/source.js';
import { linesIn, splitCells, withCommas } from './cells.js';
import type { ChangeLog } from './change.js';
import type { LeadLine } from './lead.js';
import { Proof } from './proof.js';
import { mendRecord, openRecords } from './record.js';
import { brokenQuotes, type Survey } from './survey.js';

/** Characters written at once. */
const BLOCK = 64 * 1024;

/**
 * The fixed file, in parts. What was changed is in `log` when they have been read to the end.
 *
 * @throws {InputError} when records could be taken for others in it.
 */
export async function* mend(source: BatchSource, survey: Survey, log: ChangeLog): AsyncGenerator<Buffer> {
  const { lead, frames } = await openRecords(source, survey.form);
  noteForm(survey, lead.marks, log);
  const proof = new Proof(source.file);
  const writer = new Writer(survey, log, proof);
  yield Buffer.from(lead.lines.map((line, index) => writer.lead(line, index + 1)).join(''));
  let block = '';
  for await (const frame of frames) {
    block += writer.frame(frame);
    if (block.length < BLOCK) continue;
    proof.read(block);
    yield Buffer.from(block);
    block = '';
  }
  proof.read(block);
  proof.end();
  yield Buffer.from(block);
}

function noteForm({ form, delimiter }: Survey, marks: boolean, log: ChangeLog): void {
  if (form.name !== 'UTF-8') log.note('encoding', {}, { from: form.name });
  else if (form.marked || marks) log.note('byte-order-mark', {});
  if (delimiter !== ',') log.note('delimiter', {}, { from: delimiter });
}

class Writer {
  #lineEnd: string | undefined;
  #header = false;
  #row = 0;

  constructor(
    readonly survey: Survey,
    readonly log: ChangeLog,
    readonly proof: Proof,
  ) {}

  lead({ raw, fate }: LeadLine, line: number): string {
    if (fate === 'kept') {
      const text = raw.replace(/[\r\n]+$/, '');
      return this.#withCommas(text, line) + this.#endOf({ line, lineEnd: raw.slice(text.length) });
    }
    this.log.note(fate === 'blank' ? 'blank-line' : 'lead-line', { line });
    this.log.removed(line, 1);
    return '';
  }

  /** A line above the header that may be a row stays one. */
  #withCommas(text: string, line: number): string {
    const { delimiter } = this.survey;
    if (delimiter === ',') return text;
    const cells = splitCells(text, delimiter);
    if (cells === undefined) throw brokenQuotes(this.proof.file, line);
    return cells.map(withCommas).join(',');
  }

  /** What is written of a record; empty when it goes. */
  frame(frame: Frame): string {
    if (frame.blank) {
      this.log.note('blank-line', { line: frame.line });
      this.log.removed(frame.line, 1);
      return '';
    }
    if (!this.#header) {
      this.#header = true;
      const [raw, malformed] = this.#headerOf(frame);
      return this.#written(frame, raw, malformed);
    }
    const row = ++this.#row;
    const { text, changes, unreadable } = mendRecord(frame, this.survey);
    for (const { kind, column } of changes)
      this.log.note(kind, { row }, column === undefined ? {} : { column });
    if (text === undefined) {
      this.log.removed(frame.line, linesIn(frame.raw), row);
      return '';
    }
    this.log.rows++;
    return this.#written(frame, text, unreadable === true, row);
  }

  #headerOf({ raw, line }: Frame): [text: string, malformed: boolean] {
    const { plan, delimiter } = this.survey;
    const cells = Number.isNaN(plan.width) ? undefined : splitCells(raw, delimiter);
    if (cells === undefined) return [raw, true];
    for (const { column, written } of plan.renamed)
      this.log.note('column-name', { line }, { column, from: written });
    for (const { position, name } of plan.removed)
      this.log.note('column-removed', { line }, { column: name, from: `${position}` });
    if (plan.unnamed.length > 0) this.log.note('column-removed', { line, count: plan.unnamed.length });
    const kept = plan.keep ?? [...Array(plan.width).keys()];
    const names = kept.map((index) => {
      const renamed = plan.renamed.find((one) => one.index === index);
      if (renamed !== undefined) return renamed.column;
      const cell = cells[index] ?? '';
      return delimiter === ',' ? cell : withCommas(cell);
    });
    return [names.join(','), false];
  }

  #written(frame: Frame, raw: string, malformed: boolean, row?: number): string {
    this.proof.expect({ raw, line: frame.line, malformed });
    return raw + this.#endOf(frame, row);
  }

  /** The line end of the first line, whatever stood here; none where there was none. */
  #endOf({ line, lineEnd }: Pick<Frame, 'line' | 'lineEnd'>, row?: number): string {
    if (lineEnd === '') return '';
    this.#lineEnd ??= lineEnd === '\r' ? '\n' : lineEnd;
    if (lineEnd !== this.#lineEnd) {
      this.log.note('line-ends', row === undefined ? { line } : { row }, { from: this.#lineEnd });
    }
    return this.#lineEnd;
  }
}
