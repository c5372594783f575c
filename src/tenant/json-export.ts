import { InputError } from '../batch/input-error.js';
import { type ExportRow, type FieldTable, plainName } from './fields.js';
import { jsonFaultAt } from './json-fault.js';
import { JsonFault, type JsonPiece, JsonSplitter } from './json-splitter.js';

/** The names of the members of the first record, and the records in groups. */
export interface JsonPart<F extends string> {
  header?: string[];
  rows: ExportRow<F>[];
}

/** Members deeper than this are no text of a field. */
const MAX_DEPTH = 4;

/** Of an object, the member that says what it stands for: of addresses, quotas, identities and wrapped lists. */
const TELLING = ['ProxyAddressString', 'SmtpAddress', 'AddressString', 'Address', 'Value', 'value', 'Name'];

/**
 * Reads the text of a JSON export, as ConvertTo-Json writes it: a list of records, or one.
 *
 * @throws {InputError} with line and column where it is no JSON.
 */
export class JsonExport<F extends string> {
  readonly #splitter = new JsonSplitter();
  readonly #fields: readonly F[];
  /** The fields that a member may be, and how likely: 0 is the first of its names. */
  readonly #members = new Map<string, { field: F; rank: number } | undefined>();
  readonly #ranks = new Map<string, { field: F; rank: number }>();
  #begun = false;

  constructor(
    readonly file: string,
    readonly table: FieldTable<F>,
  ) {
    this.#fields = Object.keys(table.names) as F[];
    for (const field of this.#fields) {
      for (const [rank, name] of table.names[field].entries()) this.#ranks.set(name, { field, rank });
    }
  }

  *push(text: string): Generator<JsonPart<F>> {
    yield* this.#read(() => this.#splitter.push(text));
  }

  *end(): Generator<JsonPart<F>> {
    yield* this.#read(() => this.#splitter.end());
  }

  *#read(pieces: () => Iterable<JsonPiece>): Generator<JsonPart<F>> {
    const part: JsonPart<F> = { rows: [] };
    try {
      for (const piece of pieces()) {
        const record = this.#parse(piece);
        if (!this.#begun) part.header = Object.keys(record);
        this.#begun = true;
        part.rows.push(this.#row(record));
      }
    } catch (error) {
      throw error instanceof JsonFault ? this.#fault(error) : error;
    }
    if (part.rows.length > 0) yield part;
  }

  #parse({ text, line, column }: JsonPiece): Record<string, unknown> {
    try {
      return JSON.parse(text) as Record<string, unknown>;
    } catch {
      const before = text.slice(0, jsonFaultAt(text) ?? 0);
      const lines = before.split('\n');
      const last = lines.at(-1)?.length ?? 0;
      throw new JsonFault(
        line + lines.length - 1,
        lines.length === 1 ? column + last : last + 1,
        'it is no valid JSON there',
      );
    }
  }

  #row(record: Record<string, unknown>): ExportRow<F> {
    const row = {} as ExportRow<F>;
    const ranks = new Map<F, number>();
    for (const field of this.#fields) row[field] = '';
    for (const name of Object.keys(record)) {
      const member = this.#member(name);
      if (member === undefined || (ranks.get(member.field) ?? Number.POSITIVE_INFINITY) <= member.rank)
        continue;
      row[member.field] = textOf(record[name], 0);
      ranks.set(member.field, member.rank);
    }
    return row;
  }

  #member(name: string): { field: F; rank: number } | undefined {
    if (this.#members.has(name)) return this.#members.get(name);
    const member = this.#ranks.get(plainName(name));
    // Names that differ in each record would fill the memory.
    if (this.#members.size < 1000) this.#members.set(name, member);
    return member;
  }

  #fault({ line, column, message }: JsonFault): InputError {
    return new InputError(
      this.file,
      `${message} (line ${line}, column ${column})`,
      `Export it again. ${this.table.command}`,
    );
  }
}

/** What a member says as the cell of a CSV file would. */
function textOf(value: unknown, depth: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return '';
  if (Array.isArray(value)) return value.map((item) => textOf(item, depth + 1)).join('\n');
  const object = value as Record<string, unknown>;
  if (object.IsUnlimited === true) return 'Unlimited';
  const { Local: local, Domain: domain } = object;
  if (typeof local === 'string' && typeof domain === 'string') return `${local}@${domain}`;
  const name = TELLING.find((one) => Object.hasOwn(object, one));
  return name === undefined ? '' : textOf(object[name], depth + 1);
}
