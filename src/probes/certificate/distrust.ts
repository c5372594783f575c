import type { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from '../../model/evidence.js';
import { isSelfSigned, issuerIsKnown, type Path, type Trust } from './chain.js';

type Distrust = NonNullable<PeerCertificate['distrust']>;

const KINDS: Partial<Record<string, Distrust>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  INVALID_PURPOSE: 'wrong-purpose',
  CERT_REVOKED: 'revoked',
};

const UNANCHORED = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** OpenSSL tells the last error that it met, from the root down to the leaf: these hide what else is wrong. */
const DATES = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

export function isAboutDates(error: string): boolean {
  return DATES.has(error);
}

const SERVER_AUTHENTICATION = ['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'];

/**
 * Why a chain is not trusted, apart from the dates of the leaf, which are evidence by themselves.
 *
 * @param error What Node found, `authorizationError`.
 */
export function distrustOf(error: string | undefined, path: Path, trust: Trust): Distrust | undefined {
  if (error === undefined || error === 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined;
  if (UNANCHORED.has(error)) return unanchored(path, trust);
  return isAboutDates(error) ? hiddenBehindDates(path, trust) : (KINDS[error] ?? 'other');
}

function hiddenBehindDates(path: Path, trust: Trust): Distrust | undefined {
  const [leaf, ...above] = path.certificates;
  if (path.end === 'broken') return 'other';
  if (path.end === 'open') return unanchored(path, trust);
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.some((use) => SERVER_AUTHENTICATION.includes(use)))
    return 'wrong-purpose';
  // Where nothing that was sent is out of date, it is the authority itself.
  return isCurrent(leaf) || !above.every(isCurrent) ? 'issuer-not-valid' : undefined;
}

/** Whether something is missing below the authority, or the authority is not known, shows only in part. */
function unanchored({ certificates }: Path, trust: Trust): Distrust {
  const top = certificates.at(-1) as X509Certificate;
  const alone = certificates.length === 1;
  if (isSelfSigned(top)) return alone ? 'self-signed' : 'unknown-authority';
  // An authority of that name is there, and did not sign it: nothing is missing in between.
  if (issuerIsKnown(top, trust)) return 'unknown-authority';
  return alone && namesItsIssuer(top) ? 'incomplete-chain' : 'unclear-chain';
}

/** Where the issuer can be fetched (RFC 5280 section 4.2.2.1); by LDAP only inside an organization. */
function namesItsIssuer({ infoAccess }: X509Certificate): boolean {
  return /^CA Issuers - URI:"?https?:/im.test(infoAccess ?? '');
}

/** By the clock with which OpenSSL has just judged. */
function isCurrent({ validFrom, validTo }: X509Certificate): boolean {
  const now = Date.now();
  return Date.parse(validFrom) <= now && now <= Date.parse(validTo);
}
