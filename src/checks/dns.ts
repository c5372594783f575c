import { LOOKUP_FAILURES } from '../knowledge/dns-words.js';
import { recogniseServer } from '../knowledge/servers.js';
import type { CodeArguments } from '../model/code.js';
import type { LookupFailure } from '../model/dns.js';
import type { AliasChain, DnsEvidence, Lookup } from '../model/evidence.js';
import { type Finding, finding, type Rating, type Vantage } from '../model/finding.js';
import { isIpv4, isPublic, overlap, ranged } from './address.js';

export interface DnsContext {
  /** `--allow-private-address`: the name is known to resolve differently outside. */
  allowPrivate: boolean;
}

type Found = Lookup & { kind: 'found' };
type Outside = NonNullable<DnsEvidence['outside']>;
/** What a finding has besides its arguments. */
interface Rest {
  rating?: Rating;
  vantage?: Vantage;
}

/** What the lookups mean for Exchange Online, which resolves the name in the public DNS. */
export function checkDns(evidence: DnsEvidence, { allowPrivate }: DnsContext): Finding[] {
  const { outside } = evidence;
  const rest: Rest = allowPrivate ? { rating: 'notice' } : {};
  if (outside === undefined) return checkHereAlone(evidence, rest);
  const { lookup } = outside;
  if (lookup.kind === 'failed') return checkSilentOutside(evidence, outside, rest);
  return lookup.kind === 'found'
    ? checkFoundOutside(evidence, outside, lookup, rest)
    : checkUnknownOutside(evidence, lookup, rest);
}

function checkFoundOutside(evidence: DnsEvidence, outside: Outside, lookup: Found, rest: Rest): Finding[] {
  const { server, here } = evidence;
  const hidden = checkRanges(server, lookup.addresses, rest);
  if (!lookup.addresses.some(isPublic)) return hidden;
  return [
    ...(here.kind === 'failed' ? [silentHere(server, here.reason)] : []),
    ...hidden,
    ...checkDifference(evidence, outside, lookup, rest),
    ...checkIpv4(evidence, outside, lookup),
  ];
}

/** The public DNS counts, so that this changes nothing; it tells where the addresses are from. */
function silentHere(server: string, reason: LookupFailure): Finding {
  const args = { server, asked: ['this machine'], reason, known: 'resolved-outside' as const };
  return finding('dns/lookup-failed', args, { rating: 'notice' });
}

function checkUnknownOutside(
  { server, here }: DnsEvidence,
  lookup: Lookup & { kind: 'not-found' },
  rest: Rest,
): Finding[] {
  if (here.kind !== 'found') return [notResolvable(server, lookup)];
  const addresses = here.addresses.map(ranged);
  return [finding('dns/not-public', { server, addresses, kind: 'unknown-outside' }, rest)];
}

/** Exchange Online asks the public DNS, which could not be asked: an inner resolver may know less than that, or more. */
function checkSilentOutside(evidence: DnsEvidence, outside: Outside, rest: Rest): Finding[] {
  const { here, server } = evidence;
  const resolvers = outside.answers.map(({ resolver }) => resolver);
  const reason = outside.lookup.kind === 'failed' ? outside.lookup.reason : 'other';
  if (here.kind === 'failed') {
    // This machine's own words say less: of any failure it is told that it is a temporary one.
    const asked = ['this machine', ...resolvers];
    return [
      lookupFailed(server, outside, { asked, reason: reason === 'unreachable' ? here.reason : reason }),
    ];
  }
  const known = here.kind === 'found' ? 'resolved-here' : 'unknown-here';
  const silent = lookupFailed(server, outside, { asked: resolvers, reason, known });
  if (here.kind === 'not-found') return [silent];
  if (rest.rating === 'notice') return checkHereAlone(evidence, rest);
  // Private addresses that an inner DNS or a hosts file gives may be public ones outside.
  if (!here.addresses.some(isPublic)) return [silent];
  return [silent, ...checkHereAlone(evidence, rest)];
}

function checkHereAlone({ server, here }: DnsEvidence, rest: Rest): Finding[] {
  const vantage = 'here';
  if (here.kind === 'not-found') return [notResolvable(server, here, { vantage })];
  if (here.kind === 'failed') {
    const { reason } = here;
    return [finding('dns/lookup-failed', { server, asked: ['this machine'], reason })];
  }
  const { addresses } = here;
  const hidden = checkRanges(server, addresses, { ...rest, vantage });
  if (!addresses.some(isPublic) || addresses.some(isIpv4)) return hidden;
  return [...hidden, finding('dns/no-ipv4', { server, addresses }, { vantage })];
}

/** Addresses that packets from the Internet do not reach: all of them, or some, of which any may be picked. */
function checkRanges(server: string, addresses: readonly string[], rest: Rest): Finding[] {
  const special = addresses.map(ranged).filter(({ range }) => range !== undefined);
  if (special.length === 0) return [];
  if (special.length === addresses.length) {
    return [finding('dns/not-public', { server, addresses: special, kind: 'not-routable' }, rest)];
  }
  const args = { server, addresses: special, kind: 'mixed' as const };
  return [finding('dns/not-public', args, { rating: 'warning', ...rest })];
}

function checkDifference(
  { server, here }: DnsEvidence,
  outside: Outside,
  { addresses }: Found,
  rest: Rest,
): Finding[] {
  const denied = outside.answers.filter(({ lookup }) => isDenial(lookup));
  const detail = denied.length === 0 ? {} : { evidence: { detail: sayings({ answers: denied }) } };
  const differs = (
    kind: CodeArguments['dns/differs-from-public']['kind'],
    seen: string[],
    { rating }: Rest = rest,
  ) => {
    const args = { server, here: seen, outside: addresses, kind };
    // That this machine is told otherwise is nothing that Exchange Online sees.
    const vantage = kind === 'resolvers-disagree' ? {} : { vantage: 'here' as const };
    return [
      finding('dns/differs-from-public', args, { ...(rating ? { rating } : {}), ...vantage, ...detail }),
    ];
  };
  if (here.kind === 'not-found') return differs('unknown-here', []);
  if (here.kind === 'found' && !overlap(here.addresses, addresses)) {
    if (!here.addresses.some(isPublic)) return differs('private-here', here.addresses);
    // A provider answers differently by region.
    const aliases = outside.lookup.chain?.names ?? [];
    const regional = recogniseServer({ host: server, aliases })?.hosted === true;
    const allPublic = [...here.addresses, ...addresses].every(isPublic);
    return differs('other-address', here.addresses, regional && allPublic ? { rating: 'notice' } : rest);
  }
  if (denied.length === 0) return [];
  // What is said of this machine's view is no excuse for the public one.
  return differs('resolvers-disagree', here.kind === 'found' ? here.addresses : [], {});
}

/** No address, or none that is to be trusted: a resolver that checks DNSSEC fails where others do not. */
function isDenial(lookup: Lookup): boolean {
  return lookup.kind === 'not-found' || (lookup.kind === 'failed' && lookup.reason === 'servfail');
}

function checkIpv4({ server }: DnsEvidence, outside: Outside, lookup: Found): Finding[] {
  const { addresses, ipv4Failure } = lookup;
  if (addresses.some(isIpv4)) return [];
  if (ipv4Failure === undefined) return [finding('dns/no-ipv4', { server, addresses })];
  const asked = outside.answers.map(({ resolver }) => resolver);
  return [lookupFailed(server, outside, { asked, reason: ipv4Failure, open: 'ipv4' })];
}

function notResolvable(server: string, lookup: Lookup & { kind: 'not-found' }, rest: Rest = {}): Finding {
  const { lack, chain } = lookup;
  const kind = lack === undefined ? {} : { kind: lack };
  const aliases = chain === undefined ? {} : { aliases: chain.names };
  return finding('dns/not-resolvable', { server, ...kind, ...aliases }, rest);
}

function lookupFailed(
  server: string,
  outside: Outside,
  args: Omit<CodeArguments['dns/lookup-failed'], 'server'>,
): Finding {
  return finding('dns/lookup-failed', { server, ...args }, { evidence: { detail: sayings(outside) } });
}

const LACKS = {
  'no-name': 'the name does not exist',
  'no-address': 'the name has no address',
  'alias-loop': 'the aliases lead in a circle',
};

/** What each resolver said, such as `1.1.1.1: the name does not exist; 8.8.8.8: no answer in time`. */
function sayings({ answers }: Pick<Outside, 'answers'>): string {
  const said = ({ lookup }: { lookup: Lookup }) => {
    if (lookup.kind === 'failed') return LOOKUP_FAILURES[lookup.reason];
    if (lookup.kind === 'not-found') return LACKS[lookup.lack ?? 'no-address'];
    return lookup.addresses.join(' ');
  };
  return answers.map((answer) => `${answer.resolver}: ${said(answer)}`).join('; ');
}

/**
 * The addresses to connect to: those that this machine knows, then those that only the public DNS tells, for Exchange
 * Online may take any of these. Where this machine has an inner view of the name it may not reach the public ones.
 */
export function addressesOf({ here, outside }: DnsEvidence): string[] {
  const publicOnes = outside?.lookup.kind === 'found' ? outside.lookup.addresses : [];
  if (here.kind !== 'found') return publicOnes;
  const inner = !here.addresses.some(isPublic) && !overlap(here.addresses, publicOnes);
  const others = inner ? [] : publicOnes.filter((address) => !overlap([address], here.addresses));
  return [...here.addresses, ...others];
}

/** What Exchange Online connects to; undefined where the public DNS was not asked, or gave no address. */
export function publicAddressesOf({ outside }: DnsEvidence): string[] | undefined {
  return outside?.lookup.kind === 'found' ? outside.lookup.addresses : undefined;
}

/** The names behind the server's, as the public DNS tells them. */
export function aliasesOf({ outside }: DnsEvidence): string[] {
  const chain: AliasChain | undefined = outside?.lookup.chain;
  return chain?.names ?? [];
}
