import { type Decoding, decode } from './decode.js';
import { readFields, splitFields } from './fields.js';
import { type Frame, Framer, type Head } from './frames.js';
import { InputError } from './input-error.js';
import type { BatchSource } from './source.js';

/** One row of a report of failed users. */
export interface ErrorRow {
  /** From 1, the header not counted. */
  row: number;
  line: number;
  /** Where the report has such a column. */
  emailAddress?: string;
  /** Undefined where the row cannot be read: broken quotes, or another number of values than the header has. */
  message?: string;
}

/**
 * The one column whose name Microsoft documents; of the others the report takes those that it finds.
 * https://technet.microsoft.com/en-us/library/ms.exch.ecp.emailmigrationviewmigrationvalidationerrorslearnmore
 */
const MESSAGE_COLUMN = 'errormessage';
const ADDRESS_COLUMNS = ['emailaddress', 'identity'];

const DELIMITERS = [',', ';', '\t'];

/** A longer line is no header. */
const MAX_HEADER = 10_000;

/** The rows of `MigrationErrors.csv`, whatever its encoding and the signs between its values. */
export class ErrorReport {
  readonly #source: BatchSource;

  constructor(source: BatchSource) {
    this.#source = source;
  }

  /** Whether there is a column ErrorMessage. Reads no further than the beginning. */
  async isOne(): Promise<boolean> {
    const decoding: Decoding = { encoding: 'UTF-8' };
    for await (const text of decode(beginning(this.#source.read()), decoding)) {
      return headOf(text.split(/\r\n?|\n/)) !== undefined;
    }
    return false;
  }

  /** @throws {InputError} when it is no such report, or cannot be read to its end. */
  async *rows(): AsyncGenerator<ErrorRow> {
    const { file } = this.#source;
    const decoding: Decoding = { encoding: 'UTF-8' };
    const framer = new Framer(file, (lines) => headOf(lines) ?? complain(file));
    const reader = new RowReader(framer);
    for await (const text of decode(this.#source.read(), decoding)) yield* reader.read(framer.push(text));
    yield* reader.read(framer.end());
    if (decoding.looksLike !== undefined) complain(file, `it looks like ${decoding.looksLike}`);
    if (!reader.begun) complain(file);
  }
}

/** More than any header needs. */
const BEGINNING = 64 * 1024;

async function* beginning(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk.subarray(0, BEGINNING);
    return;
  }
}

class RowReader {
  begun = false;
  readonly #framer: Framer;
  #width = 0;
  #message = -1;
  #address = -1;
  #row = 0;

  constructor(framer: Framer) {
    this.#framer = framer;
  }

  *read(frames: Iterable<Frame>): Generator<ErrorRow> {
    for (const frame of frames) {
      if (frame.blank || frame.line < this.#framer.headerLine) continue;
      const [values = []] = readFields([frame], this.#framer.delimiter);
      if (!this.begun) this.#begin(values);
      else yield this.#rowOf(frame, values);
    }
  }

  #begin(values: readonly string[]): void {
    const names = values.map(plainName);
    this.begun = true;
    this.#width = values.length;
    this.#message = names.indexOf(MESSAGE_COLUMN);
    this.#address = names.findIndex((name) => ADDRESS_COLUMNS.includes(name));
  }

  #rowOf({ line }: Frame, values: readonly string[]): ErrorRow {
    const row: ErrorRow = { row: ++this.#row, line };
    // In a row of another width a value may stand in any column: a password must not be taken for a message.
    if (values.length !== this.#width) return row;
    row.message = values[this.#message] ?? '';
    const address = values[this.#address]?.trim();
    if (address) row.emailAddress = address;
    return row;
  }
}

function headOf(lines: readonly string[]): Head | undefined {
  for (const [index, line] of lines.slice(0, 6).entries()) {
    if (line.length > MAX_HEADER) continue;
    const delimiter = DELIMITERS.find((sign) =>
      splitFields(line, sign).some((name) => plainName(name) === MESSAGE_COLUMN),
    );
    if (delimiter !== undefined) return { index, delimiter };
  }
  return undefined;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

function complain(file: string, why = 'its first line names no column ErrorMessage'): never {
  throw new InputError(
    file,
    why,
    'Name the MigrationErrors.csv that the mail of Exchange Online links to, or paste one message. To check the file of a batch, use `imap-preflight check`.',
  );
}
