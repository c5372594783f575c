import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeadingZeros } from '../../src/checks/csv-leading-zeros.js';
import { describe as describeFinding } from '../../src/knowledge/describe.js';
import { Secret } from '../../src/model/secret.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

interface Row {
  email?: string;
  user?: string;
  password?: string;
  sound?: boolean;
}

function check(rows: readonly Row[]) {
  const zeros = new LeadingZeros();
  for (const [
    index,
    { email = 'a@contoso.com', user = 'a', password = 'hunter-2', sound = true },
  ] of rows.entries()) {
    zeros.add({
      ...{ file: 'users.csv', row: index + 1, line: index + 2, width: 3, sound, undecodable: [] },
      ...{ emailAddress: email, userName: user, password: new Secret(password) },
    });
  }
  return zeros.finish('users.csv');
}

function told(rows: readonly Row[]) {
  return check(rows).map(({ args, evidence }) => [args, evidence?.rows]);
}

const users = (...names: string[]) => names.map((user) => ({ user }));
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('numbers that lost their leading zeros', () => {
  it('are one finding of a file and column', () => {
    expect(check(users('00123', '00456', '789', '12', '12345', 'anna', '4711'))).toEqual([
      {
        code: 'csv/lost-leading-zeros',
        args: { column: 'UserName', rows: 3, width: 5 },
        location: { file: 'users.csv', column: 'UserName' },
        evidence: { rows: [3, 4, 7] },
      },
    ]);
  });

  it.each<[string, Row[]]>([
    ['a domain', users('contoso\\00123', 'contoso\\00124', 'contoso\\125')],
    ['a domain and a slash', users('contoso/00123', 'contoso/00124', 'contoso/125')],
    ['an administrator', users('contoso/admin/00123', 'contoso/admin/00124', 'contoso/admin/125')],
    ['an address', users('00123@school.example', '00124@school.example', '125@school.example')],
    ['different forms', users('00123', 'contoso\\00124', '125')],
  ])('are found beside %s', (_, rows) => {
    expect(told(rows)).toEqual([[{ column: 'UserName', rows: 1, width: 5 }, [3]]]);
  });

  it('are found in addresses', () => {
    const rows = ['00123', '00124', '125'].map((name) => ({ email: `${name}@contoso.com` }));
    expect(told(rows)).toEqual([[{ column: 'EmailAddress', rows: 1, width: 5 }, [3]]]);
  });

  it('are certain where the same row has the zeros', () => {
    expect(told([{ email: '00123@contoso.com', user: '123' }])).toEqual([
      [{ column: 'UserName', rows: 1 }, [1]],
    ]);
    expect(told([{ email: '123@contoso.com', user: 'contoso\\00123' }])).toEqual([
      [{ column: 'EmailAddress', rows: 1 }, [1]],
    ]);
    // The whole column: no zero is left in it.
    const rows = times(30, (index) => ({
      email: `${String(index + 1).padStart(4, '0')}@contoso.com`,
      user: `${index + 1}`,
    }));
    expect(told(rows)).toEqual([[{ column: 'UserName', rows: 30 }, times(30, (index) => index + 1)]]);
  });

  it('are told once each, whether the row or its neighbors show it', () => {
    const rows = [{ email: '00123@contoso.com', user: '123' }, ...users('00124', '00125', '126')];
    expect(told(rows)).toEqual([[{ column: 'UserName', rows: 2, width: 5 }, [1, 4]]]);
  });

  it('are found in passwords, of which not even the length is told', () => {
    const rows = ['01052008', '02112009', '3072010', 'hunter-2', '12122010'].map((password) => ({
      password,
    }));
    const found = check(rows);
    expect(found.map(({ args, evidence }) => [args, evidence])).toEqual([
      [{ column: 'Password', rows: 1 }, { rows: [3] }],
    ]);
    expect(JSON.stringify([found, found.map(describeFinding)])).not.toMatch(/3072010|\b[78] digits/);
  });

  it('are counted, and two hundred rows of them named', () => {
    const rows = [
      ...users('00001', '00002', '00003', '00004', '00005'),
      ...times(300, (index) => ({ user: `${index + 10}` })),
    ];
    const [[args, named] = []] = told(rows);
    expect(args).toEqual({ column: 'UserName', rows: 300, width: 5 });
    expect(named).toEqual(times(200, (index) => index + 6));
  });
});

describe('numbers that are as they were', () => {
  it.each<[string, Row[]]>([
    ['of different lengths', users('1', '12', '123', '1234')],
    ['with one zero among them', users('0123', '12', '345')],
    ['all with their zeros', users('00123', '00124', '12345')],
    ['longer than those with zeros', users('00123', '00124', '123456')],
    ['with zeros, in all lengths', users('01', '012', '0123', '01234', '5')],
    [
      'that are mostly longer',
      [...users('001', '002', '12'), ...times(9, (index) => ({ user: `10000${index}` }))],
    ],
    [
      'with hardly any zero',
      [...users('0000001', '0000002'), ...times(300, (index) => ({ user: `${index + 10}` }))],
    ],
    ['with letters', users('00123', '00124', '125a', 'a126')],
    ['in damaged rows', [...users('00123', '00124'), { user: '125', sound: false }]],
    [
      'in rows without a password, where they may be one',
      [...users('00123', '00124'), { user: '125', password: '' }],
    ],
    ['beside another number', [{ email: '00123@contoso.com', user: '456' }]],
    ['beside a number with as many zeros', [{ email: '00123@contoso.com', user: '00123' }]],
    ['beside a longer number without zeros', [{ email: '10123@contoso.com', user: '123' }]],
    ['of very many digits', users('00123', '00124', '1'.repeat(16), ...times(3, () => '9'.repeat(400)))],
    ['that are none', []],
  ])('%s are not told of', (_, rows) => {
    expect(told(rows)).toEqual([]);
  });

  it('never are of the usual length or longer', { timeout: PROPERTY_TIMEOUT }, () => {
    const number = fc.stringMatching(/^\d{1,6}$/);
    fc.assert(
      fc.property(fc.array(number, { maxLength: 40 }), (numbers) => {
        for (const { args, evidence } of check(users(...numbers))) {
          const { width = 0, rows } = args as { width?: number; rows: number };
          expect(evidence?.rows).toHaveLength(rows);
          for (const row of evidence?.rows ?? []) {
            expect(numbers[row - 1]).toMatch(/^[1-9]/);
            expect(numbers[row - 1]?.length).toBeLessThan(width);
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
});

it('what is kept does not grow with the rows', () => {
  const zeros = new LeadingZeros();
  const begun = performance.now();
  const rest = {
    file: 'users.csv',
    width: 3,
    sound: true,
    undecodable: [],
    password: new Secret('hunter-2'),
  };
  for (let row = 1; row <= 100_000; row++) {
    zeros.add({
      ...rest,
      row,
      line: row,
      emailAddress: `user${row}@contoso.com`,
      userName: `contoso\\${row}`,
    });
  }
  expect(zeros.finish('users.csv')).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(3000);
});
