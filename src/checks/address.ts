import ipaddr from 'ipaddr.js';
import type { RangedAddress, SpecialRange } from '../model/dns.js';

/** What ipaddr.js calls each range. Those that stand for Internet addresses are left out. */
const RANGES: Partial<Record<string, SpecialRange>> = {
  private: 'private',
  carrierGradeNat: 'carrier-nat',
  loopback: 'loopback',
  linkLocal: 'link-local',
  multicast: 'multicast',
  broadcast: 'broadcast',
  reserved: 'reserved',
  uniqueLocal: 'unique-local',
  deprecatedSiteLocal: 'site-local',
  discard: 'discard',
  benchmarking: 'benchmarking',
  segmentRouting: 'segment-routing',
  teredo: 'teredo',
  deprecatedOrchid: 'orchid',
  orchid2: 'orchid',
  droneRemoteIdProtocolEntityTags: 'drone-tags',
};

/** Ranges that ipaddr.js calls `reserved`, `unspecified` or `rfc6052` with others. */
const FINER_IPV4: [string, SpecialRange][] = [
  ['0.0.0.0/8', 'this-network'],
  ['192.0.0.0/24', 'protocol-assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', 'relay-6to4'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
];
const FINER_IPV6: [string, SpecialRange][] = [
  ['::/128', 'unspecified'],
  ['64:ff9b:1::/48', 'local-nat64'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
];

/** All that IANA gives out for hosts of the Internet: RFC 4291 section 2.4. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** What ipaddr.js calls `reserved` in IPv6, other than the above: RFC 2928. */
const PROTOCOL_ASSIGNMENTS = ipaddr.IPv6.parseCIDR('2001::/23');
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR('2002::/16');

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The special range an address is in; undefined for one that the Internet can reach. @throws on what is none */
function rangeOf(address: string): SpecialRange | undefined {
  const parsed = innermost(ipaddr.parse(address));
  return parsed instanceof ipaddr.IPv4 ? rangeOfIpv4(parsed) : rangeOfIpv6(parsed);
}

function rangeOfIpv4(address: ipaddr.IPv4): SpecialRange | undefined {
  const finer = FINER_IPV4.find(([range]) => address.match(ipaddr.IPv4.parseCIDR(range)));
  return finer?.[1] ?? RANGES[address.range()];
}

function rangeOfIpv6(address: ipaddr.IPv6): SpecialRange | undefined {
  const finer = FINER_IPV6.find(([range]) => address.match(ipaddr.IPv6.parseCIDR(range)));
  if (finer !== undefined) return finer[1];
  const range = RANGES[address.range()];
  if (range === 'reserved' && address.match(PROTOCOL_ASSIGNMENTS)) return 'protocol-assignments';
  return range ?? (address.match(GLOBAL_UNICAST) ? undefined : 'unallocated');
}

/** The IPv4 address inside an IPv6 address decides where packets end: RFC 4291 section 2.5.5.2, 6052, 3056. */
function innermost(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const octets = address.toByteArray();
  if (address.match(NAT64)) return new ipaddr.IPv4(octets.slice(12));
  if (address.match(SIX_TO_FOUR)) return new ipaddr.IPv4(octets.slice(2, 6));
  return address;
}

/** An address that Exchange Online can connect to, as far as its range tells. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && rangeOf(address) === undefined;
}

/** What is no address counts as reserved. */
export function ranged(address: string): RangedAddress {
  const range = ipaddr.isValid(address) ? rangeOf(address) : 'reserved';
  return { address, ...(range === undefined ? {} : { range }) };
}

/** Whether the two lists have an address in common. An IPv4 address is the same behind NAT64. */
export function overlap(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(b.map(canonical));
  return a.some((address) => known.has(canonical(address)));
}

function canonical(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.parse(address);
  const is6to4 = parsed instanceof ipaddr.IPv6 && parsed.match(SIX_TO_FOUR);
  return (is6to4 ? parsed : innermost(parsed)).toString();
}

export function isIpv4(address: string): boolean {
  return ipaddr.IPv4.isValid(address);
}

/** How far an address reaches. */
export type Reach = 'public' | 'private' | 'loopback';

export function reachOf(address: string): Reach {
  const { range } = ranged(address);
  return range === undefined ? 'public' : range === 'loopback' ? 'loopback' : 'private';
}
