import { promises as dns } from 'node:dns';
import { domainToASCII } from 'node:url';
import type { DnsEvidence, Lookup } from '../model/evidence.js';

/** Time for one question to one resolver, and how often it is put. */
const QUESTION_MS = 2000;
const QUESTIONS = 2;

/** Codes by which a resolver says for certain that there is nothing. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN', 'NODATA']);

/** What this machine resolves the name to, by its own means (hosts file, search domains, resolver). */
export async function lookupHere(server: string, seconds: number): Promise<Lookup> {
  const timeout = new Promise<Lookup>((resolve) => {
    setTimeout(
      () => resolve({ kind: 'failed', reason: `no answer within ${seconds} s` }),
      seconds * 1000,
    ).unref();
  });
  return Promise.race([askHere(server), timeout]);
}

async function askHere(server: string): Promise<Lookup> {
  try {
    const found = await dns.lookup(domainToASCII(server) || server, { all: true, order: 'ipv4first' });
    return { kind: 'found', addresses: [...new Set(found.map(({ address }) => address))] };
  } catch (error) {
    return refusal([error]);
  }
}

/** What the public resolvers say, asked directly. `resolvers` as `1.1.1.1` or `127.0.0.1:5353`. */
export async function lookupOutside(server: string, resolvers: readonly string[]): Promise<Lookup> {
  const resolver = new dns.Resolver({ timeout: QUESTION_MS, tries: QUESTIONS });
  resolver.setServers([...resolvers]);
  const name = domainToASCII(server) || server;
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length > 0) return { kind: 'found', addresses };
  return refusal(answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : [])));
}

function refusal(errors: readonly unknown[]): Lookup {
  const codes = errors.map((error) => (error as NodeJS.ErrnoException).code ?? 'unknown');
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

/** Both views of a name. `resolvers` empty: the public ones are not asked. */
export async function probeDns(
  server: string,
  resolvers: readonly string[],
  seconds: number,
): Promise<DnsEvidence> {
  const [here, outside] = await Promise.all([
    lookupHere(server, seconds),
    resolvers.length === 0 ? undefined : lookupOutside(server, resolvers),
  ]);
  return { server, here, ...(outside ? { outside: { resolvers: [...resolvers], lookup: outside } } : {}) };
}
