import ipaddr from 'ipaddr.js';
import { checkCertificate, isAccepted } from '../checks/certificate.js';
import { addressesOf, checkDns } from '../checks/dns.js';
import { canBeTried, checkServerName } from '../checks/fqdn.js';
import { canSignIn, checkImap, softwareOf } from '../checks/imap.js';
import { checkTcp, chooseRoute, portResults } from '../checks/tcp.js';
import { checkTls, decisivePeer, hasListedSuite, tlsSummary } from '../checks/tls.js';
import { LISTED_CIPHERS } from '../knowledge/exchange-online.js';
import { isMicrosoft, recogniseServer } from '../knowledge/servers.js';
import type { Endpoint, Security } from '../model/endpoint.js';
import type { TcpEvidence } from '../model/evidence.js';
import { finding } from '../model/finding.js';
import type { StageId } from '../model/stage.js';
import type { Probes } from '../probes/index.js';
import type { Route } from '../probes/route.js';
import type { RunOptions } from './options.js';
import { CHOSEN, type Emit, INTERRUPTED, Stage, skip } from './stage-log.js';

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

/** What the login stage needs: a way in, or the reason why there is none. */
export type EndpointResult =
  | { route: Route; capabilities: string[]; pipelines: boolean }
  | { blocked: string };

const NETWORK_STAGES = ['dns', 'tcp', 'tls', 'imap'] as const;
type NetworkStage = (typeof NETWORK_STAGES)[number];

/** The stages that stand on the ones before them. */
const CHAIN: readonly StageId[] = [...NETWORK_STAGES, 'login', 'mailbox'];

/** No honest name has more; a hostile one is not to keep the run waiting for hundreds. */
const MAX_ADDRESSES = 16;

const MICROSOFT_365 = 'Microsoft 365 cannot be the source of an IMAP migration';

/** Ends the stages: the ones after it cannot run. */
class Blocked extends Error {}

/** Name, ports, TLS, greeting: each stage hands the next what it needs, up to the last that is asked for. */
export async function runEndpointStages(input: EndpointInput): Promise<EndpointResult> {
  const run = new EndpointRun(input);
  try {
    return await run.go();
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    run.skipRest(error.message);
    return { blocked: error.message };
  } finally {
    input.emit({ type: 'endpoint', endpoint: run.endpoint });
  }
}

class EndpointRun {
  readonly endpoint: Endpoint;
  readonly #done = new Set<NetworkStage>();

  constructor(readonly input: EndpointInput) {
    this.endpoint = { server: input.server, addresses: [], ports: [], capabilities: [] };
  }

  async go(): Promise<EndpointResult> {
    await this.#refuseMicrosoft();
    const addresses = await this.#stage('dns', (stage) => this.#dns(stage));
    const way = await this.#stage('tcp', (stage) => this.#tcp(stage, addresses));
    const { route, refused } = await this.#tlsOrNone(way);
    const capabilities = await this.#stage('imap', (stage) => this.#imap(stage, route));
    if (refused !== undefined) return { blocked: refused };
    return capabilities === undefined
      ? { blocked: 'the server offers no way to sign in' }
      : { route, ...capabilities };
  }

  /** A host name of Microsoft 365 says it all: nobody can sign in there, so nothing is tried. */
  async #refuseMicrosoft(): Promise<void> {
    const { server } = this.input;
    const id = recogniseServer({ host: server })?.id;
    if (!isMicrosoft(id)) return;
    await this.#stage('imap', async (stage) => {
      stage.report(finding('imap/microsoft-365-source', { server, kind: id }));
      throw new Blocked(MICROSOFT_365);
    });
  }

  skipRest(reason: string): void {
    for (const id of NETWORK_STAGES) {
      if (!this.#done.has(id)) skip(this.input.emit, id, this.#asked(id) ? reason : CHOSEN.notAsked);
    }
  }

  #asked(id: StageId): boolean {
    return this.input.options.stages.has(id);
  }

  /** By itself, or by a later stage that stands on it. */
  #needed(id: NetworkStage): boolean {
    return CHAIN.slice(CHAIN.indexOf(id)).some((later) => this.#asked(later));
  }

  /** Runs one stage; a stage that throws `Blocked` has ended all the same. */
  async #stage<T>(id: NetworkStage, work: (stage: Stage) => Promise<T>): Promise<T> {
    if (this.input.stop.aborted) throw new Blocked(INTERRUPTED.reason);
    if (!this.#needed(id)) throw new Blocked(CHOSEN.notAsked);
    const stage = new Stage(id, this.input.emit, this.#asked(id));
    this.#done.add(id);
    try {
      return await work(stage);
    } finally {
      stage.end(this.input.abort.aborted ? INTERRUPTED : undefined);
      this.input.emit({ type: 'endpoint', endpoint: this.endpoint });
    }
  }

  /** What a broken-off probe saw is no evidence. */
  #heed(): void {
    if (this.input.abort.aborted) throw new Blocked(INTERRUPTED.reason);
  }

  async #dns(stage: Stage): Promise<string[]> {
    const { server, options, probes } = this.input;
    const allowPrivate = options.allowPrivateAddress;
    stage.report(...checkServerName(server, allowPrivate));
    if (!canBeTried(server)) throw new Blocked('the server name is not one that can be looked up');
    const literal = ipaddr.isValid(server);
    const resolvers = literal || !this.#askOutside() ? [] : options.resolvers;
    const evidence = literal
      ? { server, here: { kind: 'found' as const, addresses: [server] } }
      : await probes.dns(server, resolvers, options.timeout, this.input.abort);
    this.#heed();
    // Of an address there is nothing to say but that it is no name.
    if (!literal) stage.report(...checkDns(evidence, { allowPrivate }));
    this.endpoint.addresses = addressesOf(evidence);
    if (this.endpoint.addresses.length === 0) throw new Blocked(`${server} could not be resolved`);
    return this.endpoint.addresses;
  }

  /** The public resolvers are not troubled with names that only exist here (RFC 6761, RFC 6762, RFC 8375). */
  #askOutside(): boolean {
    const { server, options } = this.input;
    if (options.resolversGiven) return true;
    return (
      !options.allowPrivateAddress &&
      !/(?:^|\.)(?:localhost|local|internal|invalid|home\.arpa)\.?$/i.test(server)
    );
  }

  async #tcp(
    stage: Stage,
    addresses: string[],
  ): Promise<{ address: string; port: number; security: Security }> {
    const wanted = wantedPorts(this.input.options);
    const evidence = await this.#connect(
      addresses,
      wanted.map(({ port }) => port),
    );
    this.#heed();
    this.endpoint.ports = portResults(evidence);
    stage.report(...checkTcp(evidence, wanted.length > 1));
    const way = chooseRoute(evidence, wanted);
    if (way === undefined) throw new Blocked('no port is open');
    Object.assign(this.endpoint, { port: way.port, security: way.security });
    return way;
  }

  /** Tries every address and port; where these are more than may be open at one time, in turns. */
  async #connect(addresses: readonly string[], ports: readonly number[]): Promise<TcpEvidence> {
    const { server, options, probes, abort } = this.input;
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

  async #tlsOrNone(way: { address: string; port: number; security: Security }) {
    const { server, options } = this.input;
    const { authorities } = options;
    const route: Route = {
      server,
      ...way,
      seconds: options.timeout,
      legacyTls: false,
      acceptUntrusted: options.acceptUntrustedCertificates,
      ...(authorities === undefined ? {} : { authorities }),
    };
    if (way.security === 'none') {
      this.#done.add('tls');
      skip(this.input.emit, 'tls', this.#asked('tls') ? CHOSEN.noTls : CHOSEN.notAsked);
      const refused = options.allowPlaintext ? undefined : 'passwords are not sent without TLS';
      return { route, refused };
    }
    return this.#stage('tls', (stage) =>
      this.#tls(stage, { ...route, security: way.security as 'ssl' | 'tls' }),
    );
  }

  async #tls(stage: Stage, route: Route & { security: 'ssl' | 'tls' }) {
    const { server, options, probes, abort } = this.input;
    const parallel = Math.min(options.concurrency, 5);
    const evidence = await probes.tls(route, { parallel, suites: LISTED_CIPHERS }, abort);
    this.#heed();
    this.endpoint.tls = tlsSummary(evidence);
    stage.report(...checkTls(evidence));
    const peer = decisivePeer(evidence);
    if (peer === undefined) throw new Blocked('no TLS connection could be made');
    const context = { server, now: new Date(), acceptUntrusted: options.acceptUntrustedCertificates };
    stage.report(...checkCertificate(peer, context));
    const refused = isAccepted(peer, context)
      ? undefined
      : 'passwords are not sent over a certificate that is not accepted';
    return { route: { ...route, legacyTls: !hasListedSuite(evidence) }, refused };
  }

  /** The capabilities before sign-in; undefined when nobody can sign in. */
  async #imap(
    stage: Stage,
    route: Route,
  ): Promise<{ capabilities: string[]; pipelines: boolean } | undefined> {
    const { options, probes, abort, superUsers } = this.input;
    const evidence = await probes.imap(route, abort);
    this.#heed();
    const { concurrency, allowPlaintext } = options;
    stage.report(...checkImap(evidence, { wanted: concurrency, superUser: superUsers > 0, allowPlaintext }));
    const software = softwareOf(evidence);
    if (software !== undefined) this.endpoint.software = software.id;
    if (evidence.greeting !== undefined) this.endpoint.greeting = evidence.greeting.text;
    this.endpoint.capabilities = evidence.capabilities;
    if (isMicrosoft(software?.id)) {
      throw new Blocked(MICROSOFT_365);
    }
    if (!canSignIn(evidence)) return undefined;
    return { capabilities: evidence.capabilities, pipelines: software?.pipelinesLogin === true };
  }
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
