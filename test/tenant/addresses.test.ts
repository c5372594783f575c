import { describe, expect, test } from 'vitest';
import { addressesIn, isTypeName } from '../../src/tenant/addresses.js';

describe('the addresses of a cell', () => {
  test.each<[string, string[]]>([
    ['SMTP:UserA@Contoso.com', ['usera@contoso.com']],
    ['SMTP:a@contoso.com smtp:b@contoso.com', ['a@contoso.com', 'b@contoso.com']],
    ['smtp:a@contoso.com;SMTP:b@contoso.com', ['a@contoso.com', 'b@contoso.com']],
    ['SMTP:a@contoso.com+smtp:b@contoso.com', ['a@contoso.com', 'b@contoso.com']],
    ['SMTP:a@contoso.com, smtp:b@contoso.com', ['a@contoso.com', 'b@contoso.com']],
    ['SMTP:a@contoso.com\nsmtp:b@contoso.com', ['a@contoso.com', 'b@contoso.com']],
    ['{SMTP:a@contoso.com, smtp:b@contoso.com}', ['a@contoso.com', 'b@contoso.com']],
    ['a@contoso.com;b@contoso.com', ['a@contoso.com', 'b@contoso.com']],
    ['SMTP:user+tag@contoso.com', ['user+tag@contoso.com']],
    ['SMTP:user+tag@contoso.com+smtp:b@contoso.com', ['user+tag@contoso.com', 'b@contoso.com']],
    ["SMTP:o'hara@contoso.com", ["o'hara@contoso.com"]],
    ['', []],
  ])('%j', (cell, found) => {
    expect(addressesIn(cell)).toEqual(found);
  });

  test.each([
    'X500:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=x@contoso.com',
    'SIP:a@contoso.com',
    'EUM:a@contoso.com;phone-context=contoso',
    'SPO:SPO_1234@SPO_5678',
    'x400:c=us;a= ;p=contoso;o=exchange;s=user;',
    'no address at all',
  ])('none in %s', (cell) => {
    expect(addressesIn(cell)).toEqual([]);
  });
});

describe('the name of a type in place of addresses', () => {
  test.each([
    'System.String[]',
    'System.Object[]',
    'System.Collections.ArrayList',
    'Microsoft.Exchange.Data.ProxyAddressCollection',
    'Microsoft.Exchange.Data.MultiValuedProperty`1[System.String]',
    'Deserialized.Microsoft.Exchange.Data.ProxyAddressCollection',
  ])('%s', (cell) => {
    expect(isTypeName(cell)).toBe(true);
  });

  test.each([
    '',
    'SMTP:system.string@contoso.com',
    'system.user@contoso.com',
    'Systems Room',
    'SMTP:a@b.com',
  ])('not %j', (cell) => {
    expect(isTypeName(cell)).toBe(false);
  });
});
