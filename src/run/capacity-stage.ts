import { setMaxListeners } from 'node:events';
import { checkCapacity, checkUsualCapacity, whyUnclear } from '../checks/capacity.js';
import { serverProfile } from '../knowledge/servers.js';
import type { CapacityEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import type { Probes } from '../probes/index.js';
import { rampUp } from './connection-ramp.js';
import type { EndpointResult } from './endpoint-stages.js';
import type { LoginResult } from './login-stage.js';
import type { RunOptions } from './options.js';
import { redactedFinding } from './row-outcome.js';
import { type Emit, type Ending, INTERRUPTED, Stage } from './stage-log.js';

export interface CapacityInput {
  endpoint: EndpointResult;
  /** What the login stage has seen; absent when nobody was signed in. */
  logins: LoginResult | undefined;
  superUsers: number;
  options: RunOptions;
  probes: Probes;
  stop: AbortSignal;
  abort: AbortSignal;
}

/**
 * What is told of the connections that the server bears once the logins are done: what opening them shows, where
 * that was asked for, and otherwise what the logins ran into. It belongs to the stage imap, which is taken up again.
 */
export async function runCapacity(input: CapacityInput, emit: Emit): Promise<void> {
  const { endpoint, options } = input;
  noteConnections(input, emit);
  // Where nobody was heard, its own stage says why.
  if (!options.stages.has('imap') || endpoint.endpoint?.greeting === undefined) return;
  const most = options.probeConnections;
  if (most === undefined) {
    for (const found of seenInLogins(input)) emit({ type: 'finding', finding: found });
    return;
  }
  const stage = new Stage('imap', emit, true);
  if ('route' in endpoint) stage.vantage = endpoint.vantage;
  const { evidence, ending } = await probe(input, most, emit);
  const { end } = evidence ?? {};
  if (evidence !== undefined && (end === 'limit' || end === 'all-held')) {
    const { asked, held, signedIn } = evidence;
    endpoint.endpoint.capacity = { asked, held, signedIn };
    emit({ type: 'endpoint', endpoint: endpoint.endpoint });
  }
  const { logins } = input;
  const found = findingsOf(input, evidence);
  stage.report(...(logins ? found.map((one) => redactedFinding(one, (text) => logins.redact(text))) : found));
  stage.end(ending);
}

/** What the logins showed of the server, whatever was asked for besides. */
function noteConnections({ endpoint, logins }: CapacityInput, emit: Emit): void {
  const known = endpoint.endpoint;
  if (known === undefined || logins === undefined || logins.capacity.most === 0) return;
  const { ceiling, most, held } = logins.capacity;
  known.connections = { wanted: ceiling, held: most, limited: held !== undefined };
  emit({ type: 'endpoint', endpoint: known });
}

/** Without evidence when nothing was opened. */
async function probe(
  input: CapacityInput,
  asked: number,
  emit: Emit,
): Promise<{ evidence?: CapacityEvidence; ending?: Ending }> {
  const { endpoint, logins, options, probes, stop, abort } = input;
  if ('blocked' in endpoint) {
    const reason = `how many connections the server bears was not tried: ${endpoint.blocked}`;
    return { ending: { least: 'incomplete', reason } };
  }
  const { route, capabilities } = endpoint;
  const credentials = logins?.proved;
  const over = AbortSignal.any([stop, abort]);
  setMaxListeners(0, over);
  const evidence = await rampUp({
    server: route.server,
    asked,
    signedIn: credentials !== undefined,
    ...(options.rate === undefined ? {} : { rate: options.rate }),
    open: () => probes.hold(route, { capabilities, ...(credentials && { credentials }) }, over),
    progress: (held) => emit({ type: 'connections', held, asked }),
    signal: over,
  });
  if (evidence.end === 'interrupted') return { evidence, ending: INTERRUPTED };
  if (evidence.end === 'limit' || evidence.end === 'all-held') return { evidence };
  return { evidence, ending: { least: 'incomplete', reason: whyUnclear(evidence) } };
}

/**
 * One finding at most. What is known besides stands where the connections could not be counted, and where so few
 * were asked for that it may hold all the same.
 */
function findingsOf(input: CapacityInput, evidence: CapacityEvidence | undefined): Finding[] {
  const { concurrency } = input.options;
  const software = profileOf(input);
  const load = { wanted: concurrency, superUser: input.superUsers > 0 };
  if (evidence?.end === 'limit') return checkCapacity(evidence, load, software);
  const least = evidence?.held ?? 0;
  if (least >= concurrency) return [];
  const server = input.endpoint.endpoint?.server ?? '';
  const known = [...seenInLogins(input), ...checkUsualCapacity(server, software, load)];
  return known
    .filter((one) => one.code === 'imap/connection-limit' && (one.args.limit ?? 0) >= least)
    .slice(0, 1);
}

function seenInLogins({ endpoint, logins, options }: CapacityInput): Finding[] {
  const limit = logins?.capacity.held;
  if (limit === undefined || !('route' in endpoint)) return [];
  const args = { server: endpoint.route.server, wanted: options.concurrency, limit };
  return [finding('imap/connection-limit', { ...args, scope: 'unknown', seen: true })];
}

function profileOf({ endpoint }: CapacityInput) {
  return serverProfile(endpoint.endpoint?.software);
}
