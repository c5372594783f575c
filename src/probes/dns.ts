import { promises as dns } from 'node:dns';
import { domainToASCII } from 'node:url';
import type { DnsEvidence, Lookup } from '../model/evidence.js';

/** Time for one question to one resolver, and how often it is put. */
const QUESTION_MS = 2000;
const QUESTIONS = 2;

/** Codes by which a resolver says for certain that there is nothing. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN', 'NODATA']);

const STOPPED: Lookup = { kind: 'failed', reason: 'stopped before the answer came' };

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
    return refusal([error]);
  }
}

/** What the public resolvers say, asked directly. `resolvers` as `1.1.1.1` or `127.0.0.1:5353`. */
export async function lookupOutside(
  server: string,
  resolvers: readonly string[],
  seconds: number,
  signal?: AbortSignal,
): Promise<Lookup> {
  const resolver = new dns.Resolver({ timeout: Math.min(QUESTION_MS, seconds * 1000), tries: QUESTIONS });
  try {
    resolver.setServers([...resolvers]);
  } catch (error) {
    return refusal([error]);
  }
  const answer = await within(askOutside(resolver, asciiName(server)), seconds, signal);
  // Ends what is still under way; without it the sockets would keep the process alive.
  resolver.cancel();
  return answer;
}

async function askOutside(resolver: dns.Resolver, name: string): Promise<Lookup> {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = [v4, v6].flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  const errors = [v4, v6].flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  // Only IPv6 addresses is a finding, and not to be believed while the question for IPv4 is open.
  const open = v4.status === 'rejected' && !NOTHING.has(codeOf(v4.reason));
  return addresses.length > 0 && !open
    ? { kind: 'found', addresses: [...new Set(addresses)] }
    : refusal(errors);
}

function within(answer: Promise<Lookup>, seconds: number, signal?: AbortSignal): Promise<Lookup> {
  return new Promise((resolve) => {
    const done = (lookup: Lookup) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(lookup);
    };
    const stop = () => done(STOPPED);
    const timer = setTimeout(
      () => done({ kind: 'failed', reason: `no answer within ${seconds} s` }),
      seconds * 1000,
    );
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    void answer.then(done);
  });
}

function asciiName(server: string): string {
  return domainToASCII(server) || server;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}

function refusal(errors: readonly unknown[]): Lookup {
  const codes = errors.map(codeOf);
  if (codes.every((code) => NOTHING.has(code))) return { kind: 'not-found' };
  const code = codes.find((other) => !NOTHING.has(other)) ?? 'unknown';
  return { kind: 'failed', reason: REASONS[code] ?? code };
}

const REASONS: Record<string, string> = {
  ESERVFAIL: 'the resolver reports a failure (SERVFAIL)',
  EREFUSED: 'the resolver refuses the question (REFUSED)',
  ETIMEOUT: 'the resolver does not answer',
  ECONNREFUSED: 'no resolver answers at that address',
  EAI_AGAIN: 'the resolver does not answer for now (EAI_AGAIN)',
  EBADRESP: 'the answer of the resolver cannot be read',
};

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
  return { server, here, ...(outside ? { outside: { resolvers: [...resolvers], lookup: outside } } : {}) };
}
