import { knownAnswer } from '../knowledge/answers.js';
import type { ServerProfile } from '../knowledge/servers.js';
import { areOwnAccounts, usualLimit } from '../knowledge/usual-connections.js';
import type { CodeArguments } from '../model/code.js';
import type { CapacityEvidence, ConnectionFailure, HoldEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';
import { isTransient } from './classify.js';
import { responseText } from './response.js';

export interface MigrationLoad {
  /** Connections that the migration opens at once. */
  wanted: number;
  /** Rows that sign in through one admin account. */
  superUser: boolean;
}

/** What a recognised server bears as it comes. A limit per account matters when one account signs in for all. */
export function checkUsualCapacity(
  server: string,
  software: ServerProfile | undefined,
  { wanted, superUser }: MigrationLoad,
): Finding[] {
  const connections = usualLimit(software, superUser);
  if (connections === undefined || connections.limit >= wanted) return [];
  const { limit, scope, setting } = connections;
  const args = { server, wanted, limit, scope, seen: false, setting };
  return [finding('imap/connection-limit', { ...args, ...softwareOf(software) })];
}

/** What was seen when connections were opened until the server took no more. */
export function checkCapacity(
  { server, asked, held, signedIn, end, last }: CapacityEvidence,
  { wanted, superUser }: MigrationLoad,
  software: ServerProfile | undefined,
): Finding[] {
  if (end !== 'limit') return [];
  const scope = scopeOf(last, signedIn);
  const usual = software?.connections;
  const setting = usual?.scope === scope ? { setting: usual.setting } : {};
  const own = scope === 'user' && areOwnAccounts(superUser, software);
  const args = {
    ...{ server, wanted, limit: held, asked, scope, seen: true },
    ...(own ? { ownAccounts: true as const } : {}),
    ...setting,
    ...softwareOf(software),
  };
  return [
    finding('imap/connection-limit', args, {
      ...(held < wanted ? {} : { rating: 'notice' }),
      // A firewall on the way may have done it, or a limit of an address that Exchange Online does not come from.
      ...(scope === 'user' ? {} : { vantage: 'here' }),
      ...evidenceOf(last),
    }),
  ];
}

function softwareOf(software: ServerProfile | undefined): { software?: string } {
  return software === undefined ? {} : { software: software.id };
}

/** Words of a limit by address. Cyrus tells both counts; Dovecot's `user+IP` is about the user too. */
const BY_ADDRESS = /\b(\d+) of \1 from host\b|^(?!.*\buser\b).*\b(?:host|IP|address)\b/i;

/** Who is turned away by name has reached a limit of that user; who was not asked for one, that of the address. */
function scopeOf(
  last: HoldEvidence | undefined,
  signedIn: boolean,
): CodeArguments['imap/connection-limit']['scope'] {
  if (!signedIn || last?.phase === 'greeting') return 'address';
  if (last?.phase !== 'login' || last.answer === undefined) return 'unknown';
  return BY_ADDRESS.test(last.answer.text) ? 'address' : 'user';
}

function evidenceOf(last: HoldEvidence | undefined) {
  if (last?.answer !== undefined) return { evidence: { response: responseText(last.answer) } };
  return last?.failure === undefined ? {} : { evidence: { detail: last.failure.detail } };
}

/** How a connection ends, or is never made, when a server or a firewall has enough of them. */
const TURNED_AWAY: ReadonlySet<ConnectionFailure['kind']> = new Set<ConnectionFailure['kind']>([
  'dropped',
  'refused',
  'timeout',
]);

/**
 * What one connection says of how many the server bears. `unclear`: it ended in a way that no limit explains, and
 * no more are to be opened.
 */
export function judgeHold({ phase, answer, failure }: HoldEvidence): 'held' | 'turned-away' | 'unclear' {
  if (failure !== undefined) return TURNED_AWAY.has(failure.kind) ? 'turned-away' : 'unclear';
  if (answer === undefined) return 'unclear';
  if (answer.status === 'OK') return 'held';
  if (phase !== 'login') return 'turned-away';
  const known = knownAnswer(answer)?.is;
  // A BYE in words that nobody knows ends the connection like any other loss of it.
  if (known === undefined) return answer.status === 'BYE' ? 'turned-away' : 'unclear';
  // What may be otherwise in a moment is about the server's load, and not about who signs in.
  return isTransient(known) ? 'turned-away' : 'unclear';
}

/** Why it could not be told how many connections the server bears. */
export function whyUnclear({ held, last }: CapacityEvidence): string {
  const after = held === 1 ? 'after one connection' : `after ${held} connections`;
  const what =
    last?.phase === 'login' && last.answer !== undefined
      ? `a sign-in was refused ${after}`
      : held === 0
        ? 'not one could be opened'
        : `connections were lost ${after}`;
  const words = last?.answer === undefined ? last?.failure?.detail : responseText(last.answer);
  return `how many connections the server bears could not be told: ${what}${words === undefined ? '' : ` (${words.slice(0, 160)})`}`;
}
