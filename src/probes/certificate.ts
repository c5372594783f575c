import { X509Certificate } from 'node:crypto';
import {
  checkServerIdentity,
  type PeerCertificate as NodeCertificate,
  rootCertificates,
  type TLSSocket,
} from 'node:tls';
import type { PeerCertificate } from '../model/evidence.js';
import { clean } from './clean.js';

/** Chains longer than this are cut: no honest one is. */
const MAX_CHAIN = 10;

/** Signature algorithms of a broken digest, as DER object identifiers in hexadecimal. */
const BROKEN_DIGESTS = new Set([
  '2a864886f70d010104', // md5WithRSAEncryption
  '2a864886f70d010105', // sha1WithRSAEncryption, RFC 3279 section 2.2.1
  '2a8648ce380403', // dsa-with-sha1
  '2a8648ce3d0401', // ecdsa-with-SHA1
]);

type Distrust = NonNullable<PeerCertificate['distrust']>;

const DISTRUST: Partial<Record<string, Distrust>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'incomplete-chain',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'incomplete-chain',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'incomplete-chain',
  CERT_REVOKED: 'revoked',
};

/** Errors of the handshake that say nothing of the chain's trust; they are judged by themselves. */
const NO_DISTRUST = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/** The certificate of a finished handshake that was made without refusing any. */
export function readCertificate(
  socket: TLSSocket,
  server: string,
  authorities: readonly string[] = [],
): PeerCertificate | undefined {
  // Not getPeerX509Certificate(): on Node 20 it leaves nothing for the call that gives the chain.
  const node = socket.getPeerCertificate(true);
  const chain = chainOf(node);
  const [leaf] = chain;
  if (leaf === undefined) return undefined;
  const distrust = distrustOf(socket, leaf, chain, authorities);
  const key = leaf.publicKey;
  const type = key.asymmetricKeyType;
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return {
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    names: namesOf(leaf),
    validFrom: new Date(leaf.validFrom).toISOString(),
    validTo: new Date(leaf.validTo).toISOString(),
    trusted: distrust === undefined,
    ...(distrust === undefined ? {} : { distrust }),
    nameMatches: checkServerIdentity(server, node) === undefined,
    keyType: type === 'rsa' || type === 'rsa-pss' ? 'rsa' : type === 'ec' ? 'ec' : 'other',
    ...(bits === undefined ? {} : { keyBits: bits }),
    sha1: chain.some(
      (certificate) => !isSelfSigned(certificate) && BROKEN_DIGESTS.has(signatureAlgorithm(certificate.raw)),
    ),
  };
}

function distrustOf(
  socket: TLSSocket,
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  authorities: readonly string[],
): Distrust | undefined {
  // Node types it as an Error and sets the code, a string.
  const error = socket.authorizationError as unknown as string | null | undefined;
  if (socket.authorized || !error || error === 'ERR_TLS_CERT_ALTNAME_INVALID') return undefined;
  if (!NO_DISTRUST.has(error)) {
    const kind = DISTRUST[error] ?? 'other';
    return kind === 'incomplete-chain' && chain.length > 1 ? 'unknown-authority' : kind;
  }
  // The date hides what else is wrong, so the chain is judged once more without it.
  if (isSelfSigned(leaf)) return 'self-signed';
  const top = chain.at(-1) ?? leaf;
  const anchored = isSelfSigned(top)
    ? authorityPems(authorities).includes(top.toString().trim())
    : isIssuedByRoot(top, authorities);
  return anchored ? undefined : chain.length > 1 ? 'unknown-authority' : 'incomplete-chain';
}

function authorityPems(authorities: readonly string[]): string[] {
  return [...rootCertificates, ...authorities].map((pem) => pem.trim());
}

function isIssuedByRoot(certificate: X509Certificate, authorities: readonly string[]): boolean {
  return authorityPems(authorities).some((pem) => certificate.checkIssued(new X509Certificate(pem)));
}

function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.checkIssued(certificate);
}

/** As the server sent it, the root that Node found in its own store included. */
function chainOf(leaf: NodeCertificate | undefined): X509Certificate[] {
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

/** The common name, or the whole distinguished name on one line. */
function nameOf(distinguished: string | undefined): string {
  const lines = (distinguished ?? '').split('\n');
  const common = lines.find((line) => line.startsWith('CN='))?.slice(3);
  return clean(common ?? lines.join(', '), 200);
}

function namesOf(certificate: X509Certificate): string[] {
  const alternatives = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter((entry) => entry.startsWith('DNS:') || entry.startsWith('IP Address:'))
    .map((entry) => clean(entry.slice(entry.indexOf(':') + 1), 253));
  return alternatives.length > 0 ? alternatives : [nameOf(certificate.subject)];
}

/** The object identifier of the signature, which X509Certificate does not show: RFC 5280 section 4.1. */
function signatureAlgorithm(der: Buffer): string {
  const outer = element(der, 0);
  const body = element(der, outer.start);
  const algorithm = element(der, body.end);
  const identifier = element(der, algorithm.start);
  return der.subarray(identifier.start, identifier.end).toString('hex');
}

function element(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const start = at + 2 + size;
  return { start, end: start + (size > 0 && size <= 4 ? der.readUIntBE(at + 2, size) : 0) };
}
