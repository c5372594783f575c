import type { Security } from '../model/endpoint.js';
import type { TlsMemory } from './tls-memory.js';

/** How a connection to the endpoint is made, once dns, tcp and tls are known. */
export interface Route {
  /** The name as given: sent as SNI and held against the certificate. */
  server: string;
  address: string;
  port: number;
  security: Security;
  /** Budget to connect, and for each reply. */
  seconds: number;
  /** The server speaks nothing above TLS 1.1. */
  legacyTls: boolean;
  /** The server was seen to speak TLS 1.3: some break off when it is no more than offered. */
  tls13: boolean;
  acceptUntrusted: boolean;
  /** PEM of the authorities to trust, in place of Node's, such as that of the embedded server. */
  authorities?: readonly string[];
  /** PEM of those that Node trusts beside its own (NODE_EXTRA_CA_CERTS), which it does not tell by itself. */
  extraAuthorities?: readonly string[];
  /** Shared by the connections that are made on the same terms. */
  memory?: TlsMemory;
}
