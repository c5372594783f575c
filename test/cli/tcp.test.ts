import { once } from 'node:events';
import { createServer } from 'node:tls';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { testCertificate } from '../servers/certificates.js';
import { type DnsServer, dnsServer } from '../servers/dns.js';
import { deadPort, type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { check } from '../support/check.js';

const NAMES = {
  'one.contoso.invalid': { A: ['127.0.0.1'] },
  // The dead one comes first.
  'two.contoso.invalid': { A: ['127.0.0.2', '127.0.0.1'] },
  'reversed.contoso.invalid': { A: ['127.0.0.1', '127.0.0.2'] },
  'many.contoso.invalid': { A: Array.from({ length: 40 }, (_, index) => `127.0.1.${index + 1}`) },
};

describe('every address of a server', () => {
  let resolver: DnsServer;
  let server: ScriptedServer;
  beforeAll(async () => {
    resolver = await dnsServer(NAMES);
    server = await scriptedServer();
    return async () => {
      await resolver.stop();
      await server.stop();
    };
  });
  const ask = (name: string, port: number, ...args: string[]) =>
    check(
      ...['--server', `${name}.contoso.invalid`, '--resolver', resolver.address, '--port', String(port)],
      ...['--allow-private-address', '--accept-untrusted-certificates', '--timeout', '3', ...args],
    );

  it('is tried, and one dead address of two is told, while the other is used', async () => {
    const result = await ask('two', server.port, '--only', 'tcp,imap');
    expect(result.codes).toEqual(['tcp/refused warning']);
    expect(result.found('tcp/refused')).toMatchObject({
      message: expect.stringContaining('127.0.0.2, one of 2 addresses of two.contoso.invalid, refuses'),
      vantage: 'here',
      evidence: { detail: expect.stringMatching(/^127\.0\.0\.2 port \d+ refused \(\d+ ms\), 127\.0\.0\.1 /) },
    });
    expect(result.report.endpoint?.attempts).toMatchObject([
      { address: '127.0.0.2', state: 'refused' },
      { address: '127.0.0.1', state: 'open' },
    ]);
    expect(result.stages).toMatchObject({ tcp: 'warned', imap: 'passed' });
    expect(result.status).toBe(0);
  });

  it('is told when all are dead', async () => {
    const result = await ask('two', await deadPort());
    expect(result.codes).toContain('tcp/refused error');
    expect(result.found('tcp/refused')?.evidence?.detail).toMatch(/127\.0\.0\.2 .*refused.*127\.0\.0\.1 /);
    expect(result.status).toBe(1);
  });

  it('is tried at once, up to sixteen', async () => {
    const result = await ask('many', await deadPort(), '--concurrency', '2', '--only', 'tcp');
    expect(result.report.endpoint?.attempts).toHaveLength(16);
    expect(result.codes).toEqual(['tcp/refused error']);
  });

  it('one address says nothing of others', async () => {
    const result = await ask('one', server.port, '--only', 'tcp');
    expect(result.codes).toEqual([]);
    expect(result.status).toBe(0);
  });

  it('that leads to another server is examined too, and what is wrong there alone is told', async () => {
    const old = createServer({
      ...testCertificate('expired'),
      ...{ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' },
    });
    old.on('tlsClientError', () => undefined).listen(server.port, '127.0.0.2');
    await once(old, 'listening');
    onTestFinished(() => void old.close());
    const result = await ask('reversed', server.port, '--only', 'tcp,tls');
    expect(result.codes).toEqual(['tls/legacy-only warning', 'tls/certificate-name-mismatch notice']);
    const where = 'at 127.0.0.2, not at the address that was used';
    expect(result.found('tls/legacy-only')?.evidence?.detail).toContain(where);
    expect(result.report.endpoint?.tls?.versions['TLSv1.2']).toBe(true);
    expect(result.status).toBe(0);
  });

  it('that leads to a server which turns everybody away is told', async () => {
    const busy = createServer(testCertificate('localhost'), (socket) => {
      socket.on('error', () => undefined).end('* BYE closed today\r\n');
    });
    busy.on('tlsClientError', () => undefined).listen(server.port, '127.0.0.2');
    await once(busy, 'listening');
    onTestFinished(() => void busy.close());
    const result = await ask('reversed', server.port, '--only', 'imap', '--timeout', '2');
    expect(result.codes).toEqual(['imap/refused warning']);
    expect(result.found('imap/refused')?.evidence).toMatchObject({
      response: 'BYE closed today',
      detail: 'at 127.0.0.2, not at the address that was used',
    });
    expect(result.status).toBe(0);
  });
});
