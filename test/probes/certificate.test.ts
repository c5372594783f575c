import { expect, it } from 'vitest';
import { checkCertificate, isAccepted } from '../../src/checks/certificate.js';
import { CATALOGUE } from '../../src/knowledge/catalogue.js';
import { describe as describeFinding } from '../../src/knowledge/describe.js';
import type { PeerCertificate } from '../../src/model/evidence.js';
import { readCertificate } from '../../src/probes/certificate.js';
import { ALL_CIPHERS, secure } from '../../src/probes/imap/dial.js';
import { connectTcp } from '../../src/probes/tcp.js';
import { describeWithServer } from '../servers/available.js';
import { authority, type CertificateWish, makeCertificate } from '../servers/certificates.js';
import { calm, routeTo, serve } from './support.js';

/** The certificate of a real server, as it is read after a real handshake. */
async function peerOf(wish: CertificateWish, server = 'localhost'): Promise<PeerCertificate> {
  const { port } = await serve({ tls: makeCertificate(wish) });
  const route = routeTo(port, { server });
  const signal = calm();
  const socket = await connectTcp(route.address, port, 5, signal);
  const tls = await secure(socket, { ...route, seconds: 5 }, signal, {
    ciphers: ALL_CIPHERS,
    rejectUnauthorized: false,
  });
  try {
    const peer = readCertificate(tls, server, route.authorities);
    if (peer === undefined) throw new Error('no certificate');
    return peer;
  } finally {
    tls.destroy();
  }
}

/** Code, severity and what tells cases of one code apart. */
function judged(peer: PeerCertificate, server: string, acceptUntrusted = false): string[] {
  const found = checkCertificate(peer, { server, now: new Date(), acceptUntrusted, reach: 'public' });
  return found.map(({ code, rating, args }) => {
    const { kind = '', loose = '', part = '' } = args as Record<string, string>;
    return [code.replace('tls/certificate-', ''), rating ?? CATALOGUE[code].rating, kind, loose, part]
      .filter((word) => word !== '')
      .join(' ');
  });
}

const HOST = 'imap.contoso.test';
const ONE = ['DNS:imap.contoso.test'];

/** What is served, the name it is asked by, and all that is found. */
const CASES: [string, CertificateWish, string, string[]][] = [
  ['a good one', {}, 'localhost', []],
  ['a good one by address', {}, '127.0.0.1', []],
  ['another address', {}, '10.0.0.1', ['name-mismatch error']],
  ['an address as a DNS name', { names: ['DNS:127.0.0.1'] }, '127.0.0.1', ['name-mismatch error']],
  ['a name in upper case', { names: ['DNS:IMAP.Contoso.TEST'] }, HOST, []],
  ['asked in upper case, with the dot of the root', { names: ONE }, 'IMAP.contoso.test.', []],
  ['a wildcard', { names: ['DNS:*.contoso.test'] }, HOST, []],
  [
    'a wildcard, one label too deep',
    { names: ['DNS:*.contoso.test'] },
    'a.b.contoso.test',
    ['name-mismatch error'],
  ],
  [
    'a wildcard, one label too short',
    { names: ['DNS:*.contoso.test'] },
    'contoso.test',
    ['name-mismatch error'],
  ],
  ['a wildcard in the middle', { names: ['DNS:imap.*.test'] }, HOST, ['name-mismatch error']],
  [
    'a partial wildcard',
    { names: ['DNS:im*.contoso.test'] },
    HOST,
    ['name-mismatch warning partial-wildcard'],
  ],
  ['a partial wildcard beside the name', { names: ['DNS:im*.contoso.test', ...ONE] }, HOST, []],
  ['the common name alone', { names: [], commonName: HOST }, HOST, ['name-mismatch warning common-name']],
  [
    'the common name beside an address',
    { names: ['IP:127.0.0.1'], commonName: HOST },
    HOST,
    ['name-mismatch warning common-name'],
  ],
  [
    'the common name not among the others',
    { names: ['DNS:a.test'], commonName: HOST },
    HOST,
    ['name-mismatch error'],
  ],
  ['an international name', { names: ['DNS:xn--bcher-kva.contoso.test'] }, 'bücher.contoso.test', []],
  ['a hundred names, the last fits', { names: hundredNames() }, 'host99.contoso.test', []],
  ['self-signed', { issuer: 'self' }, 'localhost', ['untrusted error self-signed']],
  [
    'self-signed with SHA-1',
    { issuer: 'self', digest: 'sha1' },
    'localhost',
    ['untrusted error self-signed', 'weak error sha-1'],
  ],
  [
    'an authority that nobody knows, alone',
    { issuer: 'unknown' },
    'localhost',
    ['untrusted error unclear-chain'],
  ],
  [
    'an authority that nobody knows, sent along',
    { issuer: 'unknown', sent: 'with-root' },
    'localhost',
    ['untrusted error unknown-authority'],
  ],
  [
    'an authority of a known name',
    { issuer: 'impostor' },
    'localhost',
    ['untrusted error unknown-authority'],
  ],
  ['a whole chain', { issuer: 'intermediate' }, 'localhost', []],
  ['a whole chain with its root', { issuer: 'intermediate', sent: 'with-root' }, 'localhost', []],
  [
    'an old cross-certificate above, expired and with SHA-1',
    { issuer: 'intermediate', sent: 'with-cross-signed' },
    'localhost',
    [],
  ],
  ['a chain in the wrong order', { issuer: 'intermediate', sent: 'wrong-order' }, 'localhost', []],
  [
    'no intermediate',
    { issuer: 'intermediate', sent: 'leaf' },
    'localhost',
    ['untrusted error unclear-chain'],
  ],
  [
    'no intermediate, and it says where that is',
    { issuer: 'intermediate', sent: 'leaf', issuerUrl: 'http://aia.contoso.test/a.crt' },
    'localhost',
    ['untrusted error incomplete-chain'],
  ],
  [
    'no intermediate, to be fetched inside an organization',
    { issuer: 'intermediate', sent: 'leaf', issuerUrl: 'ldap:///CN=CA' },
    'localhost',
    ['untrusted error unclear-chain'],
  ],
  [
    'the wrong intermediate',
    { issuer: 'intermediate', sent: 'wrong-intermediate' },
    'localhost',
    ['untrusted error unclear-chain'],
  ],
  ['expired', { validFrom: -60, validTo: -30 }, 'localhost', ['expired error']],
  ['not yet valid', { validFrom: 30, validTo: 60 }, 'localhost', ['expired error']],
  ['the last days', { validTo: 10 }, 'localhost', ['expires-soon warning']],
  [
    'an expired intermediate',
    { issuer: 'expired-intermediate' },
    'localhost',
    ['untrusted error issuer-not-valid'],
  ],
  [
    'both expired',
    { issuer: 'expired-intermediate', validFrom: -60, validTo: -30 },
    'localhost',
    ['untrusted error issuer-not-valid', 'expired error'],
  ],
  [
    'an intermediate that ends soon',
    { issuer: 'ending-intermediate' },
    'localhost',
    ['expires-soon warning issuer'],
  ],
  [
    'expired and of nobody known',
    { issuer: 'unknown', validFrom: -60, validTo: -30 },
    'localhost',
    ['untrusted error unclear-chain', 'expired error'],
  ],
  [
    'expired and self-signed',
    { issuer: 'self', validFrom: -60, validTo: -30 },
    'localhost',
    ['untrusted error self-signed', 'expired error'],
  ],
  [
    'expired and no intermediate',
    { issuer: 'intermediate', sent: 'leaf', validFrom: -60, validTo: -30 },
    'localhost',
    ['untrusted error unclear-chain', 'expired error'],
  ],
  ['for clients', { purpose: 'clientAuth' }, 'localhost', ['untrusted error wrong-purpose']],
  [
    'for clients, and expired',
    { purpose: 'clientAuth', validFrom: -60, validTo: -30 },
    'localhost',
    ['untrusted error wrong-purpose', 'expired error'],
  ],
  ['for no purpose in particular', { purpose: '' }, 'localhost', []],
  ['the mark of an authority', { isAuthority: true }, 'localhost', []],
  [
    'outside what its authority may name',
    { issuer: 'constrained-intermediate' },
    'localhost',
    ['untrusted error other'],
  ],
  ['SHA-1', { digest: 'sha1' }, 'localhost', ['weak error sha-1']],
  ['SHA-1 above', { issuer: 'sha-1-intermediate' }, 'localhost', ['weak error sha-1']],
  ['RSA of 1024 bits', { key: 'rsa-1024' }, 'localhost', ['weak warning short-rsa']],
  [
    'RSA of 1024 bits above',
    { issuer: 'rsa-1024-intermediate' },
    'localhost',
    ['weak warning short-rsa issuer'],
  ],
  ['RSA-PSS', { key: 'rsa-pss' }, 'localhost', []],
  ['P-256', { key: 'ecdsa' }, 'localhost', []],
  ['P-384', { key: 'p-384' }, 'localhost', []],
];

function hundredNames(): string[] {
  return Array.from({ length: 100 }, (_, index) => `DNS:host${index}.contoso.test`);
}

describeWithServer('the certificate of a server', ['openssl'], () => {
  it.each(CASES)('%s', async (_name, wish, server, expected) => {
    const peer = await peerOf(wish, server);
    expect(judged(peer, server)).toEqual(expected);
    // What is only warned of is accepted, and every error but a weak signature is not.
    const refused = expected.some((text) => text.includes(' error') && !text.startsWith('weak'));
    expect(isAccepted(peer, { now: new Date(), acceptUntrusted: false })).toBe(!refused);
    // The switch forgives all but what it is not known to cover.
    const forgiven = expected.map((text) =>
      text.replace(/^(untrusted|expired|name-mismatch) \w+/, '$1 notice'),
    );
    expect(judged(peer, server, true)).toEqual(forgiven);
    if (peer.distrustDetail !== undefined) expect(peer.distrustDetail).toMatch(/^[A-Z_]+$/);
    expect(peer.trusted).toBe(peer.distrust === undefined);
  });

  it('an extra authority stands beside those of Node, and takes the place of none', async () => {
    const { port } = await serve({ tls: makeCertificate({ validFrom: -60, validTo: -30 }) });
    const read = async (extra?: string[]) => {
      const signal = calm();
      const socket = await connectTcp('127.0.0.1', port, 5, signal);
      const route = { server: 'localhost', seconds: 5 };
      const tls = await secure(socket, route, signal, { rejectUnauthorized: false });
      const peer = readCertificate(tls, 'localhost', undefined, extra);
      tls.destroy();
      return peer?.distrust ?? peer?.addedAuthority;
    };
    expect(await read()).toBe('unclear-chain');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(await read([broken, authority()])).toBe(true);
  });

  it('hostile names are cleaned, and no name is taken for two', async () => {
    const names = ['DNS:a\u001b[31m.test', 'DNS:b.test, DNS:localhost'];
    const peer = await peerOf({ names, commonName: 'x\u001b]0;t\u0007\u202ey\u009b' });
    expect(peer.nameMatches).toBe(false);
    expect(JSON.stringify([peer.subject, peer.issuer, peer.names])).not.toMatch(
      /[\p{Cc}\u202a-\u202e]|\\u00[019]/u,
    );
    expect(peer.names).not.toContain('localhost');
    const found = checkCertificate(peer, {
      ...{ server: 'localhost', now: new Date(), acceptUntrusted: false },
      reach: 'public',
    });
    for (const each of found) expect(describeFinding(each).message).not.toMatch(/\p{Cc}/u);
  });
});
