import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { NdjsonLines, renderNdjson } from '../../src/reports/ndjson.js';
import { collected, eventsOf, RUN, rendered, reportOfFiles, TOOL } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { writeTemporary } from '../support/files.js';
import { validateLines } from '../support/schema.js';
import { reportWith, totals } from './support.js';

const textOf = (report: Report) => [...renderNdjson(report, TOOL, RUN)].join('');
const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The report that is read back from its lines. */
async function readBack(text: string): Promise<Report> {
  return reportOfFiles(await writeTemporary('run.ndjson', text));
}

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), 'utf8');

describe('the schema', () => {
  test('takes the report, and a journal', () => {
    expect(validateLines(textOf(canonicalReport()))).toEqual([]);
    expect(validateLines(fixture('journals/canonical.ndjson'))).toEqual([]);
  });

  test('refuses what is not named', () => {
    const [run, ...others] = textOf(canonicalReport()).split('\n');
    const with_ = (more: object) =>
      [JSON.stringify({ ...JSON.parse(run ?? ''), ...more }), ...others].join('\n');
    expect(validateLines(with_({}))).toEqual([]);
    for (const more of [{ password: 'x' }, { type: 'walk' }, { journal: 2 }, { server: 1 }]) {
      expect(validateLines(with_(more)).join('\n')).toContain('line 1: ');
    }
  });
});

test('every finding has its text, and the last line the verdict', () => {
  const report = canonicalReport();
  const lines = linesOf(textOf(report));
  const findings = lines.flatMap((line) => line.finding ?? line.findings ?? []);
  expect(findings).toHaveLength(report.findings.length);
  for (const { text } of findings) expect(text.message).toMatch(/\S/);
  expect(lines.at(-1)).toMatchObject({
    type: 'end',
    verdict: 'not-ready',
    summary: { errors: 7, rows: { total: 12 } },
    plan: { batches: expect.any(Array), heldBack: expect.any(Number) },
  });
});

test('it is read back as a journal is', async () => {
  const report = await readBack(textOf(canonicalReport()));
  expect(rendered(report)).toEqual(rendered(canonicalReport()));
});

test('of a JSON report, which has no arguments, the text is read back', async () => {
  const told = await reportOfFiles(await writeTemporary('a.json', fixture('reports/canonical.json')));
  const text = textOf(told);
  expect(validateLines(text)).toEqual([]);
  expect(text).not.toContain('"args"');
  // The plan is made again, of what the findings still tell.
  const { plan: _, ...back } = await readBack(text);
  const { plan: __, ...before } = told;
  expect(rendered(back).json).toBe(rendered(before).json);
});

test('what was asked is taken from the report where nothing else tells it', () => {
  const stages = canonicalReport().stages.map((stage) =>
    stage.id === 'target' ? { ...stage, reason: 'not asked for' } : stage,
  );
  const [run] = linesOf([...renderNdjson({ ...canonicalReport(), stages }, TOOL)].join(''));
  expect(run).toMatchObject({ server: 'imap.gmail.com', shard: null });
  expect(run.options).toMatchObject({ rows: null, sample: null, concurrency: 0 });
  expect(run.options.stages).toEqual(['csv', 'dns', 'tcp', 'tls', 'imap', 'login', 'mailbox']);
});

test('a dry run tells what would be tried in its last line', () => {
  const dryRun = {
    server: 'imap.contoso.com',
    rows: 2,
    attempts: 2,
    kept: 0,
    forms: [],
    mostForOneAccount: 1,
    retries: 2,
    concurrency: 20,
  };
  const text = textOf(reportWith({ dryRun }));
  expect(validateLines(text)).toEqual([]);
  expect(linesOf(text).at(-1).dryRun).toMatchObject({ server: 'imap.contoso.com', port: null });
});

test('as it happens: a finding of a sign-in comes with its row, all else at once', () => {
  const lines = new NdjsonLines(TOOL, RUN);
  const events = eventsOf(canonicalReport());
  const said = events.map((event) => lines.of(event).join(''));
  const after = (type: string) =>
    events.flatMap((event, index) => (event.type === type ? [said[index]] : []));
  expect(after('row-done').every((text) => text !== '')).toBe(true);
  expect(after('run-done')).toEqual(['']);
  const whole = said.join('') + lines.end(collected(events));
  expect(validateLines(whole)).toEqual([]);
  const refused = linesOf(whole).find(({ row }) => row?.row === 5);
  expect(refused.findings.map(({ code }: { code: string }) => code)).toEqual(['login/rejected']);
});

test('a finding whose row is not there is told all the same', async () => {
  const place = { location: { file: 'a.csv', row: 9, line: 10 } };
  const stray = finding('login/rejected', { form: 'address' }, place);
  const text = textOf(reportWith({ findings: [stray], totals: totals({ errors: 1 }) }));
  expect(validateLines(text)).toEqual([]);
  expect(linesOf(text).filter(({ type }) => type === 'finding')).toHaveLength(1);
});

test('what a terminal might obey is escaped', () => {
  const rows = [
    {
      file: 'a\u001b[31m.csv',
      row: 1,
      line: 2,
      emailAddress: 'a\u202e@b\n',
      userName: '\u009b',
      status: 'skipped' as const,
      codes: [],
      attempts: 0,
    },
  ];
  const text = textOf(reportWith({ rows, totals: totals({ rows: { total: 1, skipped: 1 } }) }));
  expect(text).toMatch(/^[\n -~]*$/);
  expect(linesOf(text).find(({ row }) => row)?.row.emailAddress).toBe('a\u202e@b\n');
});
