import { isConsumerDomain } from '../knowledge/consumer-domains.js';
import type { Code } from '../model/code.js';
import { type Finding, type FindingOf, finding } from '../model/finding.js';
import type { Membership } from '../model/recipient.js';

/** Where a row's finding stands, and of whom it speaks. */
export type At = Pick<FindingOf<Code>, 'location' | 'subject'>;

/** The domain of an address in lower case; empty where there is none. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/**
 * An address that is not at the domains of the tenant, in lower case; without them, one at a provider for private
 * people. Subdomains are other domains.
 */
export function checkDomain(address: string, targetDomains: readonly string[], at: At): Finding[] {
  const domain = domainOf(address);
  if (targetDomains.length === 0) {
    return isConsumerDomain(domain) ? [finding('target/foreign-domain', { domain }, at)] : [];
  }
  if (targetDomains.includes(domain)) return [];
  const args = { domain, targetDomains: [...targetDomains] };
  return [finding('target/foreign-domain', args, { ...at, rating: 'error' })];
}

/** A user who is in a batch already. In one of the same name it would go when that batch is removed. */
export function checkMembership(
  emailAddress: string,
  { batch, status }: Membership,
  batchName: string | undefined,
  at: At,
): Finding[] {
  if (batch.toLowerCase() === batchName?.trim().toLowerCase()) return [];
  const state = status === undefined ? {} : { status };
  const args = { name: batch, kind: 'user', emailAddress, ...state } as const;
  return [finding('target/batch-exists', args, { ...at, rating: 'warning' })];
}
