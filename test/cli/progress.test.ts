import { expect, test } from 'vitest';
import { ProgressState } from '../../src/cli/progress.js';
import type { RowResult, RowStatus } from '../../src/model/row.js';

function row(status: RowStatus, attempts = 1): RowResult {
  const place = { file: 'users.csv', row: 1, line: 2, emailAddress: '', userName: '' };
  return { ...place, status, codes: [], attempts };
}

test('says stage, rows done of all, rate, time left and failures so far', () => {
  let now = 0;
  const state = new ProgressState(() => now);
  expect(state.text).toBe('Starting');
  state.add({ type: 'stage-started', stage: 'tls' });
  expect(state.text).toBe('Trying TLS versions');
  state.add({ type: 'stage-started', stage: 'login', rows: 2_500 });
  state.add({ type: 'stage-started', stage: 'mailbox' });
  expect(state.text).toBe('Signing in  0 of 2,500 rows');
  for (let i = 0; i < 98; i++) state.add({ type: 'row-done', row: row('passed') });
  state.add({ type: 'row-done', row: row('failed') });
  state.add({ type: 'row-done', row: row('inconclusive') });
  now = 2_000;
  expect(state.text).toBe('Signing in  100 of 2,500 rows  50/s  48 s left  1 failed  1 could not tell');
});

test('rows that nobody signed in to do not count as speed', () => {
  let now = 0;
  const state = new ProgressState(() => now);
  state.add({ type: 'stage-started', stage: 'login', rows: 1_000 });
  for (let i = 0; i < 900; i++) state.add({ type: 'row-done', row: row('skipped', 0) });
  for (let i = 0; i < 10; i++) state.add({ type: 'row-done', row: row('passed') });
  now = 10_000;
  expect(state.text).toBe('Signing in  910 of 1,000 rows  1.0/s  2 min left');
});

test('counts the connections that are held open once the rows are done', () => {
  const state = new ProgressState(() => 0);
  state.add({ type: 'stage-started', stage: 'login', rows: 2 });
  for (let i = 0; i < 2; i++) state.add({ type: 'row-done', row: row('passed') });
  state.add({ type: 'stage-started', stage: 'imap' });
  expect(state.text).toBe('Listening to the server');
  state.add({ type: 'connections', held: 5, asked: 25 });
  expect(state.text).toBe('Holding connections open  5 of 25');
});
