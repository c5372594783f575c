import { isIPv4 } from 'node:net';
import type { LookupFailure } from '../model/dns.js';
import type { Lookup, ResolverAnswer } from '../model/evidence.js';

type Found = Lookup & { kind: 'found' };

/** The reasons that tell most about the name stand first. */
const TELLING: readonly LookupFailure[] = [
  'servfail',
  'malformed',
  'refused',
  'other',
  'temporary',
  'timeout',
  'unreachable',
  'stopped',
];

/**
 * What the resolvers say together. An address that any of them knows counts, in the order of the resolvers, IPv4
 * first; that there is none, where nobody found one and at least one is certain, of which the first is believed; it
 * failed, where all of them failed.
 */
export function combine(answers: readonly ResolverAnswer[]): Lookup {
  const lookups = answers.map(({ lookup }) => lookup);
  const found = lookups.filter((lookup) => lookup.kind === 'found');
  if (found.length > 0) return union(found);
  const nothing = lookups.find(({ kind }) => kind === 'not-found');
  if (nothing !== undefined) return nothing;
  const failures = lookups.flatMap((lookup) => (lookup.kind === 'failed' ? [lookup.reason] : []));
  const chain = lookups.find((lookup) => lookup.chain !== undefined)?.chain;
  const reason = TELLING.find((failure) => failures.includes(failure)) ?? 'other';
  return { kind: 'failed', reason, ...(chain === undefined ? {} : { chain }) };
}

function union(found: readonly Found[]): Lookup {
  const known = [...new Set(found.flatMap(({ addresses }) => addresses))];
  const addresses = [...known.filter(isIPv4), ...known.filter((address) => !isIPv4(address))];
  const chain = found.find((lookup) => lookup.chain !== undefined)?.chain;
  const open = found.every(({ ipv4Failure }) => ipv4Failure !== undefined)
    ? found[0]?.ipv4Failure
    : undefined;
  return {
    kind: 'found',
    addresses,
    ...(open === undefined ? {} : { ipv4Failure: open }),
    ...(chain === undefined ? {} : { chain }),
  };
}
