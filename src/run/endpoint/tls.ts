import { checkCertificate, isAccepted } from '../../checks/certificate.js';
import { checkTls, decisivePeer, hasListedSuite, tlsSummary } from '../../checks/tls.js';
import { ratingOf } from '../../knowledge/describe.js';
import { ECDSA_CIPHERS, LISTED_CIPHERS, LISTED_CURVES } from '../../knowledge/exchange-online.js';
import type { TlsEvidence } from '../../model/evidence.js';
import { type Finding, finding } from '../../model/finding.js';
import type { Route } from '../../probes/route.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext, type Way } from './context.js';

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
  const { server, options } = context.input;
  const { route, evidence, findings } = await betterWay(context, await examine(context, preferred));
  context.endpoint.port = route.port;
  context.endpoint.security = route.security;
  context.endpoint.tls = tlsSummary(evidence);
  stage.report(...findings);
  const peer = decisivePeer(evidence);
  if (peer === undefined) throw new Blocked('no TLS connection could be made');
  const judged = { server, now: new Date(), acceptUntrusted: options.acceptUntrustedCertificates };
  stage.report(...checkCertificate(peer, judged));
  const refused = isAccepted(peer, judged)
    ? undefined
    : 'passwords are not sent over a certificate that is not accepted';
  return { route: { ...route, legacyTls: !hasListedSuite(evidence) }, refused };
}

async function examine(context: EndpointContext, route: TlsRoute): Promise<Examined> {
  const { options, probes, abort } = context.input;
  const parallel = Math.min(options.concurrency, PARALLEL);
  const offers = { suites: LISTED_CIPHERS, twins: ECDSA_CIPHERS, curves: LISTED_CURVES };
  const evidence = await probes.tls(route, { parallel, ...offers }, abort);
  context.heed();
  return { route, evidence, findings: checkTls(evidence) };
}

/** Where the port may be chosen, and TLS on the first is of no use: STARTTLS on 143, if that is better. */
async function betterWay(context: EndpointContext, first: Examined): Promise<Examined> {
  if (!first.findings.some((found) => ratingOf(found) === 'error')) return first;
  const way = context.otherWays.find(({ security }) => security === 'tls');
  if (way === undefined) return first;
  const other = await examine(context, { ...routeOf(context, way), security: 'tls' });
  if (other.findings.some((found) => ['error', 'inconclusive'].includes(ratingOf(found)))) return first;
  const { server } = context.input;
  const unused = first.findings.map((found): Finding => ({ ...found, rating: milder(found) }));
  return {
    ...other,
    findings: [...unused, finding('tcp/only-143', { server, reason: 'tls' }), ...other.findings],
  };
}

/** What is wrong with a port that is not used keeps nobody from migrating. */
function milder(found: Finding) {
  const rating = ratingOf(found);
  return rating === 'error' ? 'warning' : rating;
}
