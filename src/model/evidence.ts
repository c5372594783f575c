import type { Distrust, HandshakeFault, LooseMatch, PreambleKind, Separator } from './code.js';
import type { AddressLack, LookupFailure } from './dns.js';
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

/** The names behind a name (CNAME), in order. Texts are cleaned. */
export interface AliasChain {
  names: string[];
  /** It leads back to a name before, or goes on beyond what is followed. */
  fault?: 'loop' | 'too-long';
}

/** What is known of a name. `lack` is left out where the resolver does not tell. */
export type Lookup = (
  | {
      kind: 'found';
      /** IPv4 first. */
      addresses: string[];
      /** There are IPv6 addresses, and the question for IPv4 has no answer for this reason. */
      ipv4Failure?: LookupFailure;
    }
  | { kind: 'not-found'; lack?: AddressLack }
  | { kind: 'failed'; reason: LookupFailure }
) & { chain?: AliasChain };

export interface ResolverAnswer {
  /** As it was given, such as `1.1.1.1` or `127.0.0.1:5353`. */
  resolver: string;
  lookup: Lookup;
}

export interface DnsEvidence {
  server: string;
  here: Lookup;
  /** Absent when the public resolvers were not asked. `lookup` is what all of them together say. */
  outside?: { answers: ResolverAnswer[]; lookup: Lookup };
}

export interface TcpEvidence {
  server: string;
  seconds: number;
  /** Every address and port that was tried. */
  attempts: AddressPort[];
}

export interface HandshakeFailure {
  /** `bye`, `not-imap` and `silent`: what came where STARTTLS was to be asked for. */
  kind: HandshakeFault | 'starttls-missing' | 'starttls-masked' | 'bye' | 'not-imap' | 'silent';
  /** In words; what the server sent is cleaned. */
  detail: string;
  /** The answer that ended it. */
  answer?: Answer;
  /** What came in place of IMAP, cleaned. */
  received?: string;
  /** It says nothing of what the server can do: it was not tried, or the server drops what it took before. */
  undetermined?: true;
}

export type Handshake =
  /** `curve` as OpenSSL names it, where there was one. */
  | { ok: true; protocol: string; cipher: string; curve?: string; peer: PeerCertificate }
  | { ok: false; failure: HandshakeFailure };

export interface PeerCertificate extends Certificate {
  /** Why the chain is not trusted. */
  distrust?: Distrust;
  /** It is trusted by an authority that was added on this machine, and by no other. */
  addedAuthority?: true;
  /** OpenSSL's name of the error. */
  distrustDetail?: string;
  nameMatches: boolean;
  /** Where not every client would let it match. */
  nameBy?: LooseMatch;
  keyType: 'rsa' | 'ec' | 'other';
  keyBits?: number;
  /** Shortest RSA key of the certificates above, the trusted authority left out. */
  issuerRsaBits?: number;
  /** ISO 8601: when the first of the certificates above ends, the trusted authority left out. */
  issuerValidTo?: string;
  /** A signature with SHA-1 or older between the server's certificate and the trusted authority. */
  sha1: boolean;
}

export interface TlsEvidence {
  server: string;
  port: number;
  security: Exclude<Security, 'none'>;
  /** Budget of each reply. */
  seconds: number;
  versions: Record<TlsVersion, Handshake>;
  /** TLS 1.2 with the suites that Microsoft lists, on the curves that Windows offers. */
  asExchangeOnline: Handshake;
  /** The same on any curve: asked where that could make the difference. */
  anyCurve?: Handshake;
  /** TLS 1.2 with the ECDSA twins of the listed suites: asked where the certificate is no RSA one. */
  ecdsaTwins?: Handshake;
  /** The plain greeting, when TLS begins by STARTTLS; otherwise that of a server that stops at TLS 1.1. */
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
  /** Empty where they are not known. */
  capabilities: string[];
  /** What CAPABILITY was answered with where that did not tell them, or a BYE that came with it. */
  untold?: Answer;
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
  /** This and what follows: where the mailbox was measured, and the server told. */
  messages?: number;
  bytes?: number;
  /** `bytes` was reckoned from the sizes of a part of the messages. */
  estimated?: true;
  /** Messages above the size that was asked for. */
  large?: number;
}

/** Whether it can be opened: RFC 3501 section 7.2.2, RFC 5258 section 3. */
export function canBeOpened({ flags }: Folder): boolean {
  return !flags.some((flag) => /^\\(?:Noselect|NonExistent)$/i.test(flag));
}

/** Prefixes as NAMESPACE gave them (RFC 2342); all empty lists when the server has no NAMESPACE. */
export interface Namespaces {
  personal: string[];
  others: string[];
  shared: string[];
}

/** What came of measuring a mailbox besides what is known of its folders. */
export interface AuditEvidence {
  /** In octets; of INBOX's root (RFC 9208 section 4.2.2). */
  quota?: { used: number; limit?: number };
  /** Why not everything that was asked was answered. */
  failure?: ConnectionFailure;
  /** A BYE with it. */
  bye?: Answer;
}

/** One sign-in, from connecting to signing out. */
export interface LoginEvidence {
  ms: number;
  /** Answer to LOGIN, or the BYE that came in its place. */
  login?: Answer;
  /** `login` came in place of a greeting, before the credentials were sent. */
  unsent?: true;
  list?: Answer;
  examine?: Answer;
  /** Answer to NAMESPACE, where it was no OK. */
  noNamespace?: Answer;
  /** A BYE that came after LOGIN was accepted and before LOGOUT was answered. */
  bye?: Answer;
  folders: Folder[];
  namespaces: Namespaces;
  /** Whether the server has NAMESPACE, where it said so in this session. */
  namespace?: boolean;
  /** What was announced once somebody was signed in, where the mailbox was to be measured. */
  signedIn?: readonly string[];
  /** Where the mailbox was to be measured and could be opened. */
  audit?: AuditEvidence;
  failure?: ConnectionFailure;
}

/** One connection that was opened to be kept open: how it came to that, or what ended it. */
export interface HoldEvidence {
  /** `greeting`: before sign-in. `held`: it was open, and then no more. */
  phase: 'greeting' | 'login' | 'held';
  /** The last answer; that to LOGIN where somebody was signed in. Absent when none came. */
  answer?: Answer;
  failure?: ConnectionFailure;
}

/** What came of opening many connections at once. */
export interface CapacityEvidence {
  server: string;
  asked: number;
  /** The most that were alive at the same time. */
  held: number;
  signedIn: boolean;
  /** `limit`: it was reached, twice in a row. `unclear`: something else came in between. */
  end: 'all-held' | 'limit' | 'unclear' | 'interrupted';
  /** What ended it, the server's words where it had some. */
  last?: HoldEvidence;
}
