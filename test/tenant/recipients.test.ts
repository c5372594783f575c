import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailboxRank } from '../../src/checks/target-recipient.js';
import { findNearest, findRecipients } from '../../src/tenant/recipients.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { exported, NEVER, sourceOf } from './support.js';

const find = async (wanted: readonly string[], ...exports: string[]) =>
  findRecipients(
    exports.map((content) => sourceOf(content)),
    new Set(wanted),
    mailboxRank,
    NEVER,
  );

const csv = (rows: Record<string, string>[]) => {
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return exported(
    header,
    rows.map((row) => header.map((name) => row[name] ?? '')),
  );
};

describe('of a recipient', () => {
  test('type and quota are kept, and of others nothing', async () => {
    const { found } = await find(
      ['a@contoso.com', 'x@contoso.com'],
      csv([
        {
          EmailAddresses: 'SMTP:A@contoso.com',
          RecipientTypeDetails: 'UserMailbox',
          ProhibitSendReceiveQuota: '50 GB (53,687,091,200 bytes)',
        },
        { EmailAddresses: 'SMTP:b@contoso.com', RecipientTypeDetails: 'UserMailbox' },
      ]),
    );
    expect([...found]).toEqual([['a@contoso.com', { live: { type: 'UserMailbox', quota: 53_687_091_200 } }]]);
  });

  test('the primary address and the user ID count where no others are told', async () => {
    const { found } = await find(
      ['a@contoso.com', 'b@contoso.com'],
      csv([{ UserPrincipalName: 'B@contoso.com', PrimarySmtpAddress: 'smtp:a@contoso.com' }]),
    );
    expect([...found.keys()].sort()).toEqual(['a@contoso.com', 'b@contoso.com']);
  });

  test.each<Record<string, string>>([
    { IsSoftDeletedByRemove: 'True' },
    { IsSoftDeletedByDisable: 'true' },
    { IsInactiveMailbox: 'True' },
    { WhenSoftDeleted: '11/3/2026 9:15:00 AM' },
    { 'Soft deletion time stamp': '2026-11-03 09:15:00Z' },
  ])('%j is deleted', async (mark) => {
    const row = { DisplayName: 'User A', PrimarySmtpAddress: 'a@contoso.com' };
    const { found } = await find(['a@contoso.com'], csv([{ ...row, ...mark }]));
    expect(found.get('a@contoso.com')).toEqual({ deleted: { deleted: true, name: 'User A' } });
  });

  test.each<Record<string, string>>([
    { IsSoftDeletedByRemove: 'False' },
    { WhenSoftDeleted: '' },
    { WhenSoftDeleted: '1/1/0001 12:00:00 AM' },
    { IsInactiveMailbox: '' },
  ])('%j is not', async (mark) => {
    const { found } = await find(['a@contoso.com'], csv([{ PrimarySmtpAddress: 'a@contoso.com', ...mark }]));
    expect(found.get('a@contoso.com')).toEqual({ live: {} });
  });

  test('a license that is missing is told only where licenses are', async () => {
    const rows = ['Unlicensed', 'Office 365 E3', ''].map((Licenses, index) => ({
      UserPrincipalName: `${index}@contoso.com`,
      Licenses,
    }));
    const { found } = await find(['0@contoso.com', '1@contoso.com', '2@contoso.com'], csv(rows));
    expect([...found.values()].map(({ live }) => live?.unlicensed)).toEqual([true, undefined, undefined]);
  });
});

test('what is kept of a hostile export is short and visible', async () => {
  const evil = `\u001b[31m\u202eevil\r\n${'x'.repeat(5000)}`;
  const row = { DisplayName: evil, PrimarySmtpAddress: 'a@contoso.com', RecipientTypeDetails: evil };
  const { found } = await find(['a@contoso.com'], csv([{ ...row, IsInactiveMailbox: 'True' }]));
  const { type = '', name = '' } = found.get('a@contoso.com')?.deleted ?? {};
  for (const text of [type, name]) {
    expect(text).toMatch(/^\[31mevilx+$/);
    expect(text.length).toBeLessThanOrEqual(100);
  }
});

describe('of several with one address', () => {
  const group = { EmailAddresses: 'SMTP:a@contoso.com', RecipientTypeDetails: 'MailUser' };
  const user = { 'User principal name': 'a@contoso.com', Licenses: 'Unlicensed' };
  const mailbox = { ...group, RecipientTypeDetails: 'UserMailbox' };

  test('the one that is most of a mailbox counts, with the quota of the other', async () => {
    const quota = { ...user, ProhibitSendReceiveQuota: '1GB' };
    for (const exports of [
      [csv([mailbox]), csv([quota])],
      [csv([quota]), csv([mailbox])],
    ]) {
      const { found } = await find(['a@contoso.com'], ...exports);
      expect(found.get('a@contoso.com')?.live).toEqual({ type: 'UserMailbox', quota: 1024 ** 3 });
    }
    const { found } = await find(['a@contoso.com'], csv([user]), csv([group]));
    expect(found.get('a@contoso.com')?.live?.type).toBe('MailUser');
  });

  test('a deleted one stands beside one that is not', async () => {
    const { found } = await find(
      ['a@contoso.com'],
      csv([{ ...mailbox, IsInactiveMailbox: 'True' }, mailbox]),
    );
    expect(found.get('a@contoso.com')).toEqual({
      live: { type: 'UserMailbox' },
      deleted: { type: 'UserMailbox', deleted: true },
    });
  });
});

describe('an export that has lost its addresses', () => {
  test('is noted, and the primary ones are compared', async () => {
    const rows = [{ PrimarySmtpAddress: 'a@contoso.com', EmailAddresses: 'System.String[]' }];
    const { found, primaryOnly } = await find(['a@contoso.com'], csv(rows));
    expect(primaryOnly).toBe(true);
    expect(found.has('a@contoso.com')).toBe(true);
  });

  test('is none that has them', async () => {
    const { primaryOnly } = await find(
      [],
      csv([{ PrimarySmtpAddress: 'a@b.c', EmailAddresses: 'SMTP:a@b.c' }]),
    );
    expect(primaryOnly).toBe(false);
  });
});

test.each(['', '\r\n', '"PrimarySmtpAddress"\r\n', '[]', '[ ]\n'])('%j lists nobody', async (content) => {
  await expect(find([], content)).rejects.toThrow('it lists no recipients');
});

describe('every proxy address', () => {
  const local = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._+-]{0,20}$/);
  const address = fc
    .tuple(local, fc.constantFrom('contoso.com', 'Fabrikam.org', 'mail.contoso.com'))
    .map((parts) => parts.join('@'));
  const noise = fc.constantFrom(
    'X500:/o=Contoso/ou=First Group (A)/cn=a@b',
    'SIP:x@contoso.com',
    'EUM:1;phone-context=x',
  );
  const recipient = fc.record({
    addresses: fc.array(address, { minLength: 1, maxLength: 5 }),
    noise: fc.array(noise, { maxLength: 2 }),
  });
  const prefixed = (addresses: readonly string[]) =>
    addresses.map((one, index) => `${index === 0 ? 'SMTP' : 'smtp'}:${one}`);
  const forms: ((list: { addresses: string[]; noise: string[] }[]) => string)[] = [
    ...[';', ' ', '; ', ', ', '\n', '+'].map(
      (joint) => (list: { addresses: string[]; noise: string[] }[]) =>
        csv(
          list.map(({ addresses, noise }) => ({
            EmailAddresses: [...prefixed(addresses), ...noise].join(joint),
          })),
        ),
    ),
    (list) =>
      csv(list.map(({ addresses }) => ({ 'Proxy addresses': prefixed(addresses).join('+'), Title: 'a+b' }))),
    (list) =>
      JSON.stringify(
        list.map(({ addresses, noise }) => ({ EmailAddresses: [...noise, ...prefixed(addresses)] })),
      ),
    (list) =>
      JSON.stringify(
        list.map(({ addresses }) => ({ proxyAddresses: prefixed(addresses).join(' ') })),
        undefined,
        2,
      ),
  ];

  test('that is written in any form is found, and a letter changed in it is told', {
    timeout: PROPERTY_TIMEOUT,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(recipient, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...forms),
        async (list, form) => {
          const content = form(list);
          const wanted = new Set(list.flatMap(({ addresses }) => addresses.map((one) => one.toLowerCase())));
          const { found } = await findRecipients([sourceOf(content)], wanted, mailboxRank, NEVER);
          expect([...found.keys()].sort()).toEqual([...wanted].sort());
          const [first = ''] = wanted;
          const typo = `z${first.slice(0, 1)}q${first.slice(1)}`.slice(1);
          if (wanted.has(typo)) return;
          const near = await findNearest([sourceOf(content)], [typo], new Set([typo]), NEVER);
          expect(near.get(typo)).toBeDefined();
        },
      ),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  });
});
