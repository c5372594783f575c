import { ratingOf } from '../../knowledge/describe.js';
import type { Finding } from '../../model/finding.js';
import type { Route } from '../../probes/route.js';
import type { EndpointContext } from './context.js';

/** Addresses that are examined besides the one that is used. */
const MOST = 3;

/** The others are examined at once where so many connections may be open. */
const AT_ONCE = 12;

/** Addresses that take connections on the port besides the one that is used, which Exchange Online may take. */
export interface OtherAddresses {
  examined: string[];
  /** How many more there are. */
  left: number;
}

/** A provider has one service behind all of them, and minds many connections. */
export function otherAddresses(
  { tcp, hosted }: EndpointContext,
  { address, port }: Pick<Route, 'address' | 'port'>,
): OtherAddresses {
  const open = tcp?.attempts.filter((attempt) => attempt.port === port && attempt.state === 'open') ?? [];
  const others = hosted ? [] : open.map((attempt) => attempt.address).filter((other) => other !== address);
  return { examined: others.slice(0, MOST), left: Math.max(0, others.length - MOST) };
}

/** What is wrong, or could not be told, of what may not be used keeps nobody from migrating. */
export function milder(found: Finding): Finding {
  return ratingOf(found) === 'notice' ? found : { ...found, rating: 'warning' };
}

/** What is wrong behind other addresses and not behind the one that is used: once for each code, as warnings. */
export async function findElsewhere(
  context: EndpointContext,
  addresses: readonly string[],
  known: readonly Finding[],
  examine: (address: string) => Promise<readonly Finding[]>,
): Promise<Finding[]> {
  const codes = new Set(known.map(({ code }) => code));
  const seen = new Map<string, { found: Finding; where: string[] }>();
  for (const { address, findings } of await inTurns(context, addresses, examine)) {
    for (const found of findings) {
      if (ratingOf(found) === 'notice' || codes.has(found.code)) continue;
      const entry = seen.get(found.code) ?? { found: milder(found), where: [] };
      if (!entry.where.includes(address)) entry.where.push(address);
      seen.set(found.code, entry);
    }
  }
  return [...seen.values()].map(({ found, where }) => seenAt(where, found));
}

async function inTurns(
  { input }: EndpointContext,
  addresses: readonly string[],
  examine: (address: string) => Promise<readonly Finding[]>,
): Promise<{ address: string; findings: readonly Finding[] }[]> {
  const look = async (address: string) => ({ address, findings: await examine(address) });
  if (input.options.concurrency >= AT_ONCE) return Promise.all(addresses.map(look));
  const all: { address: string; findings: readonly Finding[] }[] = [];
  for (const address of addresses) all.push(await look(address));
  return all;
}

function seenAt(where: readonly string[], found: Finding): Finding {
  const { detail } = found.evidence ?? {};
  const place = `at ${where.join(', ')}, not at the address that was used`;
  return {
    ...found,
    evidence: { ...found.evidence, detail: detail === undefined ? place : `${place}: ${detail}` },
  };
}
