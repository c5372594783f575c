import { expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { renderJson } from '../../src/reports/json.js';
import { canonicalReport } from '../support/canonical-report.js';
import { validateReport } from '../support/schema.js';
import { reportWith, totals } from './support.js';

const TOOL = { name: 'imap-preflight', version: '1.0.0' };

function textOf(report: Report): string {
  return [...renderJson(report, TOOL)].join('');
}

function jsonOf(report: Report) {
  return JSON.parse(textOf(report));
}

test('the canonical report is valid and complete', () => {
  const report = canonicalReport();
  const json = jsonOf(report);
  expect(validateReport(json)).toEqual([]);
  expect(json.findings).toHaveLength(report.findings.length);
  expect(json.rows).toHaveLength(12);
  expect(json.rows[0]).toEqual({
    file: 'users.csv',
    row: 1,
    line: 2,
    emailAddress: 'usera@contoso.com',
    userName: 'usera@school.example',
    status: 'passed',
    codes: [],
    folders: 9,
    attempts: 1,
    ms: 210,
  });
  expect(json.rows[5]).toMatchObject({ folders: null, attempts: 0, ms: null });
  expect(json.summary).toEqual({
    errors: 7,
    warnings: 8,
    notices: 1,
    rows: { total: 12, passed: 3, failed: 7, inconclusive: 1, skipped: 1 },
  });
});

test('what could not be judged is a warning; parts that are not there are left out', () => {
  const { findings } = jsonOf(canonicalReport());
  const timeout = findings.find(({ code }: { code: string }) => code === 'login/timeout');
  expect(timeout).toMatchObject({ severity: 'warning', stage: 'login', effect: 'risk' });
  expect(timeout).not.toHaveProperty('evidence');
  const tls = findings.find(({ code }: { code: string }) => code === 'tls/legacy-enabled');
  expect(Object.keys(tls)).toEqual(
    'code severity stage title message cause fix effect owner kb vantage'.split(' '),
  );
});

test('without a server the endpoint is null', () => {
  const json = jsonOf(reportWith());
  expect(validateReport(json)).toEqual([]);
  expect(json).toMatchObject({ endpoint: null, batches: [], findings: [], rows: [] });
});

test('what is not known of the endpoint is null', () => {
  const endpoint = {
    server: 'imap.contoso.com',
    addresses: [],
    aliases: [],
    ports: [],
    attempts: [],
    capabilities: [],
  };
  const json = jsonOf(reportWith({ endpoint }));
  expect(validateReport(json)).toEqual([]);
  expect(json.endpoint).toEqual({
    ...endpoint,
    port: null,
    security: null,
    tls: null,
    software: null,
    greeting: null,
    product: null,
    plainCapabilities: null,
    capacity: null,
    connections: null,
    advice: [],
  });
  const versions = { TLSv1: false, 'TLSv1.1': false, 'TLSv1.2': false, 'TLSv1.3': false };
  const examined = jsonOf(reportWith({ endpoint: { ...endpoint, tls: { versions, undetermined: [] } } }));
  expect(validateReport(examined)).toEqual([]);
  expect(examined.endpoint.tls).toEqual({ versions, undetermined: [], negotiated: null, certificate: null });
});

test('nothing that the model gains gets out by itself', () => {
  const report = canonicalReport();
  const mark = (target: object | undefined) => Object.assign(target ?? {}, { unheard: 'of' });
  const { endpoint } = report;
  for (const target of [report, report.run, report.totals, report.totals.rows, endpoint, endpoint?.tls]) {
    mark(target);
  }
  mark(endpoint?.tls?.versions);
  mark(endpoint?.tls?.negotiated);
  mark(endpoint?.tls?.certificate);
  for (const target of [...report.batches, ...report.stages, ...report.rows]) mark(target);
  for (const found of report.findings) {
    for (const target of [found, found.location, found.subject, found.evidence]) mark(target);
  }
  for (const port of endpoint?.ports ?? []) mark(port);
  expect(textOf(report)).toBe(textOf(canonicalReport()));
});

test('the schema refuses what the contract does not name', () => {
  const json = jsonOf(canonicalReport());
  json.rows[0].password = 'x';
  json.findings[0].code = 'Login/Rejected';
  json.findings[1].location.extra = 1;
  json.verdict = 'fine';
  delete json.summary.rows.total;
  const errors = validateReport(json).join('\n');
  for (const path of ['/rows/0', '/findings/0/code', '/findings/1/location', '/verdict', '/summary/rows']) {
    expect(errors).toContain(path);
  }
});

test('findings and rows stand one a line, and come in pieces', () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => ({
    file: 'users.csv',
    row: index + 1,
    line: index + 2,
    emailAddress: `user${index}@contoso.com`,
    userName: `user${index}`,
    status: 'passed' as const,
    codes: [],
    attempts: 1,
    ms: 3,
  }));
  const counted = totals({ rows: { total: 50_000, passed: 50_000 } });
  let longest = 0;
  let pieces = 0;
  for (const piece of renderJson(reportWith({ rows, totals: counted }), TOOL)) {
    longest = Math.max(longest, piece.length);
    pieces += 1;
  }
  expect(longest).toBeLessThan(1_000);
  expect(pieces).toBeGreaterThan(50_000);
  const lines = textOf(canonicalReport()).split('\n');
  expect(lines.filter((line) => line.startsWith('    {"file":"users.csv","row":'))).toHaveLength(12);
});

test('what a terminal might obey is escaped, and read back unchanged', () => {
  const greeting = 'a\u202eb\u009bc\u2028d\u007fe\u001b[31m';
  const endpoint = {
    server: 'x',
    addresses: [],
    aliases: [],
    ports: [],
    attempts: [],
    capabilities: [],
    greeting,
  };
  const text = textOf(reportWith({ endpoint }));
  expect(text).toMatch(/^[\n -~]*$/u);
  expect(JSON.parse(text).endpoint.greeting).toBe(greeting);
});

test('evidence without content is left out', () => {
  const found = finding('csv/no-rows', {}, { location: { file: 'a.csv' }, evidence: {} });
  const json = jsonOf(reportWith({ findings: [found], totals: totals({ errors: 1 }) }));
  expect(validateReport(json)).toEqual([]);
  expect(json.findings[0]).not.toHaveProperty('evidence');
  expect(json.findings[0].location).toEqual({ file: 'a.csv' });
});
