import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import type { KnownColumn } from '../model/row.js';
import { Secret } from '../model/secret.js';
import { guessDelimiter, readHeader } from './columns.js';
import { type Decoding, decode } from './decode.js';
import { GROUP, readFields } from './fields.js';
import { type Frame, Framer } from './frames.js';
import type { BatchSource } from './source.js';

/** What a reading yields: the header once, then every data row. */
export type BatchItem =
  | { kind: 'header'; header: HeaderEvidence }
  | { kind: 'record'; record: RecordEvidence };

/** One reading of a batch. What is known of the whole file is complete when the items have been consumed. */
export interface BatchReading {
  items: AsyncIterable<BatchItem>;
  decoding: Decoding;
  /** Lines of empty lines that have a record below them, and their number. */
  blankLines: { count: number; lines: number[] };
  rows: number;
}

interface Fields extends Frame {
  /** Empty when the record is malformed. */
  values: string[];
}

/** Blank lines that are named; the others are counted. */
const NAMED_BLANK_LINES = 20;

/** Enough to tell an address from other values in a damaged row; whether it is valid is judged elsewhere. */
const ADDRESS = /^[^\s@]{1,64}@[^\s@]{1,250}\.[^\s@.]{1,63}$/;

/** @throws {InputError} while iterating, when the file cannot be read to its end. */
export function readBatch(source: BatchSource): BatchReading {
  const reading: BatchReading = {
    items: { [Symbol.asyncIterator]: () => items(source, reading) },
    decoding: { encoding: 'UTF-8' },
    blankLines: { count: 0, lines: [] },
    rows: 0,
  };
  return reading;
}

async function* items(source: BatchSource, reading: BatchReading): AsyncGenerator<BatchItem> {
  const framer = new Framer(source.file, guessDelimiter);
  const toItem = itemReader(source.file, framer, reading);
  for await (const text of decode(source.read(), reading.decoding)) {
    for (const group of groups(framer.push(text))) yield* readGroup(group, framer, toItem);
  }
  for (const group of groups(framer.end())) yield* readGroup(group, framer, toItem);
}

function* groups(frames: Iterable<Frame>): Generator<Frame[]> {
  let group: Frame[] = [];
  for (const frame of frames) {
    group.push(frame);
    if (group.length < GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

type ToItem = (frame: Frame, values: string[]) => BatchItem | undefined;

function* readGroup(group: readonly Frame[], framer: Framer, toItem: ToItem): Generator<BatchItem> {
  const values = readFields(group, framer.delimiter);
  for (const [index, frame] of group.entries()) {
    const item = toItem(frame, values[index] ?? []);
    if (item !== undefined) yield item;
  }
}

/** Nothing for blank lines, which are noted when a record stands below them. */
function itemReader(file: string, framer: Framer, reading: BatchReading): ToItem {
  let header: HeaderEvidence | undefined;
  let waiting: BatchReading['blankLines'] = { count: 0, lines: [] };
  return (frame, values) => {
    if (frame.blank) {
      if (waiting.count++ < NAMED_BLANK_LINES) waiting.lines.push(frame.line);
      return undefined;
    }
    if (waiting.count > 0) {
      noteBlankLines(reading, waiting);
      waiting = { count: 0, lines: [] };
    }
    if (header === undefined) {
      header = { ...readHeader(frame.line, values, framer.delimiter), ...malformedOf(frame) };
      return { kind: 'header', header };
    }
    reading.rows++;
    return { kind: 'record', record: readRecord({ ...frame, values }, header, file, reading) };
  };
}

function noteBlankLines({ blankLines }: BatchReading, { count, lines }: BatchReading['blankLines']): void {
  blankLines.count += count;
  blankLines.lines.push(...lines.slice(0, Math.max(0, NAMED_BLANK_LINES - blankLines.lines.length)));
}

function malformedOf({ malformed }: Frame): Pick<Frame, 'malformed'> {
  return malformed === undefined ? {} : { malformed };
}

function readRecord(
  record: Fields,
  header: HeaderEvidence,
  file: string,
  reading: BatchReading,
): RecordEvidence {
  const value = (name: KnownColumn) => {
    const index = header.columns[name]?.index;
    return index === undefined ? undefined : record.values[index];
  };
  const width = record.values.length;
  const sound = record.malformed === undefined && header.malformed === undefined && width === header.width;
  const written = value('EmailAddress') ?? '';
  const userRoot = sound ? value('UserRoot') : undefined;
  return {
    file,
    row: reading.rows,
    line: record.line,
    emailAddress: sound || namesItself(record, header, written) ? written : '',
    userName: sound ? (value('UserName') ?? '') : '',
    password: new Secret(sound ? (value('Password') ?? '') : ''),
    ...(userRoot === undefined || userRoot === '' ? {} : { userRoot }),
    width,
    sound,
    undecodable: undecodableColumns(record, header, reading),
    ...malformedOf(record),
  };
}

/**
 * In a row of another width than the header's a password may stand in any column. An address in the first one is
 * then taken for what it seems, where values came in between; a line with too few may be the end of a password
 * that has a line break. Nothing is taken for a user name.
 */
function namesItself({ values }: Fields, header: HeaderEvidence, written: string): boolean {
  return header.columns.EmailAddress?.index === 0 && values.length > header.width && ADDRESS.test(written);
}

/** Columns that hold U+FFFD, in a file that had bytes which are no text. */
function undecodableColumns(record: Fields, header: HeaderEvidence, reading: BatchReading): string[] {
  if (reading.decoding.invalidAt === undefined || !record.raw.includes('\uFFFD')) return [];
  const found = Object.entries(header.columns).filter(([, place]) =>
    record.values[place.index]?.includes('\uFFFD'),
  );
  return found.length > 0 ? found.map(([name]) => name) : [''];
}
