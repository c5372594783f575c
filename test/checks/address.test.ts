import { expect, it } from 'vitest';
import { isPublic, overlap, ranged } from '../../src/checks/address.js';
import { SPECIAL_RANGES } from '../../src/knowledge/dns-words.js';
import type { SpecialRange } from '../../src/model/dns.js';

/**
 * The first and the last address of each block of the two registries of IANA, and of the blocks for multicast and
 * outside of global unicast. Undefined: the Internet reaches it.
 */
const BLOCKS: [string, string, SpecialRange | undefined][] = [
  ['0.0.0.0', '0.255.255.255', 'this-network'],
  ['1.0.0.0', '9.255.255.255', undefined],
  ['10.0.0.0', '10.255.255.255', 'private'],
  ['11.0.0.0', '100.63.255.255', undefined],
  ['100.64.0.0', '100.127.255.255', 'carrier-nat'],
  ['100.128.0.0', '126.255.255.255', undefined],
  ['127.0.0.0', '127.255.255.255', 'loopback'],
  ['128.0.0.0', '169.253.255.255', undefined],
  ['169.254.0.0', '169.254.255.255', 'link-local'],
  ['169.255.0.0', '172.15.255.255', undefined],
  ['172.16.0.0', '172.31.255.255', 'private'],
  ['172.32.0.0', '191.255.255.255', undefined],
  ['192.0.0.0', '192.0.0.255', 'protocol-assignments'],
  ['192.0.1.0', '192.0.1.255', undefined],
  ['192.0.2.0', '192.0.2.255', 'documentation'],
  ['192.0.3.0', '192.88.98.255', undefined],
  ['192.88.99.0', '192.88.99.255', 'relay-6to4'],
  ['192.88.100.0', '192.167.255.255', undefined],
  ['192.168.0.0', '192.168.255.255', 'private'],
  ['192.169.0.0', '198.17.255.255', undefined],
  ['198.18.0.0', '198.19.255.255', 'benchmarking'],
  ['198.20.0.0', '198.51.99.255', undefined],
  ['198.51.100.0', '198.51.100.255', 'documentation'],
  ['198.51.101.0', '203.0.112.255', undefined],
  ['203.0.113.0', '203.0.113.255', 'documentation'],
  ['203.0.114.0', '223.255.255.255', undefined],
  ['224.0.0.0', '239.255.255.255', 'multicast'],
  ['240.0.0.0', '255.255.255.254', 'reserved'],
  ['255.255.255.255', '255.255.255.255', 'broadcast'],

  ['::', '::', 'unspecified'],
  ['::1', '::1', 'loopback'],
  ['::2', '::a00:1', 'unallocated'],
  ['::ffff:0:0', '::ffff:0.255.255.255', 'this-network'],
  ['::ffff:10.0.0.1', '::ffff:10.255.255.255', 'private'],
  ['::ffff:198.41.0.4', '::ffff:9.255.255.255', undefined],
  ['::ffff:0:0:0', '::ffff:0:c629:4', 'unallocated'],
  ['64:ff9b::a00:1', '64:ff9b::aff:ffff', 'private'],
  ['64:ff9b::7f00:1', '64:ff9b::7f00:2', 'loopback'],
  ['64:ff9b::c629:4', '64:ff9b::9ff:ffff', undefined],
  ['64:ff9b:1::', '64:ff9b:1:ffff:ffff:ffff:ffff:ffff', 'local-nat64'],
  ['64:ff9b:2::', '64:ff9c::', 'unallocated'],
  ['100::', '100::ffff:ffff:ffff:ffff', 'discard'],
  ['100:0:0:1::', '100:0:0:1:ffff:ffff:ffff:ffff', 'unallocated'],
  ['1fff:ffff::', '1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unallocated'],
  ['2001::', '2001:0:ffff:ffff:ffff:ffff:ffff:ffff', 'teredo'],
  ['2001:1::1', '2001:1::3', 'protocol-assignments'],
  ['2001:2::', '2001:2:0:ffff:ffff:ffff:ffff:ffff', 'benchmarking'],
  ['2001:10::', '2001:1f:ffff:ffff:ffff:ffff:ffff:ffff', 'orchid'],
  ['2001:20::', '2001:2f:ffff:ffff:ffff:ffff:ffff:ffff', 'orchid'],
  ['2001:30::', '2001:3f:ffff:ffff:ffff:ffff:ffff:ffff', 'drone-tags'],
  ['2001:40::', '2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff', 'protocol-assignments'],
  ['2001:200::', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', undefined],
  ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 'documentation'],
  ['2001:db9::', '2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff', undefined],
  ['2002:a00:1::', '2002:aff:ffff::1', 'private'],
  ['2002:c0a8:101::', '2002:c0a8:101:ffff::', 'private'],
  ['2002:c629:4::1', '2002:9ff:ffff::', undefined],
  ['2003::', '3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff', undefined],
  ['3fff::', '3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff', 'documentation'],
  ['3fff:1000::', '3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', undefined],
  ['4000::', '5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unallocated'],
  ['5f00::', '5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'segment-routing'],
  ['5f01::', 'fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unallocated'],
  ['fc00::', 'fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unique-local'],
  ['fe00::', 'fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'unallocated'],
  ['fe80::', 'febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'link-local'],
  ['fe80::1%eth0', 'fe80::1%1', 'link-local'],
  ['fec0::', 'feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'site-local'],
  ['ff00::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'multicast'],
];

it.each(BLOCKS)('%s to %s: %s', (first, last, range) => {
  for (const address of [first, last]) {
    expect(ranged(address)).toEqual({ address, ...(range === undefined ? {} : { range }) });
    expect(isPublic(address)).toBe(range === undefined);
  }
});

it('every range with a name is one of these', () => {
  const seen = new Set(BLOCKS.map(([, , range]) => range));
  expect(Object.keys(SPECIAL_RANGES).filter((range) => !seen.has(range as SpecialRange))).toEqual([]);
});

it('the anycast addresses of AS112 and AMT are reached', () => {
  for (const address of ['192.31.196.1', '192.52.193.1', '192.175.48.1', '2001:3::1', '2001:4:112::1']) {
    expect(isPublic(address)).toBe(true);
  }
});

it('what is no address is not public', () => {
  expect(isPublic('nonsense')).toBe(false);
  expect(ranged('')).toEqual({ address: '', range: 'reserved' });
});

it.each([
  [['198.41.0.4'], ['198.41.0.4', '198.41.0.5'], true],
  [['198.41.0.4'], ['198.41.0.5'], false],
  [['2001:503:ba3e::2:30'], ['2001:503:BA3E:0:0:0:2:30'], true],
  [['::ffff:198.41.0.4'], ['198.41.0.4'], true],
  [['64:ff9b::c629:4'], ['198.41.0.4'], true],
  [['2002:c629:4::1'], ['198.41.0.4'], false],
  [[], ['198.41.0.4'], false],
])('%j and %j overlap: %s', (a, b, expected) => {
  expect(overlap(a, b)).toBe(expected);
});
