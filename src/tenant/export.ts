import { LIKE_ADDRESS } from '../batch/columns.js';
import { type Decoding, decode } from '../batch/decode.js';
import { InputError } from '../batch/input-error.js';
import { lineAt } from '../batch/lines.js';
import type { BatchSource } from '../batch/source.js';
import { CsvExport } from './csv-export.js';
import { columnsOf, type ExportRow, type FieldTable, plainName } from './fields.js';
import { JsonExport } from './json-export.js';

/** Records of an export in a row. The names of its columns come with the first of them. */
export interface ExportPart<F extends string> {
  header?: string[];
  rows: ExportRow<F>[];
}

/**
 * The records of an export, CSV or JSON by what it begins with. A file with nothing in it gives nothing.
 *
 * @throws {InputError} where it cannot be read to its end, or is no such export.
 */
export async function* readExport<F extends string>(
  source: BatchSource,
  table: FieldTable<F>,
): AsyncGenerator<ExportPart<F>> {
  const decoding: Decoding = { encoding: 'UTF-8' };
  let reader: CsvExport<F> | JsonExport<F> | undefined;
  for await (const text of decode(source.read(), decoding)) {
    if (decoding.invalidAt !== undefined) throw await undecodable(source, decoding, table.command);
    if (reader === undefined && /\S/.test(text)) {
      const Reader = /^\s*[[{]/.test(text) ? JsonExport<F> : CsvExport<F>;
      reader = new Reader(source.file, table);
    }
    if (reader !== undefined) yield* checked(reader.push(text), source.file, table);
  }
  if (decoding.looksLike !== undefined) throw notText(source.file, decoding.looksLike, table.command);
  if (reader !== undefined) yield* checked(reader.end(), source.file, table);
}

function* checked<F extends string>(
  parts: Iterable<ExportPart<F>>,
  file: string,
  table: FieldTable<F>,
): Generator<ExportPart<F>> {
  for (const part of parts) {
    if (part.header !== undefined) assertColumns(file, part.header, table);
    yield part;
  }
}

/** @throws {InputError} where none of the columns is there that are needed, or it is a file of passwords. */
function assertColumns<F extends string>(
  file: string,
  header: readonly string[],
  table: FieldTable<F>,
): void {
  const plain = header.map(plainName);
  if (plain.includes('password') || (plain.includes('emailaddress') && plain.includes('username'))) {
    throw new InputError(
      file,
      `it is a migration CSV, not an export of ${table.kind}`,
      `Name such an export. ${table.command}`,
    );
  }
  const columns = columnsOf(table, header);
  if (table.needed.some((field) => columns.has(field))) return;
  throw new InputError(
    file,
    `it is no export of ${table.kind} that is known here: ${toldColumns(header)}`,
    `It needs a column ${table.neededNames}. ${table.command}`,
  );
}

/** Names of columns that such exports have, beside those that are read: one of them proves a header. */
const USUAL =
  /^(?:name|displayname|firstname|lastname|alias|guid|objectid|id|identity|database|department|title|country|city|whencreated|batchguid|totalcount|enabled|usagelocation|phonenumber|blockcredential|type|status)$/;

const MAX_TOLD = 8;
const MAX_NAME = 40;

/** A line that may be data must not be quoted: any cell of it may be a password. */
function toldColumns(header: readonly string[]): string {
  const isHeader = header.some((name) => USUAL.test(plainName(name)));
  if (!isHeader || header.some((name) => LIKE_ADDRESS.test(name))) {
    return 'its first line names none of the columns that such exports have';
  }
  const told = header.slice(0, MAX_TOLD).map((name) => shortened(name));
  const more = header.length - told.length;
  return `its columns are ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function shortened(name: string): string {
  const text = name.replace(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME - 1)}…` : text;
}

function notText(file: string, looksLike: string, command: string): InputError {
  return new InputError(
    file,
    `it is ${looksLike}`,
    `Save it as CSV in UTF-8, or export it again. ${command}`,
  );
}

async function undecodable(
  source: BatchSource,
  { invalidAt = 0, encoding }: Decoding,
  command: string,
): Promise<InputError> {
  const line = await lineAt(source, invalidAt);
  return new InputError(
    source.file,
    `line ${line} has bytes that are no ${encoding} (at byte ${invalidAt + 1})`,
    `Export it again with \`-Encoding UTF8\`. ${command}`,
  );
}
