import { type BatchReading, readBatch } from '../batch/read.js';
import type { BatchSource } from '../batch/source.js';
import { DuplicateCheck } from '../checks/csv-duplicates.js';
import { checkFile } from '../checks/csv-file.js';
import { checkHeader, rowsCanBeRead } from '../checks/csv-header.js';
import { checkRow } from '../checks/csv-row.js';
import { SignInCheck } from '../checks/csv-sign-in.js';
import { adminAccount } from '../checks/sign-in-form.js';
import { recogniseServer } from '../knowledge/servers.js';
import type { Code } from '../model/code.js';
import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import type { Finding, Subject } from '../model/finding.js';
import { type Emit, INTERRUPTED, Stage, statusOf } from './stage-log.js';
import { mayBeShifted, tellableNames } from './tellable.js';

/** What the CSV said of a row, for the stages that come to it again. Rows without findings have none. */
export interface RowNote {
  /** Codes of the findings that name it; none where the findings were not asked for. */
  codes: Code[];
  /** An error stands against it: nobody signs in with it. */
  failed: boolean;
}

/** A batch that has been read once. */
export interface CheckedBatch {
  source: BatchSource;
  rows: number;
  notes: Map<number, RowNote>;
  /** Why no row of it can be signed in with. */
  blocked?: string;
}

export interface CsvResult {
  batches: CheckedBatch[];
  duplicates: DuplicateCheck;
  /** Rows that sign in through an admin account. */
  superUsers: number;
}

/** Reads every batch once and reports its faults. What is kept of a row is its place and codes, not its values. */
export async function runCsvStage(
  sources: readonly BatchSource[],
  server: string | undefined,
  emit: Emit,
  asked: boolean,
  stop: AbortSignal,
): Promise<CsvResult> {
  const stage = new Stage('csv', emit, asked);
  const gmail = server !== undefined && recogniseServer({ host: server })?.id === 'gmail';
  const result: CsvResult = { batches: [], duplicates: new DuplicateCheck(), superUsers: 0 };
  for (const source of sources) {
    const signIn = new SignInCheck(source.file, gmail);
    const batch = await checkBatch(source, { stage, signIn, result, stop });
    result.batches.push(batch);
    emit({ type: 'batch-read', batch: { file: source.file, bytes: source.bytes, rows: batch.rows } });
  }
  stage.end(stop.aborted ? INTERRUPTED : undefined);
  return result;
}

interface Checks {
  stage: Stage;
  signIn: SignInCheck;
  result: CsvResult;
  stop: AbortSignal;
}

async function checkBatch(source: BatchSource, checks: Checks): Promise<CheckedBatch> {
  const reading = readBatch(source);
  const notes = new Map<number, RowNote>();
  let header: HeaderEvidence | undefined;
  for await (const item of reading.items) {
    if (item.kind === 'header') {
      header = item.header;
      checks.stage.report(...checkHeader(source.file, header));
    } else if (header !== undefined && !checks.stop.aborted) {
      const found = checkRecord(item.record, header, checks);
      checks.stage.report(...found);
      noteRow(notes, item.record.row, found, checks.stage.asked);
    }
  }
  // Once stopped, the rows are counted and no more: what is known of the file is then no whole.
  if (!checks.stop.aborted) {
    checks.stage.report(...checks.signIn.finish(), ...checkFile(fileEvidence(source, reading, header)));
  }
  const blocked = whyBlocked(reading, header);
  return { source, rows: reading.rows, notes, ...(blocked === undefined ? {} : { blocked }) };
}

function checkRecord(record: RecordEvidence, header: HeaderEvidence, { signIn, result }: Checks): Finding[] {
  const found = checkRow(record, header);
  if (!record.sound) return found;
  found.push(...result.duplicates.add(record));
  if (mayBeShifted(record)) return found.map((one) => withNames(one, tellableNames(record)));
  if (adminAccount(record) !== undefined) result.superUsers++;
  return [...found, ...signIn.add(record)];
}

function withNames({ subject, ...rest }: Finding, names: Subject): Finding {
  return subject === undefined || (names.emailAddress === '' && names.userName === '')
    ? rest
    : { ...rest, subject: names };
}

function noteRow(notes: Map<number, RowNote>, row: number, found: readonly Finding[], asked: boolean): void {
  if (found.length === 0) return;
  const codes = asked ? [...new Set(found.map(({ code }) => code))] : [];
  notes.set(row, { codes, failed: found.some((finding) => statusOf(finding) === 'failed') });
}

function fileEvidence(source: BatchSource, reading: BatchReading, header: HeaderEvidence | undefined) {
  const { encoding, looksLike, invalidAt } = reading.decoding;
  return {
    file: source.file,
    bytes: source.bytes,
    rows: reading.rows,
    encoding,
    blankLines: reading.blankLines,
    ...(source.mode === undefined ? {} : { mode: source.mode }),
    ...(looksLike === undefined ? {} : { looksLike }),
    ...(invalidAt === undefined ? {} : { invalidAt }),
    ...(header === undefined ? {} : { header }),
  };
}

function whyBlocked(reading: BatchReading, header: HeaderEvidence | undefined): string | undefined {
  if (reading.decoding.looksLike !== undefined) return 'the file is not text';
  if (header === undefined) return 'the file is empty';
  if (rowsCanBeRead(header)) return undefined;
  return 'the header does not name each required column once';
}
