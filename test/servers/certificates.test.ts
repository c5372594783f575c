import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { describeWithServer } from './available.js';
import {
  authority,
  authorityFile,
  type CertificateKind,
  makeCertificate,
  testCertificate,
} from './certificates.js';
import { type RawClient, tlsClient } from './raw-client.js';
import { type ScriptedServer, scriptedServer } from './scripted.js';

let server: ScriptedServer | undefined;
let client: RawClient | undefined;

afterEach(async () => {
  client?.close();
  await server?.stop();
  server = undefined;
});

function parse(kind: CertificateKind): X509Certificate {
  return new X509Certificate(testCertificate(kind).cert);
}

describeWithServer('test certificates', ['openssl'], () => {
  // What Node makes of each; SHA-1 and short keys need the lowered level on the client too.
  it.each<[CertificateKind, string | undefined]>([
    ['localhost', undefined],
    ['full-chain', undefined],
    ['expires-soon', undefined],
    ['ecdsa', undefined],
    ['rsa-1024', undefined],
    ['sha-1', undefined],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['not-yet-valid', 'CERT_NOT_YET_VALID'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['unknown-authority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['incomplete-chain', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ])('%s: %s', async (kind, code) => {
    server = await scriptedServer({ tls: testCertificate(kind) });
    const { ciphers } = testCertificate(kind);
    const connecting = tlsClient(server.port, ciphers === undefined ? {} : { ciphers });
    if (code !== undefined) return expect(connecting).rejects.toMatchObject({ code });
    client = await connecting;
    expect(await client.line()).toContain('* OK');
  });

  it('say what they are', () => {
    expect(parse('rsa-1024').publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
    expect(parse('localhost').publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(parse('ecdsa').publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(parse('wrong-name').subjectAltName).toBe('DNS:mail.fabrikam.test');
    expect(parse('localhost').subjectAltName).toContain('IP Address:127.0.0.1');
    const days = (new Date(parse('expires-soon').validTo).getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(9);
    expect(days).toBeLessThan(11);
    // sha1WithRSAEncryption, as an object identifier in DER.
    const sha1 = Buffer.from('2a864886f70d010105', 'hex');
    expect(parse('sha-1').raw.includes(sha1)).toBe(true);
    expect(parse('localhost').raw.includes(sha1)).toBe(false);
  });

  it('are made once', () => {
    expect(testCertificate('localhost')).toBe(testCertificate('localhost'));
    expect(makeCertificate({ names: ['DNS:imap.contoso.test'] }).cert).not.toBe(makeCertificate({}).cert);
  });

  it('have their authority in a file', () => {
    expect(existsSync(authorityFile())).toBe(true);
    expect(readFileSync(authorityFile(), 'utf8')).toBe(authority());
    expect(parse('localhost').verify(new X509Certificate(authority()).publicKey)).toBe(true);
  });
});
