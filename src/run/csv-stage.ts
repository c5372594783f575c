import { lineAt } from '../batch/lines.js';
import { type BatchReading, readBatch } from '../batch/read.js';
import type { BatchSource } from '../batch/source.js';
import { DuplicateCheck } from '../checks/csv-duplicates.js';
import { checkFile } from '../checks/csv-file.js';
import { checkHeader, rowsCanBeRead } from '../checks/csv-header.js';
import { LeadingZeros } from '../checks/csv-leading-zeros.js';
import { checkRow } from '../checks/csv-row.js';
import { SignInCheck } from '../checks/csv-sign-in.js';
import { recogniseServer } from '../knowledge/servers.js';
import type { FileEvidence, HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import type { Finding, Subject } from '../model/finding.js';
import { type Emit, INTERRUPTED, Stage, statusOf } from './stage-log.js';
import { tellRow } from './target-note.js';
import { mayBeShifted, type RowNote, tellableNames, untried } from './tellable.js';

/** A batch that has been read once. */
export interface CheckedBatch {
  source: BatchSource;
  rows: number;
  notes: Map<number, RowNote>;
  /** What the stage target says of rows. */
  targets: Map<number, RowNote>;
  /** Why no row of it can be signed in with. */
  blocked?: string;
}

export interface CsvResult {
  batches: CheckedBatch[];
  duplicates: DuplicateCheck;
  /** Rows that sign in through an admin account. */
  superUsers: number;
}

export interface CsvWish {
  /** The source server, where there is one: its provider has rules for passwords. */
  server?: string;
  /** False: a later stage needs the rows, but the findings were not asked for. */
  asked: boolean;
  /** Nobody will be signed in, so that each row is done when it has been checked. */
  alone: boolean;
  /** The stage target looks at each row while it is there; it may know by then what it says of it. */
  look?(record: RecordEvidence): RowNote | undefined;
}

/** Reads every batch once and reports its faults. What is kept of a row is its place and codes, not its values. */
export async function runCsvStage(
  sources: readonly BatchSource[],
  wish: CsvWish,
  emit: Emit,
  stop: AbortSignal,
): Promise<CsvResult> {
  const stage = new Stage('csv', emit, wish.asked);
  const gmail = wish.server !== undefined && recogniseServer({ host: wish.server })?.id === 'gmail';
  const result: CsvResult = { batches: [], duplicates: new DuplicateCheck(), superUsers: 0 };
  for (const source of sources) {
    const signIn = new SignInCheck(source.file, gmail);
    const checker = new BatchChecker(source, { ...wish, stage, signIn, result, stop, emit });
    const batch = await checker.run();
    result.superUsers += signIn.superUsers;
    result.batches.push(batch);
    emit({ type: 'batch-read', batch: { file: source.file, bytes: source.bytes, rows: batch.rows } });
  }
  stage.end(stop.aborted ? INTERRUPTED : undefined);
  return result;
}

interface Context extends Pick<CsvWish, 'alone' | 'look'> {
  stage: Stage;
  signIn: SignInCheck;
  result: CsvResult;
  stop: AbortSignal;
  emit: Emit;
}

class BatchChecker {
  readonly #reading: BatchReading;
  readonly #notes = new Map<number, RowNote>();
  readonly #targets = new Map<number, RowNote>();
  readonly #zeros = new LeadingZeros();
  #header: HeaderEvidence | undefined;

  constructor(
    readonly source: BatchSource,
    readonly context: Context,
  ) {
    this.#reading = readBatch(source);
  }

  async run(): Promise<CheckedBatch> {
    const { source, context } = this;
    const { stage, signIn, stop } = context;
    for await (const { header, records } of this.#reading.groups) {
      if (header !== undefined) this.#checkHeader(header);
      for (const record of records) this.#check(record);
    }
    const { rows } = this.#reading;
    // Once stopped, the rows are counted and no more: what is known of the file is then no whole.
    if (!stop.aborted) {
      const evidence = await fileEvidence(source, this.#reading, this.#header);
      const zeros = this.#zeros.finish(source.file);
      stage.report(...zeros, ...signIn.finish(), ...checkFile(evidence));
    }
    const blocked = whyBlocked(this.#reading, this.#header);
    return {
      source,
      rows,
      notes: this.#notes,
      targets: this.#targets,
      ...(blocked === undefined ? {} : { blocked }),
    };
  }

  #checkHeader(header: HeaderEvidence): void {
    this.#header = header;
    this.context.stage.report(...checkHeader(this.source.file, header));
  }

  #check(record: RecordEvidence): void {
    const { stage, stop, emit, alone } = this.context;
    const header = this.#header;
    let note: RowNote | undefined;
    let target: RowNote | undefined;
    if (header !== undefined && !stop.aborted) {
      const found = this.#faults(record, header);
      if (found.length > 0) {
        stage.report(...found);
        note = noteOf(found, stage.asked);
        if (!alone) this.#notes.set(record.row, note);
      }
      target = this.context.look?.(record);
      if (target !== undefined && !alone) this.#targets.set(record.row, target);
    }
    if (alone) tellRow(emit, untried(record, note), target);
  }

  #faults(record: RecordEvidence, header: HeaderEvidence): Finding[] {
    const { result, signIn } = this.context;
    const found = checkRow(record, header);
    if (!record.sound) return found;
    const duplicates = result.duplicates.add(record);
    if (mayBeShifted(record)) {
      const names = tellableNames(record);
      return [...found, ...duplicates].map((one) => withNames(one, names));
    }
    this.#zeros.add(record);
    const password = signIn.add(record);
    if (found.length + duplicates.length === 0 && password === undefined) return found;
    return [...found, ...duplicates, ...(password === undefined ? [] : [password])];
  }
}

function withNames({ subject, ...rest }: Finding, names: Subject): Finding {
  return subject === undefined || (names.emailAddress === '' && names.userName === '')
    ? rest
    : { ...rest, subject: names };
}

function noteOf(found: readonly Finding[], asked: boolean): RowNote {
  const codes = asked ? [...new Set(found.map(({ code }) => code))] : [];
  return { codes, failed: found.some((finding) => statusOf(finding) === 'failed') };
}

async function fileEvidence(
  source: BatchSource,
  reading: BatchReading,
  header: HeaderEvidence | undefined,
): Promise<FileEvidence> {
  const { encoding, looksLike, invalidAt } = reading.decoding;
  return {
    file: source.file,
    bytes: source.bytes,
    rows: reading.rows,
    encoding,
    blankLines: reading.blankLines,
    ...(source.mode === undefined ? {} : { mode: source.mode }),
    ...(looksLike === undefined ? {} : { looksLike }),
    ...(invalidAt === undefined ? {} : { invalidAt, invalidLine: await lineAt(source, invalidAt) }),
    ...(header === undefined ? {} : { header }),
  };
}

function whyBlocked(reading: BatchReading, header: HeaderEvidence | undefined): string | undefined {
  if (reading.decoding.looksLike !== undefined) return 'the file is not text';
  if (header === undefined) return 'the file is empty';
  if (rowsCanBeRead(header)) return undefined;
  if (header.preamble !== undefined) return 'the header is not the first line of the file';
  return 'the header does not name each required column once';
}
