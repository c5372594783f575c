import { describe, expect, test } from 'vitest';
import { exitStatus } from '../../src/cli/exit-status.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult, RowStatus } from '../../src/model/row.js';
import type { StageId, StageStatus } from '../../src/model/stage.js';
import { comparedWith } from '../../src/reports/compare.js';
import { renderGithub } from '../../src/reports/github.js';
import { renderHtml } from '../../src/reports/html.js';
import { renderJson } from '../../src/reports/json.js';
import { renderJunit } from '../../src/reports/junit.js';
import { renderMarkdown } from '../../src/reports/markdown.js';
import { renderNdjson } from '../../src/reports/ndjson.js';
import { Redactor } from '../../src/reports/redact.js';
import { renderSarif } from '../../src/reports/sarif.js';
import { collected, eventsOf, reportOfFiles, TOOL } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { writeTemporary } from '../support/files.js';
import { validateSarif } from '../support/sarif.js';
import { validateLines, validateReport } from '../support/schema.js';
import { validateJunit } from '../support/xml.js';
import { reportWith, textOf } from './support.js';

const FILE = 'users.csv';

interface Person {
  name: string;
  row?: number;
  file?: string;
}

function subjectOf({ name }: Person) {
  return name === ''
    ? { emailAddress: '', userName: '' }
    : { emailAddress: `${name}@contoso.com`, userName: name };
}

function rejected(person: Person): Finding {
  const { row = 1, file = FILE } = person;
  const place = { location: { file, row, line: row + 1 }, subject: subjectOf(person) };
  return finding('login/rejected', { form: 'address' }, place);
}

function rowOf(person: Person, status: RowStatus, codes: RowResult['codes'] = []): RowResult {
  const { row = 1, file = FILE } = person;
  return { file, row, line: row + 1, ...subjectOf(person), status, codes, attempts: 1 };
}

function runWith(
  findings: Finding[],
  rows: RowResult[],
  stages: Partial<Record<StageId, StageStatus>> = {},
): Report {
  const all: Record<string, StageStatus> = {
    csv: 'passed',
    dns: 'passed',
    tls: 'passed',
    login: 'passed',
    ...stages,
  };
  return reportWith({
    batches: [{ file: FILE, bytes: 1, rows: rows.length }],
    stages: Object.entries(all).map(([id, status]) => ({ id: id as StageId, status, durationMs: 1 })),
    findings,
    rows,
  });
}

/** The counts of a comparison. */
function counts(now: Report, before: Report) {
  const { baseline } = comparedWith(now, before);
  if (baseline === undefined) throw new Error('nothing was compared');
  const { new: added, unchanged, mended, notChecked } = baseline;
  return { added, unchanged, mended: mended.map(({ code }) => code), notChecked };
}

const anna = { name: 'anna', row: 1 };
const berta = { name: 'berta', row: 2 };
const NOTHING = { added: 0, unchanged: 0, mended: [], notChecked: 0 };

describe('a finding is', () => {
  const before = runWith([rejected(anna)], [rowOf(anna, 'failed', ['login/rejected'])]);

  test('unchanged where the row has moved, and the file', () => {
    const moved = { name: 'ANNA', row: 7, file: '/tmp/elsewhere/users.csv' };
    const now = runWith([rejected(moved)], [rowOf(moved, 'failed', ['login/rejected'])]);
    expect(counts(now, before)).toEqual({ ...NOTHING, unchanged: 1 });
    expect(comparedWith(now, before).findings[0]?.baseline).toBe('unchanged');
  });

  test('new where it is of another row, code, column or file', () => {
    const others: Finding[] = [
      rejected(berta),
      { ...rejected(anna), code: 'login/expired' } as Finding,
      rejected({ ...anna, file: 'b.csv' }),
    ];
    for (const other of others) {
      const { findings } = comparedWith(runWith([other], []), before);
      expect(findings[0]?.baseline).toBe('new');
    }
  });

  test('the same by its row where no address is known', () => {
    const nobody = { name: '', row: 3 };
    const old = runWith([rejected(nobody)], []);
    expect(counts(runWith([rejected(nobody)], []), old).unchanged).toBe(1);
    expect(counts(runWith([rejected({ ...nobody, row: 4 })], []), old).added).toBe(1);
  });

  test('counted as often as it is there', () => {
    const twice = runWith([rejected(anna), rejected(anna)], []);
    expect(counts(twice, before)).toMatchObject({ added: 1, unchanged: 1 });
    expect(counts(before, twice)).toMatchObject({ added: 0, unchanged: 1, mended: ['login/rejected'] });
  });

  test('mended where its row passes now, or is gone', () => {
    expect(counts(runWith([], [rowOf(anna, 'passed')]), before)).toEqual({
      ...NOTHING,
      mended: ['login/rejected'],
    });
    expect(counts(runWith([], [rowOf(berta, 'passed')]), before).mended).toHaveLength(1);
  });

  test('mended and new where the row fails otherwise', () => {
    const expired = { ...rejected(anna), code: 'login/expired' } as Finding;
    const now = runWith([expired], [rowOf(anna, 'failed', ['login/expired'])]);
    expect(counts(now, before)).toEqual({ ...NOTHING, added: 1, mended: ['login/rejected'] });
  });

  test.each<[string, Report]>([
    ['whose row was not tried', runWith([], [rowOf(anna, 'skipped')])],
    ['whose row could not be judged', runWith([], [rowOf(anna, 'inconclusive', ['login/timeout'])])],
    ['whose row was wrong in the file', runWith([], [rowOf(anna, 'failed', ['csv/blank-value'])])],
    [
      'whose row fails in Microsoft 365, and could not be judged here',
      runWith([], [rowOf(anna, 'failed', ['target/recipient-not-found', 'login/timeout'])]),
    ],
    ['whose stage was not run', runWith([], [rowOf(anna, 'skipped')], { login: 'skipped' })],
    ['whose file was not given', { ...runWith([], []), batches: [{ file: 'b.csv', bytes: 1, rows: 0 }] }],
  ])('neither mended nor new %s', (_, now) => {
    expect(counts(now, before)).toEqual({ ...NOTHING, notChecked: 1 });
  });

  test('mended where its row is signed in to, and fails in Microsoft 365 alone', () => {
    const row = rowOf(anna, 'failed', ['target/recipient-not-found']);
    expect(counts(runWith([], [{ ...row, folders: 3, ms: 20 }]), before).mended).toEqual(['login/rejected']);
    // The mailbox was not asked for.
    expect(counts(runWith([], [{ ...row, ms: 20 }]), before).mended).toEqual(['login/rejected']);
  });

  test('of the size of a mailbox: mended where that was measured', () => {
    const large = { ...rejected(anna), ...finding('mailbox/too-many-items', { messages: 600_000 }) };
    const old = runWith([large], [rowOf(anna, 'failed', ['mailbox/too-many-items'])], { mailbox: 'failed' });
    const row = rowOf(anna, 'passed');
    const audit = { messages: 1, bytes: 1, accuracy: 'exact', folders: [] } as const;
    const now = (one: RowResult) => runWith([], [one], { mailbox: 'passed' });
    expect(counts(now(row), old)).toEqual({ ...NOTHING, notChecked: 1 });
    expect(counts(now({ ...row, audit: { ...audit, folders: [] } }), old).mended).toHaveLength(1);
  });

  test('of the server: mended where its stage came to an end', () => {
    const old = runWith([finding('tls/legacy-enabled', { server: 'x', versions: ['TLSv1'] })], []);
    expect(counts(runWith([], []), old).mended).toEqual(['tls/legacy-enabled']);
    expect(counts(runWith([], [], { tls: 'incomplete' }), old).notChecked).toBe(1);
    expect(counts(runWith([], [], { tls: 'skipped' }), old).notChecked).toBe(1);
  });
});

describe('where names are shortened in one of the two', () => {
  const before = runWith([rejected(anna)], [rowOf(anna, 'failed', ['login/rejected'])]);
  const now = runWith([rejected(anna), rejected(berta)], [rowOf(anna, 'failed'), rowOf(berta, 'failed')]);
  const short = (report: Report) => new Redactor().report(report);

  test.each<[string, Report, Report]>([
    ['the earlier', now, short(before)],
    ['the later', short(now), before],
    ['both', short(now), short(before)],
  ])('%s', (_, later, earlier) => {
    expect(counts(later, earlier)).toEqual({ ...NOTHING, added: 1, unchanged: 1 });
  });

  test('the report keeps its own form', () => {
    expect(comparedWith(now, short(before)).findings[0]?.subject?.emailAddress).toBe('anna@contoso.com');
  });
});

describe('the exit status', () => {
  const warning = finding('csv/blank-line', { count: 1, lines: [2] }, { location: { file: FILE, line: 2 } });
  const before = runWith([rejected(anna)], [rowOf(anna, 'failed', ['login/rejected'])]);
  const judged = (findings: Finding[]): Report => {
    const rows = [anna, berta].map((person) => rowOf(person, 'failed', ['login/rejected']));
    return comparedWith(collected(eventsOf(runWith(findings, rows, { login: 'failed' }))), before);
  };

  test('goes by what is new', () => {
    expect(exitStatus(judged([rejected(anna)]), 'error')).toBe(0);
    expect(exitStatus(judged([rejected(anna)]), 'warning')).toBe(0);
    expect(exitStatus(judged([rejected(anna), warning]), 'error')).toBe(0);
    expect(exitStatus(judged([rejected(anna), warning]), 'warning')).toBe(1);
    expect(exitStatus(judged([rejected(anna), rejected(berta)]), 'error')).toBe(1);
    expect(exitStatus(judged([rejected(anna), rejected(berta)]), 'never')).toBe(0);
  });

  test('is still 3 where something could not be told', () => {
    const report = judged([rejected(anna)]);
    const stages = report.stages.map((stage) => ({ ...stage, status: 'incomplete' as const }));
    expect(exitStatus({ ...report, stages }, 'error')).toBe(3);
    expect(exitStatus({ ...report, run: { ...report.run, interrupted: true } }, 'error')).toBe(3);
  });
});

const ROWS = { total: 13, passed: 4, failed: 7, inconclusive: 1, skipped: 1 };

describe('the formats tell it', () => {
  const gone = { ...rejected(anna), baseline: 'new' } as Finding;
  const earlier = { ...canonicalReport(), findings: [...canonicalReport().findings.slice(1), gone] };
  const rows = [...canonicalReport().rows, rowOf({ name: 'anna', row: 13 }, 'passed')];
  const report = comparedWith(
    { ...canonicalReport(), rows, totals: { ...canonicalReport().totals, rows: ROWS } },
    earlier,
  );
  const json = [...renderJson(report, TOOL)].join('');

  test('JSON, and it is read back', async () => {
    const { baseline, findings } = JSON.parse(json);
    expect(validateReport(JSON.parse(json))).toEqual([]);
    expect(baseline).toMatchObject({ new: 1, unchanged: 15, mended: 1, notChecked: 0 });
    expect(baseline.mendedFindings[0]).toMatchObject({
      code: 'login/rejected',
      subject: { userName: 'anna' },
    });
    expect(baseline.mendedFindings[0]).not.toHaveProperty('baseline');
    expect(
      findings.map((one: Finding) => one.baseline).filter((mark: string) => mark === 'new'),
    ).toHaveLength(1);
    const told = await reportOfFiles(await writeTemporary('a.json', json));
    expect([...renderJson(told, TOOL)].join('')).toBe(json);
    expect(exitStatus(told, 'warning')).toBe(exitStatus(report, 'warning'));
  });

  test('text', () => {
    const text = textOf(report);
    expect(text).toContain('Baseline     1 new, 1 mended, 15 unchanged');
    expect(text).toMatch(/csv\/blank-line · new/);
    expect(text).toContain(
      'Mended since the baseline\n\n  ✔ The sign-in was refused, users.csv, row 1, line 2, anna',
    );
    expect(textOf(canonicalReport())).not.toContain('aseline');
  });

  test('SARIF by its own words', () => {
    const sarif = JSON.parse([...renderSarif(report, TOOL)].join(''));
    expect(validateSarif(sarif)).toEqual([]);
    const states = sarif.runs[0].results.map((one: { baselineState: string }) => one.baselineState);
    expect(states.filter((state: string) => state === 'unchanged')).toHaveLength(15);
    expect([states.filter((state: string) => state === 'new').length, states.at(-1)]).toEqual([1, 'absent']);
  });

  test('Markdown, JUnit and NDJSON', () => {
    const markdown = [...renderMarkdown(report)].join('');
    expect(markdown).toContain('| Baseline | 1 new, 1 mended, 15 unchanged |');
    expect(markdown).toContain(
      '## Mended since the baseline\n\n- `login/rejected`: The sign-in was refused, ',
    );
    const junit = [...renderJunit(report, TOOL)].join('');
    expect(validateJunit(junit)).toEqual([]);
    expect(junit).toContain('New: the baseline does not have it');
    const ndjson = [...renderNdjson(report, TOOL)].join('');
    expect(validateLines(ndjson)).toEqual([]);
    expect(ndjson).toContain('"baseline":{"new":1,"unchanged":15,"mended":1,"notChecked":0}');
  });

  test('HTML', () => {
    const html = [...renderHtml(report, TOOL)].join('');
    expect(html).toContain('<dt>Baseline</dt><dd>1 new, 1 mended, 15 unchanged</dd>');
    expect(html).toMatch(/<code>csv\/blank-line<\/code> · new/);
    const [, mended = ''] = /<section id="mended"(.*?)<\/section>/s.exec(html) ?? [];
    expect(mended).toMatch(/The sign-in was refused, .*row 1, line 2.*anna.*login\/rejected/);
    expect([...renderHtml(canonicalReport(), TOOL)].join('')).not.toContain('aseline<');
  });

  test('annotations begin with what is new', () => {
    const many = Array.from({ length: 12 }, (_, index) => rejected({ name: `old${index}`, row: index + 1 }));
    const fresh = rejected({ name: 'fresh', row: 20 });
    const now = { ...runWith([...many, fresh], []), totals: { ...reportWith().totals, errors: 13 } };
    const [first] = renderGithub(comparedWith(now, runWith(many, [])));
    expect(first).toContain('fresh@contoso.com');
  });

  test('with names shortened, also of what was mended', () => {
    const short = new Redactor().report(report);
    expect(textOf(short)).toContain('an…@contoso.com, an…');
    expect(textOf(short)).not.toContain('anna');
  });
});
