import { beforeAll, expect, it } from 'vitest';
import { vantageOf } from '../../src/knowledge/vantage.js';
import type { Lookup } from '../../src/model/evidence.js';
import { type Probes, realProbes } from '../../src/probes/index.js';
import { testCertificate } from '../servers/certificates.js';
import { type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { writeCsv } from '../support/files.js';
import { runReport } from './support.js';

const PUBLIC = '9.9.9.9';
const found = (address: string): Lookup => ({ kind: 'found', addresses: [address] });

/** The real probes, but every address leads to loopback: a public one cannot be had in a test. */
function redirected(here: string, outside: Lookup): Partial<Probes> {
  const local = <R extends { address: string }>(route: R): R => ({ ...route, address: '127.0.0.1' });
  return {
    dns: async (server) => ({
      server,
      here: found(here),
      outside: { answers: [{ resolver: '1.1.1.1', lookup: outside }], lookup: outside },
    }),
    tcp: async (server, addresses, ...rest) => {
      const evidence = await realProbes.tcp(server, ['127.0.0.1'], ...rest);
      const address = addresses[0] ?? '';
      return { ...evidence, attempts: evidence.attempts.map((attempt) => ({ ...attempt, address })) };
    },
    tls: (route, ...rest) => realProbes.tls(local(route), ...rest),
    imap: (route, ...rest) => realProbes.imap(local(route), ...rest),
    login: (route, ...rest) => realProbes.login(local(route), ...rest),
  };
}

let server: ScriptedServer;
beforeAll(async () => {
  server = await scriptedServer({
    tls: testCertificate('expires-soon'),
    commands: { LOGIN: ({ tag }) => `${tag} NO [AUTHENTICATIONFAILED] no` },
  });
  return () => server.stop();
});

it.each<[string, string, Lookup, 'here' | 'microsoft']>([
  ['the public address', PUBLIC, found(PUBLIC), 'microsoft'],
  ['another address than the public one', '10.20.0.7', found(PUBLIC), 'here'],
  ['an address that no public resolver told', PUBLIC, { kind: 'failed', reason: 'timeout' }, 'here'],
])('what the server shows at %s', async (_name, here, outside, expected) => {
  const file = await writeCsv([['anna@contoso.com', 'anna', 'secret-4711']]);
  const report = await runReport([file], server.port, {}, redirected(here, outside));
  const seen = new Map(report.findings.map((finding) => [finding.code, vantageOf(finding)]));
  expect(seen.get('tls/certificate-expires-soon')).toBe(expected);
  expect(seen.get('login/rejected')).toBe(expected);
});
