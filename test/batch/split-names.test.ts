import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFiles } from '../../src/batch/split/names.js';
import type { Group } from '../../src/batch/split/plan.js';
import { RUNS } from '../support/property-runs.js';

function group(parts: number, value?: string): Group {
  const part = { rows: 1, from: 1, to: 1, bytes: 1 };
  return { parts: Array.from({ length: parts }, () => part), ...(value === undefined ? {} : { value }) };
}

function names(file: string, groups: Group[], folder?: string): string[] {
  return nameFiles(file, folder, groups).map(({ path }) => path);
}

function valueNames(...values: string[]): string[] {
  return names(
    'users.csv',
    values.map((value) => group(1, value)),
  );
}

describe('numbered parts', () => {
  it.each([
    ['users.csv', 2, undefined, ['users-1.csv', 'users-2.csv']],
    ['a/b/users.2024.TXT', 1, undefined, [join('a', 'b', 'users.2024-1.TXT')]],
    ['../users', 1, undefined, [join('..', 'users-1')]],
    ['users.csv', 1, 'out', [join('out', 'users-1.csv')]],
    ['-', 1, undefined, ['batch-1.csv']],
    ['-', 1, 'out', [join('out', 'batch-1.csv')]],
    ['/dev/stdin', 1, undefined, ['batch-1.csv']],
    ['/dev/fd/63', 1, undefined, ['batch-1.csv']],
  ])('%s: %i in %s', (file, parts, folder, expected) => {
    expect(names(file, [group(parts)], folder)).toEqual(expected);
  });

  it('have as many digits as the largest number', () => {
    expect(names('users.csv', [group(10)])).toEqual(expect.arrayContaining(['users-01.csv', 'users-10.csv']));
    expect(names('users.csv', [group(100)])[8]).toBe('users-009.csv');
  });
});

describe('parts named by a value', () => {
  it('are numbered where there are several', () => {
    const groups = [group(1, 'contoso.com'), group(2, 'fabrikam.com')];
    expect(names('users.csv', groups)).toEqual([
      'users-contoso.com.csv',
      'users-fabrikam.com-1.csv',
      'users-fabrikam.com-2.csv',
    ]);
  });

  it.each([
    ['a/b\\c:d*e?f"g<h>i|j', 'users-a_b_c_d_e_f_g_h_i_j.csv'],
    ['../../etc/passwd', 'users-.._.._etc_passwd.csv'],
    ['a\u0000b\u001b[31mc\nd', 'users-a_b_31mc_d.csv'],
    ['\u202egpj.exe', 'users-_gpj.exe.csv'],
    ['dots...', 'users-dots.csv'],
    ['', 'users-empty.csv'],
    ['...', 'users-empty.csv'],
    ['CON', 'users-CON.csv'],
    ['München', 'users-München.csv'],
    ['日本', 'users-日本.csv'],
    ['\uD800x', 'users-_x.csv'],
  ])('%j is %s', (value, expected) => {
    expect(valueNames(value)).toEqual([expected]);
  });

  it.each([
    [
      ['Sales', 'sales', 'SALES'],
      ['users-Sales.csv', 'users-sales-2.csv', 'users-SALES-3.csv'],
    ],
    [
      ['a/b', 'a:b'],
      ['users-a_b.csv', 'users-a_b-2.csv'],
    ],
    [
      ['é', 'e\u0301'],
      ['users-é.csv', 'users-é-2.csv'],
    ],
    [
      ['', 'empty'],
      ['users-empty.csv', 'users-empty-2.csv'],
    ],
    [
      ['straße', 'STRASSE'],
      ['users-straße.csv', 'users-STRASSE-2.csv'],
    ],
  ])('%j do not meet on a disk that minds no case', (values, expected) => {
    expect(valueNames(...values)).toEqual(expected);
  });

  it('do not meet the numbers of another value', () => {
    const groups = [group(2, 'a'), group(1, 'a-1')];
    expect(names('users.csv', groups)).toEqual(['users-a-1.csv', 'users-a-2.csv', 'users-a-1-2.csv']);
  });

  it('fit into a name, also of long ones', () => {
    for (const value of ['x'.repeat(1000), '日'.repeat(1000), '\u{1f511}é'.repeat(500)]) {
      const found = names(`${'ü'.repeat(120)}.csv`, [group(2, value), group(1, `${value}2`)]);
      for (const name of found) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(new Set(found).size).toBe(3);
    }
  });

  it('are safe and differ, whatever the values are', () => {
    const value = fc.string({
      unit: fc.oneof(
        fc.constantFrom('/', '.', 'a', 'A', 'ß', '\\', '\u0000'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
      maxLength: 120,
    });
    const property = fc.property(fc.uniqueArray(value, { minLength: 1, maxLength: 20 }), (values) => {
      const found = valueNames(...values);
      for (const name of found) {
        expect(name).not.toMatch(/[/\\:*?"<>|\p{C}\s]/u);
        expect(name).toMatch(/^users-.*[^. ]\.csv$/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }
      expect(new Set(found.map((name) => name.normalize('NFD').toLowerCase())).size).toBe(values.length);
    });
    fc.assert(property, { numRuns: RUNS });
  });
});

it('a name that Windows keeps for a device is none', () => {
  expect(names('aux.csv', [group(1)])).toEqual(['aux_-1.csv']);
});
