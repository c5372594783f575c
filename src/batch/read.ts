import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import { Secret } from '../model/secret.js';
import { guessDelimiter, readHeader } from './columns.js';
import { type Decoding, decode } from './decode.js';
import { type Fields, fields } from './fields.js';
import { frames } from './frames.js';
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

/** Blank lines that are named; the others are counted. */
const NAMED_BLANK_LINES = 20;

/** Enough to tell an address from other values in a damaged row; whether it is valid is judged elsewhere. */
const ADDRESS = /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/;

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
  let delimiter = ',';
  const text = decode(source.read(), reading.decoding);
  const framed = frames(text, source.file, (firstLine) => {
    delimiter = guessDelimiter(firstLine);
    return delimiter;
  });
  let header: HeaderEvidence | undefined;
  let waiting: number[] = [];
  for await (const record of fields(framed, () => delimiter)) {
    if (record.blank) {
      waiting.push(record.line);
      continue;
    }
    if (waiting.length > 0) {
      noteBlankLines(reading, waiting);
      waiting = [];
    }
    if (header === undefined) {
      header = { ...readHeader(record.line, record.values, delimiter), ...malformedOf(record) };
      yield { kind: 'header', header };
      continue;
    }
    reading.rows++;
    yield { kind: 'record', record: readRecord(record, header, source.file, reading) };
  }
}

function noteBlankLines(reading: BatchReading, lines: readonly number[]): void {
  reading.blankLines.count += lines.length;
  const room = NAMED_BLANK_LINES - reading.blankLines.lines.length;
  reading.blankLines.lines.push(...lines.slice(0, Math.max(0, room)));
}

function malformedOf(record: Fields): { malformed?: 'unclosed' | 'text-around' } {
  return record.malformed === undefined ? {} : { malformed: record.malformed };
}

function readRecord(
  record: Fields,
  header: HeaderEvidence,
  file: string,
  reading: BatchReading,
): RecordEvidence {
  const value = (name: 'EmailAddress' | 'UserName' | 'Password' | 'UserRoot') => {
    const index = header.columns[name]?.index;
    return index === undefined ? undefined : record.values[index];
  };
  // In a row that is too short or too long a password may stand in any column: only an address in the first
  // column is then taken for what it seems, and nothing is taken for a user name.
  const sound = record.malformed === undefined && record.values.length === header.width;
  const written = value('EmailAddress') ?? '';
  const emailAddress =
    sound || (header.columns.EmailAddress?.index === 0 && ADDRESS.test(written)) ? written : '';
  const userRoot = sound ? value('UserRoot') : undefined;
  return {
    file,
    row: reading.rows,
    line: record.line,
    emailAddress,
    userName: sound ? (value('UserName') ?? '') : '',
    password: new Secret(sound ? (value('Password') ?? '') : ''),
    ...(userRoot === undefined || userRoot === '' ? {} : { userRoot }),
    width: record.values.length,
    sound,
    undecodable: undecodableColumns(record, header, reading),
    ...malformedOf(record),
  };
}

/** Columns that hold U+FFFD, in a file that had bytes which are no text. */
function undecodableColumns(record: Fields, header: HeaderEvidence, reading: BatchReading): string[] {
  if (reading.decoding.invalidAt === undefined || !record.raw.includes('\uFFFD')) return [];
  const found = Object.entries(header.columns).filter(([, place]) =>
    record.values[place.index]?.includes('\uFFFD'),
  );
  return found.length > 0 ? found.map(([name]) => name) : [''];
}
