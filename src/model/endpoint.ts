/** As in New-MigrationEndpoint: `ssl` is TLS from the first byte, `tls` is STARTTLS. */
export type Security = 'ssl' | 'tls' | 'none';

export const TLS_VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
export type TlsVersion = (typeof TLS_VERSIONS)[number];

export type PortState = 'open' | 'refused' | 'timeout' | 'unreachable';

export interface PortResult {
  port: number;
  state: PortState;
  ms: number;
}

/** One address on one port. */
export interface AddressPort extends PortResult {
  address: string;
}

export interface Certificate {
  subject: string;
  issuer: string;
  /** Subject alternative names, or the common name where there are none. */
  names: string[];
  /** ISO 8601. */
  validFrom: string;
  /** ISO 8601. */
  validTo: string;
  /** The chain ends at an authority this machine trusts; says nothing of dates and name. */
  trusted: boolean;
}

export interface TlsSummary {
  versions: Record<TlsVersion, boolean>;
  /** Versions of which the server left unclear whether it speaks them; `versions` has them as false. */
  undetermined: TlsVersion[];
  /** What a handshake as Exchange Online makes it agreed on, or else the newest that the server takes. */
  negotiated?: { protocol: string; cipher: string };
  certificate?: Certificate;
}

/** How many connections at once the server was seen to bear. */
export interface ConnectionCapacity {
  /** How many were to be opened. */
  asked: number;
  /** How many were open at the same time. */
  held: number;
  /** Whether each was signed in. */
  signedIn: boolean;
}

/** How many connections at once the sign-ins of a run were seen to get. */
export interface SeenConnections {
  /** How many the run was allowed to open. */
  wanted: number;
  /** The highest number that held. */
  held: number;
  /** More than that were turned away. */
  limited: boolean;
}

/** What is known of the source server. Parts are absent until their stage has run. */
export interface Endpoint {
  server: string;
  addresses: string[];
  /** The names that the server's name is an alias of, in the order of the chain (CNAME). */
  aliases: string[];
  port?: number;
  security?: Security;
  ports: PortResult[];
  /** The same for each address. */
  attempts: AddressPort[];
  tls?: TlsSummary;
  software?: string;
  /** Which release of it, where it says so, such as `Exchange Server 2016`. */
  product?: string;
  greeting?: string;
  /** Before sign-in, and under TLS where there is TLS. */
  capabilities: string[];
  /** Before TLS, where it begins by STARTTLS. */
  plainCapabilities?: string[];
  /** Rows of the batch that sign in through an admin account. */
  adminRows?: number;
  /** Where it was probed. */
  capacity?: ConnectionCapacity;
  /** Once somebody was answered in the logins. */
  connections?: SeenConnections;
}

/** Capability names are compared without regard to case: RFC 3501 section 9. */
export function hasCapability(capabilities: readonly string[], name: string): boolean {
  return capabilities.some((capability) => capability.toUpperCase() === name);
}
