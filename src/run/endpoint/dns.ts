import ipaddr from 'ipaddr.js';
import { addressesOf, aliasesOf, checkDns, publicAddressesOf } from '../../checks/dns.js';
import { canBeTried, checkServerName } from '../../checks/fqdn.js';
import type { DnsEvidence } from '../../model/evidence.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext, type EndpointInput } from './context.js';

/** The addresses to connect to. @throws {Blocked} when there are none. */
export async function resolveServer(context: EndpointContext, stage: Stage): Promise<string[]> {
  const { server, options } = context.input;
  const { endpoint } = context;
  const allowPrivate = options.allowPrivateAddress;
  stage.report(...checkServerName(server, allowPrivate));
  if (!canBeTried(server)) throw new Blocked('the server name is not one that can be looked up');
  const literal = ipaddr.isValid(server);
  const evidence = literal
    ? { server, here: { kind: 'found' as const, addresses: [server] } }
    : await lookUp(context.input);
  context.heed();
  // Of an address there is nothing to say but that it is no name.
  if (!literal) stage.report(...checkDns(evidence, { allowPrivate }));
  endpoint.addresses = addressesOf(evidence);
  endpoint.aliases = aliasesOf(evidence);
  const known = publicAddressesOf(evidence);
  if (known !== undefined) context.publicAddresses = known;
  if (endpoint.addresses.length === 0) throw new Blocked(`${server} could not be resolved`);
  return endpoint.addresses;
}

/** Names that only exist inside a network, whatever it answers (RFC 6761, RFC 6762, RFC 8375). */
const LOCAL_NAME = /(?:^|\.)(?:localhost|local|internal|invalid|home\.arpa)\.?$/i;

/** The public resolvers are not troubled with names of which it is known that they do not have them. */
async function lookUp({ server, options, probes, abort }: EndpointInput): Promise<DnsEvidence> {
  const { allowPrivateAddress, resolversGiven, timeout } = options;
  const local = LOCAL_NAME.test(server);
  const ask = resolversGiven || !(allowPrivateAddress || local);
  const evidence = await probes.dns(server, ask ? options.resolvers : [], timeout, abort);
  if (ask || allowPrivateAddress) return evidence;
  return { ...evidence, outside: { answers: [], lookup: { kind: 'not-found', lack: 'no-name' } } };
}
