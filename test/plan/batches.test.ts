import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { readRanges } from '../../src/model/row-ranges.js';
import { planOf } from '../../src/plan/plan.js';
import { renderJson } from '../../src/reports/json.js';
import { totals } from '../reports/support.js';
import { validateReport } from '../support/schema.js';
import { GIGABYTE, planned, row, rows } from './support.js';

function batchesOf(report: Report) {
  return planOf(report)?.batches ?? [];
}

const shown = (report: Report) =>
  batchesOf(report).map(
    ({ name, file, ranges, rows, whole }) => `${name} ${file} ${ranges} ${rows}${whole ? ' whole' : ''}`,
  );

describe('without sizes', () => {
  test('a small file is one batch, as it is', () => {
    expect(shown(planned(rows(3)))).toEqual(['users users.csv 1-3 3 whole']);
  });

  test('2,500 rows are one batch still, and one more is a second', () => {
    expect(shown(planned(rows(2_500)))).toEqual(['users users.csv 1-2500 2500 whole']);
    expect(shown(planned(rows(2_501)))).toEqual([
      'users-1 users-1.csv 1-2500 2500',
      'users-2 users-2.csv 2501 1',
    ]);
  });

  test('rows that would fail are held back, the untried and the unclear are not', () => {
    const status = { 1: 'failed', 3: 'inconclusive', 4: 'skipped' } as const;
    const report = planned(rows(5, (number) => ({ status: status[number as 1 | 3 | 4] ?? 'passed' })));
    expect(shown(report)).toEqual(['users users-1.csv 2-5 4']);
    expect(planOf(report)?.heldBack).toBe(1);
  });

  test('rows without a result are not left out', () => {
    const report = planned([row(2, { status: 'failed' })], {
      batches: [{ file: 'users.csv', bytes: 9, rows: 4 }],
    });
    expect(shown(report)).toEqual(['users users-1.csv 1,3-4 3']);
  });

  test('rows that no file has are ignored', () => {
    const strange = [row(9), row(1, { file: 'other.csv', status: 'failed' }), row(1)];
    const batches = [{ file: 'users.csv', bytes: 9, rows: 1 }];
    const report = planned(strange, { batches, totals: totals({}) });
    expect(shown(report)).toEqual(['users users.csv 1 1 whole']);
    expect(planOf(report)?.heldBack).toBe(0);
  });

  test('a file above 10 MB is parted so that each part is surely below', () => {
    const batches = [{ file: 'users.csv', bytes: 20 * 1024 * 1024, rows: 2_000 }];
    const found = batchesOf(planned([], { batches }));
    expect(found.map(({ rows }) => rows)).toEqual([500, 500, 500, 500]);
  });

  test('twelve parts are numbered with two digits', () => {
    const names = batchesOf(planned([], { batches: [{ file: 'a/users.csv', bytes: 9, rows: 29_000 }] }));
    expect(names.map(({ name }) => name).slice(0, 2)).toEqual(['users-01', 'users-02']);
    expect(names.at(-1)).toMatchObject({ name: 'users-12', file: 'a/users-12.csv', from: 'a/users.csv' });
  });
});

describe('with sizes', () => {
  test('a class each, the largest first, the unmeasured last', () => {
    const sizes = [1, 60, undefined, 9.9, 10, 250, 120, 49.9, 3];
    const report = planned(
      rows(9, (number) => {
        const gigabytes = sizes[number - 1];
        return gigabytes === undefined ? {} : { gigabytes };
      }),
    );
    const plan = planOf(report);
    expect(
      plan?.batches.map(({ name, ranges, days, holds }) => [
        name,
        ranges,
        days,
        (holds?.bytes ?? 0) / GIGABYTE,
      ]),
    ).toEqual([
      ['users-1', '6', undefined, 250],
      ['users-2', '7', { half: 8, most: 45 }, 120],
      ['users-3', '2', { half: 3, most: 30 }, 60],
      ['users-4', '5,8', { half: 3, most: 14 }, 59.9],
      ['users-5', '1,4,9', { half: 1, most: 7 }, 13.9],
      ['users-6', '3', undefined, 0],
    ]);
    expect(plan?.totals).toMatchObject({ mailboxes: 8, unmeasured: 1, messages: 800 });
    expect(plan?.largest.map(({ row }) => row)).toEqual([6, 7, 2, 8, 5]);
    expect(plan?.days).toBeUndefined();
    expect(plan?.notes.join()).toContain(
      'No duration can be estimated: Microsoft publishes none for mailboxes of 200 GB or more',
    );
  });

  test('of many in one class the largest are in the first batch', () => {
    const report = planned(rows(2_502, (number) => ({ gigabytes: number % 2 === 0 ? 2 : 1 })));
    const [first, second] = batchesOf(report);
    expect([first?.rows, second?.rows]).toEqual([2_500, 2]);
    expect(second?.ranges).toBe('2499,2501');
    expect(first?.holds?.bytes).toBe((1_251 * 2 + 1_249) * GIGABYTE);
  });

  test('one class alone is the file as it is', () => {
    expect(shown(planned(rows(3, () => ({ gigabytes: 1 }))))).toEqual(['users users.csv 1-3 3 whole']);
  });

  test('the least certain size tells how certain the sum is', () => {
    const report = planned([
      row(1, { gigabytes: 1 }),
      { ...row(2), audit: { messages: 1, bytes: 5, accuracy: 'at-least', folders: [] } },
      { ...row(3), audit: { messages: 1, bytes: 5, accuracy: 'estimated', folders: [] } },
    ]);
    expect(planOf(report)?.totals).toMatchObject({ accuracy: 'at-least', mailboxes: 3, unmeasured: 0 });
    expect(planOf(report)?.notes.join()).toContain('it may be more');
  });
});

describe('several files', () => {
  const batches = [
    { file: 'a/users.csv', bytes: 9, rows: 2 },
    { file: 'b/Users.csv', bytes: 9, rows: 3_000 },
    { file: '-', bytes: 9, rows: 1 },
  ];
  const inFile = (file: string, number: number, gigabytes: number) => row(number, { file, gigabytes });

  test('have batches of their own, with names that differ', () => {
    expect(shown(planned([], { batches }))).toEqual([
      'users a/users.csv 1-2 2 whole',
      'Users-1 b/Users-1.csv 1-2500 2500',
      'Users-2 b/Users-2.csv 2501-3000 500',
      'batch batch.csv 1 1 whole',
    ]);
    const twins = [
      { file: 'a/users.csv', bytes: 9, rows: 2 },
      { file: 'b/USERS.csv', bytes: 9, rows: 2 },
    ];
    expect(batchesOf(planned([], { batches: twins })).map(({ name }) => name)).toEqual(['users', 'USERS-2']);
  });

  test('are begun with the largest mailboxes of all', () => {
    const report = planned([inFile('a/users.csv', 1, 1), inFile('-', 1, 80)], { batches });
    expect(batchesOf(report).map(({ from, days }) => [from, days?.most])).toEqual([
      ['-', 30],
      ['a/users.csv', 7],
      ['a/users.csv', undefined],
      ['b/Users.csv', undefined],
      ['b/Users.csv', undefined],
    ]);
  });

  test('under a name that was given are numbered through', () => {
    const wishes = {
      acceptUntrustedCertificates: false,
      batchName: 'Fall 2026',
    };
    const names = batchesOf(planned([], { batches, wishes })).map(({ name }) => name);
    expect(names).toEqual(['Fall 2026-1', 'Fall 2026-2', 'Fall 2026-3', 'Fall 2026-4']);
  });
});

const status = fc.constantFrom('passed' as const, 'failed' as const, 'skipped' as const);
const size = fc.option(fc.integer({ min: 0, max: 300 }), { nil: undefined });

test('every row that would not fail is in one batch, and in one alone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(status, size), { minLength: 1, maxLength: 60 }), (all) => {
      const report = planned(
        all.map(([status, gigabytes], index) =>
          row(index + 1, { status, ...(gigabytes === undefined ? {} : { gigabytes }) }),
        ),
      );
      const plan = planOf(report);
      const failed = all.filter(([status]) => status === 'failed').length;
      if (plan === undefined) {
        expect(failed).toBe(all.length);
        return;
      }
      const taken = plan.batches.flatMap(({ ranges }) =>
        (readRanges(ranges) ?? []).flatMap(({ from, to }) =>
          Array.from({ length: to - from + 1 }, (_, index) => from + index),
        ),
      );
      const expected = all.flatMap(([status], index) => (status === 'failed' ? [] : [index + 1]));
      expect(taken.sort((a, b) => a - b)).toEqual(expected);
      expect(plan.heldBack).toBe(failed);
      expect(plan.batches.reduce((sum, { rows }) => sum + rows, 0)).toBe(expected.length);
      const json = JSON.parse([...renderJson({ ...report, plan }, { name: 'x', version: '1' })].join(''));
      expect(validateReport(json)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
