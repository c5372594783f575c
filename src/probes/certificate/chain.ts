import { X509Certificate } from 'node:crypto';
import { type PeerCertificate as NodeCertificate, rootCertificates } from 'node:tls';
import type { Route } from '../route.js';
import { encodedNames } from './der.js';

/** Chains longer than this are cut: no honest server sends one. */
const MAX_CHAIN = 10;

export type Trust = Pick<Route, 'authorities' | 'extraAuthorities'>;

/** The way from the leaf up to an authority, as far as there is one. */
export interface Path {
  /** The leaf first; the authority itself is left out. */
  certificates: [X509Certificate, ...X509Certificate[]];
  /** `anchored`: ends below a trusted authority. `broken`: a signature on the way is not by the one above. */
  end: 'anchored' | 'open' | 'broken';
}

/** As the server sent it, in the order of the signatures, with the root that Node found in its own store. */
export function chainOf(leaf: NodeCertificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let at = leaf as (NodeCertificate & { issuerCertificate?: NodeCertificate }) | undefined;
  const seen = new Set<unknown>();
  while (at?.raw !== undefined && !seen.has(at) && chain.length < MAX_CHAIN) {
    seen.add(at);
    chain.push(new X509Certificate(at.raw));
    at = at.issuerCertificate;
  }
  return chain;
}

/** Ends at the first trusted authority: what a server sends above it, such as an old cross-certificate, is not asked. */
export function pathOf(chain: readonly X509Certificate[], trust: Trust): Path | undefined {
  const [leaf, ...above] = chain;
  if (leaf === undefined) return undefined;
  const certificates: Path['certificates'] = [leaf];
  if (isAuthority(leaf, trust)) return { certificates, end: 'anchored' };
  for (const issuer of above) {
    const top = certificates.at(-1) as X509Certificate;
    if (isAnchored(top, trust)) return { certificates, end: 'anchored' };
    if (!isSignedBy(top, issuer)) return { certificates, end: 'broken' };
    if (isAuthority(issuer, trust)) return { certificates, end: 'anchored' };
    certificates.push(issuer);
  }
  const anchored = isAnchored(certificates.at(-1) as X509Certificate, trust);
  return { certificates, end: anchored ? 'anchored' : 'open' };
}

/** Whether a trusted authority has the name of the certificate's issuer, signed by it or not. */
export function issuerIsKnown(certificate: X509Certificate, trust: Trust): boolean {
  const { issuer } = encodedNames(certificate);
  return authoritiesNamed(issuer, trust).some((root) => encodedNames(root).subject.equals(issuer));
}

/** Whether it is signed with its own key; what the key may be used for does not matter. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
  } catch {
    // A key that this OpenSSL cannot use.
    return false;
  }
}

/** Itself, or another certificate for the same name and key. */
function isAuthority(certificate: X509Certificate, trust: Trust): boolean {
  return authoritiesNamed(encodedNames(certificate).subject, trust).some(
    (root) =>
      root.fingerprint256 === certificate.fingerprint256 ||
      (certificate.ca && root.subject === certificate.subject && hasSameKey(root, certificate)),
  );
}

function isAnchored(certificate: X509Certificate, trust: Trust): boolean {
  const { issuer } = encodedNames(certificate);
  return authoritiesNamed(issuer, trust).some((root) => isSignedBy(certificate, root));
}

function hasSameKey(one: X509Certificate, other: X509Certificate): boolean {
  try {
    return one.publicKey.equals(other.publicKey);
  } catch {
    return false;
  }
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key that this OpenSSL cannot use signs nothing.
    return false;
  }
}

/**
 * Candidates by their encoded name: to parse the whole store takes longer than a handshake. Authorities that were
 * named take the place of Node's own, as in the handshake itself; the extra ones stand beside those.
 */
function authoritiesNamed(name: Buffer, { authorities, extraAuthorities = [] }: Trust): X509Certificate[] {
  const stores = authorities === undefined ? [rootCertificates, extraAuthorities] : [authorities];
  return stores
    .flatMap((pems) => decoded(pems))
    .filter((der) => der.includes(name))
    .flatMap((der) => parsed(der));
}

const decodedStores = new WeakMap<readonly string[], Buffer[]>();

function decoded(pems: readonly string[]): Buffer[] {
  const known = decodedStores.get(pems);
  if (known !== undefined) return known;
  const ders = pems.map((pem) => Buffer.from(pem.replace(/-----[^-]*-----|\s/g, ''), 'base64'));
  decodedStores.set(pems, ders);
  return ders;
}

/** A file of a user's may hold what is no certificate. */
function parsed(der: Buffer): X509Certificate[] {
  try {
    return [new X509Certificate(der)];
  } catch {
    return [];
  }
}
