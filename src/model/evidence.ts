import type { PreambleKind, Separator } from './code.js';
import type { AddressPort, Certificate, Security, TlsVersion } from './endpoint.js';
import type { BatchRow, KnownColumn } from './row.js';

export interface ColumnPlace {
  /** From 0. */
  index: number;
  written: string;
}

/** The header line of a batch: the first line that is not blank, or one below lines that are no header. */
export interface HeaderEvidence {
  line: number;
  delimiter: string;
  /** How many cells it has. */
  width: number;
  /** Columns named exactly, or in other case. */
  columns: Partial<Record<KnownColumn, ColumnPlace>>;
  /** Cells that are close to the name of a column that is not there. */
  close: Partial<Record<KnownColumn, ColumnPlace>>;
  /** Columns named more than once. */
  repeated: KnownColumn[];
  /** Other cells; `name` is left out where it could be a password. `position` from 1. */
  others: { position: number; name?: string }[];
  /** Further cells of that kind, or cells that were not read: how many. */
  untold?: number;
  /** Cells at its end that are empty, which `others` leaves out. */
  emptyAtEnd?: number;
  /** All names stand in one cell, with this sign between them. */
  joined?: string;
  /** No cell is, or is close to, a column's name. */
  headerless?: boolean;
  /** What stands above it: `lines` lines that are not blank, the first of them on `line`. */
  preamble?: { kind: PreambleKind; line: number; lines: number; mayBeData?: boolean };
  malformed?: 'unclosed' | 'text-around';
}

/** One data row with what is odd about its form. */
export interface RecordEvidence extends BatchRow {
  /** How many values it has. */
  width: number;
  /** As many values as the header, and quotes that can be read. */
  sound: boolean;
  /** Columns with bytes that are no text; `['']` where the column cannot be told. */
  undecodable: readonly string[];
  /** Printable ASCII without white space, all of it; where this is not said, nothing is known. */
  plain?: boolean;
  /** It has more values than the header, and those are empty. */
  emptySurplus?: true;
  /** Between its values stands another sign than in the header, or all of it is in quotes (`"`). */
  separatedBy?: Separator;
  /** All its values are empty, however many. */
  empty?: true;
  malformed?: 'unclosed' | 'text-around';
}

/** What is known of a batch file when it has been read. */
export interface FileEvidence {
  file: string;
  bytes: number;
  rows: number;
  mode?: number;
  encoding: 'UTF-8' | 'UTF-16LE' | 'UTF-16BE';
  looksLike?: string;
  invalidAt?: number;
  /** Line on which `invalidAt` is. */
  invalidLine?: number;
  blankLines: { count: number; lines: number[] };
  header?: HeaderEvidence;
}

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
  /** What was announced before TLS, where it began by STARTTLS. */
  plainCapabilities?: string[];
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
