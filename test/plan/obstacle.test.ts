import { describe, expect, test } from 'vitest';
import { type Finding, finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { obstacleTo } from '../../src/plan/obstacle.js';
import { planOf } from '../../src/plan/plan.js';
import { ENDPOINT, planned, rows } from './support.js';

const SERVER = 'imap.contoso.com';
const found = (one: Finding): Partial<Report> => ({ findings: [one] });
const EXPIRED = { server: SERVER, validFrom: '2025-01-01', validTo: '2025-12-31', notYet: false };
const { port: _, ...unreached } = ENDPOINT;
const { endpoint: __, ...withoutServer } = planned(rows(2));
const DRY_RUN = {
  ...{ server: SERVER, rows: 2, attempts: 2, kept: 0, forms: [], mostForOneAccount: 1 },
  ...{ retries: 2, concurrency: 20 },
};

const NONE: [reason: string, report: Report][] = [
  ['no server was given', withoutServer],
  ['it was not proved that imap.contoso.com can be reached', planned(rows(2), { endpoint: unreached })],
  ['without TLS', planned(rows(2), { endpoint: { ...ENDPOINT, security: 'none' } })],
  ['a dry run', planned(rows(2), { dryRun: DRY_RUN })],
  ['no rows were given', planned([])],
  ['no rows were given', planned([], { batches: [] })],
  ['more rows than', planned([], { batches: [{ file: 'a', bytes: 1, rows: 4_000_000_000 }] })],
  ['every row would fail', planned(rows(2, () => ({ status: 'failed' })))],
  ['(tls/certificate-expired)', planned(rows(2), found(finding('tls/certificate-expired', EXPIRED)))],
  ['(dns/not-resolvable)', planned(rows(2), found(finding('dns/not-resolvable', { server: SERVER })))],
  [
    '(csv/missing-column)',
    planned(
      rows(2),
      found(
        finding('csv/missing-column', { column: 'Password' }, { location: { file: 'users.csv', line: 1 } }),
      ),
    ),
  ],
];

const ACCEPTED = finding('tls/certificate-expired', { ...EXPIRED, accepted: true }, { rating: 'notice' });
const LIMIT = finding('imap/connection-limit', {
  ...{ server: SERVER, wanted: 20, limit: 4, scope: 'address', seen: false },
} as const);
const HEADER = { file: 'users.csv', line: 1 };

const SOME: [name: string, Report][] = [
  ['an endpoint and rows', planned(rows(2))],
  ['a certificate that the endpoint accepts', planned(rows(2), found(ACCEPTED))],
  ['a warning of the server', planned(rows(2), found(LIMIT))],
  ['a file that has too many rows', planned(rows(2), found(finding('csv/too-many-rows', { rows: 60_000 })))],
  [
    'a column that an option of the command lets through',
    planned(
      rows(2),
      found(finding('csv/unknown-column', { position: 4, name: 'City' }, { location: HEADER })),
    ),
  ],
  [
    'a row that would have the file refused, and is held back',
    planned(
      rows(2, (number) => (number === 1 ? { status: 'failed' } : {})),
      found(
        finding(
          'csv/wrong-column-count',
          { row: 1, expected: 3, actual: 4 },
          { location: { file: 'users.csv', row: 1, line: 2 } },
        ),
      ),
    ),
  ],
  [
    'a row that was refused',
    planned(
      rows(2, (number) => (number === 1 ? { status: 'failed' } : {})),
      found(finding('login/rejected', { form: 'address' })),
    ),
  ],
  ['an interrupted run', planned(rows(2), { run: { startedAt: '', durationMs: 1, interrupted: true } })],
];

describe('there is no plan', () => {
  test.each(NONE)('%s', (reason, report) => {
    expect(obstacleTo(report)).toContain(reason);
    expect(planOf(report)).toBeUndefined();
  });
});

describe('there is a plan for', () => {
  test.each(SOME)('%s', (_, report) => {
    expect(obstacleTo(report)).toBeUndefined();
    expect(planOf(report)?.batches).toHaveLength(1);
  });
});
