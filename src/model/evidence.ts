import type { Certificate, PortResult, Security, TlsVersion } from './endpoint.js';

/** What one resolver said of a name. */
export type Lookup =
  | { kind: 'found'; addresses: string[] }
  | { kind: 'not-found' }
  | { kind: 'failed'; reason: string };

export interface DnsEvidence {
  server: string;
  here: Lookup;
  /** Absent when the public resolvers were not asked. */
  outside?: { resolvers: string[]; lookup: Lookup };
}

export interface AddressPort extends PortResult {
  address: string;
}

export interface TcpEvidence {
  server: string;
  seconds: number;
  /** Every address and port that was tried. */
  attempts: AddressPort[];
}

/** How a TLS handshake, or the talk before it, ended without TLS. */
export interface HandshakeFailure {
  kind: 'protocol' | 'plain-text' | 'reset' | 'timeout' | 'starttls-missing' | 'starttls-refused' | 'other';
  /** In words; what the server sent is cleaned. */
  detail: string;
}

export type Handshake =
  | { ok: true; protocol: string; cipher: string; peer: PeerCertificate }
  | { ok: false; failure: HandshakeFailure };

export interface PeerCertificate extends Certificate {
  /** Why the chain is not trusted. */
  distrust?: 'self-signed' | 'unknown-authority' | 'incomplete-chain' | 'revoked' | 'other';
  nameMatches: boolean;
  keyType: 'rsa' | 'ec' | 'other';
  keyBits?: number;
  /** A SHA-1 signature in the chain as sent, the self-signed root not counted. */
  sha1: boolean;
}

export interface TlsEvidence {
  server: string;
  port: number;
  security: Exclude<Security, 'none'>;
  versions: Record<TlsVersion, Handshake>;
  /** TLS 1.2 with the suites that Microsoft lists. */
  asExchangeOnline: Handshake;
  /** The plain greeting, when TLS begins by STARTTLS. */
  greeting?: string;
}

/** A server's answer: tagged, or BYE. Texts are cleaned. */
export interface Answer {
  status: 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';
  /** Response code in upper case without its arguments, such as AUTHENTICATIONFAILED. */
  code?: string;
  text: string;
}

export interface ConnectionFailure {
  kind: 'timeout' | 'dropped' | 'refused' | 'unreachable' | 'tls' | 'protocol' | 'aborted';
  phase: 'connect' | 'tls' | 'greeting' | 'login' | 'mailbox';
  detail: string;
}

export interface ImapEvidence {
  server: string;
  port: number;
  security: Security;
  seconds: number;
  greeting?: Answer;
  /** What came instead of an IMAP greeting, cleaned. */
  received?: string;
  capabilities: string[];
  /** What ID answered, cleaned. */
  id: Record<string, string>;
  failure?: ConnectionFailure;
}

export interface Folder {
  /** Decoded from modified UTF-7, cleaned. */
  path: string;
  delimiter: string;
  flags: string[];
}

/** Prefixes as NAMESPACE gave them (RFC 2342); all empty lists when the server has no NAMESPACE. */
export interface Namespaces {
  personal: string[];
  others: string[];
  shared: string[];
}

/** One sign-in, from connecting to signing out. */
export interface LoginEvidence {
  ms: number;
  /** Answer to LOGIN, or the BYE that came in its place. */
  login?: Answer;
  list?: Answer;
  examine?: Answer;
  /** A BYE that came after LOGIN was accepted and before LOGOUT was answered. */
  bye?: Answer;
  folders: Folder[];
  namespaces: Namespaces;
  failure?: ConnectionFailure;
}
