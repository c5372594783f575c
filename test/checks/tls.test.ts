import { expect, it } from 'vitest';
import { checkTls, decisivePeer, hasListedSuite, tlsSummary } from '../../src/checks/tls.js';
import { TLS_VERSIONS, type TlsVersion } from '../../src/model/endpoint.js';
import type { Handshake, HandshakeFailure, PeerCertificate, TlsEvidence } from '../../src/model/evidence.js';

const PEER: PeerCertificate = {
  subject: 's',
  issuer: 'i',
  names: ['s'],
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  trusted: true,
  nameMatches: true,
  keyType: 'rsa',
  sha1: false,
};
const LISTED = 'ECDHE-RSA-AES256-GCM-SHA384';
const ok = (cipher = LISTED, peer: Partial<PeerCertificate> = {}): Handshake => ({
  ok: true,
  protocol: 'TLSv1.2',
  cipher,
  peer: { ...PEER, ...peer },
});
const no = (kind: HandshakeFailure['kind'] = 'protocol', detail = kind as string): Handshake => ({
  ok: false,
  failure: { kind, detail },
});
/** The server drops what it took before. */
const dropped = (): Handshake => ({
  ok: false,
  failure: { kind: 'reset', detail: 'reset', undetermined: true },
});
const THROTTLED = [
  { code: 'tls/handshake-failed', args: { kind: 'throttled' }, rating: 'inconclusive' as const },
];

function evidence(
  versions: Partial<Record<TlsVersion, Handshake>>,
  asExchangeOnline = no(),
  over: Partial<TlsEvidence> = {},
  other = no(),
): TlsEvidence {
  const all = Object.fromEntries(TLS_VERSIONS.map((version) => [version, versions[version] ?? other]));
  return {
    server: 'imap.contoso.com',
    port: 993,
    security: 'ssl',
    seconds: 15,
    versions: all as Record<TlsVersion, Handshake>,
    asExchangeOnline,
    ...over,
  };
}

const BY_EXCHANGE: Partial<PeerCertificate> = {
  subject: 'EX1',
  issuer: 'EX1',
  names: ['EX1', 'ex1.contoso.local'],
  trusted: false,
  distrust: 'self-signed',
};
const EXCHANGE = { greeting: 'The Microsoft Exchange IMAP4 service is ready.' };

it.each<[string, TlsEvidence, object[]]>([
  ['good', evidence({ 'TLSv1.2': ok(), 'TLSv1.3': ok() }, ok()), []],
  [
    'old ones beside',
    evidence({ TLSv1: ok(), 'TLSv1.2': ok() }, ok()),
    [{ code: 'tls/legacy-enabled', args: { versions: ['TLSv1'] } }],
  ],
  [
    '1.0 alone, Exchange',
    evidence({ TLSv1: ok() }, no(), EXCHANGE),
    [{ code: 'tls/legacy-only', args: { exchange2010: true } }],
  ],
  [
    '1.0 and 1.1, Exchange',
    evidence({ TLSv1: ok(), 'TLSv1.1': ok() }, no(), EXCHANGE),
    [{ code: 'tls/legacy-only', args: { exchange2010: false } }],
  ],
  [
    '1.0 alone, others',
    evidence({ TLSv1: ok() }),
    [{ code: 'tls/legacy-only', args: { exchange2010: false } }],
  ],
  [
    '1.3 alone',
    evidence({ 'TLSv1.3': ok('TLS_AES_256_GCM_SHA384') }),
    [{ code: 'tls/unlisted-cipher', args: { kind: 'tls-1.3-only' } }],
  ],
  [
    'ECDSA',
    evidence({ 'TLSv1.2': ok('ECDHE-ECDSA-AES256-GCM-SHA384', { keyType: 'ec' }) }),
    [{ code: 'tls/unlisted-cipher', args: { kind: 'ecdsa-only' } }],
  ],
  [
    'ECDSA and ChaCha20',
    evidence({ 'TLSv1.2': ok('ECDHE-ECDSA-CHACHA20-POLY1305', { keyType: 'ec' }) }),
    [{ args: { kind: 'ecdsa-only' } }],
  ],
  [
    'RSA-CBC',
    evidence({ 'TLSv1.2': ok('AES256-SHA') }),
    [{ code: 'tls/no-common-cipher', args: { cipher: 'AES256-SHA' } }],
  ],
  [
    '1.0 alone, Exchange 2003 in another language',
    evidence({ TLSv1: ok() }, no(), {
      greeting: 'Microsoft Exchange Server 2003 IMAP4rev1 ??? 6.5.7638.1 (mail.contoso.com) ???',
    }),
    [{ args: { exchange2010: false, product: 'Exchange Server 2003' } }],
  ],
  [
    '1.0 alone, Exchange 2007',
    evidence({ TLSv1: ok() }, no(), { greeting: 'Microsoft Exchange Server 2007 IMAP4 service ready' }),
    [{ args: { exchange2010: false, product: 'Exchange Server 2007' } }],
  ],
  [
    '1.0 alone, Dovecot',
    evidence({ TLSv1: ok() }, no(), { greeting: 'Dovecot ready.' }),
    [{ args: { exchange2010: false, product: 'Dovecot' } }],
  ],
  [
    '1.0 alone, with the certificate that Exchange makes',
    evidence({ TLSv1: ok(LISTED, BY_EXCHANGE) }),
    [{ args: { exchange2010: true, product: 'Exchange Server 2010', probable: true } }],
  ],
  [
    'that certificate and another greeting',
    evidence({ TLSv1: ok(LISTED, BY_EXCHANGE) }, no(), { greeting: 'Dovecot ready.' }),
    [{ args: { exchange2010: false, product: 'Dovecot' } }],
  ],
  [
    'that certificate beside TLS 1.1',
    evidence({ TLSv1: ok(LISTED, BY_EXCHANGE), 'TLSv1.1': ok(LISTED, BY_EXCHANGE) }),
    [{ args: { exchange2010: false } }],
  ],
  [
    'a self-signed certificate of another kind',
    evidence({ TLSv1: ok(LISTED, { ...BY_EXCHANGE, names: ['ex1.contoso.local'] }) }),
    [{ args: { exchange2010: false } }],
  ],
  ['a listed suite that was dropped by a server under load', evidence({ 'TLSv1.2': ok() }, dropped()), []],
  [
    'a listed suite that is refused as Exchange Online offers it',
    evidence({ 'TLSv1.2': ok() }, no('no-common')),
    [{ args: { kind: 'contradictory' }, rating: 'inconclusive' }],
  ],
  ['an unlisted suite, under load', evidence({ 'TLSv1.2': ok('AES256-SHA') }, dropped()), THROTTLED],
  ['TLS 1.0, the others under load', evidence({ TLSv1: ok() }, no(), {}, dropped()), THROTTLED],
  [
    'an unlisted suite, TLS 1.3 under load',
    evidence({ 'TLSv1.2': ok('AES256-SHA'), 'TLSv1.3': dropped() }),
    THROTTLED,
  ],
  [
    'TLS 1.0 and 1.1 under load do not matter',
    evidence({ 'TLSv1.2': ok(), TLSv1: dropped(), 'TLSv1.1': dropped() }, ok()),
    [],
  ],
  [
    'TLS 1.2 without a suite that OpenSSL knows',
    evidence({ 'TLSv1.2': no('no-common') }, no('no-common'), {}, no('no-version')),
    [{ code: 'tls/no-common-cipher' }],
  ],
  [
    'no suite in any version: no certificate',
    evidence({}, no('no-common'), {}, no('no-common')),
    [{ code: 'tls/handshake-failed', args: { kind: 'no-common' } }],
  ],
  ['nothing', evidence({}), [{ code: 'tls/handshake-failed', args: { kind: 'protocol' } }]],
  ['resets', evidence({}, no('reset'), {}, no('reset')), [{ args: { kind: 'reset' } }]],
  ['silence', evidence({}, no('timeout'), {}, no('timeout')), [{ args: { kind: 'timeout' } }]],
  ['plain text once', evidence({}, no('reset'), {}, no('plain-text')), [{ args: { kind: 'plain-text' } }]],
  [
    'garbage, as the probe has heard',
    evidence({}, no('garbage'), {}, no('reset')),
    [{ args: { kind: 'garbage' } }],
  ],
  [
    'STARTTLS missing',
    evidence({}, no('starttls-missing'), { security: 'tls', port: 143 }),
    [{ code: 'tls/starttls-missing', args: { port: 143, kind: 'absent' } }],
  ],
  [
    'STARTTLS masked',
    evidence({}, no('starttls-masked'), { security: 'tls', port: 143 }),
    [{ code: 'tls/starttls-missing', args: { kind: 'masked' } }],
  ],
  [
    'STARTTLS refused',
    evidence({}, no('starttls-refused'), { security: 'tls' }),
    [{ code: 'tls/handshake-failed', args: { kind: 'starttls-refused', starttls: true } }],
  ],
])('%s', (_name, seen, expected) => {
  const found = checkTls(seen);
  expect(found).toMatchObject(expected);
  expect(found).toHaveLength(expected.length);
});

it('the certificate of the handshake that counts', () => {
  const [old, recent] = [ok(LISTED, { subject: 'old' }), ok(LISTED, { subject: 'recent' })];
  expect(decisivePeer(evidence({ TLSv1: old, 'TLSv1.3': recent }))?.subject).toBe('recent');
  expect(decisivePeer(evidence({ 'TLSv1.3': recent }, old))?.subject).toBe('old');
  expect(decisivePeer(evidence({}))).toBeUndefined();
});

it('sums up', () => {
  const summary = tlsSummary(evidence({ 'TLSv1.2': ok() }, ok()));
  expect(summary).toMatchObject({
    versions: { TLSv1: false, 'TLSv1.1': false, 'TLSv1.2': true, 'TLSv1.3': false },
    negotiated: { protocol: 'TLSv1.2', cipher: LISTED },
    certificate: { subject: 's', trusted: true },
  });
  expect(tlsSummary(evidence({}))).not.toHaveProperty('certificate');
  expect(tlsSummary(evidence({ 'TLSv1.3': dropped() }, ok())).undetermined).toEqual(['TLSv1.3']);
  expect(tlsSummary(evidence({ 'TLSv1.2': no('client-certificate') })).versions['TLSv1.2']).toBe(true);
  expect(hasListedSuite(evidence({ 'TLSv1.2': ok('AES256-SHA') }))).toBe(false);
});
