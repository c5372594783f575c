import { describe, expect, it, onTestFinished } from 'vitest';
import { describeWithServer } from '../servers/available.js';
import { type CertificateKind, testCertificate } from '../servers/certificates.js';
import { type DnsRecord, dnsServer } from '../servers/dns.js';
import {
  deadPort,
  type ScriptedOptions,
  type ScriptedServer,
  scriptedServer,
  wait,
} from '../servers/scripted.js';
import { stunnel } from '../servers/stunnel.js';
import { check, PASSWORD } from '../support/check.js';
import { writeCsv } from '../support/files.js';

const LOCAL = ['--server', 'localhost', '--allow-private-address', '--timeout', '5'];
const NOTICE = 'dns/not-public notice';

async function serve(options: ScriptedOptions = {}): Promise<ScriptedServer> {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

const users = () => writeCsv([['anna@contoso.com', 'anna', PASSWORD]]);

/** One row against a server of this machine. */
async function run(options: ScriptedOptions, ...args: string[]) {
  const server = await serve(options);
  return { server, ...(await check(await users(), ...LOCAL, '--port', String(server.port), ...args)) };
}

describeWithServer('a port', ['openssl'], () => {
  it('where nothing listens', async () => {
    const result = await check(await users(), ...LOCAL, '--port', String(await deadPort()));
    expect(result.status).toBe(1);
    expect(result.codes).toEqual([NOTICE, 'tcp/refused error']);
    expect(result.stages).toMatchObject({ tcp: 'failed', tls: 'skipped', imap: 'skipped', login: 'skipped' });
    expect(result.reasons).toMatchObject({ tls: 'no port is open', login: 'no port is open' });
    expect(result.report.rows).toMatchObject([{ status: 'skipped' }]);
  });

  it.each<[string, ScriptedOptions, string[], string, RegExp]>([
    ['that is silent', { beforeTls: wait(60_000) }, [], 'tls/handshake-failed', /in time/],
    ['that is silent inside TLS', { greeting: [] }, [], 'imap/no-greeting', /./],
    ['with plain text', { security: 'none' }, ['--security', 'ssl'], 'tls/handshake-failed', /plain text/],
    ['of another protocol', { greeting: Buffer.from('+OK POP3 ready\r\n') }, [], 'imap/not-imap', /POP3/],
    ['that says BYE', { greeting: '* BYE closed' }, [], 'imap/refused', /./],
    ['without STARTTLS', { security: 'none' }, ['--security', 'tls'], 'tls/starttls-missing', /STARTTLS/],
    ['with LOGINDISABLED', { capabilities: 'IMAP4rev1 LOGINDISABLED' }, [], 'imap/login-disabled', /./],
  ])('%s', async (_name, options, args, code, message) => {
    const result = await run(options, ...args, '--timeout', '1');
    expect(result.status).toBe(1);
    expect(result.codes).toEqual([NOTICE, `${code} error`]);
    expect(result.found(code)?.message).toMatch(message);
    expect(result.server.logins).toEqual([]);
    expect(result.stages.login).toBe('skipped');
    expect(result.ms).toBeLessThan(6000);
  });

  it('whose server takes a password by AUTHENTICATE alone', async () => {
    const result = await run({ capabilities: 'IMAP4rev1 LOGINDISABLED AUTH=PLAIN' });
    expect(result.codes).toContain('imap/login-disabled error');
    expect(result.server.logins).toMatchObject([{ via: 'AUTHENTICATE' }]);
  });
});

describeWithServer('a certificate', ['openssl'], () => {
  it.each<[CertificateKind, string]>([
    ['self-signed', 'tls/certificate-untrusted'],
    ['unknown-authority', 'tls/certificate-untrusted'],
    ['incomplete-chain', 'tls/certificate-untrusted'],
    ['expired', 'tls/certificate-expired'],
    ['not-yet-valid', 'tls/certificate-expired'],
    ['wrong-name', 'tls/certificate-name-mismatch'],
  ])('%s is refused, and accepted where the endpoint will', async (kind, code) => {
    const tls = testCertificate(kind);
    const refused = await run({ tls });
    expect(refused.status).toBe(1);
    expect(refused.codes).toContain(`${code} error`);
    expect(refused.server.logins).toEqual([]);
    expect(refused.reasons.login).toContain('certificate');
    const accepted = await run({ tls }, '--accept-untrusted-certificates');
    expect(accepted.status).toBe(0);
    expect(accepted.codes).toContain(`${code} notice`);
    expect(accepted.server.logins).toHaveLength(1);
    expect(accepted.report.rows).toMatchObject([{ status: 'passed' }]);
  });

  it.each<[CertificateKind, string, number]>([
    ['sha-1', 'tls/certificate-weak error', 1],
    ['rsa-1024', 'tls/certificate-weak warning', 0],
    ['expires-soon', 'tls/certificate-expires-soon warning', 0],
    ['ecdsa', 'tls/unlisted-cipher warning', 0],
  ])('%s is told, and the sign-ins run', async (kind, finding, status) => {
    const result = await run({ tls: testCertificate(kind) });
    expect(result.codes).toEqual([NOTICE, finding]);
    expect(result.status).toBe(status);
    expect(result.report.rows).toMatchObject([{ status: 'passed' }]);
  });
});

describeWithServer('TLS versions', ['stunnel', 'openssl'], () => {
  it('1.3 alone', async () => {
    const result = await run({ tls: { minVersion: 'TLSv1.3' } });
    expect(result.codes).toEqual([NOTICE, 'tls/unlisted-cipher warning']);
    expect(result.report.rows).toMatchObject([{ status: 'passed' }]);
  });

  it('1.0 alone, as Exchange 2010: Microsoft’s words, four other ways, and the sign-ins run', async () => {
    const behind = await serve({
      security: 'none',
      greeting: '* OK The Microsoft Exchange IMAP4 service is ready.',
    });
    const front = await stunnel({ to: behind.port });
    onTestFinished(() => front.stop());
    const result = await check(await users(), ...LOCAL, '--port', String(front.port));
    expect(result.status).toBe(1);
    const legacy = result.found('tls/legacy-only');
    expect(legacy?.message).toContain('do not possess a common algorithm');
    expect(legacy?.message).toContain('SslStreamFailureException: TLS negotiation failed.');
    const ways = ['cutover', 'hybrid', 'network upload', 'drive shipping'];
    expect(ways.map((way) => legacy?.fix.findIndex((fix) => fix.includes(way)))).toEqual([0, 1, 2, 3]);
    expect(result.report.endpoint?.tls?.versions).toEqual({
      TLSv1: true,
      'TLSv1.1': false,
      'TLSv1.2': false,
      'TLSv1.3': false,
    });
    expect(behind.logins).toHaveLength(1);
    expect(result.report.rows).toMatchObject([{ status: 'passed' }]);
  });
});

describeWithServer('passwords in the clear', ['openssl'], () => {
  it('are not sent', async () => {
    const result = await run({ security: 'none' }, '--security', 'none');
    expect(result.status).toBe(1);
    expect(result.codes).toEqual([NOTICE, 'imap/plaintext error']);
    expect(result.server.logins).toEqual([]);
  });

  it('are sent where it is allowed', async () => {
    const result = await run({ security: 'none' }, '--security', 'none', '--allow-plaintext');
    expect(result.codes).toEqual([NOTICE, 'imap/plaintext warning']);
    expect(result.server.logins).toMatchObject([{ encrypted: false }]);
    expect(result.status).toBe(0);
  });
});

describeWithServer('the name of the server', ['openssl'], () => {
  it.each([
    ['https://imap.contoso.com/', 'imap.contoso.com'],
    ['imap.contoso.com:993', 'imap.contoso.com'],
    ['imap..contoso.com', ''],
  ])('%s is none', async (name, suggestion) => {
    const result = await check(await users(), '--server', name);
    expect(result.status).toBe(1);
    expect(result.codes).toEqual(['dns/not-an-fqdn error']);
    expect(JSON.stringify(result.found('dns/not-an-fqdn'))).toContain(suggestion);
    expect(result.stages).toMatchObject({ dns: 'failed', tcp: 'skipped', login: 'skipped' });
  });

  it('an address is none, and is tried all the same', async () => {
    const server = await serve();
    const result = await check(
      ...['--server', '127.0.0.1', '--allow-private-address', '--port', String(server.port)],
    );
    expect(result.codes).toEqual(['dns/not-an-fqdn error']);
    expect(result.stages).toMatchObject({ tls: 'passed', imap: 'passed' });
    expect(result.status).toBe(1);
  });

  it('localhost, meant and not meant', async () => {
    const server = await serve();
    const port = ['--port', String(server.port)];
    const meant = await check(...LOCAL, ...port);
    expect(meant.codes).toEqual([NOTICE]);
    expect(meant.status).toBe(0);
    expect(meant.report).toMatchObject({ verdict: 'ready', rows: [] });
    expect(meant.reasons.login).toBe('no CSV given');
    const not = await check('--server', 'localhost', ...port);
    expect(not.codes).toEqual(['dns/not-an-fqdn error', 'dns/not-public error']);
    expect(not.stages.imap).toBe('passed');
  });
});

describe('public resolvers', () => {
  const ask = async (name: string, record: DnsRecord, ...args: string[]) => {
    const resolver = await dnsServer({ [name]: record });
    onTestFinished(() => resolver.stop());
    const result = await check('--server', name, '--resolver', resolver.address, '--timeout', '1', ...args);
    return { ...result, queries: resolver.queries };
  };

  it('do not know the name', async () => {
    const result = await ask('imap.contoso.invalid', 'NXDOMAIN');
    expect(result.codes).toEqual(['dns/not-resolvable error']);
    expect(result.status).toBe(1);
    expect(result.queries).toContainEqual({ name: 'imap.contoso.invalid', type: 'A' });
  });

  it('know private addresses alone', async () => {
    const result = await ask('imap.contoso.invalid', { A: ['10.255.255.1'] });
    expect(result.codes).toContain('dns/not-public error');
    expect(result.status).toBe(1);
  });

  it.each(['SERVFAIL', 'silent'] as const)('%s: it could not be told', async (record) => {
    const unknown = await ask('imap.contoso.invalid', record);
    // This machine says that the name does not exist, or, without a resolver, that it cannot tell.
    const [code = ''] = unknown.codes;
    expect(['dns/not-resolvable error', 'dns/lookup-failed warning']).toContain(code);
    expect(unknown.status).toBe(code.startsWith('dns/not') ? 1 : 3);
    expect(unknown.ms).toBeLessThan(5000);
  });
});

describe('a server of Microsoft 365', () => {
  it('that cannot be looked up is no endpoint, and that is said soon', async () => {
    const resolver = await dnsServer({ 'outlook.office365.com': 'SERVFAIL' });
    onTestFinished(() => resolver.stop());
    const result = await check(
      ...['--server', 'outlook.office365.com', '--resolver', resolver.address, '--timeout', '2'],
    );
    expect([1, 3]).toContain(result.status);
    expect(result.report.verdict).not.toBe('ready');
    expect(result.codes.length).toBeGreaterThan(0);
    expect(result.ms).toBeLessThan(12_000);
  });
});

describeWithServer('the endpoint alone', ['openssl'], () => {
  const ENDPOINT_STAGES = { dns: 'passed', tcp: 'passed', tls: 'passed', imap: 'passed' };

  it('is examined without a file', async () => {
    const server = await serve();
    const result = await check(...LOCAL, '--port', String(server.port));
    expect(result.status).toBe(0);
    expect(result.report).toMatchObject({ verdict: 'ready', rows: [] });
    expect(result.stages).toEqual({
      ...{ csv: 'skipped', ...ENDPOINT_STAGES },
      ...{ login: 'skipped', mailbox: 'skipped', target: 'skipped' },
    });
    expect(result.reasons).toMatchObject({ csv: 'no CSV given', login: 'no CSV given' });
    expect(server.logins).toEqual([]);
  });

  it('is examined with --skip csv, which leaves the file unread', async () => {
    const server = await serve();
    const files = ['nobody-has-this.csv', '--skip', 'csv'];
    const result = await check(...files, ...LOCAL, '--port', String(server.port));
    expect(result.status).toBe(0);
    expect(result.stages).toMatchObject(ENDPOINT_STAGES);
    expect(result.report).toMatchObject({ batches: [], rows: [] });
    expect(server.logins).toEqual([]);
  });

  it('is examined with --skip login, while the file is checked', async () => {
    const server = await serve();
    const result = await check(
      ...[await users(), '--skip', 'login'],
      ...LOCAL,
      '--port',
      String(server.port),
    );
    expect(result.status).toBe(0);
    expect(result.stages).toMatchObject({ csv: 'passed', ...ENDPOINT_STAGES, login: 'skipped' });
    expect(result.report.rows).toMatchObject([{ status: 'skipped' }]);
    expect(server.logins).toEqual([]);
  });

  it('is examined in one stage, with what that stage stands on', async () => {
    const server = await serve();
    const result = await check('--only', 'tls', ...LOCAL, '--port', String(server.port));
    expect(result.stages).toMatchObject({ dns: 'skipped', tcp: 'skipped', tls: 'passed', imap: 'skipped' });
    expect(result.codes).toEqual([]);
    expect(result.status).toBe(0);
  });
});
