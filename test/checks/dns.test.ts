import { expect, it } from 'vitest';
import { addressesOf, checkDns, isPublic } from '../../src/checks/dns.js';
import type { DnsEvidence, Lookup } from '../../src/model/evidence.js';

const V4 = '93.184.216.34';
const OTHER = '151.101.1.69';
const V6 = '2606:2800:220:1::1';
const found = (...addresses: string[]): Lookup => ({ kind: 'found', addresses });
const NONE: Lookup = { kind: 'not-found' };
const FAILED: Lookup = { kind: 'failed', reason: 'SERVFAIL' };

function codes(here: Lookup, outside?: Lookup, allowPrivate = false): string[] {
  const evidence: DnsEvidence = {
    server: 'imap.contoso.com',
    here,
    ...(outside === undefined ? {} : { outside: { resolvers: ['1.1.1.1'], lookup: outside } }),
  };
  return checkDns(evidence, { allowPrivate }).map(({ code, args, rating }) =>
    [code, (args as { kind?: string }).kind, rating].filter(Boolean).join(' '),
  );
}

it.each<[string, Lookup, Lookup | undefined, string[]]>([
  ['the same on both sides', found(V4), found(V4), []],
  ['one address in common', found(V4, OTHER), found(OTHER), []],
  ['the same IPv6 in another form', found(V4, V6), found(V4, V6.replace('::', ':0:0:0:0:')), []],
  ['public here, nobody asked outside', found(V4), undefined, []],
  ['other addresses', found(V4), found(OTHER), ['dns/differs-from-public']],
  ['private here, public outside', found('10.1.2.3'), found(V4), ['dns/differs-from-public']],
  ['unknown outside', found(V4), NONE, ['dns/not-public unknown-outside']],
  ['private on both sides', found('10.1.2.3'), found('10.1.2.3'), ['dns/not-public not-routable']],
  ['private here, unknown outside', found('10.1.2.3'), NONE, ['dns/not-public not-routable']],
  ['loopback alone', found('127.0.0.1', '::1'), undefined, ['dns/not-public not-routable']],
  ['unknown on both sides', NONE, NONE, ['dns/not-resolvable']],
  ['unknown here, silence outside', NONE, FAILED, ['dns/lookup-failed']],
  ['silence on both sides', FAILED, FAILED, ['dns/lookup-failed']],
  ['silence here, public outside', FAILED, found(V4), []],
  ['unknown here, public outside', NONE, found(V4), ['dns/differs-from-public']],
  ['unknown here, private outside', NONE, found('10.1.2.3'), ['dns/not-public not-routable']],
  ['silence outside', found(V4), FAILED, ['dns/lookup-failed']],
  ['private here, silence outside', found('10.1.2.3'), FAILED, ['dns/lookup-failed']],
  ['IPv6 alone', found(V6), found(V6), ['dns/no-ipv4']],
  ['IPv6 alone outside, unknown here', FAILED, found(V6), ['dns/no-ipv4']],
  ['IPv6 here, both outside', found(V6), found(V4, V6), []],
])('%s', (_name, here, outside, expected) => {
  expect(codes(here, outside)).toEqual(expected);
});

it('private names that are meant are notices', () => {
  expect(codes(found('127.0.0.1'), undefined, true)).toEqual(['dns/not-public not-routable notice']);
  expect(codes(found('10.1.2.3'), NONE, true)).toEqual(['dns/not-public not-routable notice']);
  expect(codes(found('10.1.2.3'), found(V4), true)).toEqual(['dns/differs-from-public notice']);
  expect(codes(NONE, NONE, true)).toEqual(['dns/not-resolvable']);
});

it.each([
  [V4, true],
  [V6, true],
  ['10.0.0.1', false],
  ['172.31.255.255', false],
  ['172.32.0.1', true],
  ['100.64.0.1', false],
  ['169.254.1.1', false],
  ['192.168.1.1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:10.0.0.1', false],
  ['0.0.0.0', false],
  ['203.0.113.7', false],
  ['nonsense', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});

it('connects to what this machine knows, or else to what is known outside', () => {
  const outside = { resolvers: ['1.1.1.1'], lookup: found(OTHER) };
  expect(addressesOf({ server: 'x', here: found(V4), outside })).toEqual([V4]);
  expect(addressesOf({ server: 'x', here: NONE, outside })).toEqual([OTHER]);
  expect(addressesOf({ server: 'x', here: NONE })).toEqual([]);
});
