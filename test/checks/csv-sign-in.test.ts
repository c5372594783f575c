import { describe, expect, it } from 'vitest';
import { SignInCheck } from '../../src/checks/csv-sign-in.js';
import type { RecordEvidence } from '../../src/model/evidence.js';
import { Secret } from '../../src/model/secret.js';

function record(row: number, userName: string, change: Partial<RecordEvidence> = {}): RecordEvidence {
  const place = { file: 'users.csv', row, line: row + 1, emailAddress: `user${row}@contoso.com` };
  const shape = { width: 3, sound: true, undecodable: [] };
  return { ...place, ...shape, userName, password: new Secret('hunter-2'), ...change };
}

function finished(...records: RecordEvidence[]) {
  const check = new SignInCheck('users.csv', false);
  expect(records.map((row) => check.add(row)).filter((found) => found !== undefined)).toEqual([]);
  return check.finish();
}

describe('the sign-in forms of a file', () => {
  it('are one', () => {
    expect(finished(record(1, 'a@contoso.com'), record(2, 'b@fabrikam.com'))).toEqual([]);
    expect(finished()).toEqual([]);
  });

  it('are several: the rows of the smaller groups are evidence', () => {
    expect(
      finished(
        record(1, 'a'),
        record(2, 'b@contoso.com'),
        record(3, 'c@contoso.com'),
        record(4, 'contoso\\d'),
        record(5, 'e'),
        record(6, 'f@contoso.com'),
      ),
    ).toEqual([
      {
        code: 'csv/mixed-username-format',
        args: {
          majority: 'address',
          minorities: [
            { form: 'short-name', count: 2, rows: [1, 5] },
            { form: 'exchange-user', count: 1, rows: [4] },
          ],
        },
        location: { file: 'users.csv', column: 'UserName' },
        evidence: { rows: [1, 4, 5] },
      },
    ]);
  });

  it('are not told from empty or damaged rows', () => {
    const broken = record(3, 'c', { sound: false });
    expect(finished(record(1, 'a@contoso.com'), record(2, '  '), broken, record(4, ''))).toEqual([]);
  });

  it('name two hundred rows of a minority', () => {
    const minority = Array.from({ length: 300 }, (_, index) => record(index + 1, `user${index}`));
    const majority = Array.from({ length: 301 }, (_, index) => record(index + 301, `u${index}@contoso.com`));
    const [mixed] = finished(...minority, ...majority);
    expect(mixed?.args).toMatchObject({ minorities: [{ count: 300 }] });
    expect(mixed?.evidence?.rows).toHaveLength(200);
  });
});

describe('administrator accounts', () => {
  it('are told once each, however they are written', () => {
    const rows = [record(1, 'contoso/Admin/a'), record(2, 'CONTOSO\\admin\\b'), record(3, 'contoso/other/c')];
    expect(finished(...rows).map(({ args, evidence }) => [args, evidence?.rows])).toEqual([
      [{ form: 'exchange-admin', account: 'contoso/admin', rows: 2 }, [1, 2]],
      [{ form: 'exchange-admin', account: 'contoso/other', rows: 1 }, [3]],
    ]);
  });

  it('are told with UserRoot', () => {
    const rows = [record(1, 'admin', { userRoot: '/a' }), record(2, 'admin', { userRoot: '/b' })];
    expect(finished(...rows).map(({ code, args }) => [code, args])).toEqual([
      ['csv/super-user', { form: 'admin-with-user-root', account: 'admin', rows: 2 }],
    ]);
  });

  it('are twenty at most, those of most rows first', () => {
    const rows = Array.from({ length: 40 }, (_, index) => record(index + 1, `a*admin${index}`));
    const found = finished(...rows, record(41, 'b*admin39'));
    expect(found).toHaveLength(20);
    expect(found[0]?.args).toMatchObject({ account: 'admin39', rows: 2 });
  });
});

describe('app passwords of Gmail', () => {
  it.each([
    ['abcdefghijklmnop', undefined],
    ['ABCDEFGHIJKLMNOP', undefined],
    ['', undefined],
    ['abcd efgh ijkl mnop', { withSpaces: true }],
    ['abcdefghijklmno1', {}],
    ['abcdefghijklmno', {}],
    ['abcdefghijklmnopq', {}],
    [' abcdefghijklmnop', {}],
  ])('%j is told of with %j', (password, args) => {
    const row = record(1, 'a@gmail.com', { password: new Secret(password) });
    const found = new SignInCheck('users.csv', true).add(row);
    const told = [found?.code, found?.args, found?.location?.column];
    const none = [undefined, undefined, undefined];
    expect(told).toEqual(args === undefined ? none : ['csv/app-password-format', args, 'Password']);
    expect(new SignInCheck('users.csv', false).add(row)).toBeUndefined();
  });
});
