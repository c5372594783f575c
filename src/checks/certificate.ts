import { CERTIFICATE } from '../knowledge/exchange-online.js';
import type { PeerCertificate } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';

const DAY = 24 * 60 * 60 * 1000;

export interface CertificateContext {
  server: string;
  now: Date;
  /** The endpoint will be created with AcceptUntrustedCertificates. */
  acceptUntrusted: boolean;
}

/** The certificate as Exchange Online will judge it. */
export function checkCertificate(peer: PeerCertificate, context: CertificateContext): Finding[] {
  const { server, now, acceptUntrusted } = context;
  const common = { server, issuer: peer.issuer };
  const rating: { rating?: Rating } = acceptUntrusted ? { rating: 'notice' } : {};
  const { validFrom, validTo } = peer;
  const left = Date.parse(validTo) - now.getTime();
  const notYet = Date.parse(validFrom) > now.getTime();
  const found: Finding[] = [];
  if (peer.distrust !== undefined) {
    found.push(finding('tls/certificate-untrusted', { ...common, kind: peer.distrust }, rating));
  }
  if (left <= 0 || notYet) {
    found.push(finding('tls/certificate-expired', { ...common, validFrom, validTo, notYet }, rating));
  } else if (left < CERTIFICATE.expiryWarningDays * DAY) {
    const days = Math.floor(left / DAY);
    found.push(finding('tls/certificate-expires-soon', { ...common, validTo, days }));
  }
  if (!peer.nameMatches) {
    found.push(
      finding('tls/certificate-name-mismatch', { ...common, names: peer.names.slice(0, 20) }, rating),
    );
  }
  return [...found, ...checkStrength(peer, common)];
}

function checkStrength(peer: PeerCertificate, common: { server: string; issuer: string }): Finding[] {
  const found: Finding[] = [];
  if (peer.sha1) {
    found.push(finding('tls/certificate-weak', { ...common, kind: 'sha-1' }, { rating: 'error' }));
  }
  if (peer.keyType === 'rsa' && peer.keyBits !== undefined && peer.keyBits < CERTIFICATE.minRsaBits) {
    found.push(finding('tls/certificate-weak', { ...common, kind: 'short-rsa', bits: peer.keyBits }));
  }
  return found;
}

/** Whether a password may be sent over a connection with this certificate. */
export function isAccepted(peer: PeerCertificate, { now, acceptUntrusted }: CertificateContext): boolean {
  if (acceptUntrusted) return true;
  const valid = Date.parse(peer.validFrom) <= now.getTime() && now.getTime() < Date.parse(peer.validTo);
  return peer.trusted && peer.nameMatches && valid;
}
