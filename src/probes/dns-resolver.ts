import { promises as dns } from 'node:dns';
import type { AddressLack, LookupFailure } from '../model/dns.js';
import type { AliasChain, Lookup } from '../model/evidence.js';
import { clean } from './clean.js';

/** How often a question is put. c-ares waits twice as long for the second answer. */
const QUESTIONS = 2;
const WAITS = 3;
const MAX_WAIT_MS = 2000;

/** Aliases that are followed. The resolvers themselves give up sooner: Unbound after 11. */
const MAX_ALIASES = 16;
const MAX_NAME = 253;
/** The aliases are told beside the addresses, which do not wait longer than this for them. */
const ALIASES_MS = 1000;
/** An answer over TCP has room for thousands. */
const MAX_ADDRESSES = 256;

/** What a resolver said of one type of address. */
type Reply =
  | { kind: 'addresses'; addresses: string[] }
  | { kind: 'nothing'; lack: AddressLack }
  | { kind: 'failed'; reason: LookupFailure };

/**
 * Asks one resolver for the addresses of a name in ASCII, and for its aliases. Never throws. An abort of `end` ends
 * it; the signal's reason says whether its time was up (`timeout`) or the run has stopped (`stopped`).
 */
export async function askResolver(
  name: string,
  address: string,
  seconds: number,
  end: AbortSignal,
): Promise<Lookup> {
  if (end.aborted) return { kind: 'failed', reason: failureAt(end) };
  const timeout = Math.max(1, Math.floor(Math.min(MAX_WAIT_MS, (seconds * 1000) / WAITS)));
  const resolver = new dns.Resolver({ timeout, tries: QUESTIONS });
  let over = false;
  // Without this, questions that are still open would keep the process alive.
  const stop = () => {
    over = true;
    resolver.cancel();
  };
  end.addEventListener('abort', stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    resolver.setServers([address]);
    const following = followAliases(resolver, name, () => over);
    const ask = (question: Promise<string[]>) => replyTo(question, end);
    const [v4, v6] = await Promise.all([ask(resolver.resolve4(name)), ask(resolver.resolve6(name))]);
    timer = setTimeout(stop, ALIASES_MS);
    const chain = await following;
    return { ...judge(v4, v6, chain), ...(chain.names.length > 0 ? { chain } : {}) };
  } catch {
    return { kind: 'failed', reason: 'other' };
  } finally {
    clearTimeout(timer);
    end.removeEventListener('abort', stop);
    stop();
  }
}

async function replyTo(question: Promise<string[]>, end: AbortSignal): Promise<Reply> {
  try {
    return { kind: 'addresses', addresses: (await question).slice(0, MAX_ADDRESSES) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOTFOUND') return { kind: 'nothing', lack: 'no-name' };
    if (code === 'ENODATA') return { kind: 'nothing', lack: 'no-address' };
    return { kind: 'failed', reason: code === 'ECANCELLED' ? failureAt(end) : (FAILURES[code] ?? 'other') };
  }
}

/** The codes of c-ares: https://nodejs.org/docs/latest-v20.x/api/dns.html#error-codes */
const FAILURES: Record<string, LookupFailure> = {
  ESERVFAIL: 'servfail',
  EREFUSED: 'refused',
  ENOTIMP: 'refused',
  EFORMERR: 'refused',
  ETIMEOUT: 'timeout',
  ECONNREFUSED: 'unreachable',
  EOF: 'unreachable',
  EBADRESP: 'malformed',
};

function failureAt(end: AbortSignal): LookupFailure {
  return end.reason === 'stopped' ? 'stopped' : 'timeout';
}

/** The reply for IPv4 decides why there is nothing: some servers deny the whole name for IPv6, RFC 4074 section 4.2. */
function judge(v4: Reply, v6: Reply, chain: AliasChain): Lookup {
  const addresses = [v4, v6].flatMap((reply) => (reply.kind === 'addresses' ? reply.addresses : []));
  if (addresses.length > 0) {
    const open = v4.kind === 'failed' ? { ipv4Failure: v4.reason } : {};
    return { kind: 'found', addresses: [...new Set(addresses)], ...open };
  }
  if (chain.fault === 'loop') return { kind: 'not-found', lack: 'alias-loop' };
  if (v4.kind === 'failed') return v4;
  if (v4.kind === 'nothing' && v4.lack === 'no-name') return { kind: 'not-found', lack: 'no-name' };
  return v6.kind === 'failed' ? v6 : { kind: 'not-found', lack: 'no-address' };
}

/** Ends with what it has when there is no further answer. */
async function followAliases(
  resolver: dns.Resolver,
  name: string,
  isOver: () => boolean,
): Promise<AliasChain> {
  const names: string[] = [];
  const seen = new Set([canonical(name)]);
  for (let at = name; !isOver(); ) {
    const next = await aliasOf(resolver, at);
    if (next === undefined) break;
    if (names.length === MAX_ALIASES) return { names, fault: 'too-long' };
    names.push(clean(next, MAX_NAME));
    if (seen.has(canonical(next))) return { names, fault: 'loop' };
    seen.add(canonical(next));
    at = next;
  }
  return { names };
}

async function aliasOf(resolver: dns.Resolver, name: string): Promise<string | undefined> {
  try {
    return (await resolver.resolveCname(name))[0];
  } catch {
    return undefined;
  }
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
