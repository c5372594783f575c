import { expect, it, onTestFinished } from 'vitest';
import { checkTls } from '../../src/checks/tls.js';
import { CIPHER_SUITES } from '../../src/knowledge/exchange-online.js';
import { describeWithServer } from '../servers/available.js';
import { testCertificate } from '../servers/certificates.js';
import { type OpensslOptions, opensslServer } from '../servers/openssl.js';
import type { ScriptedOptions } from '../servers/scripted.js';
import { probe, probed, told } from './tls-support.js';

/** Node makes no certificate choice by itself here; `auto` takes a group as strong as the key. */
const DHE = { dhparam: 'auto' as never };

async function examined(options: OpensslOptions) {
  const server = await opensslServer(options);
  onTestFinished(() => server.stop());
  const evidence = await probe(server.port, { seconds: 3 });
  return { evidence, findings: told(evidence) };
}

describeWithServer('a listed suite alone', ['openssl'], () => {
  it.each(CIPHER_SUITES.listed.map(({ openssl }) => openssl))('%s is fine', async (ciphers) => {
    const { evidence, findings } = await probed({ tls: { maxVersion: 'TLSv1.2', ciphers } });
    expect(findings).toEqual([]);
    expect(evidence.asExchangeOnline).toMatchObject({ ok: true, protocol: 'TLSv1.2', cipher: ciphers });
  });
});

describeWithServer('suites that are not listed', ['openssl'], () => {
  it.each([
    'DHE-RSA-AES256-GCM-SHA384',
    'DHE-RSA-AES128-SHA256',
    'DHE-RSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'AES256-SHA256',
    'AES128-SHA256',
    'AES256-SHA',
    'AES128-SHA',
  ])('%s alone', async (cipher) => {
    const tls = { maxVersion: 'TLSv1.2' as const, ciphers: `${cipher}:@SECLEVEL=0`, ...DHE };
    const { evidence, findings } = await probed({ tls });
    expect(findings).toEqual([{ code: 'tls/no-common-cipher', args: { server: 'localhost', cipher } }]);
    expect(checkTls(evidence)[0]?.evidence?.detail).toContain(cipher);
  });

  it.each<[string, ScriptedOptions['tls'], object]>([
    [
      'TLS 1.3 beside: no worse than TLS 1.3 alone',
      { ciphers: 'TLS_AES_256_GCM_SHA384:AES256-SHA' },
      { kind: 'tls-1.3-beside', cipher: 'AES256-SHA' },
    ],
    [
      'ECDSA twins',
      { ...testCertificate('ecdsa'), maxVersion: 'TLSv1.2' },
      { kind: 'ecdsa-only', cipher: 'ECDHE-ECDSA-AES256-GCM-SHA384' },
    ],
    [
      'ECDSA twins that stand behind ChaCha20',
      {
        ...testCertificate('ecdsa'),
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-SHA256',
      },
      { kind: 'ecdsa-only' },
    ],
    [
      'P-521 alone',
      { maxVersion: 'TLSv1.2', ecdhCurve: 'P-521', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' },
      { kind: 'unlisted-curve', cipher: 'ECDHE-RSA-AES256-GCM-SHA384', curve: 'secp521r1' },
    ],
  ])('%s', async (_name, tls, args) => {
    const { findings } = await probed(tls === undefined ? {} : { tls });
    expect(findings).toMatchObject([{ code: 'tls/unlisted-cipher', args }]);
  });

  it('ECDSA with ChaCha20 alone is none of the twins', async () => {
    const tls = {
      ...testCertificate('ecdsa'),
      maxVersion: 'TLSv1.2' as const,
      ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305',
    };
    const { findings } = await probed({ tls });
    expect(findings).toMatchObject([{ code: 'tls/no-common-cipher' }]);
  });

  it.each(['X25519', 'P-256', 'P-384'])('the curve %s alone is fine', async (ecdhCurve) => {
    const ciphers = 'ECDHE-RSA-AES256-GCM-SHA384';
    const { findings } = await probed({ tls: { maxVersion: 'TLSv1.2', ecdhCurve, ciphers } });
    expect(findings).toEqual([]);
  });
});

describeWithServer('OpenSSL’s own server', ['openssl'], () => {
  it.each<[string, OpensslOptions, object[]]>([
    ['as it comes', {}, []],
    [
      'with certificates of both kinds',
      { certificate: testCertificate('ecdsa'), second: testCertificate('localhost') },
      [],
    ],
    [
      'with ECDSA alone',
      { certificate: testCertificate('ecdsa'), version: 'tls1_2' },
      [{ code: 'tls/unlisted-cipher', args: { kind: 'ecdsa-only' } }],
    ],
    [
      'with P-521 alone, and TLS 1.3',
      { groups: 'P-521', ciphers: 'ECDHE' },
      [{ code: 'tls/unlisted-cipher', args: { kind: 'unlisted-curve', curve: 'secp521r1' } }],
    ],
    [
      'with short Diffie-Hellman keys',
      { version: 'tls1_2', ciphers: 'DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0' },
      [{ code: 'tls/no-common-cipher', args: { cipher: 'DHE-RSA-AES256-GCM-SHA384' } }],
    ],
    [
      'with Camellia, which Node does not know',
      { version: 'tls1_2', ciphers: 'CAMELLIA256-SHA' },
      [{ code: 'tls/no-common-cipher', args: {} }],
    ],
    [
      'with Camellia, and TLS 1.3',
      { ciphers: 'CAMELLIA256-SHA' },
      [{ code: 'tls/unlisted-cipher', args: { kind: 'tls-1.3-beside' } }],
    ],
  ])('%s', async (_name, options, expected) => {
    const { findings } = await examined(options);
    expect(findings).toMatchObject(expected);
    expect(findings).toHaveLength(expected.length);
  });

  it.each(['tls1_2', 'tls1_3', undefined] as const)('that demands a certificate, %s', async (version) => {
    const { evidence, findings } = await examined({
      demandsCertificate: true,
      ...(version && { version }),
    });
    expect(findings).toMatchObject([{ code: 'tls/handshake-failed', args: { kind: 'client-certificate' } }]);
    expect(evidence.versions['TLSv1.3'].ok).toBe(false);
  });
});
