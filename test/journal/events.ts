import type { RunEvent } from '../../src/model/event.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { RowResult } from '../../src/model/row.js';
import type { StageId, StageStatus } from '../../src/model/stage.js';

/** Events of small runs, to be put together as a test needs them. */

const FILE = 'users.csv';

export function row(number: number, more: Partial<RowResult> = {}): RowResult {
  const emailAddress = `user${number}@contoso.com`;
  const place = { file: FILE, row: number, line: number + 1 };
  return {
    ...place,
    emailAddress,
    userName: emailAddress,
    status: 'passed',
    codes: [],
    attempts: 1,
    ...more,
  };
}

export function rejected(number: number): Finding {
  const { file, line, emailAddress, userName } = row(number);
  const rest = { location: { file, row: number, line }, subject: { emailAddress, userName } };
  return finding('login/rejected', { form: 'address' }, rest);
}

function timedOut(number: number): Finding {
  return { ...rejected(number), code: 'login/timeout', args: { attempts: 3 } } as Finding;
}

export const found = (one: Finding): RunEvent => ({ type: 'finding', finding: one });

export const passed = (...numbers: number[]): RunEvent[] =>
  numbers.map((number) => ({ type: 'row-done', row: row(number, { folders: 3, ms: 10 }) }));

export const refused = (...numbers: number[]): RunEvent[] =>
  numbers.flatMap((number) => [
    found(rejected(number)),
    { type: 'row-done', row: row(number, { status: 'failed', codes: ['login/rejected'] }) },
  ]);

export const undecided = (...numbers: number[]): RunEvent[] =>
  numbers.flatMap((number) => [
    found(timedOut(number)),
    {
      type: 'row-done',
      row: row(number, { status: 'inconclusive', codes: ['login/timeout'], attempts: 3 }),
    },
  ]);

export const skippedRows = (...numbers: number[]): RunEvent[] =>
  numbers.map((number) => ({ type: 'row-done', row: row(number, { status: 'skipped', attempts: 0 }) }));

export const started = (minute = 0): RunEvent => ({
  type: 'run-started',
  startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
});

export const batch = (rows: number, bytes = 800, file = FILE): RunEvent => ({
  type: 'batch-read',
  batch: { file, bytes, rows },
});

export const begun = (...ids: StageId[]): RunEvent[] =>
  ids.map((stage) => ({ type: 'stage-started', stage }));

export function stage(
  id: StageId,
  status: StageStatus = 'passed',
  reason?: string,
  durationMs = 5,
): RunEvent {
  const why = reason === undefined ? {} : { reason };
  return { type: 'stage-done', stage: { id, status, ...why, durationMs } };
}

/** A stage that began and ended. */
export const ran = (...ids: StageId[]): RunEvent[] => ids.flatMap((id) => [...begun(id), stage(id)]);

export const endpoint = (addresses: string[] = ['203.0.113.7']): RunEvent => ({
  type: 'endpoint',
  endpoint: { server: 'imap.gmail.com', addresses, aliases: [], ports: [], attempts: [], capabilities: [] },
});

export const ended = (durationMs = 1000, interrupted = false): RunEvent => ({
  type: 'run-done',
  durationMs,
  interrupted,
});

/** All before the sign-ins. */
export const prelude = (rows: number, minute = 0, bytes = 800): RunEvent[] => [
  started(minute),
  ...begun('csv'),
  batch(rows, bytes),
  stage('csv'),
  ...ran('dns', 'tcp', 'tls', 'imap'),
  endpoint(),
  ...begun('login', 'mailbox'),
];

/** All after the sign-ins. `reason`: what the stages of the sign-ins say of themselves. */
export const finale = (reason?: string, status: StageStatus = 'passed'): RunEvent[] => [
  stage('login', status, reason),
  stage('mailbox', status, reason),
  stage('target', 'skipped', 'no recipients were given to compare with', 0),
  ended(),
];

/** The numbers from one to another. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
