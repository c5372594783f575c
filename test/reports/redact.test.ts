import { describe, expect, test } from 'vitest';
import { CATALOGUE } from '../../src/knowledge/catalogue.js';
import { CODES } from '../../src/knowledge/describe.js';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { RowResult } from '../../src/model/row.js';
import { renderCsv } from '../../src/reports/csv.js';
import { renderGithub } from '../../src/reports/github.js';
import { renderHtml } from '../../src/reports/html.js';
import { renderJson } from '../../src/reports/json.js';
import { renderJunit } from '../../src/reports/junit.js';
import { renderMarkdown } from '../../src/reports/markdown.js';
import { renderNdjson } from '../../src/reports/ndjson.js';
import { renderPowerShell } from '../../src/reports/powershell.js';
import { Names } from '../../src/reports/redact/names.js';
import { Redactor } from '../../src/reports/redact.js';
import { renderSarif } from '../../src/reports/sarif.js';
import { reportOfFiles, TOOL } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { writeTemporary } from '../support/files.js';
import { validateReport } from '../support/schema.js';
import { reportWith, textOf, totals } from './support.js';

const ALL = { limit: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };

const FORMATS: Record<string, (report: Report) => Iterable<string>> = {
  text: (report) => [textOf(report, ALL)],
  json: (report) => renderJson(report, TOOL),
  ndjson: (report) => renderNdjson(report, TOOL),
  junit: (report) => renderJunit(report, TOOL),
  sarif: (report) => renderSarif(report, TOOL),
  github: renderGithub,
  markdown: (report) => renderMarkdown(report, ALL),
  csv: renderCsv,
  html: (report) => renderHtml(report, TOOL),
  powershell: (report) => renderPowerShell(report, TOOL),
};

const PEOPLE = [
  ['Annegret.Berg@contoso.com', 'annegret.berg'],
  ['annemarie@contoso.com', 'contoso/superboss/annemarie'],
  ['hans-joerg@fabrikam.example', '#hansj@fabrikam.example#rootadmin#'],
  ['maria@contoso.com', 'Maria Magdalena'],
  ['oe@contoso.com', 'oe@contoso.com'],
  ["pat.o'hara@contoso.com", "pat.o'hara@contoso.com*rootadmin"],
] as const;

/** No report may hold any of these. */
const WHOLE = [
  ...PEOPLE.flat(),
  ...[
    'annegret',
    'superboss',
    'rootadmin',
    'hansj',
    'Magdalena',
    'hans-joerg',
    'stranger',
    'hara@',
    'Display Name',
  ],
];

function place(index: number) {
  return { file: 'users.csv', row: index + 1, line: index + 2 };
}

/** Everybody's answer names everybody. */
const RESPONSE = `NO user ${PEOPLE.map(([address, name]) => `<${address}> '${name}'`).join(', ')} unknown`;

function report(): Report {
  const subjects = PEOPLE.map(([emailAddress, userName]) => ({ emailAddress, userName }));
  const rows = subjects.map(
    (subject, index): RowResult => ({
      ...place(index),
      ...subject,
      status: 'failed',
      codes: ['login/rejected', 'mailbox/slash-in-folder-name'],
      attempts: 1,
      audit: {
        messages: 1,
        bytes: 1,
        accuracy: 'exact',
        folders: [{ path: `Users/${subject.userName}`, kind: 'shared', messages: 1 }],
      },
    }),
  );
  const findings = subjects.flatMap((subject, index): Finding[] => [
    finding(
      'login/rejected',
      { form: 'address' },
      { location: place(index), subject, evidence: { response: RESPONSE.toUpperCase(), detail: RESPONSE } },
    ),
    finding(
      'mailbox/slash-in-folder-name',
      { folders: 1, examples: [`a/b of ${subject.emailAddress}`] },
      { location: place(index), subject },
    ),
    finding(
      'login/stopped',
      { kind: 'admin-account', rejected: 3, account: 'contoso/superboss' },
      { location: place(index), subject },
    ),
    finding(
      'target/recipient-not-found',
      { emailAddress: subject.emailAddress, nearest: 'stranger@contoso.com' },
      { location: place(index), subject },
    ),
    finding(
      'target/recipient-not-a-mailbox',
      {
        ...{ emailAddress: subject.emailAddress, type: 'UserMailbox', kind: 'deleted-too' },
        ...(index === 0 ? {} : { name: 'Display Name' }),
      },
      { location: place(index), subject, rating: 'warning' },
    ),
  ]);
  const of = PEOPLE.length;
  return reportWith({
    verdict: 'not-ready',
    batches: [{ file: 'users.csv', bytes: 1, rows: of }],
    endpoint: { ...canonicalReport().endpoint, server: 'imap.contoso.com' } as NonNullable<
      Report['endpoint']
    >,
    stages: [{ id: 'login', status: 'failed', reason: `after ${PEOPLE[1][1]} was refused`, durationMs: 1 }],
    plan: {
      endpoint: {
        name: 'x',
        server: 'imap.contoso.com',
        port: 993,
        security: 'ssl',
        acceptUntrustedCertificates: false,
        maxConcurrentMigrations: 20,
        maxConcurrentIncrementalSyncs: 10,
        basis: 'assumed',
      },
      largest: [{ ...place(0), emailAddress: PEOPLE[0][0], messages: 1, bytes: 1 }],
      exclude: ['Users/annegret.berg', "Users/pat.o'hara@contoso.com"].map((folder) => ({
        ...{ folder, reason: 'shared', optional: false, mailboxes: 1 },
      })),
      batches: [],
      heldBack: 0,
      notes: ['Ask annegret.berg first.'],
      commands: [
        `New-MigrationBatch -ExcludeFolders 'Users/annegret.berg','Users/pat.o''hara@contoso.com' # for annemarie@contoso.com`,
      ],
    },
    totals: totals({ errors: 2 * of, warnings: 2 * of, rows: { total: of, failed: of } }),
    findings,
    rows,
  });
}

function leaks(text: string): string[] {
  return WHOLE.filter((name) => text.toLowerCase().includes(name.toLowerCase()));
}

describe('no name is whole', () => {
  test.each(Object.entries(FORMATS))('in the format %s, where it was before', (_, render) => {
    const whole = [...render(report())].join('');
    expect(leaks(whole).length).toBeGreaterThan(3);
    const short = [...render(new Redactor().report(report()))].join('');
    expect(leaks(short)).toEqual([]);
    expect(short).toMatch(/an…2?@contoso\.com|an\\u2026/);
  });

  test('in the report itself, in whatever member', () => {
    const short = new Redactor().report(report());
    expect(leaks(JSON.stringify({ ...short, rows: [...short.rows] }))).toEqual([]);
    expect(leaks(JSON.stringify({ ...report(), rows: [...report().rows] }))).not.toEqual([]);
  });

  test('in what an earlier report told, which has no arguments', async () => {
    const json = [...renderJson(report(), TOOL)].join('');
    const told = await reportOfFiles(await writeTemporary('a.json', json));
    for (const render of Object.values(FORMATS)) {
      expect(leaks([...render(new Redactor().report(told))].join(''))).toEqual([]);
    }
  });
});

test('the report says that it is shortened, and keeps all else', () => {
  const short = new Redactor().report(canonicalReport());
  const json = JSON.parse([...renderJson(short, TOOL)].join(''));
  expect(validateReport(json)).toEqual([]);
  expect(json.redacted).toBe(true);
  const whole = JSON.parse([...renderJson(canonicalReport(), TOOL)].join(''));
  expect({ ...json, redacted: undefined, findings: [], rows: [] }).toEqual({
    ...whole,
    redacted: undefined,
    findings: [],
    rows: [],
  });
  const codes = (rows: { row: number; codes: string[] }[]) => rows.map(({ row, codes }) => [row, codes]);
  expect(codes(json.rows)).toEqual(codes(whole.rows));
});

test('is read back as shortened', async () => {
  const short = new Redactor().report(canonicalReport());
  for (const [name, render] of [['a.json', renderJson] as const, ['a.ndjson', renderNdjson] as const]) {
    const file = await writeTemporary(name, [...render(short, TOOL)].join(''));
    expect((await reportOfFiles(file)).redacted, name).toBe(true);
  }
});

describe('the short form', () => {
  test.each([
    ['anna@contoso.com', 'an…@contoso.com'],
    ['an@contoso.com', 'a…@contoso.com'],
    ['a@contoso.com', '…@contoso.com'],
    ['anna', 'an…'],
    ['contoso/mailadmin/anna', 'co…/ma…/an…'],
    ['anna*mailadmin', 'an…*ma…'],
    ['#anna@contoso.com#mailadmin#', '#an…@contoso.com#ma…#'],
    ['contoso\\anna', 'co…\\an…'],
    ['\u{1f600}\u{1f601}\u{1f602}', '\u{1f600}\u{1f601}…'],
    ['', ''],
  ])('of %s is %s', (name, short) => {
    expect(new Names().short(name)).toBe(short);
  });

  test('tells names apart that would look the same, and equal ones never', () => {
    const names = new Names();
    expect(
      ['anna@a.example', 'andrea@a.example', 'ANNA@a.example', 'anne@a.example'].map((name) =>
        names.short(name),
      ),
    ).toEqual(['an…@a.example', 'an…2@a.example', 'an…@a.example', 'an…3@a.example']);
  });

  test('is only taken for whole words', () => {
    const names = new Names();
    const subject = { emailAddress: 'ben@contoso.com', userName: 'ben' };
    names.learn(subject);
    names.learn({ emailAddress: 'uwe@contoso.com', userName: 'uwe' });
    expect(names.inText('NO ben, Benedict and uwe. (ben@contoso.com) failed', subject)).toBe(
      'NO be…, Benedict and uw…. (be…@contoso.com) failed',
    );
    expect(names.inSentence("Benedict's 'ben' is fine")).toBe("Benedict's 'be…' is fine");
  });
});

test('long texts take no longer than they are long', () => {
  const names = new Names();
  const subject = { emailAddress: `${'-.'.repeat(50_000)}@contoso.com`, userName: "'".repeat(100_000) };
  names.learn(subject);
  const started = performance.now();
  for (const sign of ['.', "'", '-', '/', '@', "'a", 'a.']) names.inText(sign.repeat(100_000), subject);
  names.inSentence("'".repeat(100_001));
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('arguments that hold addresses are known by their names', () => {
  const addresses = CODES.flatMap((code) =>
    Object.entries(CATALOGUE[code].example).flatMap(([name, value]) =>
      JSON.stringify(value).includes('@') ? [`${code} ${name}`] : [],
    ),
  );
  expect(addresses.length).toBeGreaterThan(0);
  const known = /(?:emailAddress|userName|account|nearest|roots|folders?|examples)$/;
  expect(addresses.filter((name) => !known.test(name))).toEqual([]);
});
