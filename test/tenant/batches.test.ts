import { describe, expect, test } from 'vitest';
import { findBatches } from '../../src/tenant/batches.js';
import { exported, NEVER, sourceOf } from './support.js';

const find = (contents: readonly string[], name?: string, wanted: readonly string[] = []) =>
  findBatches(
    contents.map((content) => sourceOf(content)),
    name,
    new Set(wanted),
    NEVER,
  );

const BATCHES = exported(
  ['Identity', 'Status', 'BatchGuid'],
  [
    ['Contoso-Batch1', 'Synced', 'x'],
    ['Sales', 'Failed', 'y'],
  ],
);
const USERS = exported(
  ['Identity', 'BatchId', 'Status', 'MailboxEmailAddress'],
  [
    ['usera@contoso.com', 'Sales', 'Synced', ''],
    ['B', 'Old', 'Failed', 'UserB@contoso.com'],
    ['userb@contoso.com', 'Later', 'Queued', ''],
  ],
);

describe('a name', () => {
  test.each([
    ['contoso-batch1', 'Contoso-Batch1'],
    [' Sales ', 'Sales'],
    ['Contoso-Batch', undefined],
    ['Synced', undefined],
  ])('%j is taken by %j', async (name, taken) => {
    expect((await find([BATCHES], name)).taken).toBe(taken);
  });

  test('is taken too where only the users of the batch are known', async () => {
    expect((await find([USERS], 'old')).taken).toBe('Old');
    expect((await find([USERS], 'usera@contoso.com')).taken).toBeUndefined();
  });
});

describe('a user', () => {
  test('is in the first batch that names it', async () => {
    const { members } = await find([USERS, BATCHES], undefined, [
      'usera@contoso.com',
      'userb@contoso.com',
      'c@contoso.com',
    ]);
    expect(Object.fromEntries(members)).toEqual({
      'usera@contoso.com': { batch: 'Sales', status: 'Synced' },
      'userb@contoso.com': { batch: 'Old', status: 'Failed' },
    });
  });

  test('is read from JSON, whose identities may be objects', async () => {
    const json = JSON.stringify({
      value: [
        {
          Identity: { Name: 'UserA@contoso.com' },
          BatchId: { Name: 'Sales', JobId: 'x' },
          Status: { value: 1, Value: 'Synced' },
        },
      ],
    });
    const { members, taken } = await find([json], 'SALES', ['usera@contoso.com']);
    expect(members.get('usera@contoso.com')).toEqual({ batch: 'Sales', status: 'Synced' });
    expect(taken).toBe('Sales');
  });
});

test.each(['', '\ufeff', '\r\n', '[]'])('%j is a tenant without batches', async (content) => {
  expect(await find([content], 'Sales')).toMatchObject({ taken: undefined });
});
