import { expect, it } from 'vitest';
import { type CertificateContext, checkCertificate, isAccepted } from '../../src/checks/certificate.js';
import type { PeerCertificate } from '../../src/model/evidence.js';

const DAY = 86_400_000;
const NOW = new Date('2026-06-01T00:00:00.000Z');
const inDays = (days: number) => new Date(NOW.getTime() + days * DAY).toISOString();

function peer(over: Partial<PeerCertificate> = {}): PeerCertificate {
  return {
    subject: 'imap.contoso.com',
    issuer: 'Contoso CA',
    names: ['imap.contoso.com'],
    validFrom: inDays(-10),
    validTo: inDays(90),
    trusted: true,
    nameMatches: true,
    keyType: 'rsa',
    keyBits: 2048,
    sha1: false,
    ...over,
  };
}

const context = (acceptUntrusted = false): CertificateContext => ({
  server: 'imap.contoso.com',
  now: NOW,
  acceptUntrusted,
  reach: 'public',
});

it.each<[string, Partial<PeerCertificate>, object[], boolean]>([
  ['a good one', {}, [], true],
  [
    'self-signed',
    { trusted: false, distrust: 'self-signed' },
    [{ code: 'tls/certificate-untrusted', args: { kind: 'self-signed' } }],
    false,
  ],
  ['expired', { validTo: inDays(0) }, [{ code: 'tls/certificate-expired', args: { notYet: false } }], false],
  [
    'not yet valid',
    { validFrom: inDays(1) },
    [{ code: 'tls/certificate-expired', args: { notYet: true } }],
    false,
  ],
  [
    '29 days left',
    { validTo: inDays(29.5) },
    [{ code: 'tls/certificate-expires-soon', args: { days: 29 } }],
    true,
  ],
  [
    'expired an hour ago',
    { validTo: inDays(-1 / 24) },
    [{ code: 'tls/certificate-expired', args: { notYet: false, near: true } }],
    false,
  ],
  [
    'valid in an hour',
    { validFrom: inDays(1 / 24) },
    [{ code: 'tls/certificate-expired', args: { notYet: true, near: true } }],
    false,
  ],
  [
    '29 days left above, longer below',
    { issuerValidTo: inDays(29.5) },
    [{ code: 'tls/certificate-expires-soon', args: { days: 29, part: 'issuer' } }],
    true,
  ],
  [
    '9 days left below, longer above',
    { validTo: inDays(9), issuerValidTo: inDays(20) },
    [{ code: 'tls/certificate-expires-soon', args: { days: 9 } }],
    true,
  ],
  [
    'the name in the common name alone',
    { nameBy: 'common-name' },
    [{ code: 'tls/certificate-name-mismatch', args: { loose: 'common-name' }, rating: 'warning' }],
    true,
  ],
  [
    'RSA of 1024 bits above',
    { issuerRsaBits: 1024 },
    [{ code: 'tls/certificate-weak', args: { kind: 'short-rsa', bits: 1024, part: 'issuer' } }],
    true,
  ],
  ['30 days left', { validTo: inDays(30) }, [], true],
  ['another name', { nameMatches: false }, [{ code: 'tls/certificate-name-mismatch' }], false],
  [
    'RSA of 1024 bits',
    { keyBits: 1024 },
    [{ code: 'tls/certificate-weak', args: { kind: 'short-rsa', bits: 1024 } }],
    true,
  ],
  ['ECDSA', { keyType: 'ec', keyBits: 256 }, [], true],
  [
    'SHA-1',
    { sha1: true },
    [{ code: 'tls/certificate-weak', args: { kind: 'sha-1' }, rating: 'error' }],
    true,
  ],
  [
    'everything at once',
    { trusted: false, distrust: 'self-signed', validTo: inDays(-1), nameMatches: false },
    [
      { code: 'tls/certificate-untrusted' },
      { code: 'tls/certificate-expired' },
      { code: 'tls/certificate-name-mismatch' },
    ],
    false,
  ],
])('%s', (_name, over, expected, accepted) => {
  const found = checkCertificate(peer(over), context());
  expect(found).toMatchObject(expected);
  expect(found).toHaveLength(expected.length);
  expect(isAccepted(peer(over), context())).toBe(accepted);
});

it('what the endpoint will accept is a notice, what the switch is not known to cover an error', () => {
  const bad = peer({
    trusted: false,
    distrust: 'other',
    validTo: inDays(-1),
    nameMatches: false,
    sha1: true,
  });
  const found = checkCertificate(bad, context(true));
  expect(found.map(({ rating }) => rating)).toEqual(['notice', 'notice', 'notice', 'error']);
  expect(isAccepted(bad, context(true))).toBe(true);
});

it('names at most twenty names', () => {
  const names = Array.from({ length: 50 }, (_, index) => `host${index}.contoso.com`);
  const [found] = checkCertificate(peer({ nameMatches: false, names }), context());
  expect(found?.args).toMatchObject({ names: names.slice(0, 20) });
});

it('a day and more is no matter of the clock', () => {
  const [found] = checkCertificate(peer({ validTo: inDays(-1) }), context());
  expect(found?.args).not.toHaveProperty('near');
});

it('an authority that was added on this machine is one that Exchange Online does not know', () => {
  const added = peer({ addedAuthority: true });
  const rating = (reach: CertificateContext['reach'], accept = false) =>
    checkCertificate(added, { ...context(accept), reach }).map(
      (one) => `${(one.args as { kind: string }).kind} ${one.rating}`,
    );
  expect(rating('public')).toEqual(['added-authority error']);
  expect(rating('public', true)).toEqual(['added-authority notice']);
  expect(rating('private')).toEqual(['added-authority warning']);
  expect(rating('loopback')).toEqual([]);
  expect(isAccepted(added, context())).toBe(true);
});
