import type { Code } from '../model/code.js';
import type { RowList } from '../model/report.js';
import type { RowResult, RowStatus } from '../model/row.js';
import { AuditTable } from './audit-table.js';

/** The numbers that are kept of a row, and which of them is what. */
const WIDTH = 11;
const FILE = 0;
const ROW = 1;
const LINE = 2;
/** Where its names begin, and how long each is in octets. */
const NAMES = 3;
const ADDRESS = 4;
const USER = 5;
const STATUS = 6;
const ATTEMPTS = 7;
/** These are raised by one; 0 stands for none. */
const FOLDERS = 8;
const MS = 9;
const AUDIT = 10;

const STATUSES: readonly RowStatus[] = ['passed', 'failed', 'inconclusive', 'skipped'];

/** In `USER`: the user name is the same as the address. */
const SAME = 0xffff_ffff;

/** Rows and octets for which there is room at first; doubled when it is used up. */
const ROOM = 256;
const NAME_ROOM = 16 * 1024;

/** Beyond it, room is made as they come: a journal may claim any number. */
const MOST_ROWS = 1_000_000;
const MOST_NAMES = 64 * 1024 * 1024;

/**
 * The results of rows in some 100 octets each. As objects they took five times as much, and their names held on to
 * the whole text of the file.
 */
export class RowTable implements RowList {
  length = 0;
  readonly #files: string[] = [];
  readonly #codes = new Map<number, Code[]>();
  readonly #audits = new AuditTable();
  #numbers = new Uint32Array(ROOM * WIDTH);
  #names = Buffer.allocUnsafe(NAME_ROOM);
  #namesEnd = 0;
  /** Rows came in the order of the files. */
  #ordered = true;
  #order: Uint32Array | undefined;

  /** Rows are ordered by the files as they were first named, here or by a row. */
  fileNumber(file: string): number {
    const known = this.#files.lastIndexOf(file);
    return known === -1 ? this.#files.push(file) - 1 : known;
  }

  /**
   * Makes room for so many more rows, with names of so many octets in all. The system gives memory only as it is
   * used, while to grow by and by leaves what was too small behind.
   */
  reserve(rows: number, octets: number): void {
    this.#growNumbers((this.length + Math.min(rows, MOST_ROWS)) * WIDTH);
    this.#growNames(this.#namesEnd + Math.min(octets, MOST_NAMES));
  }

  push(result: RowResult): void {
    const { emailAddress, userName, codes } = result;
    if ((this.length + 1) * WIDTH > this.#numbers.length) this.#growNumbers(this.#numbers.length * 2);
    const at = this.length * WIDTH;
    const numbers = this.#numbers;
    numbers[at + FILE] = this.fileNumber(result.file);
    numbers[at + ROW] = result.row;
    numbers[at + LINE] = result.line;
    numbers[at + NAMES] = this.#namesEnd;
    numbers[at + ADDRESS] = this.#addName(emailAddress);
    numbers[at + USER] = userName === emailAddress ? SAME : this.#addName(userName);
    numbers[at + STATUS] = STATUSES.indexOf(result.status);
    numbers[at + ATTEMPTS] = result.attempts;
    numbers[at + FOLDERS] = result.folders === undefined ? 0 : result.folders + 1;
    numbers[at + MS] = result.ms === undefined ? 0 : Math.round(result.ms) + 1;
    numbers[at + AUDIT] = result.audit === undefined ? 0 : this.#audits.push(result.audit) + 1;
    if (codes.length > 0) this.#codes.set(this.length, codes);
    if (this.length > 0 && this.#compare(this.length - 1, this.length) > 0) this.#ordered = false;
    this.length++;
    this.#order = undefined;
  }

  /** By file, in the order in which the files came, and by row. */
  *[Symbol.iterator](): Iterator<RowResult> {
    if (this.#ordered) {
      for (let index = 0; index < this.length; index++) yield this.at(index);
      return;
    }
    this.#order ??= Uint32Array.from({ length: this.length }, (_, index) => index).sort((a, b) =>
      this.#compare(a, b),
    );
    for (const index of this.#order) yield this.at(index);
  }

  /** By the order in which they came, from 0. */
  at(index: number): RowResult {
    const at = index * WIDTH;
    const number = (field: number) => this.#numbers[at + field] ?? 0;
    const from = number(NAMES);
    const middle = from + number(ADDRESS);
    const emailAddress = this.#names.toString('utf8', from, middle);
    const user = number(USER);
    const result: RowResult = {
      file: this.#files[number(FILE)] ?? '',
      row: number(ROW),
      line: number(LINE),
      emailAddress,
      userName: user === SAME ? emailAddress : this.#names.toString('utf8', middle, middle + user),
      status: STATUSES[number(STATUS)] ?? 'skipped',
      codes: this.#codes.get(index) ?? [],
      attempts: number(ATTEMPTS),
    };
    if (number(FOLDERS) > 0) result.folders = number(FOLDERS) - 1;
    if (number(MS) > 0) result.ms = number(MS) - 1;
    if (number(AUDIT) > 0) result.audit = this.#audits.at(number(AUDIT) - 1);
    return result;
  }

  #compare(a: number, b: number): number {
    const number = (index: number, field: number) => this.#numbers[index * WIDTH + field] ?? 0;
    return number(a, FILE) - number(b, FILE) || number(a, ROW) - number(b, ROW);
  }

  /** Its length in octets. */
  #addName(name: string): number {
    // Three octets at most for each unit of UTF-16.
    const end = this.#namesEnd + name.length * 3;
    if (end > this.#names.length) this.#growNames(Math.max(this.#names.length * 2, end));
    const length = this.#names.write(name, this.#namesEnd);
    this.#namesEnd += length;
    return length;
  }

  #growNumbers(length: number): void {
    if (length <= this.#numbers.length) return;
    const larger = new Uint32Array(length);
    larger.set(this.#numbers.subarray(0, this.length * WIDTH));
    this.#numbers = larger;
  }

  #growNames(octets: number): void {
    if (octets <= this.#names.length) return;
    const larger = Buffer.allocUnsafe(octets);
    this.#names.copy(larger, 0, 0, this.#namesEnd);
    this.#names = larger;
  }
}
