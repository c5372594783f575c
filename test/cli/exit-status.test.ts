import { describe, expect, test } from 'vitest';
import { exitStatus, type FailOn } from '../../src/cli/exit-status.js';
import type { Report } from '../../src/model/report.js';
import { reportWith, totals } from '../reports/support.js';

const ready = reportWith();
const warned = reportWith({ verdict: 'ready-with-warnings', totals: totals({ warnings: 1 }) });
const failing = reportWith({ verdict: 'not-ready', totals: totals({ errors: 1 }) });
const unsure = reportWith({ verdict: 'incomplete', totals: totals({ warnings: 1, inconclusive: 1 }) });
const unfinished = reportWith({
  verdict: 'incomplete',
  stages: [{ id: 'login', status: 'incomplete', durationMs: 1 }],
});
const failingAndUnsure = reportWith({
  verdict: 'not-ready',
  totals: totals({ errors: 1, warnings: 1, inconclusive: 1 }),
});

describe('the exit status', () => {
  test.each([
    ['ready', ready, 'error', 0],
    ['ready', ready, 'warning', 0],
    ['warnings', warned, 'error', 0],
    ['warnings', warned, 'warning', 1],
    ['warnings', warned, 'never', 0],
    ['errors', failing, 'error', 1],
    ['errors', failing, 'never', 0],
    ['could not tell', unsure, 'error', 3],
    ['could not tell', unsure, 'warning', 1],
    ['could not tell', unsure, 'never', 3],
    ['a stage unfinished', unfinished, 'error', 3],
    ['a stage unfinished', unfinished, 'never', 3],
    ['errors and could not tell', failingAndUnsure, 'error', 1],
    ['errors and could not tell', failingAndUnsure, 'never', 3],
  ] as [string, Report, FailOn, number][])('%s, --fail-on %#: %s', (_, report, failOn, status) => {
    expect(exitStatus(report, failOn)).toBe(status);
  });
});
