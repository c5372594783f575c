import { describe, expect, test } from 'vitest';
import type { CodeArguments } from '../../src/model/code.js';
import { type Finding, finding } from '../../src/model/finding.js';
import { groupFindings } from '../../src/reports/groups.js';
import { renderJson } from '../../src/reports/json.js';
import { reportOfFiles, TOOL } from '../journal/support.js';
import { writeTemporary } from '../support/files.js';
import { reportWith } from './support.js';

function at(row: number) {
  return {
    location: { file: 'users.csv', row, line: row + 1 },
    subject: { emailAddress: `user${row}@contoso.com`, userName: `user${row}` },
  };
}

function codes(findings: Finding[]): string[] {
  return groupFindings(findings).map(({ code, findings: members }) => `${code} ${members.length}`);
}

describe('one group', () => {
  test.each<[string, Finding[]]>([
    ['equal findings', [1, 2, 3].map((row) => finding('login/rejected', { form: 'address' }, at(row)))],
    [
      'row numbers',
      [1, 2, 3].map((row) =>
        finding(
          'csv/wrong-column-count',
          { row, expected: 3, actual: 3 + row },
          { location: at(row).location },
        ),
      ),
    ],
    [
      'pointers to other rows',
      [4, 5, 6].map((row) =>
        finding('csv/duplicate-email', { first: { file: 'a.csv', row: row - 3, line: row } }, at(row)),
      ),
    ],
    [
      'attempts and pauses',
      [1, 2, 3].map((row) =>
        finding('login/throttled', { attempts: row, ...(row > 1 ? { backoffMs: row * 1e3 } : {}) }, at(row)),
      ),
    ],
    [
      'attempts and pauses of a known server',
      [1, 2].map((row) =>
        finding(
          'login/throttled',
          { attempts: row, provider: 'exchange', ...(row > 1 ? { backoffMs: row * 1e3 } : {}) },
          at(row),
        ),
      ),
    ],
    [
      'servers for which there is the same advice',
      (['gmail', 'yahoo', undefined] as const).map((provider, index) =>
        finding(
          'login/unavailable',
          { attempts: 1, ...(provider === undefined ? {} : { provider }) },
          at(index + 1),
        ),
      ),
    ],
    [
      'names of folders',
      [1, 2, 3].map((row) =>
        finding('mailbox/non-mail-folders', { folders: ['Calendar', 'Tasks'].slice(0, row) }, at(row)),
      ),
    ],
    [
      'addresses, with or without one that is near',
      [1, 2, 3].map((row) =>
        finding(
          'target/recipient-not-found',
          {
            emailAddress: at(row).subject.emailAddress,
            ...(row > 1 ? { nearest: `u${row}@contoso.com` } : {}),
          },
          at(row),
        ),
      ),
    ],
    [
      'domains',
      ['gmail.com', 'fabrikam.com'].map((domain, index) =>
        finding('target/foreign-domain', { domain, targetDomains: ['contoso.com'] }, at(index + 1)),
      ),
    ],
    [
      'users of one batch, in whatever state',
      ['Synced', 'Failed', undefined].map((status, index) =>
        finding(
          'target/batch-exists',
          {
            ...{ name: 'Sales', kind: 'user', emailAddress: at(index + 1).subject.emailAddress },
            ...(status === undefined ? {} : { status }),
          },
          { ...at(index + 1), rating: 'warning' },
        ),
      ),
    ],
    [
      'names of deleted mailboxes',
      ['User A', 'User B', undefined].map((name, index) =>
        finding(
          'target/recipient-not-a-mailbox',
          {
            ...{ emailAddress: at(index + 1).subject.emailAddress, type: 'UserMailbox', kind: 'deleted-too' },
            ...(name === undefined ? {} : { name }),
          },
          at(index + 1),
        ),
      ),
    ],
  ])('%s', (_, findings) => {
    expect(groupFindings(findings)).toHaveLength(1);
  });

  test('what an earlier report told of addresses', async () => {
    const findings = ["pat.o'brien", 'usera', 'userb', 'userc'].map((name, index) => {
      const emailAddress = `${name}@contoso.com`;
      const nearest = index < 2 ? {} : { nearest: `x${index}@contoso.com` };
      return finding('target/recipient-not-found', { emailAddress, ...nearest }, at(index + 1));
    });
    const told = [...renderJson(reportWith({ findings }), TOOL)].join('');
    const { findings: again } = await reportOfFiles(await writeTemporary('a.json', told));
    const [group, ...others] = groupFindings(again);
    expect(others).toEqual([]);
    expect(group?.text.fix.join()).not.toContain('x2@contoso.com');
  });
});

describe('groups of their own', () => {
  test('advice that differs', () => {
    const user = finding('login/rejected', { form: 'address' }, at(1));
    const admin = finding('login/rejected', { form: 'exchange-admin' }, at(2));
    expect(codes([user, admin])).toEqual(['login/rejected 1', 'login/rejected 1']);
    const dovecot = finding('login/throttled', { attempts: 1, software: 'dovecot' }, at(1));
    const cyrus = finding('login/throttled', { attempts: 1, software: 'cyrus' }, at(2));
    expect(codes([dovecot, cyrus])).toEqual(['login/throttled 1', 'login/throttled 1']);
  });

  test('a batch whose name is taken, and its users; and what an export has lost', () => {
    const name = finding('target/batch-exists', { name: 'Sales' });
    const args = { name: 'Sales', kind: 'user', emailAddress: 'usera@contoso.com' } as const;
    expect(codes([name, finding('target/batch-exists', args, at(1))])).toHaveLength(2);
    const lost = { emailAddress: 'usera@contoso.com', primaryOnly: true } as const;
    const absent = finding('target/recipient-not-found', { emailAddress: 'userb@contoso.com' }, at(2));
    expect(codes([finding('target/recipient-not-found', lost, at(1)), absent])).toHaveLength(2);
  });

  test('too many values and too few', () => {
    const more = finding('csv/wrong-column-count', { row: 1, expected: 3, actual: 5 });
    const fewer = finding('csv/wrong-column-count', { row: 2, expected: 3, actual: 2 });
    expect(codes([more, fewer])).toHaveLength(2);
  });

  test('the same code with another rating', () => {
    const args = { server: 'imap.contoso.com', kind: 'self-signed' } as const;
    const error = finding('tls/certificate-untrusted', args);
    const accepted = finding('tls/certificate-untrusted', args, { rating: 'notice' });
    expect(groupFindings([accepted, error]).map(({ text }) => text.severity)).toEqual(['error', 'notice']);
  });

  test('columns that are missing', () => {
    const missing = (column: 'UserName' | 'Password') => finding('csv/missing-column', { column });
    expect(codes([missing('UserName'), missing('Password')])).toHaveLength(2);
  });

  test.each<[string, Partial<CodeArguments['csv/missing-column']>]>([
    ['a first line that is data', { headerless: true }],
    ['a line above the header', { preamble: { kind: 'sep-line', headerLine: 2, named: true } }],
    ['names in one cell', { joined: ',' }],
  ])('columns that are missing for %s are one', (_, rest) => {
    const missing = (column: 'UserName' | 'Password') =>
      finding(
        'csv/missing-column',
        { column, ...rest },
        { location: { file: 'users.csv', line: 1, column } },
      );
    expect(codes([missing('UserName'), missing('Password')])).toHaveLength(1);
  });
});

test('what stops most comes first', () => {
  const rejected = [1, 2].map((row) => finding('login/rejected', { form: 'address' }, at(row)));
  expect(
    codes([
      finding('csv/super-user', { form: 'exchange-admin', account: 'admin', rows: 2 }),
      finding('login/timeout', { attempts: 3 }, at(4)),
      finding('login/imap-disabled', { form: 'address' }, at(3)),
      ...rejected,
      finding('dns/not-resolvable', { server: 'imap.contoso.com' }),
      finding('csv/no-rows', {}),
    ]),
  ).toEqual([
    'csv/no-rows 1',
    'dns/not-resolvable 1',
    'login/rejected 2',
    'login/imap-disabled 1',
    'login/timeout 1',
    'csv/super-user 1',
  ]);
});

test('a step of one row is no step of the group', () => {
  const near = (row: number) =>
    finding(
      'target/recipient-not-found',
      { emailAddress: `user${row}@contoso.com`, nearest: `u${row}@contoso.com` },
      at(row),
    );
  const [group] = groupFindings([near(1), near(2)]);
  expect(group?.text.fix.length).toBeGreaterThan(1);
  expect(group?.text.fix.join()).not.toContain('u1@contoso.com');
  expect(groupFindings([near(1)])[0]?.text.fix.join()).toContain('u1@contoso.com');
});

test('rows are counted once, in locations and in evidence', () => {
  const spaces = (['UserName', 'UserName'] as const).map((column) =>
    finding('csv/surrounding-spaces', { column, leading: true, trailing: false }, at(7)),
  );
  expect(groupFindings(spaces)[0]?.rows.size).toBe(1);
  const whole = finding(
    'csv/app-password-format',
    {},
    { location: { file: 'a.csv' }, evidence: { rows: [1, 2, 2] } },
  );
  expect(groupFindings([whole])[0]?.rows.size).toBe(2);
});
