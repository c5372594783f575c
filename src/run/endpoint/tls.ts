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

/** Handshakes at a time. */
const PARALLEL = 4;

/** Addresses that are examined besides the one that is used. */
const MOST_OTHERS = 3;

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
  context.endpoint.tls = tlsSummary(evidence);
  stage.report(...findings);
  stage.report(...(await findOtherServers(context, chosen)));
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

/** What is wrong with what may not be used keeps nobody from migrating. */
function milder(found: Finding): Finding {
  return ratingOf(found) === 'error' ? { ...found, rating: 'warning' } : found;
}

/**
 * What is wrong behind the other addresses of the name and not behind the one that is used: nobody knows which of
 * them Exchange Online takes.
 */
async function findOtherServers(context: EndpointContext, { route, findings }: Examined): Promise<Finding[]> {
  const known = new Set(findings.map(({ code }) => code));
  const found: Finding[] = [];
  for (const address of otherAddresses(context, route)) {
    const other = await examine(context, { ...route, address });
    const grave = other.findings.filter((one) => ratingOf(one) !== 'notice' && !known.has(one.code));
    for (const one of grave) known.add(one.code);
    found.push(...grave.map((one) => seenAt(address, milder(one))));
  }
  return found;
}

/** A provider has one service behind all of them, and minds many connections. */
function otherAddresses({ tcp, hosted }: EndpointContext, { address, port }: TlsRoute): string[] {
  if (hosted) return [];
  const open = tcp?.attempts.filter((attempt) => attempt.port === port && attempt.state === 'open') ?? [];
  return open
    .map((attempt) => attempt.address)
    .filter((other) => other !== address)
    .slice(0, MOST_OTHERS);
}

function seenAt(address: string, found: Finding): Finding {
  const { detail } = found.evidence ?? {};
  const where = `at ${address}, not at the address that was used${detail === undefined ? '' : `: ${detail}`}`;
  return { ...found, evidence: { ...found.evidence, detail: where } };
}
