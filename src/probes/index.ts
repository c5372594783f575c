import type {
  DnsEvidence,
  ImapEvidence,
  LoginEvidence,
  TcpEvidence,
  TlsEvidence,
} from '../model/evidence.js';
import type { BatchRow } from '../model/row.js';
import type { HeldConnection, HoldOptions } from './imap/hold.js';
import type { LoginOptions } from './imap/login.js';
import type { Route } from './route.js';
import type { TlsProbeOptions } from './tls.js';

/** Everything a run asks of the network. Each returns evidence and judges nothing. */
export interface Probes {
  dns(
    server: string,
    resolvers: readonly string[],
    seconds: number,
    signal?: AbortSignal,
  ): Promise<DnsEvidence>;
  tcp(
    server: string,
    addresses: readonly string[],
    ports: readonly number[],
    seconds: number,
    signal: AbortSignal,
  ): Promise<TcpEvidence>;
  tls(
    route: Route & { security: 'ssl' | 'tls' },
    options: TlsProbeOptions,
    signal: AbortSignal,
  ): Promise<TlsEvidence>;
  imap(route: Route, signal: AbortSignal): Promise<ImapEvidence>;
  login(
    route: Route,
    credentials: Pick<BatchRow, 'userName' | 'password'>,
    options: LoginOptions,
    signal: AbortSignal,
  ): Promise<LoginEvidence>;
  /** The caller closes what it has opened. */
  hold(route: Route, options: HoldOptions, signal: AbortSignal): Promise<HeldConnection>;
}

/** The probes on real sockets. Loading imapflow costs more than a check of a CSV alone, so it waits for a socket. */
export const realProbes: Probes = {
  dns: async (...args) => (await import('./dns.js')).probeDns(...args),
  tcp: async (...args) => (await import('./tcp.js')).probeTcp(...args),
  tls: async (...args) => (await import('./tls.js')).probeTls(...args),
  imap: async (...args) => (await import('./imap/greet.js')).probeImap(...args),
  login: async (...args) => (await import('./imap/login.js')).probeLogin(...args),
  hold: async (...args) => (await import('./imap/hold.js')).holdConnection(...args),
};
