import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { renderSarif } from '../../src/reports/sarif.js';
import { TOOL } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { validateSarif } from '../support/sarif.js';
import { HOSTILE, hostileReport, largeReport } from './hostile.js';
import { reportWith } from './support.js';

const textOf = (report: Report) => [...renderSarif(report, TOOL)].join('');
const runOf = (report: Report) => JSON.parse(textOf(report)).runs[0];

interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
  partialFingerprints: { primaryLocationLineHash: string };
}

const hashOf = ({ partialFingerprints }: Result) => partialFingerprints.primaryLocationLineHash;

describe('the canonical report', () => {
  const json = JSON.parse(textOf(canonicalReport()));
  const [{ tool, results, invocations, properties }] = json.runs;

  test('is valid by the schema of SARIF 2.1.0, which refuses what it does not know', () => {
    expect(validateSarif(json)).toEqual([]);
    const spoiled = structuredClone(json);
    spoiled.runs[0].results[0].snippet = 'x';
    spoiled.runs[0].results[1].level = 'fatal';
    expect(validateSarif(spoiled).join('\n')).toContain('/runs/0/results/0');
    expect(validateSarif(spoiled).join('\n')).toContain('/runs/0/results/1/level');
  });

  test('has a result for each finding, the gravest first, each with its rule', () => {
    expect(results).toHaveLength(canonicalReport().findings.length);
    const levels = results.map(({ level }: Result) => level);
    expect(levels).toEqual(levels.toSorted((a: string, b: string) => LEVELS.indexOf(a) - LEVELS.indexOf(b)));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    const unsure = results.find(({ ruleId }: Result) => ruleId === 'login/timeout');
    expect(unsure).toMatchObject({ level: 'warning', properties: { inconclusive: true } });
    expect(properties).toMatchObject({ verdict: 'not-ready', errors: 7, leftOutResults: 0 });
    expect(invocations).toEqual([{ executionSuccessful: true, startTimeUtc: '2026-01-01T00:00:00.000Z' }]);
  });

  test('rules have help, and no more tags than GitHub takes', () => {
    expect(tool.driver.rules.length).toBeGreaterThan(5);
    for (const { help, helpUri, properties } of tool.driver.rules) {
      expect(help.markdown).toContain('1. ');
      expect(helpUri).toMatch(/^https:\/\/learn\.microsoft\.com\//);
      expect(properties.tags.length).toBeLessThanOrEqual(20);
    }
  });

  test('a region is a line, and no snippet', () => {
    const refused = results.find(({ ruleId }: Result) => ruleId === 'login/rejected');
    expect(refused.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'users.csv' },
      region: { startLine: 6 },
    });
    expect(textOf(canonicalReport())).not.toContain('snippet');
  });
});

const LEVELS = ['error', 'warning', 'note'];

test('what is of the server stands in the first file, or else under the name of the server', () => {
  const { endpoint, batches } = canonicalReport();
  const findings = [finding('imap/plaintext', { server: 'imap.gmail.com', port: 143 })];
  const of = (report: Partial<Report>) => runOf(reportWith({ findings, ...report })).results[0].locations[0];
  expect(of({ batches, ...(endpoint && { endpoint }) })).toMatchObject({
    physicalLocation: { artifactLocation: { uri: 'users.csv' }, region: { startLine: 1 } },
    logicalLocations: [{ name: 'imap.gmail.com' }],
  });
  expect(of(endpoint ? { endpoint } : {}).physicalLocation.artifactLocation.uri).toBe('imap.gmail.com');
});

test.each([
  ['users.csv', 'users.csv'],
  ['./a/users.csv', 'a/users.csv'],
  ['a b/ü#?.csv', 'a%20b/%C3%BC%23%3F.csv'],
  ['/srv/users.csv', 'file:///srv/users.csv'],
  ['C:\\a\\users.csv', 'file:///C:/a/users.csv'],
  ['-', 'stdin'],
])('the file %s is %s', (file, uri) => {
  const findings = [finding('csv/no-rows', {}, { location: { file } })];
  const run = runOf(reportWith({ findings }));
  expect(run.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
});

describe('fingerprints', () => {
  const rejected = (row: number, emailAddress: string, file = 'users.csv') =>
    finding(
      'login/rejected',
      { form: 'address' },
      { location: { file, row, line: row + 1 }, subject: { emailAddress, userName: 'x' } },
    );
  const hashes = (...findings: ReturnType<typeof rejected>[]) =>
    runOf(reportWith({ findings })).results.map(hashOf);

  test('stay where a row moves, or its file', () => {
    const [first] = hashes(rejected(3, 'anna@contoso.com'));
    expect(first).toMatch(/^[0-9a-f]{16}:1$/);
    expect(hashes(rejected(9, 'ANNA@contoso.com', '/tmp/users.csv'))).toEqual([first]);
  });

  test('differ by address, file and code, and by the row where there is no address', () => {
    const all = hashes(
      rejected(3, 'anna@contoso.com'),
      rejected(3, 'berta@contoso.com'),
      rejected(3, 'anna@contoso.com', 'b.csv'),
      rejected(3, ''),
      rejected(4, ''),
    );
    expect(new Set(all).size).toBe(5);
  });

  test('that would be equal are counted', () => {
    const [first, second] = hashes(rejected(3, 'anna@contoso.com'), rejected(4, 'anna@contoso.com'));
    expect(second).toBe(first?.replace(/1$/, '2'));
  });
});

test('stages that could not be judged are notifications', () => {
  const stages: Report['stages'] = [
    { id: 'imap', status: 'incomplete', reason: 'the server stopped answering', durationMs: 1 },
  ];
  const run = { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1, interrupted: true };
  const json = JSON.parse(textOf(reportWith({ stages, run })));
  expect(validateSarif(json)).toEqual([]);
  expect(json.runs[0].invocations[0]).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [
      { message: { text: 'The stage imap could not be judged: the server stopped answering.' } },
    ],
  });
});

test('hostile texts are valid, and nothing that a terminal obeys is in them', () => {
  const text = textOf(hostileReport());
  const json = JSON.parse(text);
  expect(validateSarif(json)).toEqual([]);
  expect(json.runs[0].results).toHaveLength(2 * HOSTILE.length);
  expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]/);
});

describe('what GitHub takes', { timeout: 60_000 }, () => {
  // Text that does not compress.
  let seed = 1;
  const noise = (length: number) => {
    let text = '';
    while (text.length < length) {
      seed = (seed * 48_271) % 2_147_483_647;
      text += seed.toString(36);
    }
    return text;
  };

  test('25,000 results, and in less than 10 MB; what was cut is said', () => {
    const report = largeReport(50_000, () => `NO ${noise(500)}`);
    let longest = 0;
    const pieces: string[] = [];
    for (const piece of renderSarif(report, TOOL)) {
      longest = Math.max(longest, piece.length);
      pieces.push(piece);
    }
    const text = pieces.join('');
    expect(longest).toBeLessThan(10_000);
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    const [run] = JSON.parse(text).runs;
    expect(run.results).toHaveLength(25_000);
    expect(new Set(run.results.map(hashOf)).size).toBe(25_000);
    expect(run.properties.leftOutResults).toBe(25_000);
    const said = run.invocations[0].toolExecutionNotifications.map(
      ({ message }: { message: { text: string } }) => message.text,
    );
    expect(said[0]).toBe('25,000 of 50,000 results are left out, the mildest: GitHub takes 25,000.');
    expect(said[1]).toContain('GitHub shows 5,000 results');
  });

  test('nothing is said where nothing is cut', () => {
    const run = runOf(largeReport(5000, () => 'NO'));
    expect(run.results).toHaveLength(5000);
    expect(run.invocations[0]).not.toHaveProperty('toolExecutionNotifications');
  });
});
