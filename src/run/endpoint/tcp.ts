import { checkTcp, chooseRoute, portResults } from '../../checks/tcp.js';
import { vantageOfAddress } from '../../checks/vantage.js';
import { recogniseServer } from '../../knowledge/servers.js';
import type { Security } from '../../model/endpoint.js';
import type { TcpEvidence } from '../../model/evidence.js';
import type { RunOptions } from '../options.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext, type EndpointInput, type Way } from './context.js';

/** No honest name has more; a hostile one is not to keep the run waiting for hundreds. */
const MAX_ADDRESSES = 16;

/** The way to connect. @throws {Blocked} when no port is open. */
export async function reachServer(
  context: EndpointContext,
  stage: Stage,
  addresses: readonly string[],
): Promise<Way> {
  const { input, endpoint } = context;
  const wanted = wantedPorts(input.options);
  const evidence = await connect(
    input,
    addresses,
    wanted.map(({ port }) => port),
  );
  context.heed();
  endpoint.ports = portResults(evidence);
  endpoint.attempts = evidence.attempts;
  stage.report(...checkTcp(evidence, wanted.length > 1));
  const way = chooseRoute(evidence, wanted);
  if (way === undefined) throw new Blocked('no port is open');
  Object.assign(endpoint, { port: way.port, security: way.security });
  context.otherWays = otherWays(evidence, wanted, way);
  context.vantage = vantageOfAddress(way.address, {
    publicAddresses: context.publicAddresses,
    hosted: recogniseServer({ host: input.server, aliases: endpoint.aliases })?.hosted === true,
  });
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

/** Tries every address and port; where these are more than may be open at one time, in turns. */
async function connect(
  { server, options, probes, abort }: EndpointInput,
  addresses: readonly string[],
  ports: readonly number[],
): Promise<TcpEvidence> {
  const { concurrency, timeout: seconds } = options;
  const tried = addresses.slice(0, MAX_ADDRESSES);
  const pairs = tried.flatMap((address) => ports.map((port) => ({ address, port })));
  const evidence: TcpEvidence = { server, seconds, attempts: [] };
  for (let at = 0; at < pairs.length && !abort.aborted; at += concurrency) {
    const turn = pairs.slice(at, at + concurrency);
    const seen = await Promise.all(
      turn.map(({ address, port }) => probes.tcp(server, [address], [port], seconds, abort)),
    );
    evidence.attempts.push(...seen.flatMap(({ attempts }) => attempts));
  }
  return evidence;
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
