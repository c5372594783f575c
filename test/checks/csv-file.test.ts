import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/batch/columns.js';
import { checkFile } from '../../src/checks/csv-file.js';
import type { FileEvidence } from '../../src/model/evidence.js';

const MAX_BYTES = 10 * 1024 * 1024;

function found(change: Partial<FileEvidence>) {
  const header = readHeader(1, ['EmailAddress', 'UserName', 'Password'], ',');
  const blankLines = { count: 0, lines: [] };
  const file: FileEvidence = {
    file: 'users.csv',
    bytes: 100,
    rows: 2,
    encoding: 'UTF-8',
    blankLines,
    header,
  };
  return checkFile({ ...file, ...change }).map(({ code, args }) => [code, args]);
}

function without(change: Partial<FileEvidence>) {
  const { header, ...file }: FileEvidence = {
    file: 'users.csv',
    bytes: 0,
    rows: 0,
    encoding: 'UTF-8',
    blankLines: { count: 0, lines: [] },
    ...change,
  };
  return checkFile(file).map(({ code, args }) => [code, args]);
}

describe('a file', () => {
  it('without a fault', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[string, Partial<FileEvidence>, unknown[]]>([
    ['10 MB', { bytes: MAX_BYTES }, []],
    ['more than 10 MB', { bytes: MAX_BYTES + 1 }, [['csv/too-large', { bytes: MAX_BYTES + 1 }]]],
    ['2,500 rows', { rows: 2500 }, []],
    ['2,501 rows', { rows: 2501 }, [['csv/large-batch', { rows: 2501 }]]],
    ['50,000 rows', { rows: 50_000 }, [['csv/large-batch', { rows: 50_000 }]]],
    ['50,001 rows', { rows: 50_001 }, [['csv/too-many-rows', { rows: 50_001 }]]],
    ['no row', { rows: 0 }, [['csv/no-rows', {}]]],
    ['UTF-16', { encoding: 'UTF-16BE' }, [['csv/utf-16', { encoding: 'UTF-16BE' }]]],
    ['a byte that is no text', { invalidAt: 0 }, [['csv/not-unicode', { offset: 0 }]]],
    [
      'a byte that is no text, on a line',
      { invalidAt: 90, invalidLine: 3 },
      [['csv/not-unicode', { offset: 90, line: 3 }]],
    ],
    [
      'blank lines',
      { blankLines: { count: 30, lines: [4, 9] } },
      [['csv/blank-line', { count: 30, lines: [4, 9] }]],
    ],
    ['rights of others to read', { mode: 0o604 }, [['csv/file-permissions', { mode: '0604' }]]],
    ['rights of the group, and of others to write', { mode: 0o662 }, []],
  ])('of %s', (_, change, expected) => {
    expect(found(change)).toEqual(expected);
  });

  it.each([
    ['users.csv', undefined],
    ['USERS.TXT', undefined],
    ['-', undefined],
    ['/dev/fd/63', undefined],
    ['/proc/self/fd/11', undefined],
    ['/dev/stdin', undefined],
    ['users', ''],
    ['.csv', ''],
    ['users.csv.bak', '.bak'],
    ['folder.csv/users', ''],
    ['users.', '.'],
  ])('named %s', (file, extension) => {
    expect(found({ file })).toEqual(extension === undefined ? [] : [['csv/file-extension', { extension }]]);
  });

  it('that is empty has no passwords to read', () => {
    expect(without({ mode: 0o644 })).toEqual([['csv/empty-file', {}]]);
  });

  it('that is no text is not called empty', () => {
    expect(without({ mode: 0o644, looksLike: 'a PNG picture', bytes: MAX_BYTES + 1 })).toEqual([
      ['csv/file-permissions', { mode: '0644' }],
      ['csv/too-large', { bytes: MAX_BYTES + 1 }],
      ['csv/not-unicode', { looksLike: 'a PNG picture' }],
    ]);
  });

  it('of one row without a header has a row', () => {
    expect(found({ rows: 0, header: readHeader(1, ['a@contoso.com', 'a', 'b'], ',') })).toEqual([]);
  });
});
