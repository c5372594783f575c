import { checkTcp, chooseRoute, portResults } from '../../checks/tcp.js';
import type { Security } from '../../model/endpoint.js';
import type { TcpEvidence } from '../../model/evidence.js';
import type { RunOptions } from '../options.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext, type Way } from './context.js';

/** The way to connect. @throws {Blocked} when no port is open. */
export async function reachServer(
  context: EndpointContext,
  stage: Stage,
  addresses: readonly string[],
): Promise<Way> {
  const { input, endpoint } = context;
  const wanted = wantedPorts(input.options);
  const { server, options, probes, abort } = input;
  const ports = wanted.map(({ port }) => port);
  // All at once, whatever the concurrency: nobody waits for a word, and each is closed as soon as it is open.
  const evidence = await probes.tcp(server, addresses, ports, options.timeout, abort);
  context.heed();
  const untried = new Set(addresses).size - new Set(evidence.attempts.map(({ address }) => address)).size;
  if (untried > 0) stage.note = `${untried} further addresses were not tried`;
  endpoint.ports = portResults(evidence);
  endpoint.attempts = evidence.attempts;
  stage.report(...checkTcp(evidence, wanted.length > 1));
  const way = chooseRoute(evidence, wanted);
  if (way === undefined) throw new Blocked('no port is open');
  context.tcp = evidence;
  context.otherWays = otherWays(evidence, wanted, way);
  context.take(way);
  return way;
}

function otherWays(
  evidence: TcpEvidence,
  wanted: readonly { port: number; security: Security }[],
  used: Way,
): Way[] {
  return wanted.flatMap((one) => {
    const way = one.port === used.port ? undefined : chooseRoute(evidence, [one]);
    return way === undefined ? [] : [way];
  });
}

/** The ports to try, the preferred first. */
function wantedPorts({ port, security }: RunOptions): { port: number; security: Security }[] {
  if (port !== undefined) return [{ port, security: security ?? (port === 143 ? 'tls' : 'ssl') }];
  if (security !== undefined) return [{ port: security === 'ssl' ? 993 : 143, security }];
  return [
    { port: 993, security: 'ssl' },
    { port: 143, security: 'tls' },
  ];
}
