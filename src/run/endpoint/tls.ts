import { checkCertificate, isAccepted } from '../../checks/certificate.js';
import { checkTls, decisivePeer, hasListedSuite, tlsSummary } from '../../checks/tls.js';
import { LISTED_CIPHERS } from '../../knowledge/exchange-online.js';
import type { Route } from '../../probes/route.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext, type Way } from './context.js';

/** Handshakes at a time. */
const PARALLEL = 5;

/** How to connect, and why no password may be sent there. */
export interface SecuredRoute {
  route: Route;
  refused: string | undefined;
}

/** A way with all that a connection needs. */
export function routeOf({ input: { server, options } }: EndpointContext, way: Way): Route {
  const { authorities, timeout, acceptUntrustedCertificates } = options;
  return {
    server,
    ...way,
    seconds: timeout,
    legacyTls: false,
    acceptUntrusted: acceptUntrustedCertificates,
    ...(authorities === undefined ? {} : { authorities }),
  };
}

/** Whether Exchange Online could talk TLS to the server, and by which certificate. @throws {Blocked} */
export async function secureServer(
  context: EndpointContext,
  stage: Stage,
  route: Route & { security: 'ssl' | 'tls' },
): Promise<SecuredRoute> {
  const { server, options, probes, abort } = context.input;
  const parallel = Math.min(options.concurrency, PARALLEL);
  const evidence = await probes.tls(route, { parallel, suites: LISTED_CIPHERS }, abort);
  context.heed();
  context.endpoint.tls = tlsSummary(evidence);
  stage.report(...checkTls(evidence));
  const peer = decisivePeer(evidence);
  if (peer === undefined) throw new Blocked('no TLS connection could be made');
  const judged = { server, now: new Date(), acceptUntrusted: options.acceptUntrustedCertificates };
  stage.report(...checkCertificate(peer, judged));
  const refused = isAccepted(peer, judged)
    ? undefined
    : 'passwords are not sent over a certificate that is not accepted';
  return { route: { ...route, legacyTls: !hasListedSuite(evidence) }, refused };
}
