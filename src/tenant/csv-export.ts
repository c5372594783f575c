import { hasEmptySurplus } from '../batch/columns.js';
import { GROUP, readFields, splitFields } from '../batch/fields.js';
import { type Frame, Framer, type Head } from '../batch/frames.js';
import { InputError } from '../batch/input-error.js';
import { SEP_LINE, TYPE_LINE } from '../batch/preamble.js';
import { columnsOf, type ExportRow, type FieldTable } from './fields.js';

/** A longer cell of a header is none that is read. */
const MAX_HEADER = 100_000;

/** The header of a CSV export, and the records below it in groups. */
export interface CsvPart<F extends string> {
  header?: string[];
  rows: ExportRow<F>[];
}

/**
 * Reads the text of a CSV export. The sign between its values is the one under which the header names most of what is
 * looked for; what Windows PowerShell and Excel put above the header is passed over.
 *
 * @throws {InputError} at a record that cannot be read: what stands in it would be missed without a word.
 */
export class CsvExport<F extends string> {
  readonly #framer: Framer;
  readonly #fields: readonly F[];
  #header: string[] | undefined;
  #columns: readonly [F, number][] = [];

  constructor(
    readonly file: string,
    readonly table: FieldTable<F>,
  ) {
    this.#fields = Object.keys(table.names) as F[];
    this.#framer = new Framer(file, (lines) => this.#headOf(lines));
  }

  *push(text: string): Generator<CsvPart<F>> {
    yield* this.#read(this.#framer.push(text));
  }

  *end(): Generator<CsvPart<F>> {
    yield* this.#read(this.#framer.end());
  }

  *#read(frames: Iterable<Frame>): Generator<CsvPart<F>> {
    let group: Frame[] = [];
    for (const frame of frames) {
      if (frame.blank || frame.line < this.#framer.headerLine) continue;
      if (frame.malformed !== undefined) throw this.#fault(frame, 'has a quotation mark without its pair');
      group.push(frame);
      if (group.length < GROUP) continue;
      yield this.#part(group);
      group = [];
    }
    if (group.length > 0) yield this.#part(group);
  }

  #part(frames: readonly Frame[]): CsvPart<F> {
    const values = readFields(frames, this.#framer.delimiter);
    const isFirst = this.#header === undefined;
    this.#header ??= values[0] ?? [];
    if (isFirst) this.#columns = [...columnsOf(this.table, this.#header)];
    const rows: ExportRow<F>[] = [];
    for (let index = isFirst ? 1 : 0; index < frames.length; index++) {
      rows.push(this.#row(frames[index] as Frame, values[index] ?? []));
    }
    return { ...(isFirst ? { header: this.#header } : {}), rows };
  }

  #row(frame: Frame, values: readonly string[]): ExportRow<F> {
    const width = this.#header?.length ?? 0;
    if (values.length !== width && !hasEmptySurplus(values, width)) {
      throw this.#fault(frame, `has ${values.length} values, and the header ${width}`);
    }
    const row = this.#empty();
    for (const [field, index] of this.#columns) row[field] = values[index] ?? '';
    return row;
  }

  #empty(): ExportRow<F> {
    const row = {} as ExportRow<F>;
    for (const field of this.#fields) row[field] = '';
    return row;
  }

  #fault({ line }: Frame, what: string): InputError {
    return new InputError(
      this.file,
      `the record on line ${line} ${what}`,
      `Export it again, or mend that line. ${this.table.command}`,
    );
  }

  #headOf(lines: readonly string[]): Head {
    const index = Math.max(
      0,
      lines.findIndex((line) => !SEP_LINE.test(line) && !TYPE_LINE.test(line)),
    );
    const header = (lines[index] ?? '').slice(0, MAX_HEADER);
    const named = (delimiter: string) => columnsOf(this.table, splitFields(header, delimiter)).size;
    const [delimiter = ','] = [',', ';', '\t'].toSorted((a, b) => named(b) - named(a));
    return { index, delimiter };
  }
}
