import { checkTls } from '../../src/checks/tls.js';
import { ECDSA_CIPHERS, LISTED_CIPHERS, LISTED_CURVES } from '../../src/knowledge/exchange-online.js';
import type { TlsEvidence } from '../../src/model/evidence.js';
import type { Route } from '../../src/probes/route.js';
import { probeTls } from '../../src/probes/tls.js';
import type { ScriptedOptions } from '../servers/scripted.js';
import { calm, routeTo, serve } from './support.js';

export type TlsRoute = Route & { security: 'ssl' | 'tls' };

const OFFERS = { suites: LISTED_CIPHERS, twins: ECDSA_CIPHERS, curves: LISTED_CURVES };

export function probe(port: number, over: Partial<TlsRoute> = {}, parallel = 4, signal = calm()) {
  const route = { ...routeTo(port), security: 'ssl' as const, ...over };
  return probeTls(route, { parallel, ...OFFERS }, signal);
}

export async function probed(options: ScriptedOptions, over: Partial<TlsRoute> = {}) {
  const server = await serve(options);
  const security = options.security === 'tls' ? 'tls' : (over.security ?? 'ssl');
  const evidence = await probe(server.port, { ...over, security });
  await server.untilQuiet();
  return { server, evidence, findings: told(evidence) };
}

/** Codes, arguments and, where it is not the usual one, the rating. */
export function told(evidence: TlsEvidence) {
  return checkTls(evidence).map(({ code, args, rating }) => ({ code, args, ...(rating && { rating }) }));
}
