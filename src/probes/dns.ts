import { promises as dns } from 'node:dns';
import { setMaxListeners } from 'node:events';
import type { LookupFailure } from '../model/dns.js';
import type { DnsEvidence, Lookup, ResolverAnswer } from '../model/evidence.js';
import { asciiName } from './ascii-name.js';
import { combine } from './dns-combine.js';
import { askResolver } from './dns-resolver.js';

/** Once one resolver has answered for certain, the others get this long. */
const GRACE_MS = 1000;

/** What getaddrinfo says when there is nothing, and when it could not find out. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA']);
const TEMPORARY = 'EAI_AGAIN';

/** What this machine resolves the name to, by its own means (hosts file, search domains, resolver). */
export function lookupHere(server: string, seconds: number, signal?: AbortSignal): Promise<Lookup> {
  // getaddrinfo cannot be called off: what it says later is not waited for.
  return within(askHere(server), seconds, signal);
}

async function askHere(server: string): Promise<Lookup> {
  try {
    const found = await dns.lookup(asciiName(server), { all: true, order: 'ipv4first' });
    return { kind: 'found', addresses: [...new Set(found.map(({ address }) => address))] };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (NOTHING.has(code)) return { kind: 'not-found' };
    return { kind: 'failed', reason: code === TEMPORARY ? 'temporary' : 'other' };
  }
}

function within(answer: Promise<Lookup>, seconds: number, signal?: AbortSignal): Promise<Lookup> {
  return new Promise((resolve) => {
    const done = (lookup: Lookup) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(lookup);
    };
    const give = (reason: LookupFailure) => () => done({ kind: 'failed', reason });
    const stop = give('stopped');
    const timer = setTimeout(give('timeout'), seconds * 1000);
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    void answer.then(done);
  });
}

/**
 * What the public resolvers say, each asked for itself, so that none delays or spoils the answer of another.
 * `resolvers` as `1.1.1.1` or `127.0.0.1:5353`.
 */
export async function lookupOutside(
  server: string,
  resolvers: readonly string[],
  seconds: number,
  signal?: AbortSignal,
): Promise<NonNullable<DnsEvidence['outside']>> {
  const name = asciiName(server);
  const end = new AbortController();
  setMaxListeners(resolvers.length + 1, end.signal);
  const stop = () => end.abort('stopped' satisfies LookupFailure);
  const timeUp = () => end.abort('timeout' satisfies LookupFailure);
  const timers = [setTimeout(timeUp, seconds * 1000)];
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const ask = async (resolver: string): Promise<ResolverAnswer> => {
    const lookup = await askResolver(name, resolver, seconds, end.signal);
    if (isCertain(lookup) && timers.length === 1) timers.push(setTimeout(timeUp, GRACE_MS));
    return { resolver, lookup };
  };
  const answers = await Promise.all([...new Set(resolvers)].map(ask));
  timers.forEach(clearTimeout);
  signal?.removeEventListener('abort', stop);
  return { answers, lookup: combine(answers) };
}

function isCertain(lookup: Lookup): boolean {
  return lookup.kind === 'not-found' || (lookup.kind === 'found' && lookup.ipv4Failure === undefined);
}

/** Both views of a name, within the budget. `resolvers` empty: the public ones are not asked. Never throws. */
export async function probeDns(
  server: string,
  resolvers: readonly string[],
  seconds: number,
  signal?: AbortSignal,
): Promise<DnsEvidence> {
  const [here, outside] = await Promise.all([
    lookupHere(server, seconds, signal),
    resolvers.length === 0 ? undefined : lookupOutside(server, resolvers, seconds, signal),
  ]);
  return { server, here, ...(outside ? { outside } : {}) };
}
