import { describe, expect, it } from 'vitest';
import { DuplicateCheck } from '../../src/checks/csv-duplicates.js';
import type { RecordEvidence } from '../../src/model/evidence.js';
import { Secret } from '../../src/model/secret.js';

type Row = Partial<RecordEvidence> & Pick<RecordEvidence, 'row' | 'emailAddress' | 'userName'>;

/** Adds the rows; returns code, row, column, and the row that it points at. */
function found(check: DuplicateCheck, ...rows: Row[]) {
  return rows.flatMap((row) => {
    const rest = {
      file: 'a.csv',
      line: row.row + 1,
      password: new Secret('hunter-2'),
      width: 3,
      sound: true,
    };
    return check.add({ ...rest, undecodable: [], ...row }).map(({ code, location, args }) => {
      const { first } = args as { first: { file: string; row: number; line: number } };
      return [code, location?.row, location?.column, first.file, first.row, first.line];
    });
  });
}

describe('equal addresses', () => {
  it('are found whatever their case and the spaces around; the later points at the first', () => {
    const rows = [
      { row: 1, emailAddress: 'anna@contoso.com', userName: 'a' },
      { row: 2, emailAddress: 'ANNA@Contoso.com ', userName: 'b' },
      { row: 3, emailAddress: 'anna@contoso.com', userName: 'c' },
    ];
    expect(found(new DuplicateCheck(), ...rows)).toEqual([
      ['csv/duplicate-email', 2, 'EmailAddress', 'a.csv', 1, 2],
      ['csv/duplicate-email', 3, 'EmailAddress', 'a.csv', 1, 2],
    ]);
  });

  it('are found across files', () => {
    const check = new DuplicateCheck();
    found(check, { row: 7, emailAddress: 'anna@contoso.com', userName: 'a' });
    expect(found(check, { row: 1, emailAddress: 'anna@contoso.com', userName: 'b', file: 'b.csv' })).toEqual([
      ['csv/duplicate-email', 1, 'EmailAddress', 'a.csv', 7, 8],
    ]);
  });

  it('are not empty ones, near ones, or ones with letters that were lost', () => {
    const rows = [
      { row: 1, emailAddress: '', userName: 'a' },
      { row: 2, emailAddress: ' ', userName: 'b' },
      { row: 3, emailAddress: 'anna@contoso.com', userName: 'c' },
      { row: 4, emailAddress: 'anna@contoso.co', userName: 'd' },
      { row: 5, emailAddress: 'm\ufffdller@contoso.com', userName: 'e', undecodable: ['EmailAddress'] },
      { row: 6, emailAddress: 'm\ufffdller@contoso.com', userName: 'f', undecodable: ['EmailAddress'] },
    ];
    expect(found(new DuplicateCheck(), ...rows)).toEqual([]);
  });
});

describe('equal source mailboxes', () => {
  it('are found whatever their case', () => {
    const rows = [
      { row: 1, emailAddress: 'a@contoso.com', userName: 'anna@old.example' },
      { row: 2, emailAddress: 'b@contoso.com', userName: ' Anna@OLD.example' },
    ];
    expect(found(new DuplicateCheck(), ...rows)).toEqual([
      ['csv/duplicate-username', 2, 'UserName', 'a.csv', 1, 2],
    ]);
  });

  it('differ by their UserRoot', () => {
    const admin = (row: number, userRoot?: string) => ({
      row,
      emailAddress: `user${row}@contoso.com`,
      userName: 'mailadmin',
      ...(userRoot === undefined ? {} : { userRoot }),
    });
    expect(found(new DuplicateCheck(), admin(1, '/a'), admin(2, '/b'), admin(3), admin(4, '/b '))).toEqual([
      ['csv/duplicate-username', 4, 'UserName', 'a.csv', 2, 3],
    ]);
  });

  it('are not empty ones, or ones with letters that were lost', () => {
    const rows = [
      { row: 1, emailAddress: 'a@contoso.com', userName: '' },
      { row: 2, emailAddress: 'b@contoso.com', userName: ' ' },
      { row: 3, emailAddress: 'c@contoso.com', userName: 'm\ufffd', undecodable: ['UserName'] },
      { row: 4, emailAddress: 'd@contoso.com', userName: 'm\ufffd', undecodable: ['UserName'] },
    ];
    expect(found(new DuplicateCheck(), ...rows)).toEqual([]);
  });

  it('are known as shared names, with one mailbox or several', () => {
    const check = new DuplicateCheck();
    const names = ['once', 'twice', 'Twice', 'admin', 'admin'];
    const rows = names.map((userName, index) => ({
      row: index + 1,
      emailAddress: `${index}@contoso.com`,
      userName,
    }));
    found(check, ...rows.map((row) => ({ ...row, userRoot: `/${row.row}` })));
    expect(['once', 'twice', 'admin', 'never'].map((name) => check.isShared(name))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
