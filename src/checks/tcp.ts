import ipaddr from 'ipaddr.js';
import type { ClosedArguments } from '../model/code.js';
import type { AddressPort, PortResult, PortState, Security } from '../model/endpoint.js';
import type { TcpEvidence } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';

/** The better state comes first: one address that answers is enough to connect. */
const ORDER: readonly PortState[] = ['open', 'refused', 'timeout', 'unreachable'];
type Closed = Exclude<PortState, 'open'>;
const CLOSED: readonly Closed[] = ['timeout', 'refused', 'unreachable'];

/** One result a port, the best of its addresses. */
export function portResults({ attempts }: TcpEvidence): PortResult[] {
  const ports = [...new Set(attempts.map(({ port }) => port))];
  return ports.map((port) => {
    const tried = attempts.filter((attempt) => attempt.port === port);
    const best = tried.reduce((a, b) => (ORDER.indexOf(b.state) < ORDER.indexOf(a.state) ? b : a));
    return { port, state: best.state, ms: best.ms };
  });
}

/** The port to use: 993 before 143, as the ports were asked for. */
export function chooseRoute(
  evidence: TcpEvidence,
  wanted: readonly { port: number; security: Security }[],
): { address: string; port: number; security: Security } | undefined {
  for (const { port, security } of wanted) {
    const open = evidence.attempts.find((attempt) => attempt.port === port && attempt.state === 'open');
    if (open !== undefined) return { address: open.address, port, security };
  }
  return undefined;
}

/**
 * Whether the ports answer. `probed`: both standard ports were tried because none was asked for, and the first that
 * is open, 993 before 143, is used.
 */
export function checkTcp(evidence: TcpEvidence, probed: boolean): Finding[] {
  const open = portResults(evidence).filter(({ state }) => state === 'open');
  const used = open.find(({ port }) => port === 993) ?? open[0];
  if (used === undefined) return closedPorts(evidence);
  const { server } = evidence;
  const other = probed && used.port !== 993 ? [finding('tcp/only-143', { server })] : [];
  return [...other, ...deadAddresses(evidence, used.port)];
}

/** No port is open: what happened to each, told by the best of its addresses. */
function closedPorts(evidence: TcpEvidence): Finding[] {
  const { attempts } = evidence;
  const results = portResults(evidence);
  // A machine without IPv6 reaches none of them, and that says nothing of the server.
  const blind = attempts.length > 0 && attempts.every(isBlind);
  const rest: { rating?: Rating } = blind ? { rating: 'inconclusive' } : {};
  const several = new Set(attempts.map(({ address }) => address)).size > 1;
  const detail = several ? { evidence: { detail: attempts.map(told).join(', ') } } : {};
  return CLOSED.flatMap((state) => {
    const ports = results.filter((result) => result.state === state).map(({ port }) => port);
    const family = blind ? { ipv6Only: true as const } : {};
    return ports.length === 0 ? [] : [closed(state, evidence, { ports, ...family }, { ...rest, ...detail })];
  });
}

/** Exchange Online takes one address, and nobody knows which: a dead one makes some of its connections fail. */
export function deadAddresses(evidence: TcpEvidence, port: number): Finding[] {
  const tried = evidence.attempts.filter((attempt) => attempt.port === port);
  const open = tried.filter(({ state }) => state === 'open');
  const dead = tried.filter((attempt) => attempt.state !== 'open' && !isBlind(attempt) && !isLocal(attempt));
  return CLOSED.flatMap((state) => {
    const addresses = dead.filter((attempt) => attempt.state === state).map(({ address }) => address);
    if (addresses.length === 0) return [];
    const args = { ports: [port], addresses, answering: open.length };
    const detail = tried.map(told).join(', ');
    return [closed(state, evidence, args, { rating: 'warning', evidence: { detail } })];
  });
}

function closed(
  state: Closed,
  { server, seconds }: TcpEvidence,
  args: Omit<ClosedArguments, 'server'>,
  rest: { rating?: Rating; evidence?: { detail: string } },
): Finding {
  if (state === 'timeout') return finding('tcp/timeout', { server, seconds, ...args }, rest);
  return state === 'refused'
    ? finding('tcp/refused', { server, ...args }, rest)
    : finding('tcp/unreachable', { server, ...args }, rest);
}

/** An IPv6 address to which there is no way from here: this machine may have no IPv6 at all. */
function isBlind({ address, state }: AddressPort): boolean {
  return state === 'unreachable' && ipaddr.IPv6.isValid(address);
}

/** `localhost` is `::1` too on most machines, where few services listen. */
function isLocal({ address }: AddressPort): boolean {
  return ipaddr.IPv6.isValid(address) && ipaddr.parse(address).range() === 'loopback';
}

const WORDS: Record<PortState, string> = {
  open: 'open',
  refused: 'refused',
  timeout: 'no answer',
  unreachable: 'unreachable',
};

function told({ address, port, state, ms }: AddressPort): string {
  return `${address} port ${port} ${WORDS[state]} (${ms} ms)`;
}
