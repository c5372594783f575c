import { describe, expect, it } from 'vitest';
import { addressesOf, aliasesOf, checkDns, publicAddressesOf } from '../../src/checks/dns.js';
import { describe as textOf } from '../../src/knowledge/describe.js';
import { vantageOf } from '../../src/knowledge/vantage.js';
import type { DnsEvidence, Lookup } from '../../src/model/evidence.js';

const V4 = '93.184.216.34';
const OTHER = '151.101.1.69';
const V6 = '2606:2800:220:1::1';
const found = (...addresses: string[]): Lookup => ({ kind: 'found', addresses });
const UNKNOWN: Lookup = { kind: 'not-found' };
const NONE: Lookup = { kind: 'not-found', lack: 'no-name' };
const EMPTY: Lookup = { kind: 'not-found', lack: 'no-address' };
const FAILED: Lookup = { kind: 'failed', reason: 'servfail' };
const OPEN: Lookup = { kind: 'found', addresses: [V6], ipv4Failure: 'servfail' };

function evidenceOf(here: Lookup, outside?: Lookup, server = 'imap.contoso.com'): DnsEvidence {
  const answers = outside === undefined ? [] : [{ resolver: '1.1.1.1', lookup: outside }];
  return { server, here, ...(outside === undefined ? {} : { outside: { answers, lookup: outside } }) };
}

/** Code, kind, rating where it differs from the code's, and vantage where it is not Microsoft's. */
function codes(here: Lookup, outside?: Lookup, allowPrivate = false, server?: string): string[] {
  return checkDns(evidenceOf(here, outside, server), { allowPrivate }).map((finding) => {
    const { kind } = finding.args as { kind?: string };
    const vantage = vantageOf(finding) === 'here' ? 'here' : undefined;
    return [finding.code.slice(4), kind, finding.rating, vantage].filter(Boolean).join(' ');
  });
}

it.each<[string, Lookup, Lookup | undefined, string[]]>([
  ['the same on both sides', found(V4), found(V4), []],
  ['one address in common', found(V4, OTHER), found(OTHER), []],
  ['the same IPv6 in another form', found(V4, V6), found(OTHER, V6.replace('::', ':0:0:0:')), []],
  ['the same behind NAT64', found('64:ff9b::5db8:d822'), found(V4), []],
  ['public here, nobody asked outside', found(V4), undefined, []],
  ['other addresses', found(V4), found(OTHER), ['differs-from-public other-address here']],
  ['private here, public outside', found('10.1.2.3'), found(V4), ['differs-from-public private-here here']],
  ['loopback here, public outside', found('127.0.0.1'), found(V4), ['differs-from-public private-here here']],
  ['unknown outside', found(V4), NONE, ['not-public unknown-outside']],
  ['without address outside', found(V4), EMPTY, ['not-public unknown-outside']],
  ['private on both sides', found('10.1.2.3'), found('10.1.2.3'), ['not-public not-routable']],
  ['private here, unknown outside', found('10.1.2.3'), NONE, ['not-public unknown-outside']],
  ['loopback alone', found('127.0.0.1', '::1'), undefined, ['not-public not-routable here']],
  ['private alone', found('10.1.2.3'), undefined, ['not-public not-routable here']],
  ['both kinds alone', found(V4, '10.1.2.3'), undefined, ['not-public mixed warning here']],
  ['both kinds outside', found(V4), found(V4, 'fd00::1'), ['not-public mixed warning']],
  ['unknown on both sides', UNKNOWN, NONE, ['not-resolvable no-name']],
  ['without address on both sides', UNKNOWN, EMPTY, ['not-resolvable no-address']],
  ['unknown here, nobody asked', UNKNOWN, undefined, ['not-resolvable here']],
  ['silence here, unknown outside', FAILED, NONE, ['not-resolvable no-name']],
  ['unknown here, silence outside', UNKNOWN, FAILED, ['lookup-failed here']],
  ['silence on both sides', FAILED, FAILED, ['lookup-failed here']],
  ['silence here, nobody asked', FAILED, undefined, ['lookup-failed here']],
  ['silence here, public outside', FAILED, found(V4), ['lookup-failed notice here']],
  ['unknown here, public outside', UNKNOWN, found(V4), ['differs-from-public unknown-here here']],
  ['unknown here, private outside', UNKNOWN, found('10.1.2.3'), ['not-public not-routable']],
  ['silence outside', found(V4), FAILED, ['lookup-failed here']],
  ['private here, silence outside', found('10.1.2.3'), FAILED, ['lookup-failed here']],
  ['loopback here, silence outside', found('127.0.0.1'), FAILED, ['lookup-failed here']],
  ['IPv6 here, silence outside', found(V6), FAILED, ['lookup-failed here', 'no-ipv4 here']],
  ['IPv6 alone', found(V6), found(V6), ['no-ipv4']],
  ['IPv6 alone outside, silence here', FAILED, found(V6), ['lookup-failed notice here', 'no-ipv4']],
  ['IPv6 here, both outside', found(V6), found(V4, V6), []],
  ['IPv6 outside, and no answer for IPv4', found(V6), OPEN, ['lookup-failed here']],
])('%s', (_name, here, outside, expected) => {
  expect(codes(here, outside)).toEqual(expected);
});

it('private names that are meant are notices', () => {
  expect(codes(found('127.0.0.1'), undefined, true)).toEqual(['not-public not-routable notice here']);
  expect(codes(found('10.1.2.3'), NONE, true)).toEqual(['not-public unknown-outside notice']);
  expect(codes(found('10.1.2.3'), found(V4), true)).toEqual(['differs-from-public private-here notice here']);
  expect(codes(found('10.1.2.3'), FAILED, true)).toEqual(['not-public not-routable notice here']);
  expect(codes(found(V4, '10.1.2.3'), undefined, true)).toEqual(['not-public mixed notice here']);
  expect(codes(UNKNOWN, NONE, true)).toEqual(['not-resolvable no-name']);
});

it('a provider answers by region', () => {
  expect(codes(found(V4), found(OTHER), false, 'imap.gmail.com')).toEqual([
    'differs-from-public other-address notice here',
  ]);
  expect(codes(found('10.1.2.3'), found(OTHER), false, 'imap.gmail.com')).toEqual([
    'differs-from-public private-here here',
  ]);
});

describe('public resolvers that disagree', () => {
  const evidence: DnsEvidence = {
    server: 'imap.contoso.com',
    here: found(V4),
    outside: {
      answers: [
        { resolver: '1.1.1.1', lookup: found(V4) },
        { resolver: '8.8.8.8', lookup: NONE },
      ],
      lookup: found(V4),
    },
  };
  const detail = '8.8.8.8: the name does not exist';

  it.each([false, true])('are told, whatever is allowed here (%s)', (allowPrivate) => {
    const [finding, ...more] = checkDns(evidence, { allowPrivate });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ args: { kind: 'resolvers-disagree' }, evidence: { detail } });
    expect(finding).not.toHaveProperty('rating');
  });

  it('as where one finds fault with the signatures of the domain', () => {
    const answers = [
      { resolver: '1.1.1.1', lookup: FAILED },
      { resolver: '8.8.8.8', lookup: found(V4) },
    ];
    const seen = { ...evidence, outside: { answers, lookup: found(V4) } };
    const [finding] = checkDns(seen, { allowPrivate: false });
    expect(finding).toMatchObject({ args: { kind: 'resolvers-disagree' } });
    expect(finding?.evidence?.detail).toContain('SERVFAIL');
  });

  it('are told beside another difference', () => {
    const [finding, ...more] = checkDns({ ...evidence, here: found(OTHER) }, { allowPrivate: false });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ args: { kind: 'other-address' }, evidence: { detail } });
  });
});

describe('the text', () => {
  const text = (here: Lookup, outside?: Lookup) => {
    const [finding] = checkDns(evidenceOf(here, outside), { allowPrivate: false });
    if (finding === undefined) throw new Error('nothing was found');
    const { message, cause, fix } = textOf(finding);
    return { message, cause, first: fix[0], detail: finding.evidence?.detail };
  };
  const chained = (lack: 'no-name' | 'no-address' | 'alias-loop', ...names: string[]) =>
    text(UNKNOWN, { kind: 'not-found', lack, chain: { names } });

  it('tells why there is no address', () => {
    expect(text(UNKNOWN, NONE).cause).toContain('does not exist in DNS');
    expect(text(UNKNOWN, NONE).first).toContain('spelling');
    expect(text(UNKNOWN, EMPTY).cause).toContain('neither an A nor an AAAA record');
    expect(text(UNKNOWN, EMPTY).first).toContain('Create a host (A) record');
    expect(text(UNKNOWN).cause).toContain('DNS knows no address');
    for (const outside of [NONE, EMPTY]) {
      expect(text(UNKNOWN, outside).message).toBe(
        "The connection to the server 'imap.contoso.com' could not be completed.",
      );
    }
  });

  it('tells the aliases', () => {
    expect(chained('no-name', 'old.hoster.net').cause).toBe(
      'imap.contoso.com is an alias (CNAME) of old.hoster.net, which does not exist.',
    );
    expect(chained('no-address', 'a.net', 'b.net').cause).toBe(
      'imap.contoso.com is an alias (CNAME) of a.net, which is an alias of b.net, which has no address.',
    );
    expect(chained('no-name', 'a.net', 'b.net').first).toContain('alias (CNAME) record of a.net');
    expect(chained('alias-loop', 'a.net', 'imap.contoso.com').cause).toContain('in a circle');
    expect(chained('no-name', 'a', 'b', 'c', 'd.net').cause).toContain('leads over 4 aliases');
  });

  it('names the ranges', () => {
    expect(text(UNKNOWN, found('10.20.0.7', 'fd00::7')).message).toBe(
      'imap.contoso.com has only addresses that the Internet cannot reach: 10.20.0.7 (private, RFC 1918) and fd00::7 (unique local, RFC 4193).',
    );
    expect(text(found(V4), found(V4, '100.64.0.1')).message).toMatch(/beside them .* 100\.64\.0\.1 \(.*NAT/);
    expect(text(found(V4), found(V4, '100.64.0.1')).message).not.toContain(V4);
    expect(text(found('192.168.0.1'), NONE).message).toContain('to 192.168.0.1 (private, RFC 1918)');
  });

  it('tells a failure in words, and of DNSSEC where it may be', () => {
    const servfail = text(UNKNOWN, FAILED);
    expect(servfail.message).toContain('SERVFAIL');
    expect(servfail.cause).toContain('DNSSEC');
    expect(servfail.first).toContain('DNSSEC');
    expect(servfail.detail).toBe('1.1.1.1: the resolver reports a failure, SERVFAIL');
    const timeout = text(UNKNOWN, { kind: 'failed', reason: 'timeout' });
    expect(timeout.message).toContain('no answer in time');
    expect(JSON.stringify(timeout)).not.toContain('DNSSEC');
    expect(text(found(V6), OPEN).message).toContain('has an IPv4 address');
  });
});

it('connects to what this machine knows, or else to what is known outside', () => {
  const chain = { names: ['a.net'] };
  expect(addressesOf(evidenceOf(found(V4), found(OTHER)))).toEqual([V4, OTHER]);
  expect(addressesOf(evidenceOf(found(V4), found(OTHER, V4)))).toEqual([V4, OTHER]);
  expect(addressesOf(evidenceOf(found('10.1.2.3'), found(OTHER)))).toEqual(['10.1.2.3']);
  expect(addressesOf(evidenceOf(found('10.1.2.3'), found('10.1.2.3', OTHER)))).toEqual(['10.1.2.3', OTHER]);
  expect(addressesOf(evidenceOf(UNKNOWN, found(OTHER)))).toEqual([OTHER]);
  expect(addressesOf(evidenceOf(UNKNOWN))).toEqual([]);
  expect(publicAddressesOf(evidenceOf(found(V4), found(OTHER)))).toEqual([OTHER]);
  expect(publicAddressesOf(evidenceOf(found(V4)))).toBeUndefined();
  expect(publicAddressesOf(evidenceOf(found(V4), FAILED))).toBeUndefined();
  expect(aliasesOf(evidenceOf(found(V4), { ...NONE, chain }))).toEqual(['a.net']);
  expect(aliasesOf(evidenceOf(found(V4)))).toEqual([]);
});
