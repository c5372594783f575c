import { expect, it } from 'vitest';
import { canBeTried, checkServerName } from '../../src/checks/fqdn.js';

/** Kind, rating and suggestion of the finding. */
function told(server: string, allowPrivate = false) {
  const [found, ...more] = checkServerName(server, allowPrivate);
  expect(more).toEqual([]);
  if (found?.code !== 'dns/not-an-fqdn') return [];
  return [found.args.kind, found.rating, found.args.suggestion];
}

it.each([
  'imap.contoso.com',
  'IMAP.Contoso.COM',
  'a-b.1contoso.com',
  'imap_1.contoso.com',
  '_imap._tcp.contoso.com',
  'xn--bcher-kva.example',
  '1.2.3.com',
  '10.0.0.1a',
  `${'a'.repeat(63)}.com`,
  `${'a.'.repeat(125)}com`,
])('takes %s', (server) => {
  expect(told(server)).toEqual([]);
  expect(canBeTried(server)).toBe(true);
});

it.each([
  ['imap.contoso.com.', 'trailing-dot', 'imap.contoso.com'],
  ['bücher.example', 'international', 'xn--bcher-kva.example'],
  ['bücher.example.', 'international', 'xn--bcher-kva.example'],
  ['IMAP.Straße.de', 'international', 'imap.xn--strae-oqa.de'],
  ['imap.почта.рф', 'international', 'imap.xn--80a1acny.xn--p1ai'],
  ['imap。contoso.com', 'international', 'imap.contoso.com'],
  ['メール.contoso.com', 'international', 'xn--4dkua4c.contoso.com'],
])('%s is taken by DNS: a warning (%s)', (server, kind, suggestion) => {
  expect(told(server)).toEqual([kind, 'warning', suggestion]);
  expect(canBeTried(server)).toBe(true);
});

it.each([
  ['https://imap.contoso.com/', 'url', 'imap.contoso.com'],
  ['imaps://user:pw@imap.contoso.com:993', 'url', 'imap.contoso.com'],
  ['https://[::1]:993', 'url', undefined],
  ['https://bücher.example/', 'url', 'xn--bcher-kva.example'],
  ['https://', 'url', undefined],
  ['imap.contoso.com:993', 'port-or-path', 'imap.contoso.com'],
  ['imap.contoso.com:', 'port-or-path', 'imap.contoso.com'],
  ['imap.contoso.com/mail', 'port-or-path', 'imap.contoso.com'],
  ['imap.contoso.com.:993/mail', 'port-or-path', 'imap.contoso.com'],
  ['imap:993', 'port-or-path', undefined],
  ['anna@contoso.com', 'mail-address', undefined],
  ['[2001:db8::7]:993', 'ip-address', undefined],
  ['[2001:db8::7]', 'ip-address', undefined],
  ['203.0.113.7:993', 'ip-address', undefined],
  [' imap.contoso.com ', 'white-space', 'imap.contoso.com'],
  ['imap. contoso.com', 'white-space', 'imap.contoso.com'],
  ['imap contoso.com', 'white-space', undefined],
  ['imap.contoso.com\r\n', 'white-space', 'imap.contoso.com'],
  ['imap.\u200bcontoso.com', 'invisible-character', 'imap.contoso.com'],
  ['im\u00adap.contoso.com', 'invisible-character', 'imap.contoso.com'],
  ['imap.contoso.com\u0000', 'invisible-character', 'imap.contoso.com'],
  ['\u202eimap.contoso.com', 'invisible-character', 'imap.contoso.com'],
  ['*.contoso.com', 'wildcard', undefined],
  ['10.0.1', 'invalid', undefined],
  ['123', 'invalid', undefined],
  ['203.0.113.256', 'invalid', undefined],
  ['imap..contoso.com', 'invalid', 'imap.contoso.com'],
  ['.imap.contoso.com', 'invalid', 'imap.contoso.com'],
  ['imap.contoso.com..', 'invalid', 'imap.contoso.com'],
  ['imap,contoso,com', 'invalid', 'imap.contoso.com'],
  ['-imap.contoso.com', 'invalid', 'imap.contoso.com'],
  ['imap-.contoso.com', 'invalid', 'imap.contoso.com'],
  ['imap.contoso.com-', 'invalid', 'imap.contoso.com'],
  ['imap.contoso!.com', 'invalid', undefined],
  ['xn--a.contoso.com', 'invalid', undefined],
  ['\u0301imap.contoso.com', 'invalid', undefined],
  ['bü%41cher.example', 'invalid', undefined],
  [`${'a'.repeat(64)}.com`, 'invalid', undefined],
  [`${'ü'.repeat(60)}.com`, 'invalid', undefined],
  [`${'ü.'.repeat(40)}com`, 'invalid', undefined],
  [`${'a.'.repeat(127)}com`, 'invalid', undefined],
  ['', 'invalid', undefined],
  ['.', 'invalid', undefined],
])('%j is an error (%s)', (server, kind, suggestion) => {
  expect(told(server)).toEqual([kind, undefined, suggestion]);
  expect(canBeTried(server)).toBe(false);
});

it.each([
  ['203.0.113.7', 'ip-address'],
  ['2001:db8::7', 'ip-address'],
  ['mail', 'single-label'],
  ['mail.', 'single-label'],
  ['bücher', 'single-label'],
])('%s is an error (%s), and is tried all the same', (server, kind) => {
  expect(told(server)).toEqual([kind, undefined, undefined]);
  expect(canBeTried(server)).toBe(true);
});

it('takes a single label where private names are known', () => {
  expect(told('localhost', true)).toEqual([]);
  expect(told('127.0.0.1', true)[0]).toBe('ip-address');
});

it('shows what cannot be seen, and not all of a file that was pasted', () => {
  const [found] = checkServerName('imap\u001b[31m.contoso.com', false);
  expect(found?.args).toMatchObject({ server: 'imap\ufffd[31m.contoso.com' });
  const [long] = checkServerName('a b'.repeat(10_000), false);
  expect((long as { args: { server: string } }).args.server).toHaveLength(253);
});

it('is quick on any input', () => {
  const begun = performance.now();
  for (const part of ['a', '.', '-', ' ', ',', ' .', '-.', ':', '/', '\u200b', 'ü', '@', '1.']) {
    checkServerName(part.repeat(100_000), false);
  }
  expect(performance.now() - begun).toBeLessThan(2000);
});
