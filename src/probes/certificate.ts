import type { KeyObject, X509Certificate } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../model/evidence.js';
import { asciiName } from './ascii-name.js';
import { chainOf, type Path, pathOf, type Trust } from './certificate/chain.js';
import { hasBrokenDigest } from './certificate/der.js';
import { distrustOf, isAboutDates } from './certificate/distrust.js';
import { clean } from './clean.js';

/** Names beyond this many are cut: nobody reads more. */
const MAX_NAMES = 100;

/** The certificate of a finished handshake that was made without refusing any. */
export function readCertificate(
  socket: TLSSocket,
  server: string,
  authorities?: readonly string[],
  extraAuthorities: readonly string[] = [],
): PeerCertificate | undefined {
  const trust: Trust = { ...(authorities === undefined ? {} : { authorities }), extraAuthorities };
  // Not getPeerX509Certificate(): on Node 20 it leaves nothing for the call that gives the chain.
  const node = socket.getPeerCertificate(true);
  // Without a certificate Node gives an empty object.
  const path = pathOf(chainOf(node), trust);
  if (path === undefined) return undefined;
  const [leaf, ...above] = path.certificates;
  const error = errorOf(socket);
  const distrust = distrustOf(error, path, trust);
  const host = isIP(server) === 0 ? asciiName(server) : server;
  const nameMatches = checkServerIdentity(host, node) === undefined;
  return {
    subject: nameOf(leaf.subject),
    issuer: nameOf(leaf.issuer),
    names: namesOf(leaf).slice(0, MAX_NAMES),
    validFrom: isoDate(leaf.validFrom),
    validTo: isoDate(leaf.validTo),
    trusted: distrust === undefined,
    ...(distrust === undefined
      ? {}
      : { distrust, ...(error === undefined || isAboutDates(error) ? {} : { distrustDetail: error }) }),
    ...(distrust === undefined && isAnchoredByAddition(path, trust) ? { addedAuthority: true } : {}),
    nameMatches,
    ...(nameMatches && isIP(server) === 0 ? looseMatch(leaf, host) : {}),
    ...keyOf(leaf),
    ...issuersOf(above),
    sha1: path.certificates.some(hasBrokenDigest),
  };
}

function isAnchoredByAddition({ certificates }: Path, trust: Trust): boolean {
  const { extraAuthorities = [], ...own } = trust;
  return extraAuthorities.length > 0 && pathOf(certificates, own)?.end !== 'anchored';
}

/** What Node found wrong, as OpenSSL's name for it; Node types it as an Error and sets the name, a string. */
function errorOf(socket: TLSSocket): string | undefined {
  const error = socket.authorizationError as unknown as string | null | undefined;
  return socket.authorized || !error ? undefined : error;
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

function issuersOf(
  above: readonly X509Certificate[],
): Pick<PeerCertificate, 'issuerValidTo' | 'issuerRsaBits'> {
  if (above.length === 0) return {};
  const [first] = above.map(({ validTo }) => isoDate(validTo)).sort();
  const keys = above.map(keyOf).filter(({ keyType }) => keyType === 'rsa');
  const bits = keys.flatMap(({ keyBits }) => (keyBits === undefined ? [] : [keyBits]));
  return {
    ...(first === undefined ? {} : { issuerValidTo: first }),
    ...(bits.length === 0 ? {} : { issuerRsaBits: Math.min(...bits) }),
  };
}

/** Ways in which Node lets a name match and other clients may not: RFC 6125 sections 6.4.3 and 6.4.4. */
function looseMatch(leaf: X509Certificate, host: string): Pick<PeerCertificate, 'nameBy'> {
  const patterns = alternativesOf(leaf).flatMap(({ kind, name }) => (kind === 'DNS' ? [name] : []));
  if (patterns.length === 0) return { nameBy: 'common-name' };
  if (patterns.some((pattern) => isWholeMatch(pattern, host))) return {};
  const dotted = patterns.some((pattern) => isWholeMatch(pattern.replace(/\.$/, ''), host));
  return { nameBy: dotted ? 'trailing-dot' : 'partial-wildcard' };
}

function isWholeMatch(pattern: string, host: string): boolean {
  const wanted = host.toLowerCase().replace(/\.$/, '');
  const given = pattern.toLowerCase();
  return given === wanted || (given.startsWith('*.') && given.slice(1) === wanted.replace(/^[^.]*/, ''));
}

/** The common name, or the whole distinguished name on one line. */
function nameOf(distinguished: string | undefined): string {
  const lines = (distinguished ?? '').split('\n');
  const common = lines.find((line) => line.startsWith('CN='))?.slice(3);
  return clean(common ?? lines.join(', '), 200);
}

function namesOf(certificate: X509Certificate): string[] {
  const alternatives = alternativesOf(certificate).map(({ kind, name }) =>
    clean(kind === 'DNS' ? name : shortAddress(name), 253),
  );
  return alternatives.length > 0 ? alternatives : [nameOf(certificate.subject)];
}

/** Node writes names of an odd form as JSON strings, so that a comma in one cannot make it look like two. */
function alternativesOf({ subjectAltName }: X509Certificate): { kind: string; name: string }[] {
  const entries = (subjectAltName ?? '').matchAll(/(?:^|, )(DNS|IP Address):("(?:[^"\\]|\\.)*"|[^,]*)/g);
  return [...entries].map(([, kind = '', value = '']) => ({
    kind,
    name: value.startsWith('"') ? String(JSON.parse(value)) : value,
  }));
}

/** IPv6 as RFC 5952 writes it: Node gives `0:0:0:0:0:0:0:1`. */
function shortAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
}
