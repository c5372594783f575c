import { reachOf } from '../../checks/address.js';
import { type CertificateContext, checkCertificate, isAccepted } from '../../checks/certificate.js';
import { deadAddresses } from '../../checks/tcp.js';
import { checkTls, decisivePeer, hasListedSuite, tlsSummary } from '../../checks/tls.js';
import { ratingOf } from '../../knowledge/describe.js';
import { ECDSA_CIPHERS, LISTED_CIPHERS, LISTED_CURVES } from '../../knowledge/exchange-online.js';
import type { PeerCertificate, TlsEvidence } from '../../model/evidence.js';
import { type Finding, finding } from '../../model/finding.js';
import type { Route } from '../../probes/route.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext, type Way } from './context.js';
import { findElsewhere, milder, otherAddresses } from './others.js';

/** Handshakes at a time. */
const PARALLEL = 4;

/** How to connect, and why no password may be sent there. */
export interface SecuredRoute {
  route: Route;
  refused: string | undefined;
}

type TlsRoute = Route & { security: 'ssl' | 'tls' };

/** A way, what it showed, and what that means. */
interface Examined {
  route: TlsRoute;
  evidence: TlsEvidence;
  peer: PeerCertificate | undefined;
  findings: Finding[];
}

/** A way with all that a connection needs. */
export function routeOf({ input: { server, options } }: EndpointContext, way: Way): Route {
  const { authorities, extraAuthorities, timeout, acceptUntrustedCertificates } = options;
  return {
    server,
    ...way,
    seconds: timeout,
    legacyTls: false,
    tls13: false,
    acceptUntrusted: acceptUntrustedCertificates,
    ...(authorities === undefined ? {} : { authorities }),
    ...(extraAuthorities === undefined ? {} : { extraAuthorities }),
  };
}

/** Whether Exchange Online could talk TLS to the server, and by which certificate. @throws {Blocked} */
export async function secureServer(
  context: EndpointContext,
  stage: Stage,
  preferred: TlsRoute,
): Promise<SecuredRoute> {
  const chosen = await betterWay(context, await examine(context, preferred));
  const { route, evidence, peer, findings } = chosen;
  // Another port may be open at another address alone.
  stage.vantage = context.vantage;
  context.endpoint.tls = tlsSummary(evidence);
  stage.report(...findings);
  const { examined, left } = otherAddresses(context, route);
  const look = async (address: string) => (await examine(context, { ...route, address })).findings;
  stage.report(...(await findElsewhere(context, examined, findings, look)));
  if (left > 0)
    stage.note = `${left} more open ${left === 1 ? 'address was' : 'addresses were'} not examined`;
  if (peer === undefined) throw new Blocked('no TLS connection could be made');
  const refused = isAccepted(peer, judgedBy(context, route))
    ? undefined
    : 'passwords are not sent over a certificate that is not accepted';
  const tls13 = evidence.versions['TLSv1.3'].ok;
  return { route: { ...route, legacyTls: !hasListedSuite(evidence), tls13 }, refused };
}

function judgedBy(
  { input: { server, options } }: EndpointContext,
  { address }: TlsRoute,
): CertificateContext {
  const acceptUntrusted = options.acceptUntrustedCertificates;
  return { server, now: new Date(), acceptUntrusted, reach: reachOf(address) };
}

async function examine(context: EndpointContext, route: TlsRoute): Promise<Examined> {
  const { options, probes, abort } = context.input;
  const parallel = Math.min(options.concurrency, PARALLEL);
  const offers = { suites: LISTED_CIPHERS, twins: ECDSA_CIPHERS, curves: LISTED_CURVES };
  const evidence = await probes.tls(route, { parallel, ...offers }, abort);
  context.heed();
  const peer = decisivePeer(evidence);
  const certificate = peer === undefined ? [] : checkCertificate(peer, judgedBy(context, route));
  return { route, evidence, peer, findings: [...checkTls(evidence), ...certificate] };
}

/** Where the port may be chosen, and what the first shows is of no use: STARTTLS on 143, if that is better. */
async function betterWay(context: EndpointContext, first: Examined): Promise<Examined> {
  if (!first.findings.some((found) => ratingOf(found) === 'error')) return first;
  const way = context.otherWays.find(({ security }) => security === 'tls');
  if (way === undefined) return first;
  const other = await examine(context, { ...routeOf(context, way), security: 'tls' });
  if (other.findings.some((found) => ['error', 'inconclusive'].includes(ratingOf(found)))) return first;
  context.take(way);
  const only143 = finding('tcp/only-143', { server: context.input.server, reason: 'tls' });
  const dead = context.tcp === undefined ? [] : deadAddresses(context.tcp, way.port);
  return { ...other, findings: [...first.findings.map(milder), only143, ...dead, ...other.findings] };
}
