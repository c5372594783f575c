import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/model/code.js';
import type { RunEvent } from '../../src/model/event.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowStatus } from '../../src/model/row.js';
import type { StageId, StageStatus } from '../../src/model/stage.js';
import { Collector } from '../../src/run/collect.js';
import { CHOSEN } from '../../src/run/stage-log.js';
import { ENDPOINT } from '../plan/support.js';

const ERROR = finding('login/rejected', { form: 'address' });
const UNSURE = finding('login/timeout', { attempts: 3 });
const WARNING = finding('tcp/only-143', { server: 'imap.contoso.com' });
const NOTICE = finding('csv/large-batch', { rows: 3000 });

function report(...events: RunEvent[]): Report {
  const collector = new Collector();
  for (const event of events) collector.add(event);
  return collector.finish();
}

function found(one: Finding): RunEvent {
  return { type: 'finding', finding: one };
}

function done(id: StageId, status: StageStatus, reason?: string): RunEvent {
  return {
    type: 'stage-done',
    stage: { id, status, durationMs: 1, ...(reason === undefined ? {} : { reason }) },
  };
}

function row(file: string, number: number, status: RowStatus = 'passed'): RunEvent {
  const at = { file, row: number, line: number + 1, emailAddress: '', userName: '' };
  return { type: 'row-done', row: { ...at, status, codes: [], attempts: 0 } };
}

const PASSED = done('csv', 'passed');

describe('the verdict', () => {
  it.each<[string, RunEvent[], Report['verdict']]>([
    ['all passed', [PASSED], 'ready'],
    ['a notice', [PASSED, found(NOTICE)], 'ready'],
    ['a warning', [PASSED, found(WARNING)], 'ready-with-warnings'],
    ['could not tell', [PASSED, found(WARNING), found(UNSURE)], 'incomplete'],
    ['an error', [PASSED, found(UNSURE), found(ERROR)], 'not-ready'],
    ['a stage cut short', [PASSED, done('login', 'incomplete', 'no row was tried')], 'incomplete'],
    ['stages left out', [PASSED, done('tls', 'skipped', CHOSEN.notAsked)], 'ready'],
    ['no server', [PASSED, done('tls', 'skipped', CHOSEN.noServer)], 'ready'],
    ['a stage thwarted', [PASSED, done('login', 'skipped', 'no port is open')], 'incomplete'],
    ['thwarted, and an error says why', [found(ERROR), done('login', 'skipped', 'x')], 'not-ready'],
    ['nothing ran', [done('csv', 'skipped', CHOSEN.noCsv)], 'incomplete'],
    ['interrupted', [PASSED, { type: 'run-done', durationMs: 1, interrupted: true }], 'incomplete'],
  ])('%s: %s', (_name, events, verdict) => {
    expect(report(...events).verdict).toBe(verdict);
  });
});

describe('stages', () => {
  it('that are taken up again are one stage, as grave as its graver part', () => {
    const [stage] = report(done('imap', 'warned'), done('imap', 'passed')).stages;
    expect(stage).toEqual({ id: 'imap', status: 'warned', durationMs: 2 });
    expect(report(done('imap', 'passed'), done('imap', 'incomplete', 'x')).stages).toEqual([
      { id: 'imap', status: 'incomplete', reason: 'x', durationMs: 2 },
    ]);
  });

  it('stand in the order of the pipeline', () => {
    const { stages } = report(done('login', 'passed'), done('dns', 'passed'), PASSED);
    expect(stages.map(({ id }) => id)).toEqual(['csv', 'dns', 'login']);
  });

  it.each<[StageStatus, Finding, StageStatus]>([
    ['passed', finding('tcp/refused', { server: '', ports: [] }), 'failed'],
    ['passed', WARNING, 'warned'],
    ['failed', WARNING, 'failed'],
    ['skipped', WARNING, 'skipped'],
  ])('%s, with a finding that came later', (status, late, expected) => {
    const event = done('tcp', status);
    expect(report(event, found(late)).stages).toMatchObject([{ status: expected }]);
    expect(event).toEqual(done('tcp', status));
  });
});

describe('rows and findings', () => {
  const files: RunEvent[] = ['b.csv', 'a.csv'].map((file) => ({
    type: 'batch-read',
    batch: { file, bytes: 1, rows: 2 },
  }));

  it('stand in the order of files as given, and of rows', () => {
    const { rows } = report(...files, row('a.csv', 1), row('b.csv', 10), row('b.csv', 9));
    expect([...rows].map(({ file, row: number }) => `${file} ${number}`)).toEqual([
      'b.csv 9',
      'b.csv 10',
      'a.csv 1',
    ]);
  });

  it('findings by stage, file, row and code', () => {
    const at = (code: Code, file?: string, number?: number) =>
      found({
        code,
        args: {},
        ...(file ? { location: { file, ...(number ? { row: number } : {}) } } : {}),
      } as Finding);
    const { findings } = report(
      ...files,
      at('login/rejected', 'a.csv', 1),
      at('csv/blank-value', 'a.csv', 1),
      at('csv/invalid-email', 'b.csv', 2),
      at('csv/blank-value', 'b.csv', 2),
      at('csv/blank-line', 'b.csv'),
      at('tls/legacy-only'),
    );
    expect(findings.map(({ code, location }) => `${code} ${location?.file ?? ''}`.trim())).toEqual([
      'csv/blank-line b.csv',
      'csv/blank-value b.csv',
      'csv/invalid-email b.csv',
      'csv/blank-value a.csv',
      'tls/legacy-only',
      'login/rejected a.csv',
    ]);
  });

  it('are counted', () => {
    const statuses: RowStatus[] = ['passed', 'failed', 'failed', 'inconclusive', 'skipped'];
    const rows = statuses.map((status, index) => row('a.csv', index + 1, status));
    const { totals } = report(...rows, found(ERROR), found(UNSURE), found(WARNING), found(NOTICE));
    expect(totals).toEqual({
      errors: 1,
      warnings: 2,
      notices: 1,
      inconclusive: 1,
      rows: { total: 5, passed: 1, failed: 2, inconclusive: 1, skipped: 1 },
    });
  });
});

it('has no endpoint when none was tried, and the last that was seen', () => {
  const endpoint = {
    server: 'imap.contoso.com',
    addresses: [],
    aliases: [],
    ports: [],
    attempts: [],
    capabilities: [],
  };
  expect(report(PASSED)).not.toHaveProperty('endpoint');
  const events = [endpoint, { ...endpoint, port: 993 }].map(
    (one): RunEvent => ({ type: 'endpoint', endpoint: one }),
  );
  expect(report(...events).endpoint?.port).toBe(993);
});

describe('the plan', () => {
  const events: RunEvent[] = [
    {
      type: 'run-started',
      startedAt: '',
      wishes: { acceptUntrustedCertificates: true },
    },
    { type: 'batch-read', batch: { file: 'users.csv', bytes: 9, rows: 2 } },
    PASSED,
    { type: 'endpoint', endpoint: ENDPOINT },
    row('users.csv', 1),
    row('users.csv', 2, 'failed'),
  ];

  it('is made of a run that proved an endpoint, and of what it was told', () => {
    expect(report(...events).plan).toMatchObject({
      endpoint: { server: 'imap.contoso.com', acceptUntrustedCertificates: true },
      batches: [{ ranges: '1', rows: 1 }],
      heldBack: 1,
    });
  });

  it('is not there without a server', () => {
    expect(report(...events.filter(({ type }) => type !== 'endpoint')).plan).toBeUndefined();
  });
});
