import type { PortResult, PortState, Security } from '../model/endpoint.js';
import type { TcpEvidence } from '../model/evidence.js';
import { type Finding, finding } from '../model/finding.js';

/** The better state comes first: one address that answers is enough to connect. */
const ORDER: readonly PortState[] = ['open', 'refused', 'timeout', 'unreachable'];

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

/** Whether the ports answer. `probed`: both standard ports were tried because none was asked for. */
export function checkTcp(evidence: TcpEvidence, probed: boolean): Finding[] {
  const { server, seconds } = evidence;
  const results = portResults(evidence);
  const portsIn = (state: PortState) =>
    results.filter((result) => result.state === state).map(({ port }) => port);
  const open = portsIn('open');
  if (open.length > 0) return probed && !open.includes(993) ? [finding('tcp/only-143', { server })] : [];
  const found: Finding[] = [];
  const [timeout, refused, unreachable] = [portsIn('timeout'), portsIn('refused'), portsIn('unreachable')];
  if (timeout.length > 0) found.push(finding('tcp/timeout', { server, ports: timeout, seconds }));
  if (refused.length > 0) found.push(finding('tcp/refused', { server, ports: refused }));
  if (unreachable.length > 0) found.push(finding('tcp/unreachable', { server, ports: unreachable }));
  return found;
}
