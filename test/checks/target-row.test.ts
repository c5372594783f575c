import { describe, expect, test } from 'vitest';
import { checkDomain, checkMembership } from '../../src/checks/target-row.js';
import { describe as textOf } from '../../src/knowledge/describe.js';

const AT = { location: { file: 'users.csv', row: 1, line: 2 } };

describe('without domains of the tenant', () => {
  test.each([
    ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'hotmail.co.uk', 'live.de', 'msn.com'],
    ...[
      'yahoo.com',
      'yahoo.de',
      'yahoo.co.uk',
      'yahoo.com.br',
      'icloud.com',
      'me.com',
      'gmx.de',
      'gmx.net',
      'web.de',
    ],
  ])('%s is for private mail', (domain) => {
    const [found] = checkDomain(`usera@${domain}`, [], AT);
    expect(found).toMatchObject({ code: 'target/foreign-domain', args: { domain }, ...AT });
    expect(found && textOf(found)).toMatchObject({ severity: 'warning', effect: 'risk' });
  });

  test.each([
    'contoso.com',
    'gmail.com.contoso.com',
    'mygmail.com',
    'mail.gmail.com',
    'yahoo.contoso.com',
    'yahoo.co',
    'outlook.contoso',
    'web.dev',
  ])('%s is not known to be', (domain) => {
    expect(checkDomain(`usera@${domain}`, [], AT)).toEqual([]);
  });
});

describe('with domains of the tenant', () => {
  const domains = ['contoso.com', 'contoso.onmicrosoft.com'];

  test.each(['contoso.com', 'contoso.onmicrosoft.com'])('%s is one', (domain) => {
    expect(checkDomain(`usera@${domain}`, domains, AT)).toEqual([]);
  });

  test.each(['fabrikam.com', 'mail.contoso.com', 'contoso.co', 'gmail.com'])('%s is an error', (domain) => {
    const [found] = checkDomain(`usera@${domain}`, domains, AT);
    expect(found && textOf(found)).toMatchObject({
      severity: 'error',
      effect: 'row',
      message: `EmailAddress is at ${domain}, not at contoso.com or contoso.onmicrosoft.com.`,
    });
  });
});

describe('a user who is in a batch', () => {
  test("is a warning in Microsoft's words, with batch and status", () => {
    const [found] = checkMembership('usera@contoso.com', { batch: 'Sales', status: 'Synced' }, 'New', AT);
    const text = found && textOf(found);
    expect(text).toMatchObject({
      severity: 'warning',
      message:
        "The user 'usera@contoso.com' already has a pending request. Please remove the existing request and resume the current batch or start a new batch for this user.",
    });
    expect(text?.cause).toMatch(/'Sales' already with the status 'Synced'.*not confirmed/);
  });

  test('is none where that batch has to go anyway', () => {
    expect(checkMembership('usera@contoso.com', { batch: 'Sales' }, ' sales', AT)).toEqual([]);
    expect(checkMembership('usera@contoso.com', { batch: 'Sales' }, 'sales2', AT)).toHaveLength(1);
    expect(checkMembership('usera@contoso.com', { batch: 'Sales' }, undefined, AT)).toHaveLength(1);
  });
});
