import { isMicrosoft, recogniseServer } from '../knowledge/servers.js';
import type { Endpoint } from '../model/endpoint.js';
import { finding, type Vantage } from '../model/finding.js';
import type { StageId } from '../model/stage.js';
import type { Route } from '../probes/route.js';
import { Blocked, EndpointContext, type EndpointInput, type Way } from './endpoint/context.js';
import { resolveServer } from './endpoint/dns.js';
import { type Greeted, greetServer, MICROSOFT_365 } from './endpoint/imap.js';
import { reachServer } from './endpoint/tcp.js';
import { routeOf, type SecuredRoute, secureServer } from './endpoint/tls.js';
import { CHOSEN, INTERRUPTED, Stage, skip } from './stage-log.js';

/** What the login stage needs: a way in, or the reason why there is none. */
type WayIn = ({ route: Route; vantage: Vantage } & Greeted) | { blocked: string };

/** `endpoint`: what is known of the server; absent when none was given. */
export type EndpointResult = WayIn & { endpoint?: Endpoint };

const NETWORK_STAGES = ['dns', 'tcp', 'tls', 'imap'] as const;
type NetworkStage = (typeof NETWORK_STAGES)[number];

/** The stages that stand on the ones before them. */
const CHAIN: readonly StageId[] = [...NETWORK_STAGES, 'login', 'mailbox'];

/** Name, ports, TLS, greeting: each stage hands the next what it needs, up to the last that is asked for. */
export async function runEndpointStages(input: EndpointInput): Promise<EndpointResult> {
  const run = new EndpointRun(input);
  try {
    return { ...(await run.go()), endpoint: run.endpoint };
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    run.skipRest(error.message);
    return { blocked: error.message, endpoint: run.endpoint };
  } finally {
    run.tell();
  }
}

class EndpointRun {
  readonly #context: EndpointContext;
  readonly #done = new Set<NetworkStage>();

  constructor(readonly input: EndpointInput) {
    this.#context = new EndpointContext(input);
  }

  get endpoint(): Endpoint {
    return this.#context.endpoint;
  }

  async go(): Promise<WayIn> {
    const context = this.#context;
    await this.#refuseMicrosoft();
    const addresses = await this.#stage('dns', (stage) => resolveServer(context, stage));
    await this.#refuseMicrosoft();
    const way = await this.#stage('tcp', (stage) => reachServer(context, stage, addresses));
    const { route, refused } = await this.#tlsOrNone(way);
    const greeted = await this.#stage('imap', (stage) => greetServer(context, stage, route));
    if (refused !== undefined) return { blocked: refused };
    return 'blocked' in greeted ? greeted : { route, vantage: context.vantage, ...greeted };
  }

  /** A host name of Microsoft 365, or an alias of one, says it all: nobody can sign in there, so nothing is tried. */
  async #refuseMicrosoft(): Promise<void> {
    const { server } = this.input;
    const { endpoint } = this.#context;
    const id = recogniseServer({ host: server, aliases: endpoint.aliases })?.id;
    if (!isMicrosoft(id) || !this.#needed('imap')) return;
    endpoint.software = id;
    await this.#stage('imap', async (stage) => {
      // The name says it, wherever it leads from here.
      stage.report(finding('imap/microsoft-365-source', { server, kind: id }, { vantage: 'microsoft' }));
      throw new Blocked(MICROSOFT_365);
    });
  }

  skipRest(reason: string): void {
    for (const id of NETWORK_STAGES) {
      if (!this.#done.has(id)) skip(this.input.emit, id, this.#asked(id) ? reason : CHOSEN.notAsked);
    }
  }

  tell(): void {
    this.input.emit({ type: 'endpoint', endpoint: this.#context.endpoint });
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
    stage.vantage = this.#context.vantage;
    this.#done.add(id);
    try {
      return await work(stage);
    } finally {
      stage.end(this.input.abort.aborted ? INTERRUPTED : undefined);
      this.tell();
    }
  }

  async #tlsOrNone(way: Way): Promise<SecuredRoute> {
    const context = this.#context;
    const { security } = way;
    const route = routeOf(context, way);
    if (security !== 'none') {
      return this.#stage('tls', (stage) => secureServer(context, stage, { ...route, security }));
    }
    this.#done.add('tls');
    skip(this.input.emit, 'tls', this.#asked('tls') ? CHOSEN.noTls : CHOSEN.notAsked);
    const refused = this.input.options.allowPlaintext ? undefined : 'passwords are not sent without TLS';
    return { route, refused };
  }
}
