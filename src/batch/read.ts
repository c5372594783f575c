import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import { readHeader } from './columns.js';
import { type Decoding, decode } from './decode.js';
import { GROUP, readFields } from './fields.js';
import { type Frame, Framer } from './frames.js';
import { type FoundHeader, findHeader } from './preamble.js';
import { RecordReader } from './record.js';
import type { BatchSource } from './source.js';

/** Records in a row. The header comes with the first of them. */
export interface BatchGroup {
  header?: HeaderEvidence;
  records: RecordEvidence[];
}

/** One reading of a batch. What is known of the whole file is complete when the groups have been consumed. */
export interface BatchReading {
  /** The header and the rows, some hundreds at a time: waiting for each one costs more than to check it. */
  groups: AsyncIterable<BatchGroup>;
  decoding: Decoding;
  /** Lines of empty lines that have a record below them, and their number. */
  blankLines: { count: number; lines: number[] };
  rows: number;
}

/** Blank lines that are named; the others are counted. */
const NAMED_BLANK_LINES = 20;

/** @throws {InputError} while iterating, when the file cannot be read to its end. */
export function readBatch(source: BatchSource): BatchReading {
  const reading: BatchReading = {
    groups: { [Symbol.asyncIterator]: () => readGroups(source, reading) },
    decoding: { encoding: 'UTF-8' },
    blankLines: { count: 0, lines: [] },
    rows: 0,
  };
  return reading;
}

async function* readGroups(source: BatchSource, reading: BatchReading): AsyncGenerator<BatchGroup> {
  const reader = new GroupReader(source.file, reading);
  for await (const text of decode(source.read(), reading.decoding)) {
    for (const frames of groupsOf(reader.framer.push(text))) yield reader.read(frames);
  }
  for (const frames of groupsOf(reader.framer.end())) yield reader.read(frames);
}

function* groupsOf(frames: Iterable<Frame>): Generator<Frame[]> {
  let group: Frame[] = [];
  for (const frame of frames) {
    group.push(frame);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Turns what a file is cut into to evidence. */
class GroupReader {
  readonly framer: Framer;
  readonly #file: string;
  readonly #reading: BatchReading;
  #found: FoundHeader | undefined;
  #preamble: { line: number; lines: number } | undefined;
  #records: RecordReader | undefined;
  /** Blank lines below which no record has come yet. */
  #waiting: BatchReading['blankLines'] = { count: 0, lines: [] };

  constructor(file: string, reading: BatchReading) {
    this.#file = file;
    this.#reading = reading;
    this.framer = new Framer(file, (lines) => {
      this.#found = findHeader(lines);
      return this.#found;
    });
  }

  read(frames: readonly Frame[]): BatchGroup {
    const values = readFields(frames, this.framer.delimiter);
    const group: BatchGroup = { records: [] };
    for (let index = 0; index < frames.length; index++) {
      const frame = frames[index] as Frame;
      if (frame.blank) this.#noteBlankLine(frame.line);
      else if (frame.line < this.framer.headerLine) this.#notePreamble(frame.line);
      else this.#readInto(group, frame, values[index] ?? []);
    }
    return group;
  }

  #readInto(group: BatchGroup, frame: Frame, values: string[]): void {
    if (this.#waiting.count > 0) this.#settleBlankLines();
    if (this.#records === undefined) {
      group.header = this.#header(frame, values);
      this.#records = new RecordReader(this.#file, group.header);
      return;
    }
    const lossy = this.#reading.decoding.invalidAt !== undefined;
    group.records.push(this.#records.read(frame, values, ++this.#reading.rows, lossy));
  }

  #header({ line, malformed }: Frame, values: string[]): HeaderEvidence {
    const header = readHeader(line, values, this.framer.delimiter);
    if (malformed !== undefined) header.malformed = malformed;
    const { kind, mayBeData } = this.#found ?? {};
    if (kind !== undefined && this.#preamble !== undefined) {
      header.preamble = { kind, ...this.#preamble, ...(mayBeData ? { mayBeData } : {}) };
    }
    return header;
  }

  #notePreamble(line: number): void {
    this.#preamble ??= { line, lines: 0 };
    this.#preamble.lines++;
  }

  #noteBlankLine(line: number): void {
    if (this.#waiting.count++ < NAMED_BLANK_LINES) this.#waiting.lines.push(line);
  }

  #settleBlankLines(): void {
    const { blankLines } = this.#reading;
    const { count, lines } = this.#waiting;
    blankLines.count += count;
    blankLines.lines.push(...lines.slice(0, Math.max(0, NAMED_BLANK_LINES - blankLines.lines.length)));
    this.#waiting = { count: 0, lines: [] };
  }
}
