/** Why a server name is not one that the endpoint takes, or may not take. */
export type NameFault =
  | 'ip-address'
  | 'url'
  | 'mail-address'
  | 'port-or-path'
  | 'single-label'
  | 'white-space'
  | 'invisible-character'
  | 'wildcard'
  | 'trailing-dot'
  | 'international'
  | 'invalid';

/** Why a name has no address: it does not exist, it exists without one, or its aliases lead in a circle. */
export type AddressLack = 'no-name' | 'no-address' | 'alias-loop';

/**
 * Why a lookup gave nothing to trust. `temporary`: this machine's resolver says no more than that. `stopped`: the run
 * did not wait.
 */
export type LookupFailure =
  | 'servfail'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'malformed'
  | 'temporary'
  | 'stopped'
  | 'other';

/** Ranges of addresses that packets from the Internet do not reach. */
export type SpecialRange =
  | 'this-network'
  | 'private'
  | 'carrier-nat'
  | 'loopback'
  | 'link-local'
  | 'protocol-assignments'
  | 'documentation'
  | 'benchmarking'
  | 'relay-6to4'
  | 'multicast'
  | 'reserved'
  | 'broadcast'
  | 'unspecified'
  | 'unique-local'
  | 'site-local'
  | 'local-nat64'
  | 'discard'
  | 'segment-routing'
  | 'teredo'
  | 'orchid'
  | 'drone-tags'
  | 'unallocated';

/** An address; `range` where it is a special one. */
export interface RangedAddress {
  address: string;
  range?: SpecialRange;
}
