import { CIPHER_SUITES, CURVES } from '../knowledge/exchange-online.js';
import { TLS_VERSIONS, type TlsSummary, type TlsVersion } from '../model/endpoint.js';
import type { Handshake, HandshakeFailure, PeerCertificate, TlsEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import { protocolOf } from './imap.js';
import { legacyProduct } from './legacy-product.js';
import { responseText } from './response.js';

const LEGACY: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1'];
const LISTED_SUITES: ReadonlySet<string> = new Set(CIPHER_SUITES.listed.map(({ openssl }) => openssl));
const ECDSA_SUITES: ReadonlySet<string> = new Set(CIPHER_SUITES.ecdsaTwins.map(({ openssl }) => openssl));
const LISTED_CURVES: ReadonlySet<string> = new Set(CURVES.listed.flatMap(({ openssl }) => openssl));

type Answered = Handshake & { ok: true };

/** Whether the server speaks a TLS that Exchange Online speaks. Certificates are judged apart. */
export function checkTls(evidence: TlsEvidence): Finding[] {
  const { server, versions } = evidence;
  const spoken = TLS_VERSIONS.filter((version) => versions[version].ok);
  if (spoken.length === 0) return [noTls(evidence)];
  const legacy = spoken.filter((version) => LEGACY.includes(version));
  if (hasListedSuite(evidence)) return legacyBeside(server, legacy);
  if (isUnsure(evidence)) return [unsure(evidence, 'throttled')];
  if (legacy.length === spoken.length) {
    const args = { server, versions: legacy, ...legacyProduct(evidence) };
    const detail = [
      `speaks ${legacy.join(' and ')}, nothing newer`,
      ...(evidence.greeting === undefined ? [] : [`its greeting: ${evidence.greeting}`]),
    ];
    return [finding('tls/legacy-only', args, { evidence: { detail: detail.join('; ') } })];
  }
  return [noListedSuite(evidence), ...legacyBeside(server, legacy)];
}

function legacyBeside(server: string, versions: TlsVersion[]): Finding[] {
  return versions.length === 0 ? [] : [finding('tls/legacy-enabled', { server, versions })];
}

/**
 * Whether Exchange Online finds a suite that Microsoft lists. Where the handshake as it makes it got no answer to
 * trust, a listed suite on a usual curve that the server took when asked for any will do.
 */
export function hasListedSuite({ asExchangeOnline, versions }: TlsEvidence): boolean {
  if (asExchangeOnline.ok) return true;
  return asExchangeOnline.failure.undetermined === true && tookListed(versions['TLSv1.2']);
}

function tookListed(tls12: Handshake): boolean {
  return (
    tls12.ok &&
    LISTED_SUITES.has(tls12.cipher) &&
    (tls12.curve === undefined || LISTED_CURVES.has(tls12.curve))
  );
}

/** Whether a version that would decide was left unclear. */
function isUnsure({ asExchangeOnline, versions }: TlsEvidence): boolean {
  const deciding = [asExchangeOnline, versions['TLSv1.2'], versions['TLSv1.3']];
  return deciding.some((shake) => !shake.ok && shake.failure.undetermined === true);
}

function unsure(evidence: TlsEvidence, kind: 'throttled' | 'contradictory'): Finding {
  const { server, port, asExchangeOnline } = evidence;
  const spoken = TLS_VERSIONS.filter((version) => evidence.versions[version].ok);
  const failure = asExchangeOnline.ok ? '' : `; as Exchange Online: ${asExchangeOnline.failure.detail}`;
  return finding(
    'tls/handshake-failed',
    { server, port, kind, ...byStarttls(evidence) },
    { rating: 'inconclusive', evidence: { detail: `took ${spoken.join(' and ')}${failure}` } },
  );
}

/** The server speaks TLS 1.2 or newer, and did not agree with a handshake as Exchange Online makes it. */
function noListedSuite(evidence: TlsEvidence): Finding {
  const { server, versions, anyCurve } = evidence;
  const tls12 = versions['TLSv1.2'];
  if (!tls12.ok) {
    const kind = tls12.failure.kind === 'no-common' ? 'tls-1.3-beside' : 'tls-1.3-only';
    return finding('tls/unlisted-cipher', { server, kind });
  }
  const { cipher } = tls12;
  const seen = { evidence: { detail: `TLS 1.2 with every suite agrees on ${spelled(tls12)}` } };
  if (anyCurve?.ok) {
    const args = { server, kind: 'unlisted-curve' as const, cipher: anyCurve.cipher };
    const { curve } = anyCurve;
    return finding('tls/unlisted-cipher', { ...args, ...(curve && { curve }) }, seen);
  }
  if (takesEcdsaTwin(evidence, tls12))
    return finding('tls/unlisted-cipher', { server, kind: 'ecdsa-only', cipher }, seen);
  // It may use TLS 1.3, as with a server that has nothing else.
  if (versions['TLSv1.3'].ok)
    return finding('tls/unlisted-cipher', { server, kind: 'tls-1.3-beside', cipher }, seen);
  if (tookListed(tls12)) return unsure(evidence, 'contradictory');
  return finding('tls/no-common-cipher', { server, cipher }, seen);
}

function spelled({ cipher, curve }: Answered): string {
  return curve === undefined ? cipher : `${cipher} with the curve ${curve}`;
}

function takesEcdsaTwin({ ecdsaTwins }: TlsEvidence, { cipher, peer }: Answered): boolean {
  if (ecdsaTwins === undefined || (!ecdsaTwins.ok && ecdsaTwins.failure.undetermined === true))
    return ECDSA_SUITES.has(cipher) || peer.keyType === 'ec';
  return ecdsaTwins.ok;
}

/** The more telling come first: which handshake met what is chance. */
const TELLING: readonly HandshakeFailure['kind'][] = [
  'starttls-missing',
  'starttls-masked',
  'plain-text',
  'garbage',
  'not-imap',
  'tls-at-once',
  'preauth',
  'starttls-injected',
  'starttls-refused',
  'client-certificate',
  'unknown-name',
  'access-denied',
  'bye',
  'silent',
  'bad-certificate',
  'no-certificate',
  'weak-key',
  'server-fault',
  'timeout',
  'reset',
  'alert',
  'protocol',
  'no-common',
  'no-version',
];

function noTls(evidence: TlsEvidence): Finding {
  const { server, versions, asExchangeOnline } = evidence;
  const failures = [asExchangeOnline, ...Object.values(versions)].flatMap((shake) =>
    shake.ok ? [] : [shake.failure],
  );
  if (isWithoutSuite(evidence)) {
    const detail = failures.find((failure) => failure.kind === 'no-common')?.detail ?? '';
    return finding('tls/no-common-cipher', { server }, { evidence: { detail: `TLS 1.2: ${detail}` } });
  }
  return noHandshake(evidence, mostTelling(failures));
}

/** What stands in the way of STARTTLS is about IMAP, not about TLS. */
function noHandshake(evidence: TlsEvidence, failure: HandshakeFailure): Finding {
  const { server, port, seconds } = evidence;
  const { kind, detail, answer, received } = failure;
  switch (kind) {
    case 'bye': {
      const seen = answer === undefined ? { detail } : { response: responseText(answer) };
      return finding('imap/refused', { server, port }, { evidence: seen });
    }
    case 'not-imap': {
      const protocol = protocolOf(received ?? '');
      const seen = received === undefined ? { detail } : { response: received, detail };
      return finding(
        'imap/not-imap',
        { server, port, ...(protocol ? { protocol } : {}) },
        { evidence: seen },
      );
    }
    case 'silent':
      return finding('imap/no-greeting', { server, port, seconds }, { evidence: { detail } });
    case 'starttls-missing':
    case 'starttls-masked': {
      const args = { server, port, kind: kind === 'starttls-masked' ? 'masked' : 'absent' } as const;
      return finding('tls/starttls-missing', args, { evidence: { detail } });
    }
    default:
      return finding(
        'tls/handshake-failed',
        { server, port, kind, ...byStarttls(evidence) },
        { evidence: { detail } },
      );
  }
}

/** It knows TLS 1.2, for it refuses other versions in another way; of the suites it takes, OpenSSL has none. */
function isWithoutSuite({ versions }: TlsEvidence): boolean {
  const kindOf = (shake: Handshake) => (shake.ok ? undefined : shake.failure.kind);
  const others = TLS_VERSIONS.filter((version) => version !== 'TLSv1.2');
  return (
    kindOf(versions['TLSv1.2']) === 'no-common' &&
    others.some((version) => kindOf(versions[version]) === 'no-version')
  );
}

function mostTelling(failures: readonly HandshakeFailure[]): HandshakeFailure {
  const found = TELLING.flatMap((kind) => failures.find((failure) => failure.kind === kind) ?? []);
  return found[0] ?? failures[0] ?? { kind: 'other', detail: 'no handshake was made' };
}

function byStarttls({ security }: TlsEvidence): { starttls?: true } {
  return security === 'tls' ? { starttls: true } : {};
}

/** The handshake that counts: Exchange Online's, otherwise the newest version's. */
function decisive(evidence: TlsEvidence): Answered | undefined {
  const order = [
    evidence.asExchangeOnline,
    ...[...TLS_VERSIONS].reverse().map((version) => evidence.versions[version]),
  ];
  return order.find((shake) => shake.ok);
}

/** The certificate that counts. */
export function decisivePeer(evidence: TlsEvidence): PeerCertificate | undefined {
  return decisive(evidence)?.peer;
}

export function tlsSummary(evidence: TlsEvidence): TlsSummary {
  const shake = decisive(evidence);
  const { versions } = evidence;
  return {
    versions: Object.fromEntries(
      TLS_VERSIONS.map((version) => [version, isSpoken(versions[version])]),
    ) as Record<TlsVersion, boolean>,
    undetermined: TLS_VERSIONS.filter((version) => {
      const own = versions[version];
      return !own.ok && own.failure.undetermined === true;
    }),
    ...(shake && { negotiated: { protocol: shake.protocol, cipher: shake.cipher } }),
    ...(shake && { certificate: certificateOf(shake.peer) }),
  };
}

/** A server that demands a certificate of its client has agreed on the version before. */
function isSpoken(shake: Handshake): boolean {
  return shake.ok || shake.failure.kind === 'client-certificate';
}

function certificateOf({ subject, issuer, names, validFrom, validTo, trusted }: PeerCertificate) {
  return { subject, issuer, names, validFrom, validTo, trusted };
}
