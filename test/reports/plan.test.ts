import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.js';
import { planOf } from '../../src/plan/plan.js';
import type { TextOptions } from '../../src/reports/text.js';
import { measuredReport } from '../plan/measured-report.js';
import { planned, rows } from '../plan/support.js';
import { badLines, textOf } from './support.js';

const golden = (name: string) => fileURLToPath(new URL(`../../fixtures/reports/${name}`, import.meta.url));

/** From the heading of the plan to what follows it. */
function planIn(report: Report, options: Partial<TextOptions> = {}): string {
  const text = textOf(report, options);
  const start = text.search(/^(?:\u001b\[\d+m)*The plan/m);
  if (start === -1) return '';
  const end = text.slice(start).search(/\n\n(?:\u001b\[\d+m)*(?:What to do first|[✖⚠?ℹ✔x!i+])/);
  return `${text.slice(start, start + end)}\n`;
}

const withoutCommands = (text: string) => text.replace(/^ {2}(?:\$|if |New-).*\n/gm, '');

describe('the plan as text', () => {
  test.each<[string, Partial<TextOptions>]>([
    ['measured.txt', {}],
    ['measured.60.txt', { columns: 60 }],
    ['measured.200.txt', { columns: 200 }],
    ['measured.ascii.txt', { unicode: false }],
    ['measured.ansi', { colour: true }],
  ])('%s', async (name, options) => {
    await expect(planIn(measuredReport(), options)).toMatchFileSnapshot(golden(name));
  });

  test.each([40, 60, 80, 100, 160, 200])('no line but a command is too long at %i columns', (columns) => {
    const text = withoutCommands(planIn(measuredReport(), { columns }));
    expect(text).toContain('Mailboxes');
    expect(badLines(text, columns)).toEqual([]);
  });

  test('colors change nothing but colors', () => {
    const bare = (text: string) => stripVTControlCharacters(text).replaceAll('`', '').replace(/\s+/gu, ' ');
    expect(bare(planIn(measuredReport(), { colour: true }))).toBe(bare(planIn(measuredReport())));
  });

  test('has the commands where the verdict allows, or all is to be shown', () => {
    const { commands } = measuredReport().plan ?? { commands: [] };
    const create = commands.filter((one) => one.startsWith('New-MigrationBatch'));
    expect(create.length).toBeGreaterThan(3);
    const text = planIn(measuredReport());
    for (const one of create) expect(text).toContain(`\n  ${one}\n`);
    const notReady: Report = { ...measuredReport(), verdict: 'not-ready' };
    expect(planIn(notReady)).not.toContain('New-MigrationBatch -');
    expect(planIn(notReady)).toContain('--report plan.ps1');
    expect(planIn(notReady, { limit: Number.POSITIVE_INFINITY })).toContain('New-MigrationBatch -');
  });

  test('of many batches the first are shown, unless all are asked for', () => {
    const report = planned([], { batches: [{ file: 'users.csv', bytes: 9, rows: 30_000 }] });
    const plan = planOf(report);
    const text = planIn({ ...report, ...(plan && { plan }) });
    expect(text).toContain('users-05 · users-05.csv · 2,500 rows\n');
    expect(text).not.toContain('users-06');
    expect(text).toContain('… and 7 more; --verbose shows all');
    expect(text.match(/New-MigrationBatch -/g)).toHaveLength(5);
    const all = planIn({ ...report, ...(plan && { plan }) }, { limit: Number.POSITIVE_INFINITY });
    expect(all.match(/New-MigrationBatch -/g)).toHaveLength(12);
  });

  test('the duration is that of the largest mailbox, and what Gmail lets through', () => {
    expect(planIn(measuredReport())).toContain(
      'Duration     8 to 45 days, an estimate; up to 54 days at what Gmail lets through\n',
    );
  });

  test('is not there without a plan', () => {
    expect(planIn(planned(rows(1)))).toBe('');
  });

  test('a hostile name can do nothing to a terminal', () => {
    const report = planned([], {
      batches: [{ file: '\u001b]8;;x\u0007a\u202eb\n.csv', bytes: 9, rows: 2_600 }],
    });
    const plan = planOf(report);
    const text = planIn({ ...report, ...(plan && { plan }) }, { limit: Number.POSITIVE_INFINITY });
    expect(text).toContain('New-MigrationBatch -');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});
