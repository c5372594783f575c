import ipaddr from 'ipaddr.js';
import { addressesOf, checkDns } from '../../checks/dns.js';
import { canBeTried, checkServerName } from '../../checks/fqdn.js';
import type { RunOptions } from '../options.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext } from './context.js';

/** The addresses to connect to. @throws {Blocked} when there are none. */
export async function resolveServer(context: EndpointContext, stage: Stage): Promise<string[]> {
  const { server, options, probes, abort } = context.input;
  const { endpoint } = context;
  const allowPrivate = options.allowPrivateAddress;
  stage.report(...checkServerName(server, allowPrivate));
  if (!canBeTried(server)) throw new Blocked('the server name is not one that can be looked up');
  const literal = ipaddr.isValid(server);
  const resolvers = literal || !askOutside(server, options) ? [] : options.resolvers;
  const evidence = literal
    ? { server, here: { kind: 'found' as const, addresses: [server] } }
    : await probes.dns(server, resolvers, options.timeout, abort);
  context.heed();
  // Of an address there is nothing to say but that it is no name.
  if (!literal) stage.report(...checkDns(evidence, { allowPrivate }));
  endpoint.addresses = addressesOf(evidence);
  if (endpoint.addresses.length === 0) throw new Blocked(`${server} could not be resolved`);
  return endpoint.addresses;
}

/** The public resolvers are not troubled with names that only exist here (RFC 6761, RFC 6762, RFC 8375). */
function askOutside(server: string, options: RunOptions): boolean {
  if (options.resolversGiven) return true;
  return (
    !options.allowPrivateAddress &&
    !/(?:^|\.)(?:localhost|local|internal|invalid|home\.arpa)\.?$/i.test(server)
  );
}
