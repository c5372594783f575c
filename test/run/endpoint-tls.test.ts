import { expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../src/model/event.js';
import { realProbes } from '../../src/probes/index.js';
import { EndpointContext } from '../../src/run/endpoint/context.js';
import { routeOf, secureServer } from '../../src/run/endpoint/tls.js';
import { Stage } from '../../src/run/stage-log.js';
import { describeWithServer } from '../servers/available.js';
import { testCertificate } from '../servers/certificates.js';
import { CLOSE, type ScriptedOptions, scriptedServer } from '../servers/scripted.js';
import { localOptions } from './support.js';

const LEGACY = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
const CBC = { maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA256' } as const;

/** The stage on the port of SSL, with that of STARTTLS beside it. */
async function stage(ssl: ScriptedOptions, starttls: ScriptedOptions, both = true) {
  const [first, second] = [await serve(ssl), await serve({ security: 'tls', ...starttls })];
  const events: RunEvent[] = [];
  const emit = (event: RunEvent) => void events.push(event);
  const { signal } = new AbortController();
  const options = localOptions({ server: 'localhost', timeout: 3 });
  const input = { server: 'localhost', options, probes: realProbes, emit, superUsers: 0, stop: signal };
  const context = new EndpointContext({ ...input, abort: signal } as EndpointContext['input']);
  const way = { address: '127.0.0.1', port: first.port, security: 'ssl' as const };
  if (both) context.otherWays = [{ address: '127.0.0.1', port: second.port, security: 'tls' }];
  const running = new Stage('tls', emit, true);
  const secured = await secureServer(context, running, { ...routeOf(context, way), security: 'ssl' }).catch(
    (error: Error) => error,
  );
  const findings = events.flatMap((event) => (event.type === 'finding' ? [event.finding] : []));
  const used = secured instanceof Error ? secured.message : secured.route.port;
  return {
    findings: findings.map(({ code, rating }) => (rating === undefined ? code : `${code} ${rating}`)),
    only143: findings.find(({ code }) => code === 'tcp/only-143')?.args,
    endpoint: context.endpoint,
    used: used === first.port ? 'ssl' : used === second.port ? 'starttls' : used,
    asked: second.sessions > 0,
  };
}

async function serve(options: ScriptedOptions) {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

describeWithServer('993 and 143, neither asked for', ['openssl'], () => {
  it.each<[string, ScriptedOptions, string]>([
    ['no TLS', { security: 'none' }, 'tls/handshake-failed warning'],
    ['TLS 1.1 at most', { tls: LEGACY }, 'tls/legacy-only warning'],
    ['no listed suite', { tls: CBC }, 'tls/no-common-cipher warning'],
  ])('993 has %s and 143 is fine: 143 is used', async (_name, ssl, code) => {
    const { findings, only143, endpoint, used } = await stage(ssl, {});
    expect(used).toBe('starttls');
    expect(findings).toEqual([code, 'tcp/only-143']);
    expect(only143).toEqual({ server: 'localhost', reason: 'tls' });
    expect(endpoint).toMatchObject({ security: 'tls', tls: { negotiated: { protocol: 'TLSv1.2' } } });
  });

  it('an ECDSA certificate on 143 is a warning of its own', async () => {
    const { findings, used } = await stage({ security: 'none' }, { tls: testCertificate('ecdsa') });
    expect(used).toBe('starttls');
    expect(findings).toEqual(['tls/handshake-failed warning', 'tcp/only-143', 'tls/unlisted-cipher']);
  });

  it.each<[string, ScriptedOptions]>([
    ['the same', { tls: LEGACY }],
    ['no STARTTLS', { security: 'none' }],
    ['BYE', { greeting: ['* BYE not now', CLOSE] }],
  ])('993 has TLS 1.1 at most and 143 %s: 993 it is', async (_name, starttls) => {
    const { findings, used, asked } = await stage({ tls: LEGACY }, starttls);
    expect(used).toBe('ssl');
    expect(findings).toEqual(['tls/legacy-only']);
    expect(asked).toBe(true);
  });

  it('993 is fine, or only warned of: 143 is not asked', async () => {
    for (const tls of [{}, testCertificate('ecdsa')]) {
      const { used, asked } = await stage({ tls }, {});
      expect([used, asked]).toEqual(['ssl', false]);
    }
  });

  it('993 has a certificate that is not accepted and 143 another: 143 is used', async () => {
    const { findings, used } = await stage({ tls: testCertificate('expired') }, {});
    expect(used).toBe('starttls');
    expect(findings).toEqual(['tls/certificate-expired warning', 'tcp/only-143']);
  });

  it('143 was not to be tried', async () => {
    const { findings, used } = await stage({ security: 'none' }, {}, false);
    expect(used).toBe('no TLS connection could be made');
    expect(findings).toEqual(['tls/handshake-failed']);
  });
});
