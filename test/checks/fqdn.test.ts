import { expect, it } from 'vitest';
import { canBeTried, checkServerName } from '../../src/checks/fqdn.js';

const args = (server: string, allowPrivate = false) => checkServerName(server, allowPrivate)[0]?.args;

it.each([
  'imap.contoso.com',
  'IMAP.Contoso.COM',
  'imap.contoso.com.',
  'a-b.1contoso.com',
  'bücher.example',
  'xn--bcher-kva.example',
  `${'a'.repeat(63)}.com`,
])('takes %s', (server) => {
  expect(checkServerName(server, false)).toEqual([]);
  expect(canBeTried(server)).toBe(true);
});

it.each([
  ['https://imap.contoso.com/', 'url', 'imap.contoso.com', false],
  ['imaps://user:pw@imap.contoso.com:993', 'url', 'imap.contoso.com', false],
  ['https://[::1]:993', 'url', undefined, false],
  ['imap.contoso.com:993', 'invalid', 'imap.contoso.com', false],
  ['imap.contoso.com/mail', 'invalid', 'imap.contoso.com', false],
  ['203.0.113.7', 'ip-address', undefined, true],
  ['2001:db8::7', 'ip-address', undefined, true],
  ['mail', 'single-label', undefined, true],
  ['mail.', 'single-label', undefined, true],
  ['10.0.1', 'invalid', undefined, false],
  ['123', 'invalid', undefined, false],
  ['203.0.113.256', 'invalid', undefined, false],
  ['imap..contoso.com', 'invalid', undefined, false],
  ['-imap.contoso.com', 'invalid', undefined, false],
  ['imap contoso.com', 'invalid', undefined, false],
  [`${'a'.repeat(64)}.com`, 'invalid', undefined, false],
  [`${'a.'.repeat(127)}com`, 'invalid', undefined, false],
  ['', 'invalid', undefined, false],
])('%s is %s', (server, kind, suggestion, tried) => {
  expect(args(server)).toMatchObject({ kind });
  expect((args(server) as { suggestion?: string }).suggestion).toBe(suggestion);
  expect(canBeTried(server)).toBe(tried);
});

it('takes a single label where private names are known', () => {
  expect(checkServerName('localhost', true)).toEqual([]);
  expect(args('127.0.0.1', true)).toMatchObject({ kind: 'ip-address' });
});
