import { expect, it, onTestFinished } from 'vitest';
import { describeWithServer } from '../servers/available.js';
import { testCertificate } from '../servers/certificates.js';
import { dovecot } from '../servers/dovecot.js';
import { type OpensslOptions, opensslServer } from '../servers/openssl.js';
import {
  CLOSE,
  type Handler,
  RESET,
  type ScriptedOptions,
  scriptedServer,
  wait,
} from '../servers/scripted.js';
import { stunnel } from '../servers/stunnel.js';
import { check, PASSWORD } from '../support/check.js';
import { writeCsv } from '../support/files.js';

const LOCAL = ['--server', 'localhost', '--allow-private-address', '--timeout', '5'];
const NOTICE = 'dns/not-public notice';
const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
async function serve(options: ScriptedOptions = {}) {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

/** The stage tls alone, with its duration. */
async function tlsOf(port: number, ...args: string[]) {
  const result = await check(...LOCAL, '--only', 'tls', '--port', String(port), ...args);
  const stage = result.report.stages.find(({ id }) => id === 'tls');
  return { ...result, tls: result.report.endpoint?.tls, durationMs: stage?.durationMs ?? Number.NaN };
}

/** One row signs in as well. */
async function signIn(port: number, ...args: string[]) {
  const csv = await writeCsv([['anna@contoso.com', 'anna', PASSWORD]]);
  return check(csv, ...LOCAL, '--port', String(port), ...args);
}

describeWithServer('one version alone', ['stunnel', 'openssl'], () => {
  it.each([
    ['TLSv1', ['tls/legacy-only error'], 1],
    ['TLSv1.1', ['tls/legacy-only error'], 1],
    ['TLSv1.2', [], 0],
    ['TLSv1.3', ['tls/unlisted-cipher warning'], 0],
  ] as const)('%s', async (version, codes, status) => {
    const behind = await serve({ security: 'none' });
    const front = await stunnel({ to: behind.port, version });
    onTestFinished(() => front.stop());
    const result = await tlsOf(front.port);
    expect(result.codes).toEqual(codes);
    expect(result.status).toBe(status);
    expect(result.tls?.versions).toEqual(
      Object.fromEntries(VERSIONS.map((name) => [name, name === version])),
    );
    expect(result.tls?.undetermined).toEqual([]);
    expect(result.tls?.negotiated?.protocol).toBe(version);
  });
});

describeWithServer('takes less than a second of a server', ['dovecot', 'stunnel', 'openssl'], () => {
  it('that is Dovecot, on both ports', async () => {
    const server = await dovecot({ users: 1 });
    onTestFinished(() => server.stop());
    for (const [port, security] of [
      [server.imaps, 'ssl'],
      [server.imap, 'tls'],
    ] as const) {
      const result = await tlsOf(port, '--security', security);
      expect(result.codes).toEqual([]);
      expect(result.tls?.negotiated).toEqual({
        protocol: 'TLSv1.2',
        cipher: 'ECDHE-RSA-AES256-GCM-SHA384',
      });
      expect(result.durationMs).toBeLessThan(1000);
    }
  });

  it('that has TLS 1.0 alone', async () => {
    const behind = await serve({ security: 'none' });
    const front = await stunnel({ to: behind.port });
    onTestFinished(() => front.stop());
    const result = await tlsOf(front.port);
    expect(result.codes).toEqual(['tls/legacy-only error']);
    expect(result.durationMs).toBeLessThan(1000);
  });

  it('that has none', async () => {
    const server = await serve({ security: 'none' });
    const result = await tlsOf(server.port);
    expect(result.codes).toEqual(['tls/handshake-failed error']);
    expect(result.found('tls/handshake-failed')?.evidence?.detail).toMatch(
      /^the server sent plain text: \* OK \[CAPABILITY/,
    );
    expect(result.durationMs).toBeLessThan(1000);
  });
});

describeWithServer('suites', ['openssl'], () => {
  it.each<[string, OpensslOptions, string, number]>([
    ['ECDSA alone', { certificate: testCertificate('ecdsa') }, 'tls/unlisted-cipher warning', 0],
    ['DHE alone', { version: 'tls1_2', ciphers: 'DHE' }, 'tls/no-common-cipher error', 1],
    ['none that is listed, and TLS 1.3', { ciphers: 'AES256-SHA' }, 'tls/unlisted-cipher warning', 0],
    ['P-521 alone', { groups: 'P-521', ciphers: 'ECDHE' }, 'tls/unlisted-cipher warning', 0],
    [
      'a certificate demanded, TLS 1.2',
      { demandsCertificate: true, version: 'tls1_2' },
      'tls/handshake-failed error',
      1,
    ],
    [
      'a certificate demanded, TLS 1.3',
      { demandsCertificate: true, version: 'tls1_3' },
      'tls/handshake-failed error',
      1,
    ],
  ])('%s', async (_name, options, code, status) => {
    const server = await opensslServer(options);
    onTestFinished(() => server.stop());
    const result = await tlsOf(server.port);
    expect(result.codes).toEqual([code]);
    expect(result.status).toBe(status);
  });

  it('that Microsoft does not list are told, and the sign-ins run', async () => {
    const { port } = await serve({ tls: { maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA256' } });
    const result = await signIn(port);
    expect(result.codes).toEqual([NOTICE, 'tls/no-common-cipher error']);
    expect(result.found('tls/no-common-cipher')?.message).toContain('do not possess a common algorithm');
    expect(result.report.rows).toMatchObject([{ status: 'passed' }]);
  });
});

describeWithServer('legacy TLS', ['stunnel', 'openssl'], () => {
  it.each([
    ['* OK The Microsoft Exchange IMAP4 service is ready.', /Exchange Server 2010/],
    ['* OK Microsoft Exchange Server 2007 IMAP4 service ready', /Exchange Server 2007/],
    [
      '* OK Microsoft Exchange Server 2003 IMAP4rev1 server version 6.5.7638.1 (ex1) ready.',
      /Exchange Server 2003/,
    ],
    ['* OK Dovecot ready.', /By its greeting it is Dovecot/],
  ])('of %s', async (greeting, cause) => {
    const behind = await serve({ security: 'none', greeting });
    const front = await stunnel({ to: behind.port });
    onTestFinished(() => front.stop());
    const found = (await tlsOf(front.port)).found('tls/legacy-only');
    expect(found?.cause).toMatch(cause);
    expect(found?.fix[0]).toMatch(/Dovecot/.test(greeting) ? /Turn on TLS 1\.2/ : /cutover/);
  });
});

describeWithServer('a server that bears little', ['openssl'], () => {
  /** STARTTLS works once, when the question of that number comes. */
  const once =
    (number: number, asked = { times: 0 }): Handler =>
    () =>
      ++asked.times === number ? undefined : RESET;

  it('and takes one handshake only is ready, with the rest left open', async () => {
    const { port } = await serve({ security: 'tls', commands: { STARTTLS: once(1) } });
    const result = await tlsOf(port, '--security', 'tls');
    expect(result.codes).toEqual([]);
    expect(result.status).toBe(0);
    expect(result.tls?.undetermined).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.3']);
  });

  it('and took TLS 1.0 only before it dropped all others could not be told', async () => {
    const tls = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const { port } = await serve({ security: 'tls', commands: { STARTTLS: once(2) }, tls });
    // One at a time, so that TLS 1.0 is the second question.
    const result = await tlsOf(port, '--security', 'tls', '--concurrency', '1');
    expect(result.codes).toEqual(['tls/handshake-failed warning']);
    expect(result.found('tls/handshake-failed')?.message).toContain('drops repeated TLS handshakes');
    expect(result.report.verdict).toBe('incomplete');
    expect(result.status).toBe(3);
  });

  it('and is silent takes its time once', async () => {
    const { port } = await serve({ beforeTls: wait(60_000) });
    const result = await tlsOf(port, '--timeout', '2');
    expect(result.codes).toEqual(['tls/handshake-failed error']);
    expect(result.durationMs).toBeLessThan(3000);
  });
});

describeWithServer('STARTTLS', ['openssl'], () => {
  it.each<[string, ScriptedOptions, string, RegExp]>([
    ['missing', { security: 'none' }, 'tls/starttls-missing', /does not offer STARTTLS/],
    [
      'masked',
      { security: 'none', capabilities: 'IMAP4rev1 XXXXXXXA' },
      'tls/starttls-missing',
      /overwrites its offer/,
    ],
    [
      'refused',
      { security: 'tls', commands: { STARTTLS: ({ tag }) => `${tag} NO TLS not available` } },
      'tls/handshake-failed',
      /offers STARTTLS and refuses it/,
    ],
    [
      'with text injected',
      { security: 'tls', commands: { STARTTLS: ({ tag }) => Buffer.from(`${tag} OK\r\n* OK me\r\n`) } },
      'tls/handshake-failed',
      /sent text between STARTTLS and TLS/,
    ],
    ['behind BYE', { greeting: ['* BYE go away', CLOSE] }, 'imap/refused', /./],
    ['behind PREAUTH', { greeting: '* PREAUTH hello' }, 'tls/handshake-failed', /without a password/],
  ])('%s', async (_name, options, code, message) => {
    const { port } = await serve({ security: 'tls', ...options });
    const result = await tlsOf(port, '--security', 'tls');
    expect(result.codes).toEqual([`${code} error`]);
    expect(result.found(code)?.message).toMatch(message);
    expect(result.status).toBe(1);
  });

  it('shows the words of the server', async () => {
    const commands: ScriptedOptions['commands'] = { STARTTLS: ({ tag }) => `${tag} NO TLS not available` };
    const { port } = await serve({ security: 'tls', commands });
    const found = (await tlsOf(port, '--security', 'tls')).found('tls/handshake-failed');
    expect(found?.evidence?.detail).toBe('STARTTLS is refused: NO TLS not available');
  });
});
