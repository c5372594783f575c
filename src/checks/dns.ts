import ipaddr from 'ipaddr.js';
import type { DnsEvidence } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';

/** Ranges of ipaddr.js that packets from the Internet reach. */
const ROUTABLE = new Set(['unicast', '6to4', 'teredo', 'rfc6052', 'rfc6145', 'amt', 'as112', 'as112v6']);

/** An address that Exchange Online can connect to, as far as its range tells. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ROUTABLE.has(ipaddr.process(address).range());
}

export interface DnsContext {
  /** `--allow-private-address`: the name is known to resolve differently outside. */
  allowPrivate: boolean;
}

/** What the lookups mean for Exchange Online, which resolves the name in the public DNS. */
export function checkDns(evidence: DnsEvidence, { allowPrivate }: DnsContext): Finding[] {
  const { server, here, outside } = evidence;
  const rating: { rating?: Rating } = allowPrivate ? { rating: 'notice' } : {};
  if (here.kind !== 'found') return checkUnknownHere(evidence, rating);
  const seen = outside?.lookup.kind === 'found' ? outside.lookup.addresses : here.addresses;
  if (outside?.lookup.kind === 'failed' && !allowPrivate && couldDifferOutside(here.addresses)) {
    return [lookupFailed(evidence, outside.resolvers, outside.lookup)];
  }
  if (!seen.some(isPublic)) {
    const args = { server, addresses: seen, kind: 'not-routable' as const };
    return [finding('dns/not-public', args, rating)];
  }
  if (outside?.lookup.kind === 'not-found') {
    const args = { server, addresses: here.addresses, kind: 'unknown-outside' as const };
    return [finding('dns/not-public', args, rating)];
  }
  const found: Finding[] = [];
  if (outside?.lookup.kind === 'failed' && !allowPrivate) {
    found.push(lookupFailed(evidence, outside.resolvers, outside.lookup));
  }
  if (outside?.lookup.kind === 'found' && !overlap(here.addresses, outside.lookup.addresses)) {
    const args = { server, here: here.addresses, outside: outside.lookup.addresses };
    found.push(finding('dns/differs-from-public', args, rating));
  }
  return [...found, ...checkIpv4(server, seen)];
}

function checkIpv4(server: string, addresses: string[]): Finding[] {
  if (addresses.some((address) => ipaddr.IPv4.isValid(address))) return [];
  return [finding('dns/no-ipv4', { server, addresses })];
}

/** Private addresses that an inner DNS may give for a name which is public outside. A loopback name is local. */
function couldDifferOutside(addresses: readonly string[]): boolean {
  const ranges = addresses.map((address) => (ipaddr.isValid(address) ? ipaddr.process(address).range() : ''));
  return !addresses.some(isPublic) && !ranges.includes('loopback');
}

function checkUnknownHere(evidence: DnsEvidence, rating: { rating?: Rating }): Finding[] {
  const { server, here, outside } = evidence;
  if (outside?.lookup.kind === 'found') {
    const addresses = outside.lookup.addresses;
    if (!addresses.some(isPublic))
      return [finding('dns/not-public', { server, addresses, kind: 'not-routable' }, rating)];
    const found: Finding[] = [];
    if (here.kind === 'not-found') {
      found.push(finding('dns/differs-from-public', { server, here: [], outside: addresses }, rating));
    }
    return [...found, ...checkIpv4(server, addresses)];
  }
  // Exchange Online asks the public DNS, which could not be asked: an inner resolver may know less than that.
  if (here.kind === 'not-found' && outside?.lookup.kind === 'failed') {
    return [lookupFailed(evidence, outside.resolvers, outside.lookup)];
  }
  if (here.kind === 'not-found' || outside?.lookup.kind === 'not-found') {
    return [finding('dns/not-resolvable', { server })];
  }
  const failed = here.kind === 'failed' ? here : { reason: 'no answer' };
  return [lookupFailed(evidence, ['this machine', ...(outside?.resolvers ?? [])], failed)];
}

function lookupFailed(
  evidence: DnsEvidence,
  asked: readonly string[],
  { reason }: { reason: string },
): Finding {
  return finding('dns/lookup-failed', { server: evidence.server, asked: [...asked], reason });
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  const canonical = (address: string) =>
    ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
  const known = new Set(b.map(canonical));
  return a.some((address) => known.has(canonical(address)));
}

/** The addresses to connect to: this machine's view, or the public one where this machine knows none. */
export function addressesOf({ here, outside }: DnsEvidence): string[] {
  if (here.kind === 'found') return here.addresses;
  return outside?.lookup.kind === 'found' ? outside.lookup.addresses : [];
}
