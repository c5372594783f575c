import { vantageOfAddress } from '../../checks/vantage.js';
import { recogniseServer } from '../../knowledge/servers.js';
import type { Endpoint, Security } from '../../model/endpoint.js';
import type { TcpEvidence } from '../../model/evidence.js';
import type { Vantage } from '../../model/finding.js';
import type { Probes } from '../../probes/index.js';
import type { RunOptions } from '../options.js';
import { type Emit, INTERRUPTED } from '../stage-log.js';

export interface EndpointInput {
  server: string;
  options: RunOptions;
  probes: Probes;
  emit: Emit;
  /** Rows that sign in through an admin account. */
  superUsers: number;
  stop: AbortSignal;
  abort: AbortSignal;
}

/** An address and port that is open, and how TLS begins there. */
export interface Way {
  address: string;
  port: number;
  security: Security;
}

/** Ends the stages: the ones after it cannot run. */
export class Blocked extends Error {}

/** What the stages of the endpoint share: what was given, and what they have learned so far. */
export class EndpointContext {
  readonly endpoint: Endpoint;

  /** What the public resolvers say; undefined where they were not asked or did not answer. */
  publicAddresses?: readonly string[];

  /** What became of every address and port. */
  tcp?: TcpEvidence;

  /** Further ports that are open, where it was left open which to use. */
  otherWays: readonly Way[] = [];

  /** Whether what the server shows here holds for Exchange Online too: known once an address is chosen. */
  vantage: Vantage = 'here';

  constructor(readonly input: EndpointInput) {
    this.endpoint = {
      server: input.server,
      addresses: [],
      aliases: [],
      ports: [],
      attempts: [],
      capabilities: [],
    };
  }

  /** It is a provider's, told by its names. */
  get hosted(): boolean {
    const { server, aliases } = this.endpoint;
    return recogniseServer({ host: server, aliases })?.hosted === true;
  }

  /** Goes on with this way, of which it is known whether Exchange Online sees the same. */
  take(way: Way): void {
    const { endpoint, hosted, publicAddresses } = this;
    Object.assign(endpoint, { port: way.port, security: way.security });
    this.vantage = vantageOfAddress(way.address, { publicAddresses, hosted });
  }

  /** What a broken-off probe saw is no evidence. @throws {Blocked} */
  heed(): void {
    if (this.input.abort.aborted) throw new Blocked(INTERRUPTED.reason);
  }
}
