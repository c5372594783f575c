import { CIPHER_SUITES } from '../knowledge/exchange-online.js';
import { TLS_VERSIONS, type TlsSummary, type TlsVersion } from '../model/endpoint.js';
import type { Handshake, PeerCertificate, TlsEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';

const LEGACY: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1'];
const LISTED_SUITES: ReadonlySet<string> = new Set(CIPHER_SUITES.listed.map(({ openssl }) => openssl));
const ECDSA_SUITES: ReadonlySet<string> = new Set(CIPHER_SUITES.ecdsaTwins.map(({ openssl }) => openssl));

/** Whether the server speaks a TLS that Exchange Online speaks. Certificates are judged apart. */
export function checkTls(evidence: TlsEvidence): Finding[] {
  const { server, versions } = evidence;
  const spoken = spokenVersions(evidence);
  if (spoken.length === 0) return [noTls(evidence)];
  const legacy = spoken.filter((version) => LEGACY.includes(version));
  if (legacy.length === spoken.length) {
    const args = { server, versions: legacy, exchange2010: looksLikeExchange2010(evidence) };
    return [
      finding('tls/legacy-only', args, {
        evidence: { detail: `speaks ${legacy.join(' and ')}, nothing newer` },
      }),
    ];
  }
  const found: Finding[] = [];
  if (!hasListedSuite(evidence)) found.push(noListedSuite(server, versions['TLSv1.2']));
  if (legacy.length > 0) found.push(finding('tls/legacy-enabled', { server, versions: legacy }));
  return found;
}

/** A server that took a listed suite when asked for any would take it from Exchange Online too. */
export function hasListedSuite({ asExchangeOnline, versions }: TlsEvidence): boolean {
  const tls12 = versions['TLSv1.2'];
  return asExchangeOnline.ok || (tls12.ok && LISTED_SUITES.has(tls12.cipher));
}

function noListedSuite(server: string, tls12: Handshake): Finding {
  if (!tls12.ok) return finding('tls/unlisted-cipher', { server, kind: 'tls-1.3-only' });
  const evidence = { detail: `TLS 1.2 with every suite agrees on ${tls12.cipher}` };
  if (tls12.peer.keyType === 'ec' || ECDSA_SUITES.has(tls12.cipher)) {
    return finding('tls/unlisted-cipher', { server, kind: 'ecdsa-only', cipher: tls12.cipher }, { evidence });
  }
  return finding('tls/no-common-cipher', { server, cipher: tls12.cipher }, { evidence });
}

function noTls({ server, port, versions, asExchangeOnline, security }: TlsEvidence): Finding {
  const failures = [asExchangeOnline, ...Object.values(versions)].flatMap((shake) =>
    shake.ok ? [] : [shake.failure],
  );
  const missing = failures.find(({ kind }) => kind === 'starttls-missing');
  if (security === 'tls' && missing !== undefined) {
    return finding('tls/starttls-missing', { server, port }, { evidence: { detail: missing.detail } });
  }
  const explained = asExchangeOnline.ok ? undefined : asExchangeOnline.failure;
  const plain = failures.find(({ kind }) => kind === 'plain-text');
  // The probe has listened to what a server says that speaks no TLS, and may know better than OpenSSL.
  const telling = explained?.kind === 'other' ? explained : (plain ?? failures[0]);
  const kinds = { 'plain-text': 'plain-text', reset: 'reset', timeout: 'timeout' } as const;
  const kind = kinds[telling?.kind as keyof typeof kinds] ?? 'other';
  const evidence = telling === undefined ? {} : { evidence: { detail: telling.detail } };
  return finding('tls/handshake-failed', { server, port, kind }, evidence);
}

export function spokenVersions({ versions }: TlsEvidence): TlsVersion[] {
  return TLS_VERSIONS.filter((version) => versions[version].ok);
}

/** TLS 1.0 alone and Exchange's greeting: the article on Exchange 2010 is about that. */
function looksLikeExchange2010({ versions, greeting }: TlsEvidence): boolean {
  return versions.TLSv1.ok && !versions['TLSv1.1'].ok && /Microsoft Exchange/i.test(greeting ?? '');
}

/** The handshake that counts: Exchange Online's, otherwise the newest version's. */
function decisive(evidence: TlsEvidence): (Handshake & { ok: true }) | undefined {
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
  const { versions } = evidence;
  const spoken = Object.fromEntries(TLS_VERSIONS.map((version) => [version, versions[version].ok]));
  const shake = decisive(evidence);
  return {
    versions: spoken as Record<TlsVersion, boolean>,
    undetermined: [],
    ...(shake && { negotiated: { protocol: shake.protocol, cipher: shake.cipher } }),
    ...(shake && { certificate: certificateOf(shake.peer) }),
  };
}

function certificateOf({ subject, issuer, names, validFrom, validTo, trusted }: PeerCertificate) {
  return { subject, issuer, names, validFrom, validTo, trusted };
}
