import { canSignIn, checkImap, softwareOf } from '../../checks/imap.js';
import { isMicrosoft } from '../../knowledge/servers.js';
import type { Route } from '../../probes/route.js';
import type { Stage } from '../stage-log.js';
import { Blocked, type EndpointContext } from './context.js';

export const MICROSOFT_365 = 'Microsoft 365 cannot be the source of an IMAP migration';

/** What the server showed before sign-in. */
export interface Greeted {
  capabilities: string[];
  /** It is known to answer commands that are sent in one flight. */
  pipelines: boolean;
}

/** Undefined when nobody can sign in. @throws {Blocked} */
export async function greetServer(
  context: EndpointContext,
  stage: Stage,
  route: Route,
): Promise<Greeted | undefined> {
  const { options, probes, abort, superUsers } = context.input;
  const { endpoint } = context;
  const evidence = await probes.imap(route, abort);
  context.heed();
  const { concurrency, allowPlaintext } = options;
  stage.report(...checkImap(evidence, { wanted: concurrency, superUser: superUsers > 0, allowPlaintext }));
  const software = softwareOf(evidence);
  if (software !== undefined) endpoint.software = software.id;
  if (evidence.greeting !== undefined) endpoint.greeting = evidence.greeting.text;
  endpoint.capabilities = evidence.capabilities;
  if (isMicrosoft(software?.id)) throw new Blocked(MICROSOFT_365);
  if (!canSignIn(evidence)) return undefined;
  return { capabilities: evidence.capabilities, pipelines: software?.pipelinesLogin === true };
}
