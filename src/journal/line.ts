import type { Endpoint } from '../model/endpoint.js';
import type { Finding } from '../model/finding.js';
import { encode } from '../model/json-text.js';
import type { Wishes } from '../model/plan.js';
import type { BatchSummary, RowResult } from '../model/row.js';
import type { StageId, StageResult } from '../model/stage.js';
import type { PartWish, Shard } from '../run/part.js';
import { batch, endpoint, finding, rowFields, stageId, stageResult, wishes } from './model-shapes.js';
import {
  amount,
  flag,
  list,
  Malformed,
  nullable,
  object,
  optional,
  ordinal,
  record,
  type Shape,
  time,
  whole,
  words,
  yes,
} from './shape.js';

/** Raised when a reader of version 1 would no longer understand the journal. */
export const JOURNAL_VERSION = 1;

/** A line may be so long, in octets, its end included. */
export const MAX_LINE = 1024 * 1024;

/** The program that wrote the journal. */
export interface JournalTool {
  name: string;
  version: string;
}

/** What a run was asked, as far as a report needs it to tell whether anything is missing. */
export interface JournalOptions {
  stages: StageId[];
  rows: NonNullable<PartWish['rows']> | null;
  sample: number | null;
  concurrency: number;
  /** Absent in journals of versions that did not know them. */
  wishes?: Wishes;
}

/** The first line of each run. `server` is null when none was given. */
export interface RunLine {
  type: 'run';
  journal: typeof JOURNAL_VERSION;
  tool: JournalTool;
  startedAt: string;
  server: string | null;
  shard: Shard | null;
  /** Names are shortened: it is no journal, but an NDJSON report, from which no run can go on. */
  redacted?: true;
  options: JournalOptions;
}

/**
 * A row with the findings of its sign-in and mailbox, which are kept or lost together. `refused`: its credentials were,
 * also where no finding says so because the stage login was not asked for.
 */
export interface RowLine {
  type: 'row';
  row: RowResult;
  refused?: true;
  findings: Finding[];
}

export interface EndLine {
  type: 'end';
  durationMs: number;
  interrupted: boolean;
}

export type JournalLine =
  | RunLine
  | { type: 'batch'; batch: BatchSummary }
  /** A stage has begun; `rows` that it will work through. */
  | { type: 'begun'; stage: StageId; rows?: number }
  | { type: 'stage'; stage: StageResult }
  | { type: 'endpoint'; endpoint: Endpoint }
  | { type: 'finding'; finding: Finding }
  | RowLine
  | EndLine;

/** Far beyond what anybody has use for: which of them are missing is counted one by one. */
const MOST_SHARDS = 1_000_000;

const shardShape: Shape<Shard> = (value) => {
  const shard = object<Shard>({ index: ordinal, of: ordinal })(value);
  if (shard.index > shard.of || shard.of > MOST_SHARDS) throw new Malformed();
  return shard;
};

const version: Shape<typeof JOURNAL_VERSION> = (value) => {
  if (value !== JOURNAL_VERSION) throw new Malformed();
  return JOURNAL_VERSION;
};

/** The line is of that kind: asked before its members are. */
function kind<K extends JournalLine['type']>(type: K): Shape<K> {
  return (value) => {
    if (value !== type) throw new Malformed();
    return type;
  };
}

type LineOf<K> = Extract<JournalLine, { type: K }>;

const rowLine = object<RowLine>({
  type: kind('row'),
  row: object<RowResult>(rowFields),
  refused: optional(yes),
  findings: list(finding),
});

const LINES: { [K in JournalLine['type']]: Shape<LineOf<K>> } = {
  run: object<RunLine>({
    type: kind('run'),
    journal: version,
    tool: object<JournalTool>({ name: words, version: words }),
    startedAt: time,
    server: nullable(words),
    shard: nullable(shardShape),
    redacted: optional(yes),
    options: object<JournalOptions>({
      stages: list(stageId),
      rows: nullable(object<NonNullable<PartWish['rows']>>({ from: ordinal, to: ordinal })),
      sample: nullable(ordinal),
      concurrency: whole,
      wishes: optional(wishes),
    }),
  }),
  batch: object<LineOf<'batch'>>({ type: kind('batch'), batch }),
  begun: object<LineOf<'begun'>>({ type: kind('begun'), stage: stageId, rows: optional(whole) }),
  stage: object<LineOf<'stage'>>({ type: kind('stage'), stage: stageResult }),
  endpoint: object<LineOf<'endpoint'>>({ type: kind('endpoint'), endpoint }),
  finding: object<LineOf<'finding'>>({ type: kind('finding'), finding }),
  row: (value) => {
    const line = rowLine(value);
    if (!line.findings.every((one) => isOf(one, line.row))) throw new Malformed();
    return line;
  },
  end: object<EndLine>({ type: kind('end'), durationMs: amount, interrupted: flag }),
};

/** Whether the finding names the row. */
export function isOf({ location }: Finding, { file, row }: Pick<RowResult, 'file' | 'row'>): boolean {
  return location?.file === file && location.row === row;
}

/** A line as JSON gave it. @throws {Malformed} when it is none of version 1. */
export function journalLine(value: unknown): JournalLine {
  const { type } = record(value);
  if (typeof type !== 'string' || !Object.hasOwn(LINES, type)) throw new Malformed();
  return LINES[type as JournalLine['type']](value);
}

/** The version of the journal that a line begins; undefined when it begins none. */
export function versionOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, journal } = value as { type?: unknown; journal?: unknown };
  return type === 'run' && typeof journal === 'number' ? journal : undefined;
}

/** Texts longer than this are cut where a line would be too long else: no name or answer is. */
const LONGEST_TEXT = 4096;

/**
 * The line as it is written, its end included.
 *
 * @throws {Malformed} when the line has not the members that it should have, so that no reader would take it.
 */
export function lineText(line: JournalLine): string {
  const kept = journalLine(line);
  const whole = `${encode(kept)}\n`;
  if (Buffer.byteLength(whole) <= MAX_LINE) return whole;
  const cut = `${encode(shortened(kept))}\n`;
  if (Buffer.byteLength(cut) > MAX_LINE) throw new Malformed();
  return cut;
}

/** The same as it is stored. @throws {Malformed} */
export function lineBytes(line: JournalLine): Buffer {
  return Buffer.from(lineText(line));
}

/** The same file stands in many members: names stay equal, since all are cut alike. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shortened(member)]));
}

function cut(value: string): string {
  return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT - 1).toWellFormed()}…`;
}
