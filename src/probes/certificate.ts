import { type KeyObject, X509Certificate } from 'node:crypto';
import { isIPv6 } from 'node:net';
import {
  checkServerIdentity,
  type PeerCertificate as NodeCertificate,
  rootCertificates,
  type TLSSocket,
} from 'node:tls';
import type { PeerCertificate } from '../model/evidence.js';
import { clean } from './clean.js';

/** Chains longer than this, and names beyond this many, are cut: no honest certificate has them. */
const MAX_CHAIN = 10;
const MAX_NAMES = 100;

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

/**
 * Errors that are judged by themselves and hide what else is wrong with the chain. UNSPECIFIED is what Node makes
 * of a digest or a key that OpenSSL's security level refuses.
 */
const NO_DISTRUST = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'UNSPECIFIED']);

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
  return {
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    names: namesOf(leaf),
    validFrom: isoDate(leaf.validFrom),
    validTo: isoDate(leaf.validTo),
    trusted: distrust === undefined,
    ...(distrust === undefined ? {} : { distrust }),
    nameMatches: checkServerIdentity(server, node) === undefined,
    ...keyOf(leaf),
    sha1: chain.some(
      (certificate) => !isSelfSigned(certificate) && BROKEN_DIGESTS.has(signatureAlgorithm(certificate.raw)),
    ),
  };
}

/** A date that cannot be read is one on which the certificate is not valid. */
function isoDate(date: string): string {
  const time = Date.parse(date);
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}

function keyOf(leaf: X509Certificate): Pick<PeerCertificate, 'keyType' | 'keyBits'> {
  let key: KeyObject;
  try {
    key = leaf.publicKey;
  } catch {
    // An algorithm that this OpenSSL does not know.
    return { keyType: 'other' };
  }
  const type = key.asymmetricKeyType;
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return {
    keyType: type === 'rsa' || type === 'rsa-pss' ? 'rsa' : type === 'ec' ? 'ec' : 'other',
    ...(bits === undefined ? {} : { keyBits: bits }),
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
  if (isSelfSigned(leaf)) return 'self-signed';
  const sound = chain.every((certificate, index) => {
    const issuer = chain[index + 1];
    return issuer === undefined || isSignedBy(certificate, issuer);
  });
  const top = chain.at(-1) ?? leaf;
  if (sound && isAnchored(top, authorities)) return undefined;
  return chain.length > 1 ? 'unknown-authority' : 'incomplete-chain';
}

/** Authorities that were named take the place of Node's own, as in the handshake itself. */
function isAnchored(top: X509Certificate, authorities: readonly string[]): boolean {
  const pems = authorities.length > 0 ? authorities : rootCertificates;
  return pems.some((pem) => {
    const root = new X509Certificate(pem);
    return root.fingerprint256 === top.fingerprint256 || isSignedBy(top, root);
  });
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key that this OpenSSL cannot use signs nothing.
    return false;
  }
}

/** Whether it is signed with its own key; what the key may be used for does not matter. */
function isSelfSigned(certificate: X509Certificate): boolean {
  try {
    return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
  } catch {
    // A key that this OpenSSL cannot use.
    return false;
  }
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

/** Node writes names of an odd form as JSON strings, so that a comma in one cannot make it look like two. */
function namesOf(certificate: X509Certificate): string[] {
  const entries = (certificate.subjectAltName ?? '').matchAll(
    /(?:^|, )(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g,
  );
  const alternatives = [...entries].slice(0, MAX_NAMES).map(([, kind, value = '']) => {
    const name = value.startsWith('"') ? String(JSON.parse(value)) : value;
    return clean(kind === 'IP Address' ? shortAddress(name) : name, 253);
  });
  return alternatives.length > 0 ? alternatives : [nameOf(certificate.subject)];
}

/** IPv6 as RFC 5952 writes it: Node gives `0:0:0:0:0:0:0:1`. */
function shortAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
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
