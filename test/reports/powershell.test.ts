import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { planOf } from '../../src/plan/plan.js';
import { renderPowerShell } from '../../src/reports/powershell.js';
import { measuredReport } from '../plan/measured-report.js';
import { planned, rows } from '../plan/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { parsePowerShell } from '../support/powershell.js';
import { reportWith, totals } from './support.js';

const TOOL = { name: 'imap-preflight', version: '1.0.0' };
const scriptOf = (report: Report) => [...renderPowerShell(report, TOOL)].join('');
const golden = (name: string) => fileURLToPath(new URL(`../../fixtures/reports/${name}`, import.meta.url));

describe('plan.ps1', () => {
  test.each([
    ['canonical.ps1', canonicalReport],
    ['measured.ps1', measuredReport],
  ])('%s', async (name, report) => {
    const script = scriptOf(report());
    await expect(script).toMatchFileSnapshot(golden(name));
    const { hasError, commands } = parsePowerShell(script);
    expect(hasError).toBe(false);
    expect(commands).toContain('New-MigrationBatch');
  });

  test('begins with a byte order mark, and ends each line with LF', () => {
    expect([...readFileSync(golden('measured.ps1')).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(scriptOf(measuredReport())).toMatch(/^\uFEFF#[^\r\0]+\n$/);
  });

  test('says of rows that were not tried that they are in it', () => {
    const report = planned(rows(3), { totals: totals({ rows: { total: 3, skipped: 2, inconclusive: 1 } }) });
    const plan = planOf(report);
    expect(scriptOf({ ...report, ...(plan && { plan }) })).toContain('# 3 rows were not tried, or could not');
  });
});

test('says the same where the rows were not even gone through', () => {
  const report = planned([], { batches: [{ file: 'users.csv', bytes: 9, rows: 4 }] });
  const plan = planOf(report);
  expect(scriptOf({ ...report, ...(plan && { plan }) })).toContain('# 4 rows were not tried, or could not');
});

describe('without a plan', () => {
  test.each<[string, Report]>([
    ['no server was given', reportWith()],
    [
      'it was not proved that a\u0007b can be reached',
      reportWith({
        endpoint: {
          server: 'a\u0007b',
          addresses: [],
          aliases: [],
          ports: [],
          attempts: [],
          capabilities: [],
        },
      }),
    ],
    ['the report was written without one', planned(rows(1))],
  ])('%s: the script says so, and stops', (why, report) => {
    const lines = scriptOf(report).split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe(`# There is no plan: ${why.replace('\u0007', '\uFFFD')}.`);
    expect(lines[3]).toMatch(/^throw ['(]/);
    expect(parsePowerShell(lines.join('\n'))).toEqual({ hasError: false, commands: [] });
  });
});
