import type { Amount } from './audit.js';
import type { AddressLack, LookupFailure, NameFault, RangedAddress } from './dns.js';
import type { Unsuitable } from './recipient.js';
import type { RequiredColumn, RowPlace, SignInForm } from './row.js';

type None = Record<never, never>;

/** What is known of who answers; keys of the server profiles. */
export interface ServerArguments {
  /** Software or provider whose words the answer is in. */
  provider?: string;
  /** Software or provider that the endpoint is known to be. */
  software?: string;
}

/** What every login code knows besides the server's words, which are evidence. */
export interface LoginArguments extends ServerArguments {
  form: SignInForm;
}

/** What is known of an attempt that got no answer to trust. */
export interface TransientArguments extends ServerArguments {
  attempts: number;
  /** What was being waited for. */
  phase?: string;
  /** Budget that ran out, in seconds. */
  seconds?: number;
  /** Pause the server asked for, in milliseconds. */
  backoffMs?: number;
}

export interface ClosedArguments {
  server: string;
  ports: number[];
  /** The addresses of which it is told, where `answering` others take connections on the port. */
  addresses?: string[];
  answering?: number;
  /** All addresses are IPv6 addresses, which this machine may not reach at all. */
  ipv6Only?: true;
}

export interface CertificateArguments {
  server: string;
  issuer?: string;
  /** The endpoint will be created with AcceptUntrustedCertificates. */
  accepted?: true;
}

/**
 * Why a chain is not trusted. `incomplete-chain`: the certificate names where its issuer's is, and that was not sent;
 * `unclear-chain`: either that or an unknown authority. `issuer-not-valid`: a certificate above is out of date.
 * `added-authority`: it is trusted here, by an authority that was added on this machine.
 */
export type Distrust =
  | 'self-signed'
  | 'unknown-authority'
  | 'incomplete-chain'
  | 'unclear-chain'
  | 'issuer-not-valid'
  | 'wrong-purpose'
  | 'added-authority'
  | 'revoked'
  | 'other';

/** A match that not every client takes: by the common name alone, by a `*` in a label, by a name with a dot at its end. */
export type LooseMatch = 'common-name' | 'partial-wildcard' | 'trailing-dot';

/** What stands on the first line of a file whose header comes later. */
export type PreambleKind = 'sep-line' | 'type-line' | 'title-line';

/** What stands between the values of a row in place of the header's sign; `"`: the whole row is in quotes. */
export type Separator = ',' | ';' | '\t' | '"';

/** What hides in a header cell that is a column's name otherwise. `misread-mark`: a byte order mark as letters. */
export type HeaderOddity = 'spaces' | 'invisible-character' | 'quotes' | 'misread-mark';

/** What a spreadsheet or a word processor made of a value. */
export type SpreadsheetDamage =
  | 'curly-quotes'
  | 'scientific-number'
  | 'error-value'
  | 'formula'
  | 'lost-letter'
  | 'misread-letters'
  | 'typographic-sign'
  | 'placeholder';

/** Why a value is no address; `header`: it is the name of the column. */
export type EmailHint = SpreadsheetDamage | 'header';

export interface MissingColumnArguments {
  column: RequiredColumn;
  /** The header cell that stands there instead, only when it is close enough to be no password. */
  found?: string;
  oddity?: HeaderOddity;
  headerless?: boolean;
  /** All names stand in one cell, with this sign between them. */
  joined?: string;
  preamble?: {
    kind: PreambleKind;
    /** Where the header was found below. */
    headerLine?: number;
    /** Whether it names this column. */
    named: boolean;
    /** What stands above it may hold rows of users. */
    mayBeData?: boolean;
  };
}

/**
 * How a TLS handshake, or the talk before it, ended without TLS. From `no-version` to `alert` the server said so by
 * an alert (RFC 8446 section 6); `protocol`: it does something that TLS does not know.
 */
export type HandshakeFault =
  | 'plain-text'
  | 'garbage'
  | 'preauth'
  | 'tls-at-once'
  | 'starttls-refused'
  | 'starttls-injected'
  | 'client-certificate'
  | 'unknown-name'
  | 'access-denied'
  | 'server-fault'
  | 'no-version'
  | 'no-common'
  | 'alert'
  | 'weak-key'
  | 'no-certificate'
  | 'bad-certificate'
  | 'protocol'
  | 'timeout'
  | 'reset'
  | 'other';

/** The typed arguments of every finding. A code is what other tools read; it is never renamed. */
export interface CodeArguments {
  'csv/empty-file': None;
  'csv/no-rows': None;
  'csv/too-many-rows': { rows: number };
  'csv/too-large': { bytes: number };
  'csv/missing-column': MissingColumnArguments;
  'csv/column-case': { column: string; found: string };
  'csv/duplicate-column': { column: string };
  /**
   * `name` is left out when the line may be data: a header cell could then be a password. `empty`: the cell is, and
   * so are `count` of them from here on. `more`: so many others are not told.
   */
  'csv/unknown-column': { position: number; name?: string; empty?: true; count?: number; more?: number };
  /** `emptySurplus`: the values that the header has no column for are empty. `wholeRow`: all are. */
  'csv/wrong-column-count': {
    row: number;
    expected: number;
    actual: number;
    emptySurplus?: true;
    wholeRow?: true;
    separatedBy?: Separator;
  };
  'csv/wrong-delimiter': { delimiter: ';' | '\t' };
  'csv/malformed-quote': { kind: 'unclosed' | 'text-around' };
  /** `offset` in bytes from 0, and the line where it is; `looksLike`: a file type told by its first bytes. */
  'csv/not-unicode': {
    offset?: number;
    line?: number;
    looksLike?: string;
    /** Where it is not UTF-8. */
    encoding?: 'UTF-16LE' | 'UTF-16BE';
  };
  'csv/utf-16': { encoding: 'UTF-16LE' | 'UTF-16BE' };
  'csv/file-extension': { extension: string };
  'csv/file-permissions': { mode: string };
  'csv/blank-line': { count: number; lines: number[] };
  /** `wholeRow`: all values of the row are empty. */
  'csv/blank-value': { column: RequiredColumn; wholeRow?: true };
  'csv/invalid-email': { hint?: EmailHint };
  'csv/duplicate-email': { first: RowPlace };
  'csv/duplicate-username': { first: RowPlace };
  'csv/surrounding-spaces': { column: RequiredColumn; leading: boolean; trailing: boolean };
  /** `characters` as `U+200B`. */
  'csv/control-character': { column: string; characters: string[] };
  'csv/spreadsheet-damage': { column: RequiredColumn; kind: SpreadsheetDamage };
  /** `rows` in which zeros are missing; `width`: digits that the others have, not told of passwords. */
  'csv/lost-leading-zeros': { column: RequiredColumn; rows: number; width?: number };
  'csv/mixed-username-format': {
    majority: SignInForm;
    minorities: { form: SignInForm; count: number; rows: number[] }[];
    /** As many rows use the first of the others. */
    tie?: true;
  };
  'csv/super-user': { form: SignInForm; account: string; rows: number };
  /** `withSpaces`: sixteen letters, with the spaces in which Google shows them. */
  'csv/app-password-format': { withSpaces?: true };
  'csv/large-batch': { rows: number };
  'dns/not-an-fqdn': { server: string; kind: NameFault; suggestion?: string };
  /** `kind` is left out where it cannot be told. `aliases`: the names behind the server's own, in order. */
  'dns/not-resolvable': { server: string; kind?: AddressLack; aliases?: string[] };
  /**
   * `asked`: this machine's resolver, or the public ones by address. `open`: IPv6 addresses are known, and the
   * question for IPv4 has no answer.
   */
  'dns/lookup-failed': {
    server: string;
    asked: string[];
    reason: LookupFailure;
    open?: 'ipv4';
    /** What the other side says: this machine, or the public resolvers. */
    known?: 'resolved-here' | 'unknown-here' | 'resolved-outside';
  };
  /** `mixed`: other addresses are public, and those are not told. */
  'dns/not-public': {
    server: string;
    addresses: RangedAddress[];
    kind: 'unknown-outside' | 'not-routable' | 'mixed';
  };
  'dns/differs-from-public': {
    server: string;
    here: string[];
    outside: string[];
    kind: 'private-here' | 'other-address' | 'unknown-here' | 'resolvers-disagree';
  };
  'dns/no-ipv4': { server: string; addresses: string[] };
  'tcp/timeout': ClosedArguments & { seconds: number };
  'tcp/refused': ClosedArguments;
  'tcp/unreachable': ClosedArguments;
  /** `tls`: 993 answers, and has no TLS that Exchange Online takes. */
  'tcp/only-143': { server: string; reason?: 'closed' | 'tls' };
  /** `product` as told by the greeting; `probable`: no more than the look of the certificate says so. */
  'tls/legacy-only': {
    server: string;
    versions: string[];
    exchange2010: boolean;
    product?: string;
    probable?: true;
  };
  'tls/no-common-cipher': { server: string; cipher?: string };
  /** `tls-1.3-beside`: TLS 1.2 is there too, and has none of the listed suites. */
  'tls/unlisted-cipher': {
    server: string;
    kind: 'ecdsa-only' | 'tls-1.3-only' | 'tls-1.3-beside' | 'unlisted-curve';
    cipher?: string;
    curve?: string;
  };
  'tls/handshake-failed': {
    server: string;
    port: number;
    kind: HandshakeFault | 'throttled' | 'contradictory';
    /** Where TLS begins by STARTTLS. */
    starttls?: true;
  };
  'tls/starttls-missing': { server: string; port: number; kind?: 'absent' | 'masked' };
  'tls/legacy-enabled': { server: string; versions: string[] };
  'tls/certificate-untrusted': CertificateArguments & { kind: Distrust };
  /** `near`: less than a day off, which a wrong clock could be too. */
  'tls/certificate-expired': CertificateArguments & {
    validFrom: string;
    validTo: string;
    notYet: boolean;
    near?: true;
  };
  /** `loose`: it does match, but not for every client. */
  'tls/certificate-name-mismatch': CertificateArguments & { names: string[]; loose?: LooseMatch };
  /** `part`: it is not the server's own certificate, but one above. */
  'tls/certificate-expires-soon': CertificateArguments & { validTo: string; days: number; part?: 'issuer' };
  'tls/certificate-weak': CertificateArguments & {
    kind: 'sha-1' | 'short-rsa';
    bits?: number;
    part?: 'issuer';
  };
  /**
   * `kind` where it was not silent: it hung up in place of a greeting, or greeted and told no more. `not-reached`:
   * it could not be asked, on a port where it had answered a moment before.
   */
  'imap/no-greeting': {
    server: string;
    port: number;
    seconds: number;
    kind?: 'hung-up' | 'broke-off' | 'not-reached';
  };
  'imap/not-imap': { server: string; port: number; protocol?: string };
  'imap/refused': { server: string; port: number };
  /**
   * `no-password-mechanism`: every mechanism that is announced needs something else than a password; `oauth-only`: a
   * token, and `mechanisms` are those. `preauth`: everybody is signed in already.
   */
  'imap/login-disabled': {
    server: string;
    kind: 'logindisabled' | 'no-password-mechanism' | 'oauth-only' | 'preauth';
    mechanisms?: string[];
    /** The connection has no TLS: under TLS it may be otherwise. */
    unprotected?: true;
  };
  'imap/plaintext': { server: string; port: number };
  'imap/microsoft-365-source': { server: string; kind: 'exchange-online' | 'outlook.com' };
  'imap/connection-limit': {
    server: string;
    /** Connections that the migration opens at once. */
    wanted: number;
    limit?: number;
    /** How many were to be opened, where the limit was looked for. */
    asked?: number;
    scope: 'address' | 'user' | 'unknown';
    seen: boolean;
    /** Every row signs in as a user of its own, and the limit is one of each user. */
    ownAccounts?: true;
    /** Key of a profile. */
    software?: string;
    setting?: string;
  };
  'login/rejected': LoginArguments;
  'login/app-password-required': LoginArguments;
  'login/web-login-required': LoginArguments;
  'login/imap-disabled': LoginArguments;
  'login/basic-auth-disabled': LoginArguments;
  'login/expired': LoginArguments;
  'login/blocked': LoginArguments;
  'login/not-authorized': LoginArguments;
  'login/timeout': TransientArguments;
  'login/dropped': TransientArguments;
  'login/unavailable': TransientArguments;
  'login/throttled': TransientArguments;
  'login/too-many-connections': TransientArguments;
  'login/stopped': { kind: 'admin-account' | 'max-rejected'; rejected: number; account?: string };
  'mailbox/list-failed': { command: 'LIST' | 'EXAMINE' };
  /**
   * Where they were measured: `adds` is what they hold; `alone`, how many messages at least stand nowhere else, sent
   * mail among them.
   */
  'mailbox/gmail-folders': { roots: string[]; adds?: Amount; alone?: number };
  'mailbox/public-folders': { roots: string[] };
  'mailbox/slash-in-folder-name': { folders: number; examples: string[] };
  'mailbox/non-mail-folders': { folders: string[] };
  /** `kept`: what is left without the folders that a plan excludes, where that is not too much. */
  'mailbox/too-many-items': { messages: number; kept?: number };
  'mailbox/folder-too-many-items': { folder: string; messages: number };
  'mailbox/message-too-large': { messages: number; folders: string[] };
  /** `kept` as above, in octets; `estimated`: so is `bytes`. */
  'mailbox/over-target-quota': { bytes: number; quota: number; kept?: number; estimated?: true };
  /** `primaryOnly`: the export was to have all addresses and shows the primary ones alone. */
  'target/recipient-not-found': { emailAddress: string; nearest?: string; primaryOnly?: true };
  'target/recipient-not-a-mailbox': { emailAddress: string } & Unsuitable;
  'target/foreign-domain': { domain: string; targetDomains?: string[] };
  /** `user`: the address is in the batch `name`, with `status` there. Otherwise the name itself is taken. */
  'target/batch-exists': { name: string; kind?: 'user'; emailAddress?: string; status?: string };
  'target/batch-name': { name: string; problem: 'too-long' | 'special-characters' };
}

/** What a finding is: `<stage>/<name>`. It is never renamed, because other programs read it. */
export type Code = keyof CodeArguments;

/** The codes of one family, such as `login/rejected` and its siblings. */
export type CodesOf<Family extends string> = Extract<Code, `${Family}/${string}`>;
