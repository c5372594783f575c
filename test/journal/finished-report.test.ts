import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { exitStatus } from '../../src/cli/exit-status.js';
import { finishedReport } from '../../src/journal/finished-report.js';
import { CATALOGUE } from '../../src/knowledge/catalogue.js';
import { CODES } from '../../src/knowledge/describe.js';
import type { DryRun } from '../../src/model/dry-run.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { groupFindings } from '../../src/reports/groups.js';
import { VARIANTS } from '../knowledge/variants.js';
import { canonicalReport } from '../support/canonical-report.js';
import { writeTemporary } from '../support/files.js';
import { collected, rendered, reportOfFiles, writeJournal } from './support.js';

const GOLDEN = readFileSync(new URL('../../fixtures/reports/canonical.json', import.meta.url), 'utf8');

function back(report: Report): Report {
  return finishedReport('report.json', Buffer.from(rendered(report).json));
}

/** A finished run with these findings and nothing else. */
function reportWith(findings: readonly Finding[]): Report {
  return collected([
    { type: 'run-started', startedAt: '2026-01-01T00:00:00.000Z' },
    ...findings.map((one) => ({ type: 'finding', finding: one }) as const),
    { type: 'run-done', durationMs: 1, interrupted: false },
  ]);
}

test('the canonical report comes back byte for byte, as text too', async () => {
  const report = await reportOfFiles(await writeTemporary('report.json', GOLDEN));
  expect(rendered(report)).toEqual(rendered(canonicalReport()));
  expect(rendered(report).json).toBe(GOLDEN);
});

test('what was said of every finding is said again, with the same rating', () => {
  const findings = [
    ...CODES.map((code) => ({ code, args: CATALOGUE[code].example }) as Finding),
    ...VARIANTS,
  ];
  const report = reportWith(findings);
  const again = back(report);
  expect(again.totals).toEqual(report.totals);
  expect(rendered(again).json).toBe(rendered(report).json);
  for (const failOn of ['error', 'warning', 'never'] as const) {
    expect(exitStatus(again, failOn)).toBe(exitStatus(report, failOn));
  }
});

describe('findings of different rows are one group again', () => {
  const at = (row: number) => ({
    location: { file: 'users.csv', row, line: row + 1 },
    subject: { emailAddress: `user${row}@contoso.com`, userName: `user${row}` },
  });

  test.each<[string, (row: number) => Finding]>([
    ['refused', (row) => finding('login/rejected', { form: 'address' }, at(row))],
    ['pauses', (row) => finding('login/throttled', { attempts: row, backoffMs: row * 1e4 }, at(row))],
    ['values', (row) => finding('csv/wrong-column-count', { row, expected: 3, actual: 3 + row }, at(row))],
    [
      'places',
      (row) =>
        finding('csv/duplicate-email', { first: { file: 'a.csv', row: row + 3, line: row + 4 } }, at(row)),
    ],
    [
      'names',
      (row) =>
        finding('mailbox/folder-too-many-items', { folder: `Old ${row}`, messages: 2e6 + row }, at(row)),
    ],
    [
      'characters',
      (row) => finding('csv/control-character', { column: 'UserName', characters: [`U+200${row}`] }, at(row)),
    ],
  ])('%s', (_, make) => {
    const report = reportWith([2, 3, 4].map(make));
    expect(groupFindings(back(report).findings)).toHaveLength(1);
    expect(groupFindings(report.findings)).toHaveLength(1);
  });

  test('and what differs in more than that is not', () => {
    const report = reportWith([
      finding('login/rejected', { form: 'address' }, at(1)),
      finding('login/rejected', { form: 'exchange-admin' }, at(2)),
    ]);
    expect(groupFindings(back(report).findings)).toHaveLength(2);
  });
});

test('what the rows of an administrator are advised is said again', () => {
  const { endpoint, ...rest } = canonicalReport();
  if (endpoint === undefined) throw new Error('no endpoint');
  for (const adminRows of [0, 3]) {
    const report = { ...rest, endpoint: { ...endpoint, software: 'dovecot', adminRows } };
    expect(rendered(back(report))).toEqual(rendered(report));
  }
});

test('what a dry run would try, and how many connections were seen', () => {
  const dryRun: DryRun = {
    server: 'imap.contoso.com',
    rows: 12,
    attempts: 11,
    kept: 1,
    forms: [{ form: 'address', rows: 12, accounts: 11 }],
    mostForOneAccount: 2,
    retries: 2,
    concurrency: 20,
  };
  const { endpoint, ...rest } = canonicalReport();
  if (endpoint === undefined) throw new Error('no endpoint');
  const connections = { wanted: 20, held: 8, limited: true };
  for (const more of [{}, { port: 143, security: 'tls', rate: 0.5 } as const]) {
    const report = { ...rest, endpoint: { ...endpoint, connections }, dryRun: { ...dryRun, ...more } };
    expect(rendered(back(report))).toEqual(rendered(report));
  }
});

test('without a server, and without a row', () => {
  const { endpoint: _, ...report } = canonicalReport();
  expect(rendered(back(report))).toEqual(rendered(report));
  const bare = reportWith([]);
  expect(rendered(back(bare))).toEqual(rendered(bare));
});

describe('what is no report', () => {
  const json = JSON.parse(GOLDEN);

  function complaint(content: unknown): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    try {
      finishedReport('report.json', Buffer.from(text));
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
    return 'taken';
  }

  test.each<[string, unknown, string]>([
    ['another version', { ...json, schemaVersion: 2 }, 'it is a JSON report of version 2'],
    ['no version', { ...json, schemaVersion: undefined }, 'it is JSON, and no report'],
    ['a version in words', { ...json, schemaVersion: 'one' }, 'it is JSON, and no report'],
    ['cut off', GOLDEN.slice(0, -20), 'it is neither'],
    ['a list', [json], 'it is JSON, and no report'],
    ['nothing in it', {}, 'it is JSON, and no report'],
    [
      'an unknown code',
      { ...json, findings: [{ ...json.findings[0], code: 'csv/unheard-of' }] },
      'no report',
    ],
    ['no fix', { ...json, findings: [{ ...json.findings[0], fix: 'none' }] }, 'no report'],
    [
      'a stage that is none',
      { ...json, stages: [{ id: 'smtp', status: 'passed', durationMs: 1 }] },
      'no report',
    ],
    ['rows that are none', { ...json, rows: [null] }, 'no report'],
    ['a time that is none', { ...json, run: { ...json.run, startedAt: 'yesterday' } }, 'no report'],
  ])('%s', (_, content, message) => {
    expect(complaint(content)).toContain(message);
  });

  test('what a later version adds is no harm', () => {
    expect(complaint({ ...json, more: 1, rows: json.rows.map((row: object) => ({ ...row, more: 1 })) })).toBe(
      'taken',
    );
  });

  test('it stands alone', async () => {
    const report = await writeTemporary('report.json', GOLDEN);
    const journal = await writeJournal([{ type: 'run-started', startedAt: '2026-01-01T00:00:00.000Z' }]);
    for (const files of [
      [report, report],
      [journal, report],
    ]) {
      await expect(reportOfFiles(...files)).rejects.toThrow('only journals can be joined');
    }
  });

  test.each(['{"schemaVersion":1}', '{"endpoint":null}', '{}', '{"a":1}\n{"b":2}\n'])(
    '%s',
    async (content) => {
      await expect(reportOfFiles(await writeTemporary('x.json', content))).rejects.toBeInstanceOf(InputError);
    },
  );
});
