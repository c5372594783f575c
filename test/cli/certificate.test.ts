import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import { LOCALHOST } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import {
  authority,
  authorityFile,
  type CertificateWish,
  makeCertificate,
  testCertificate,
} from '../servers/certificates.js';
import { scriptedServer } from '../servers/scripted.js';
import { check } from '../support/check.js';
import { runCli } from '../support/cli.js';
import { writeTemporary } from '../support/files.js';

async function serve(wish: CertificateWish): Promise<string> {
  const server = await scriptedServer({ tls: makeCertificate(wish) });
  onTestFinished(() => server.stop());
  return String(server.port);
}

async function findings(port: string, extraFile: string | undefined): Promise<string[]> {
  const args = ['check', '--json', ...LOCALHOST, '--port', port, '--only', 'tls'];
  const { stdout } = await runCli(
    args,
    extraFile === undefined ? {} : { env: { NODE_EXTRA_CA_CERTS: extraFile } },
  );
  const { findings: found } = JSON.parse(stdout) as { findings: { code: string }[] };
  return found.map(({ code }) => code).filter((code) => code.startsWith('tls/'));
}

const EXPIRED = { validFrom: -60, validTo: -30 };

describeWithServer('authorities of NODE_EXTRA_CA_CERTS', ['openssl'], () => {
  it('an expired certificate of theirs is expired and nothing else', async () => {
    expect(await findings(await serve(EXPIRED), authorityFile())).toEqual(['tls/certificate-expired']);
  });

  it('also where others stand before it in the file', async () => {
    const other = testCertificate('self-signed').cert;
    const file = await writeTemporary('bundle.pem', `A comment\n${other}\n# another\n${authority()}`);
    expect(await readFile(file, 'utf8')).toContain(authority());
    expect(await findings(await serve(EXPIRED), file)).toEqual(['tls/certificate-expired']);
  });

  it.each(['/nonexistent/bundle.pem', undefined])('%s: untrusted too', async (file) => {
    expect(await findings(await serve(EXPIRED), file)).toEqual([
      'tls/certificate-untrusted',
      'tls/certificate-expired',
    ]);
  });
});

describeWithServer('AcceptUntrustedCertificates', ['openssl'], () => {
  it.each<[string, CertificateWish]>([
    ['tls/certificate-untrusted', { issuer: 'self' }],
    ['tls/certificate-expired', EXPIRED],
    ['tls/certificate-name-mismatch', { names: ['DNS:mail.fabrikam.test'] }],
  ])('%s: the switch is the last resort, or what the endpoint needs', async (code, wish) => {
    const target = [...LOCALHOST, '--port', await serve(wish), '--only', 'tls'];
    const without = (await check(...target)).found(code);
    expect(without).toMatchObject({ severity: 'error' });
    expect(without?.fix.at(-1)).toMatch(/last resort.*New-MigrationEndpoint -AcceptUntrustedCertificates/);
    const accepted = (await check(...target, '--accept-untrusted-certificates')).found(code);
    expect(accepted).toMatchObject({ severity: 'notice' });
    expect(accepted?.fix[0]).toMatch(/PowerShell.*-AcceptUntrustedCertificates.*admin center/);
  });

  it('SHA-1 is refused without it and with it', async () => {
    const target = [...LOCALHOST, '--port', await serve({ digest: 'sha1' }), '--only', 'tls'];
    expect((await check(...target)).found('tls/certificate-weak')).toMatchObject({ severity: 'error' });
    const accepted = (await check(...target, '--accept-untrusted-certificates')).found(
      'tls/certificate-weak',
    );
    expect(accepted).toMatchObject({ severity: 'error', cause: expect.stringContaining('not documented') });
  });
});
