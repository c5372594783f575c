import { describe, expect, test } from 'vitest';
import { checkRecipient, mailboxRank } from '../../src/checks/target-recipient.js';
import { describe as textOf } from '../../src/knowledge/describe.js';
import type { RecipientMatch } from '../../src/model/recipient.js';

const ADDRESS = 'usera@contoso.com';
const AT = { location: { file: 'users.csv', row: 1, line: 2 } };

const found = (match?: RecipientMatch, context = {}) =>
  checkRecipient(ADDRESS, match, { primaryOnly: false, ...context }, AT).map((one) => {
    const { severity, message, cause, fix } = textOf(one);
    return { code: one.code, args: one.args, severity, message, cause, fix: fix.join('\n') };
  });

const rated = (match?: RecipientMatch) => found(match).map(({ code, severity }) => `${code} ${severity}`);

const NOT_FOUND = `A recipient wasn't found for '${ADDRESS}' on the target. Create a recipient of the appropriate type for this migration on the target and try again.`;

describe('nobody with the address', () => {
  test("is an error in Microsoft's words", () => {
    expect(found()).toMatchObject([
      { code: 'target/recipient-not-found', severity: 'error', message: NOT_FOUND },
    ]);
  });

  test('with the address that is near', () => {
    const [near] = found(undefined, { nearest: 'user.a@contoso.com' });
    expect(near?.fix).toContain("'user.a@contoso.com'");
    expect(found()[0]?.fix).not.toContain('user.a@');
  });

  test('is a warning where the export has lost the other addresses, with the way to a good one', () => {
    const [lost] = found(undefined, { primaryOnly: true });
    expect(lost?.severity).toBe('warning');
    expect(lost?.cause).toContain('could not be seen');
    expect(lost?.fix).toContain("@{n='EmailAddresses';e={$_.EmailAddresses -join ';'}}");
  });
});

describe('a mailbox', () => {
  test.each([
    'UserMailbox',
    'SharedMailbox',
    'LinkedMailbox',
    'RemoteUserMailbox',
    'usermailbox',
    'NewKindMailbox',
    '1',
  ])('%s takes mail', (type) => {
    expect(rated({ live: { type } })).toEqual([]);
    expect(rated({ live: { type, unlicensed: true } })).toEqual([]);
  });

  test('of an export that tells no types takes mail', () => {
    expect(rated({ live: {} })).toEqual([]);
  });
});

describe('what takes no mail is an error, and what is not confirmed a warning', () => {
  const code = 'target/recipient-not-a-mailbox';

  test.each([
    ...['MailUniversalDistributionGroup', 'MailUniversalSecurityGroup', 'DynamicDistributionGroup'],
    ...['GroupMailbox', 'RoomList', 'MailContact', 'MailUser', 'GuestMailUser', 'PublicFolder'],
  ])('%s', (type) => {
    expect(found({ live: { type } })).toMatchObject([
      { code, severity: 'error', message: NOT_FOUND, cause: expect.stringContaining(type) },
    ]);
    expect(rated({ live: { type }, deleted: { deleted: true } })).toEqual([`${code} error`]);
  });

  test.each([
    'RoomMailbox',
    'EquipmentMailbox',
    'Room',
    'DiscoveryMailbox',
    'PublicFolderMailbox',
    'NewKindOfThing',
  ])('%s', (type) => {
    expect(found({ live: { type } })).toMatchObject([
      { code, severity: 'warning', cause: expect.stringMatching(/not confirmed/) },
    ]);
  });

  test('a user without a license', () => {
    expect(rated({ live: { unlicensed: true } })).toEqual([`${code} warning`]);
  });

  test('a deleted mailbox alone', () => {
    expect(rated({ deleted: { deleted: true, type: 'UserMailbox' } })).toEqual([`${code} error`]);
    expect(rated({ deleted: { deleted: true } })).toEqual([`${code} error`]);
  });

  test('a deleted mailbox beside another', () => {
    expect(
      found({ live: { type: 'UserMailbox' }, deleted: { deleted: true, name: 'User A' } }),
    ).toMatchObject([
      {
        severity: 'warning',
        message: "The operation couldn't be performed because 'User A' matches multiple entries.",
      },
    ]);
    expect(found({ live: {}, deleted: { deleted: true } })[0]?.message).toContain(`'${ADDRESS}'`);
  });
});

test('a mailbox ranks before all else, and a type before none', () => {
  const types = ['SharedMailbox', 'RoomMailbox', 'DiscoveryMailbox', 'MailContact', 'NewKindOfThing'];
  const ranks = [
    ...types.map((type) => mailboxRank({ type })),
    mailboxRank({}),
    mailboxRank({ unlicensed: true }),
  ];
  expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  expect(new Set(ranks).size).toBe(ranks.length);
});
