import { describe, expect, test } from 'vitest';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { renderJunit } from '../../src/reports/junit.js';
import { TOOL } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { elementsOf, validateJunit } from '../support/xml.js';
import { HOSTILE, hostileReport, largeReport } from './hostile.js';
import { reportWith } from './support.js';

const textOf = (report: Report) => [...renderJunit(report, TOOL)].join('');

describe('the canonical report', () => {
  const text = textOf(canonicalReport());

  test('is valid by the schema of Jenkins, which refuses what it does not know', () => {
    expect(validateJunit(text)).toEqual([]);
    expect(validateJunit(text.replace('<testcase ', '<testcase extra="1" '))).not.toEqual([]);
    expect(() => validateJunit(text.replace('</testsuites>', ''))).toThrow();
  });

  test('has a suite for each stage, and numbers that are true', () => {
    const suites = elementsOf(text, '//testsuite');
    expect(suites.map(({ attributes }) => attributes.name)).toEqual([
      'csv',
      'dns',
      'tcp',
      'tls',
      'imap',
      'login',
      'mailbox',
      'target',
    ]);
    for (const { attributes } of suites) {
      const own = `//testsuite[@name="${attributes.name}"]/testcase`;
      expect(elementsOf(text, own)).toHaveLength(Number(attributes.tests));
      expect(elementsOf(text, `${own}[failure]`)).toHaveLength(Number(attributes.failures));
      expect(elementsOf(text, `${own}[error]`)).toHaveLength(Number(attributes.errors));
      expect(elementsOf(text, `${own}[skipped]`)).toHaveLength(Number(attributes.skipped));
    }
    const [all] = elementsOf(text, '/testsuites');
    expect(all?.attributes).toMatchObject({ tests: '43', failures: '7', errors: '1', time: '61.730' });
  });

  test('judges each row in each stage that judges rows', () => {
    const cases = (stage: string, what: string) =>
      elementsOf(text, `//testsuite[@name="${stage}"]/testcase${what}`).map(
        ({ attributes }) => attributes.name,
      );
    expect(cases('csv', '')).toHaveLength(14);
    expect(cases('csv', '[failure]')).toEqual([
      'users.csv, row 6, userf@contoso, userf@school.example',
      'users.csv, row 7',
      'users.csv, row 11',
    ]);
    expect(cases('login', '[failure]')).toHaveLength(4);
    expect(cases('login', '[error]')).toEqual(['users.csv, row 8, userh@contoso.com, userh']);
    // Three were wrong in the file, and one was left alone.
    expect(cases('login', '[skipped]')).toHaveLength(4);
    expect(cases('mailbox', '[not(skipped)]')).toHaveLength(3);
    expect(elementsOf(text, '//skipped').map((one) => one.text)).toContain('no recipients were given');
  });

  test('a failure has the code, the words of Microsoft, the answer and the fix', () => {
    const [failure] = elementsOf(text, '//failure[@type="login/rejected"]');
    expect(failure?.attributes.message).toMatch(/^We had trouble signing in to this account/);
    expect(failure?.text).toContain('Server: NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)');
    expect(failure?.text).toContain('Fix 1: ');
    expect(elementsOf(text, '//system-out').some((one) => one.text.includes('mailbox/gmail-folders'))).toBe(
      true,
    );
  });
});

test('a stage that is incomplete without a finding is an error, one that is empty has a case of its own', () => {
  const stages: Report['stages'] = [
    { id: 'dns', status: 'passed', durationMs: 3 },
    { id: 'imap', status: 'incomplete', reason: 'interrupted', durationMs: 3 },
  ];
  const text = textOf(reportWith({ stages }));
  expect(validateJunit(text)).toEqual([]);
  expect(elementsOf(text, '//testcase').map(({ attributes }) => attributes.name)).toEqual(['dns', 'imap']);
  expect(elementsOf(text, '//error')[0]?.attributes.message).toBe('interrupted');
});

test('what is of the server or of a file is a case by its code and place', () => {
  const stages: Report['stages'] = [{ id: 'tls', status: 'failed', durationMs: 3 }];
  const findings = [
    finding('tls/starttls-missing', { server: 'imap.contoso.com', port: 143 }),
    finding('tls/legacy-enabled', { server: 'imap.contoso.com', versions: ['TLSv1'] }),
  ];
  const text = textOf(reportWith({ stages, findings }));
  expect(validateJunit(text)).toEqual([]);
  expect(elementsOf(text, '//testcase[failure]')[0]?.attributes.name).toBe('tls/starttls-missing');
  expect(elementsOf(text, '//testcase[not(failure)]')).toHaveLength(1);
});

test('a row that fails in Microsoft 365 alone has passed its sign-in and its mailbox', () => {
  const stages: Report['stages'] = (['login', 'mailbox', 'target'] as const).map((id) => ({
    id,
    status: id === 'target' ? 'failed' : 'passed',
    durationMs: 3,
  }));
  const place = { file: 'a.csv', row: 1, line: 2 };
  const subject = { emailAddress: 'usera@contoso.com', userName: 'usera' };
  const rows: Report['rows'] = [
    {
      ...place,
      ...subject,
      status: 'failed',
      codes: ['target/recipient-not-found'],
      attempts: 1,
      folders: 3,
      ms: 20,
    },
    {
      file: 'a.csv',
      row: 2,
      line: 3,
      emailAddress: '',
      userName: '',
      status: 'failed',
      codes: [],
      attempts: 0,
    },
  ];
  const findings = [
    finding(
      'target/recipient-not-found',
      { emailAddress: subject.emailAddress },
      { location: place, subject },
    ),
  ];
  const text = textOf(reportWith({ stages, rows, findings }));
  const names = (what: string) => elementsOf(text, what).map(({ attributes }) => attributes.classname);
  expect(names('//testcase[failure]')).toEqual(['imap-preflight.target']);
  expect(names('//testcase[not(*)]')).toEqual(['imap-preflight.login', 'imap-preflight.mailbox']);
  // Without an address there is nothing to compare.
  expect(names('//testcase[skipped]')).toHaveLength(3);
});

test('a sign-in that was broken off is an error, and no row that nobody tried', () => {
  const stages: Report['stages'] = [{ id: 'login', status: 'incomplete', durationMs: 3 }];
  const names = { emailAddress: 'usera@contoso.com', userName: 'usera' };
  const rows: Report['rows'] = [
    { file: 'a.csv', row: 1, line: 2, ...names, status: 'inconclusive', codes: [], attempts: 1 },
    { file: 'a.csv', row: 2, line: 3, ...names, status: 'skipped', codes: [], attempts: 0 },
  ];
  const text = textOf(reportWith({ stages, rows }));
  expect(validateJunit(text)).toEqual([]);
  expect(elementsOf(text, '//testcase[error]').map(({ attributes }) => attributes.name)).toEqual([
    'a.csv, row 1, usera@contoso.com, usera',
  ]);
  expect(elementsOf(text, '//skipped')).toHaveLength(1);
});

test('what is found of a row without a result is told too', () => {
  const stages: Report['stages'] = [
    { id: 'csv', status: 'incomplete', reason: 'interrupted', durationMs: 3 },
  ];
  const findings = [
    finding(
      'csv/wrong-column-count',
      { row: 7, expected: 3, actual: 4 },
      { location: { file: 'a.csv', row: 7, line: 8 } },
    ),
  ];
  const text = textOf(reportWith({ stages, findings }));
  expect(elementsOf(text, '//testcase[failure]').map(({ attributes }) => attributes.name)).toEqual([
    'csv/wrong-column-count a.csv, row 7, line 8',
  ]);
  expect(elementsOf(text, '//testcase[error]')).toHaveLength(1);
});

test('hostile texts stay text, and what XML cannot hold is replaced', () => {
  const text = textOf(hostileReport());
  expect(validateJunit(text)).toEqual([]);
  expect(elementsOf(text, '//testsuite[@name="login"]/testcase')).toHaveLength(HOSTILE.length);
  expect(elementsOf(text, '//failure')).toHaveLength(HOSTILE.length);
  const names = elementsOf(text, '//testcase').map(({ attributes }) => attributes.name);
  expect(names.some((name) => name?.includes('<script>alert(1)</script>'))).toBe(true);
  expect(text).not.toMatch(/[\ufffe\uffff\u0000-\u0008\u000b-\u001f\ud800-\udfff]/u);
});

test('20,000 failures come in pieces', { timeout: 30_000 }, () => {
  let longest = 0;
  let octets = 0;
  for (const piece of renderJunit(
    largeReport(20_000, () => 'NO refused'),
    TOOL,
  )) {
    longest = Math.max(longest, piece.length);
    octets += piece.length;
  }
  expect(longest).toBeLessThan(20_000);
  expect(octets).toBeGreaterThan(10_000_000);
});
