import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/model/event.js';
import { finding } from '../../src/model/finding.js';
import type { RowResult } from '../../src/model/row.js';
import { targetNote, targetNotes, tellRow, withoutTarget, withTarget } from '../../src/run/target-note.js';

const at = (row: number) => ({ location: { file: 'users.csv', row, line: row + 1 } });
const ERROR = finding('target/recipient-not-found', { emailAddress: 'a@contoso.com' }, at(1));
const WARNING = finding('target/foreign-domain', { domain: 'gmail.com' }, at(1));
const ROW: RowResult = {
  ...{ file: 'users.csv', row: 1, line: 2, emailAddress: 'a@contoso.com', userName: 'a', attempts: 1 },
  ...{ status: 'passed', codes: ['csv/duplicate-username', 'mailbox/gmail-folders'] },
};

describe('a row with what the stage target says', () => {
  test('fails by an error, and keeps its status beside a warning', () => {
    expect(withTarget(ROW, targetNote([ERROR, WARNING]))).toMatchObject({
      status: 'failed',
      codes: [
        'csv/duplicate-username',
        'target/recipient-not-found',
        'target/foreign-domain',
        'mailbox/gmail-folders',
      ],
    });
    expect(withTarget(ROW, targetNote([WARNING]))).toMatchObject({ status: 'passed' });
    expect(withTarget(ROW, targetNote([]))).toBe(ROW);
  });

  test('is the same as before once that is taken out', () => {
    expect(withoutTarget(withTarget(ROW, targetNote([ERROR])), ROW.status)).toEqual(ROW);
  });

  test('tells its own status where that is another', () => {
    const events: RunEvent[] = [];
    tellRow((event) => events.push(event), ROW, targetNote([ERROR]), { recorded: true });
    tellRow((event) => events.push(event), ROW, targetNote([WARNING]));
    expect(events).toMatchObject([
      { own: 'passed', recorded: true, row: { status: 'failed' } },
      { row: { status: 'passed' } },
    ]);
    expect(events[1]).not.toHaveProperty('own');
  });
});

test('notes are found by file and row, from the findings of this stage alone', () => {
  const other = finding('login/rejected', { form: 'address' }, at(2));
  const name = finding('target/batch-exists', { name: 'Sales' });
  const notes = targetNotes([ERROR, WARNING, other, name]);
  expect(notes(ROW)?.codes).toEqual(['target/recipient-not-found', 'target/foreign-domain']);
  expect(notes({ ...ROW, row: 2 })).toBeUndefined();
  expect(notes({ ...ROW, file: 'others.csv' })).toBeUndefined();
});
