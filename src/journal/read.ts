import { isUtf8 } from 'node:buffer';
import { InputError } from '../batch/input-error.js';
import { Journal } from './journal.js';
import { JOURNAL_VERSION, type JournalLine, journalLine, MAX_LINE, versionOf } from './line.js';
import { LineSplitter, type RawLine } from './line-splitter.js';
import { Malformed } from './shape.js';

/** A journal and how far it can be read. */
export interface ReadJournal {
  journal: Journal;
  /** Octets up to the end of the last line that is whole; what follows was torn off in the middle. */
  wholeBytes: number;
  /** Octets of the file. */
  bytes: number;
  torn: boolean;
}

const UNCHANGED = 'Take an unchanged copy of it';

/**
 * Reads a journal to its end. A last line that has no end, or is no JSON, was torn off and is left out.
 *
 * @throws {InputError} when it is no journal, is of a later version, or has another line that cannot be read.
 */
export async function readJournal(file: string, chunks: AsyncIterable<Buffer>): Promise<ReadJournal> {
  const reader = new JournalReader(file);
  for await (const chunk of chunks) reader.push(chunk);
  return reader.finish();
}

class JournalReader {
  readonly #journal: Journal;
  readonly #lines = new LineSplitter(MAX_LINE);
  #bytes = 0;
  #wholeBytes = 0;
  /** The number of a line that is no JSON: fine for the last one alone. */
  #unreadable: number | undefined;

  constructor(readonly file: string) {
    this.#journal = new Journal(file);
  }

  push(chunk: Buffer): void {
    if (this.#bytes === 0) refuseOtherKinds(this.file, chunk);
    this.#bytes += chunk.length;
    for (const line of this.#lines.push(chunk)) this.#take(line);
    if (this.#lines.isTooLong) throw this.#badLine(this.#lines.restNumber);
  }

  finish(): ReadJournal {
    if (this.#unreadable !== undefined && this.#lines.rest > 0) throw this.#badLine(this.#unreadable);
    if (this.#journal.segments.length === 0) {
      if (this.#bytes === 0) {
        throw new InputError(
          this.file,
          'it is empty',
          'Nothing is lost: run the check anew with `--journal`.',
        );
      }
      throw new InputError(
        this.file,
        'it holds not one whole line',
        'Nothing is lost: delete it, and run the check anew with `--journal`.',
      );
    }
    return {
      journal: this.#journal,
      wholeBytes: this.#wholeBytes,
      bytes: this.#bytes,
      torn: this.#wholeBytes < this.#bytes,
    };
  }

  #take({ number, bytes, end }: RawLine): void {
    if (this.#unreadable !== undefined) throw this.#badLine(this.#unreadable);
    if (bytes.length >= MAX_LINE) throw this.#badLine(number);
    const value = parsed(bytes);
    if (value === undefined) {
      if (this.#journal.segments.length === 0) throw this.#noJournal();
      this.#unreadable = number;
      return;
    }
    if (bytes.at(-1) === CARRIAGE_RETURN) throw rewritten(this.file, 'its lines end as on Windows (CRLF)');
    const line = this.#understood(value, number);
    if (!this.#journal.add(line)) throw this.#noJournal();
    this.#wholeBytes = end;
  }

  #understood(value: unknown, number: number): JournalLine {
    const version = versionOf(value);
    if (version !== undefined && version !== JOURNAL_VERSION) throw laterVersion(this.file);
    try {
      return journalLine(value);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      throw this.#badLine(number);
    }
  }

  #badLine(number: number): InputError {
    if (this.#journal.segments.length === 0) return this.#noJournal();
    return new InputError(
      this.file,
      `line ${number} cannot be read`,
      `${UNCHANGED}, or the version of the program that wrote it; or delete this line, and the report lacks what it said.`,
    );
  }

  #noJournal(): InputError {
    const remedy = 'Name a file that `check` wrote with `--journal`, or a JSON report.';
    return new InputError(this.file, 'it is no journal of imap-preflight', remedy);
  }
}

const CARRIAGE_RETURN = 0x0d;

/** Undefined when it is no JSON. */
function parsed(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function rewritten(file: string, what: string): InputError {
  return new InputError(file, `${what}: another program has rewritten it`, `${UNCHANGED}.`);
}

function laterVersion(file: string): InputError {
  return new InputError(
    file,
    'a later version of imap-preflight wrote it',
    'Use that version of the program to read it.',
  );
}

/** How `--report plan.ps1` begins. */
const PLAN_SCRIPT = /^\uFEFF?# Migration plan /;

/** @throws {InputError} when the first octets are those of a compressed file or another encoding. */
export function refuseOtherKinds(file: string, chunk: Buffer): void {
  const [first, second, third] = chunk;
  if (first === 0x1f && second === 0x8b) {
    throw new InputError(file, 'it is compressed (gzip)', 'Unpack it first, for example with `gunzip`.');
  }
  if (PLAN_SCRIPT.test(chunk.toString('utf8', 0, 64))) {
    const remedy = 'Name the JSON report or the journal of the run that the script is of.';
    throw new InputError(file, 'it is the PowerShell of a plan', remedy);
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) {
    throw rewritten(file, 'it begins with a byte order mark');
  }
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw rewritten(file, 'it is UTF-16');
  }
}
