import type { LookupFailure, RangedAddress, SpecialRange } from '../model/dns.js';

/** Why a lookup failed, as part of a sentence. */
export const LOOKUP_FAILURES: Record<LookupFailure, string> = {
  servfail: 'the resolver reports a failure, SERVFAIL',
  refused: 'the resolver refuses the question',
  timeout: 'no answer in time',
  unreachable: 'the resolver cannot be reached',
  malformed: 'the answer cannot be read',
  temporary: 'a temporary failure',
  stopped: 'the run was stopped',
  other: 'the question could not be put',
};

/**
 * The special ranges by name, with the RFC that sets each apart. The registries that list them:
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const SPECIAL_RANGES: Record<SpecialRange, string> = {
  'this-network': 'this network, RFC 791',
  private: 'private, RFC 1918',
  'carrier-nat': 'shared behind a carrier-grade NAT, RFC 6598',
  loopback: 'loopback, this computer itself',
  'link-local': 'link-local, RFC 3927 and RFC 4291',
  'protocol-assignments': 'kept for protocols, RFC 6890 and RFC 2928',
  documentation: 'for documentation, RFC 5737, RFC 3849 and RFC 9637',
  benchmarking: 'for benchmarks, RFC 2544 and RFC 5180',
  'relay-6to4': 'former 6to4 relay, RFC 7526',
  multicast: 'multicast, RFC 5771 and RFC 4291',
  reserved: 'reserved, RFC 1112',
  broadcast: 'broadcast, RFC 919',
  unspecified: 'unspecified, RFC 4291',
  'unique-local': 'unique local, RFC 4193',
  'site-local': 'former site-local, RFC 3879',
  'local-nat64': 'for NAT64 inside a network, RFC 8215',
  discard: 'discarded, RFC 6666',
  'segment-routing': 'for segment routing, RFC 9602',
  teredo: 'Teredo, RFC 4380',
  orchid: 'an identifier, not a place, RFC 7343',
  'drone-tags': 'an identifier of drones, RFC 9374',
  unallocated: 'outside the Internet, RFC 4291',
};

/** `10.20.0.7` as "10.20.0.7 (private, RFC 1918)". */
export function rangedAddress({ address, range }: RangedAddress): string {
  return range === undefined ? address : `${address} (${SPECIAL_RANGES[range]})`;
}
