import { CERTIFICATE } from '../knowledge/exchange-online.js';
import type { CertificateArguments } from '../model/code.js';
import type { PeerCertificate } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';
import type { Reach } from './address.js';

const DAY = 24 * 60 * 60 * 1000;

export interface CertificateContext {
  server: string;
  now: Date;
  /** The endpoint will be created with AcceptUntrustedCertificates. */
  acceptUntrusted: boolean;
  /** How far the address reaches at which it was seen. */
  reach: Reach;
}

/** What all findings of one certificate share. */
interface Judged extends CertificateContext {
  common: CertificateArguments;
  /** Of what AcceptUntrustedCertificates is documented to forgive. */
  forgiven: { rating?: Rating };
}

/** The certificate as Exchange Online will judge it. */
export function checkCertificate(peer: PeerCertificate, context: CertificateContext): Finding[] {
  const { server, acceptUntrusted } = context;
  const judged: Judged = {
    ...context,
    common: { server, issuer: peer.issuer, ...(acceptUntrusted ? { accepted: true } : {}) },
    forgiven: acceptUntrusted ? { rating: 'notice' } : {},
  };
  return [
    ...checkTrust(peer, judged),
    ...checkDates(peer, judged),
    ...checkName(peer, judged),
    ...checkStrength(peer, judged),
  ];
}

function checkTrust(peer: PeerCertificate, judged: Judged): Finding[] {
  const { distrust, distrustDetail } = peer;
  const { common, forgiven } = judged;
  if (distrust === undefined) return peer.addedAuthority ? checkAddedAuthority(judged) : [];
  const evidence = distrustDetail === undefined ? {} : { evidence: { detail: distrustDetail } };
  return [finding('tls/certificate-untrusted', { ...common, kind: distrust }, { ...forgiven, ...evidence })];
}

/**
 * An authority that was added on this machine is mostly a company's own, which Exchange Online does not know. On
 * loopback nothing is seen of what Exchange Online sees.
 */
function checkAddedAuthority({ common, forgiven, reach }: Judged): Finding[] {
  if (reach === 'loopback') return [];
  const rating = forgiven.rating ?? (reach === 'public' ? 'error' : 'warning');
  return [finding('tls/certificate-untrusted', { ...common, kind: 'added-authority' }, { rating })];
}

function checkDates(peer: PeerCertificate, { common, forgiven, now }: Judged): Finding[] {
  const { validFrom, validTo } = peer;
  const [left, until] = [Date.parse(validTo), Date.parse(validFrom)].map((time) => time - now.getTime()) as [
    number,
    number,
  ];
  const notYet = until > 0;
  if (left <= 0 || notYet) {
    const near = (notYet ? until : -left) < DAY;
    const args = { ...common, validFrom, validTo, notYet, ...(near ? { near } : {}) } as const;
    return [finding('tls/certificate-expired', args, forgiven)];
  }
  return checkEnd(peer, { common, now, left });
}

/** Of the certificates on the way up to the authority, the first to end decides. */
function checkEnd(
  peer: PeerCertificate,
  { common, now, left }: Pick<Judged, 'common' | 'now'> & { left: number },
): Finding[] {
  const issuerLeft = Date.parse(peer.issuerValidTo ?? peer.validTo) - now.getTime();
  const issuerFirst = issuerLeft > 0 && issuerLeft < left;
  const first = issuerFirst ? issuerLeft : left;
  if (first >= CERTIFICATE.expiryWarningDays * DAY) return [];
  const days = Math.floor(first / DAY);
  const validTo = issuerFirst ? (peer.issuerValidTo ?? peer.validTo) : peer.validTo;
  const part = issuerFirst ? ({ part: 'issuer' } as const) : {};
  return [finding('tls/certificate-expires-soon', { ...common, validTo, days, ...part })];
}

function checkName(peer: PeerCertificate, { common, forgiven }: Judged): Finding[] {
  const names = peer.names.slice(0, 20);
  if (!peer.nameMatches) return [finding('tls/certificate-name-mismatch', { ...common, names }, forgiven)];
  if (peer.nameBy === undefined) return [];
  // Which rules Exchange Online goes by is not documented.
  const rating = forgiven.rating ?? 'warning';
  return [finding('tls/certificate-name-mismatch', { ...common, names, loose: peer.nameBy }, { rating })];
}

function checkStrength(peer: PeerCertificate, { common }: Judged): Finding[] {
  const found: Finding[] = [];
  if (peer.sha1) {
    // Microsoft refuses SHA-1 whoever signed; nothing says that AcceptUntrustedCertificates lets it pass.
    found.push(finding('tls/certificate-weak', { ...common, kind: 'sha-1' }, { rating: 'error' }));
  }
  if (isShort(peer.keyType === 'rsa' ? peer.keyBits : undefined))
    found.push(finding('tls/certificate-weak', { ...common, kind: 'short-rsa', ...bitsOf(peer.keyBits) }));
  else if (isShort(peer.issuerRsaBits)) {
    const args = { ...common, kind: 'short-rsa', ...bitsOf(peer.issuerRsaBits), part: 'issuer' } as const;
    found.push(finding('tls/certificate-weak', args));
  }
  return found;
}

function isShort(bits: number | undefined): boolean {
  return bits !== undefined && bits < CERTIFICATE.minRsaBits;
}

function bitsOf(bits: number | undefined): { bits?: number } {
  return bits === undefined ? {} : { bits };
}

/** Whether a password may be sent over a connection with this certificate. */
export function isAccepted(
  peer: PeerCertificate,
  { now, acceptUntrusted }: Pick<CertificateContext, 'now' | 'acceptUntrusted'>,
): boolean {
  if (acceptUntrusted) return true;
  const valid = Date.parse(peer.validFrom) <= now.getTime() && now.getTime() < Date.parse(peer.validTo);
  return peer.trusted && peer.nameMatches && valid;
}
