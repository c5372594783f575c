import { checkImap, mayPass, softwareOf, whyNoSignIn } from '../../checks/imap.js';
import { ratingOf } from '../../knowledge/describe.js';
import { exchangeProduct, isMicrosoft, type ServerId } from '../../knowledge/servers.js';
import type { ImapEvidence } from '../../model/evidence.js';
import type { Finding } from '../../model/finding.js';
import type { Route } from '../../probes/route.js';
import { pause } from '../pause.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext } from './context.js';
import { findElsewhere, otherAddresses } from './others.js';

export const MICROSOFT_365 = 'Microsoft 365 cannot be the source of an IMAP migration';

/** What the server showed before sign-in. */
export interface Greeted {
  capabilities: string[];
  /** Whether it answers commands that come in one piece with LOGIN; undefined where nobody tried. */
  pipelines: boolean | undefined;
  /** What the server is, where it is known. */
  software?: ServerId;
}

/** Pauses before further tries, in milliseconds: some servers take one connection in three seconds. */
const PAUSES_MS = [500, 3000];

/** `blocked`: why nobody can sign in. @throws {Blocked} */
export async function greetServer(
  context: EndpointContext,
  stage: Stage,
  route: Route,
): Promise<Greeted | { blocked: string }> {
  const { options, superUsers } = context.input;
  const { endpoint } = context;
  const evidence = await hearServer(context, route);
  const { concurrency, allowPlaintext, probeConnections } = options;
  const { aliases } = endpoint;
  const load = { wanted: concurrency, superUser: superUsers > 0 };
  const capacityProbed = probeConnections !== undefined;
  const judge = (heard: ImapEvidence) =>
    checkImap(heard, { ...load, allowPlaintext, capacityProbed, aliases });
  const findings = judge(evidence);
  stage.report(...findings);
  stage.report(...(await hearOthers(context, route, findings, judge)));
  const software = softwareOf(evidence, aliases);
  noteServer(context, evidence, software?.id);
  if (isMicrosoft(software?.id)) throw new Blocked(MICROSOFT_365);
  const blocked = whyNoSignIn(evidence);
  if (blocked !== undefined) return { blocked };
  return {
    capabilities: evidence.capabilities,
    pipelines: software?.pipelinesLogin,
    ...(software === undefined ? {} : { software: software.id }),
  };
}

/** Asks again while it may help, until a budget is used up. */
async function hearServer(context: EndpointContext, route: Route): Promise<ImapEvidence> {
  const { probes, abort } = context.input;
  const begun = performance.now();
  const hear = async () => {
    const evidence = await probes.imap(route, abort);
    context.heed();
    return evidence;
  };
  let evidence = await hear();
  for (const ms of PAUSES_MS) {
    if (!mayPass(evidence) || performance.now() - begun + ms > route.seconds * 1000) break;
    await pause(ms, abort);
    context.heed();
    evidence = await hear();
  }
  return evidence;
}

/** What another server behind the name says. */
function hearOthers(
  context: EndpointContext,
  route: Route,
  known: readonly Finding[],
  judge: (heard: ImapEvidence) => Finding[],
): Promise<Finding[]> {
  const { examined } = otherAddresses(context, route);
  return findElsewhere(context, examined, known, async (address) => {
    const findings = judge(await hearServer(context, { ...route, address }));
    // Where no TLS came about, the stage before has said so.
    return findings.filter((found) => ratingOf(found) !== 'inconclusive');
  });
}

function noteServer({ endpoint, input }: EndpointContext, evidence: ImapEvidence, software?: ServerId): void {
  const { greeting, id, capabilities, plainCapabilities } = evidence;
  const product =
    software === 'exchange' ? exchangeProduct({ greeting: greeting?.text ?? '', id }) : undefined;
  if (software !== undefined) endpoint.software = software;
  if (product !== undefined) endpoint.product = product;
  if (greeting !== undefined) endpoint.greeting = greeting.text;
  endpoint.capabilities = capabilities;
  if (plainCapabilities !== undefined) endpoint.plainCapabilities = plainCapabilities;
  endpoint.adminRows = input.superUsers;
}
