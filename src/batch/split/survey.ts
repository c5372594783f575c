import type { HeaderEvidence } from '../../model/evidence.js';
import { readHeader } from '../columns.js';
import { type Decoding, decode, type Encoding } from '../decode.js';
import { InputError } from '../input-error.js';
import type { FoundHeader } from '../preamble.js';
import type { BatchSource } from '../source.js';
import { type KeyOf, keyReader } from './grouping.js';
import { type Piece, readPieces } from './pieces.js';
import { evenly, type Filling, Plan } from './plan.js';

/** What one file may hold, and how many files there may be. */
export interface SplitLimits {
  maxRows: number;
  maxBytes: number;
  maxFiles: number;
}

/** How a file is to be split: into so many parts, or by groups and limits. */
export interface SplitWish {
  batches?: number;
  by?: string;
  /** Tells by its number to which group a row belongs. */
  assign?: (row: number) => string;
}

/** What is known of a file before anything is written. */
export interface Survey {
  encoding: Encoding;
  plan: Plan;
  /** Written at the beginning of each part: the file up to its first data row. */
  head: Buffer;
  /** Of the bytes, to see that the file is still the same when it is read again. */
  digest: string;
  /** Where rows are grouped. */
  keyOf?: KeyOf;
}

/** Reads the file to its end and plans its parts. @throws {InputError} where it cannot be split safely. */
export async function survey(
  source: BatchSource,
  wish: SplitWish,
  limits: SplitLimits,
  stop: AbortSignal,
): Promise<Survey> {
  const encoding = await encodingOf(source);
  const { by, batches, assign } = wish;
  const look = (filling: Filling, most: number) => {
    const surveyor = new Surveyor(source.file, filling, { ...limits, maxFiles: most }, by, assign);
    return surveyor.read(source, encoding, stop);
  };
  if (batches === undefined) {
    return look({ rowsOf: () => limits.maxRows, maxBytes: limits.maxBytes }, limits.maxFiles);
  }
  const whole = await look({ rowsOf: () => Number.POSITIVE_INFINITY, maxBytes: Number.POSITIVE_INFINITY }, 1);
  const { rows } = whole.plan;
  if (batches > rows) {
    throw new InputError(
      source.file,
      `it has fewer rows (${rows}) than ${batches} batches need`,
      'Give a smaller number to --batches.',
    );
  }
  const inParts = (count: number) =>
    look({ rowsOf: evenly(rows, count), maxBytes: Number.POSITIVE_INFINITY }, rows);
  const found = await inParts(batches);
  if (fits(found.plan, limits)) return found;
  const most = `${number(limits.maxRows)} rows and ${number(limits.maxBytes)} bytes`;
  const reason = `${batches === 1 ? '1 batch' : `${batches} batches`} would be larger than Exchange Online takes, which is ${most} in each`;
  const needed = await batchesNeeded(found.plan, batches, limits, inParts);
  throw new InputError(source.file, reason, `Give --batches ${needed}, or use --max-rows.`);
}

/** The next number of parts that is seen to do, from how far over the limits the largest part is. */
async function batchesNeeded(
  plan: Plan,
  batches: number,
  limits: SplitLimits,
  inParts: (count: number) => Promise<Survey>,
): Promise<number> {
  let count = batches;
  let tried = plan;
  // Each try reads the whole file. The first one does, unless some rows are far larger than others.
  for (let step = 1; !fits(tried, limits); step *= 2) {
    const { rows, bytes } = tried.largest();
    const excess = Math.max(rows / limits.maxRows, bytes / limits.maxBytes);
    count = Math.min(plan.rows, Math.max(count + step, Math.ceil(count * excess)));
    tried = (await inParts(count)).plan;
  }
  return count;
}

function fits(plan: Plan, limits: SplitLimits): boolean {
  const { rows, bytes } = plan.largest();
  return rows <= limits.maxRows && bytes <= limits.maxBytes;
}

/** @throws {InputError} when the file is empty or no text. */
async function encodingOf(source: BatchSource): Promise<Encoding> {
  if (source.bytes === 0) throw empty(source.file);
  const decoding: Decoding = { encoding: 'UTF-8' };
  const text = decode(source.read(), decoding);
  await text.next();
  await text.return(undefined);
  if (decoding.looksLike === undefined) return decoding.encoding;
  const remedy = 'Save it as a CSV file in UTF-8.';
  throw new InputError(source.file, `it is no CSV file: it looks like ${decoding.looksLike}`, remedy);
}

function empty(file: string): InputError {
  return new InputError(file, 'it is empty', 'Name the CSV file with the header and the rows.');
}

/** A row of which all has been seen but what stands behind it. */
interface Waiting {
  key: string | undefined;
  row: number;
  line: number;
  bytes: number;
}

class Surveyor {
  #head: Buffer[] = [];
  #headBytes = 0;
  #header: HeaderEvidence | undefined;
  #keyOf: KeyOf | undefined;
  #waiting: Waiting | undefined;
  #plan: Plan | undefined;

  constructor(
    readonly file: string,
    readonly filling: Filling,
    readonly limits: SplitLimits,
    readonly by: string | undefined,
    readonly assign: SplitWish['assign'],
  ) {}

  async read(source: BatchSource, encoding: Encoding, stop: AbortSignal): Promise<Survey> {
    const { file } = this;
    const { groups, raw, header, digest } = readPieces(source, encoding, this.by !== undefined, stop);
    for await (const group of groups) {
      for (const piece of group) {
        if (piece.row === 0) {
          if (piece.kind === 'header') this.#readHeader(piece, header());
          this.#addToHead(raw.bytesOf(piece.text), raw.bom);
        } else {
          this.#addToRows(piece, raw.sizeOf(piece.text) + (piece.tail?.length ?? 0));
        }
      }
    }
    if (this.#header === undefined) throw empty(file);
    this.#settle();
    if (this.#plan === undefined) {
      throw new InputError(file, 'there is no row below the header', 'Add the rows; nothing can be split.');
    }
    const head = Buffer.concat(this.#head);
    const keyOf = this.#keyOf === undefined ? {} : { keyOf: this.#keyOf };
    return { encoding, plan: this.#plan, head, digest: digest(), ...keyOf };
  }

  #addToHead(bytes: Buffer, bom: Buffer): void {
    const added = this.#head.length === 0 ? [bom, bytes] : [bytes];
    for (const part of added) this.#headBytes += part.length;
    if (this.#headBytes >= this.limits.maxBytes) {
      const reason = 'what stands before the first row is as large as a batch may be';
      throw new InputError(this.file, reason, 'Check the header, and remove blank lines below it.');
    }
    this.#head.push(...added);
  }

  #readHeader({ line, values, malformed }: Piece, found: FoundHeader | undefined): void {
    const { file, by } = this;
    if (found?.mayBeData) {
      const reason = `what stands above the header (line ${line}) may be rows, which each batch would repeat`;
      throw new InputError(file, reason, 'Make the header the first line.');
    }
    if (malformed !== undefined) throw brokenQuotes(file, `the header (line ${line})`);
    const evidence = readHeader(line, values, found?.delimiter ?? ',');
    if (evidence.headerless) {
      const reason = `line ${line} is no header, which each batch needs; it may be a row`;
      const remedy = 'Make the line that names EmailAddress, UserName and Password the first one.';
      throw new InputError(file, reason, remedy);
    }
    this.#header = evidence;
    const { assign } = this;
    if (assign !== undefined) this.#keyOf = ({ row }) => assign(row);
    if (by !== undefined) this.#keyOf = keyReader(file, { evidence, cells: values }, by);
  }

  #addToRows(piece: Piece, bytes: number): void {
    if (piece.kind === 'blank') {
      if (this.#waiting !== undefined) this.#waiting.bytes += bytes;
      return;
    }
    const { row, line, malformed } = piece;
    if (malformed !== undefined) throw brokenQuotes(this.file, `row ${row} (line ${line})`);
    this.#settle();
    this.#waiting = { key: this.#keyOf?.(piece), row, line, bytes };
  }

  /** Plans the row that waits, now that it is known how many blank lines stand behind it. */
  #settle(): void {
    if (this.#waiting === undefined) return;
    const { key, row, line, bytes } = this.#waiting;
    const { maxBytes, maxFiles } = this.limits;
    this.#plan ??= new Plan(this.filling, this.#headBytes);
    if (this.#headBytes + bytes > maxBytes) {
      const reason = `row ${row} (line ${line}), with the blank lines behind it, is larger than a batch may be (${number(maxBytes)} bytes)`;
      throw new InputError(this.file, reason, 'Check the quotes of the row, and remove blank lines.');
    }
    this.#plan.add(key, row, bytes);
    if (this.#plan.files <= maxFiles) return;
    const reason = `this would make more than ${number(maxFiles)} files`;
    const remedy = this.by === undefined ? 'Give more rows to each.' : 'Name a column with fewer values.';
    throw new InputError(this.file, reason, remedy);
  }
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function brokenQuotes(file: string, place: string): InputError {
  const reason = `the quotes of ${place} cannot be read, so that it cannot be told where the rows end`;
  return new InputError(file, reason, 'Correct them; `imap-preflight check` shows each place.');
}
