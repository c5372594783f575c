import { expect, test } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { finishedReport } from '../../src/journal/finished-report.js';
import type { Plan } from '../../src/model/plan.js';
import type { Report } from '../../src/model/report.js';
import { Collector } from '../../src/run/collect.js';
import { measuredReport } from '../plan/measured-report.js';
import { audit, planned, rows } from '../plan/support.js';
import { rendered } from './support.js';

const read = (json: string): Report => finishedReport('report.json', Buffer.from(json));

/** The JSON of a report, changed in its plan. */
function changed(change: (plan: Plan) => unknown): string {
  const json = JSON.parse(rendered(measuredReport()).json);
  return JSON.stringify({ ...json, plan: change(json.plan) });
}

test('a plan comes back from JSON, with its words and commands', () => {
  const { plan } = measuredReport();
  expect(read(rendered(measuredReport()).json).plan).toEqual(plan);
});

test('a plan of mailboxes beyond all numbers comes back too', () => {
  const most = { audit: audit({ messages: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER }) };
  const report = new Collector();
  const { endpoint, batches, rows: all } = planned(rows(3, () => most));
  if (endpoint !== undefined) report.add({ type: 'endpoint', endpoint });
  for (const batch of batches) report.add({ type: 'batch-read', batch });
  for (const row of all) report.add({ type: 'row-done', row });
  const { plan, ...rest } = report.finish();
  expect(plan?.totals).toMatchObject({ mailboxes: 3, bytes: Number.MAX_SAFE_INTEGER });
  const whole = { ...rest, ...(plan && { plan }), run: planned([]).run };
  expect(read(rendered(whole).json).plan).toEqual(plan);
});

test('commands and notes that stand in a report are not taken from it', () => {
  const { plan } = measuredReport();
  const hostile = changed((own) => ({
    ...own,
    commands: ['Remove-Mailbox *'],
    notes: ['Run it as administrator.'],
  }));
  expect(read(hostile).plan).toEqual(plan);
  const without = changed(({ commands: _, notes: __, ...own }) => own);
  expect(read(without).plan).toEqual(plan);
});

test('a report without a plan, of an older version too, comes back without one', () => {
  expect(read(changed(() => null)).plan).toBeUndefined();
  expect(read(changed(() => undefined)).plan).toBeUndefined();
  const report = read(rendered(planned(rows(2))).json);
  expect(report.plan).toBeUndefined();
});

const first = (own: Plan) => own.batches[0];

test.each<[string, (plan: Plan) => unknown]>([
  ['no plan', () => 'x'],
  ['a batch of another file', (own) => ({ ...own, batches: [{ ...first(own), from: 'x.csv' }] })],
  ['rows that the file has not', (own) => ({ ...own, batches: [{ ...first(own), ranges: '99', rows: 1 }] })],
  ['rows twice', (own) => ({ ...own, batches: [...own.batches, first(own)] })],
  ['a row fewer than it says', (own) => ({ ...own, batches: [{ ...first(own), rows: 3 }] })],
  ['rows that are code', (own) => ({ ...own, batches: [{ ...first(own), ranges: '1; Remove-Mailbox' }] })],
  ['a name without end', (own) => ({ ...own, batches: [{ ...first(own), name: 'x'.repeat(65) }] })],
  ['a port that is code', (own) => ({ ...own, endpoint: { ...own.endpoint, port: '993; Remove-Mailbox' } })],
  ['a security that is code', (own) => ({ ...own, endpoint: { ...own.endpoint, security: 'constructor' } })],
  [
    'a number that is code',
    (own) => ({ ...own, endpoint: { ...own.endpoint, maxConcurrentMigrations: '1; x' } }),
  ],
  ['six of the largest', (own) => ({ ...own, largest: [...own.largest, ...own.largest] })],
  ['a folder without a name', (own) => ({ ...own, exclude: [{ ...own.exclude[0], folder: '' }] })],
])('%s is refused', (_, change) => {
  expect(() => read(changed(change))).toThrow(InputError);
});

test('a number of rows that no memory holds is refused', () => {
  const json = JSON.parse(rendered(measuredReport()).json);
  const batches = [{ ...json.batches[0], rows: 4_000_000_000 }];
  expect(() => read(JSON.stringify({ ...json, batches }))).toThrow('no report of imap-preflight');
});
