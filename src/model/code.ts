import type { RequiredColumn, RowPlace, SignInForm } from './row.js';

type None = Record<never, never>;

/** What every login code knows besides the server's words, which are evidence. */
export interface LoginArguments {
  form: SignInForm;
  /** Software or provider whose answer was recognised, a key of the answer table. */
  provider?: string;
}

/** What is known of an attempt that got no answer to trust. */
export interface TransientArguments {
  attempts: number;
  /** What was being waited for. */
  phase?: string;
  /** Budget that ran out, in seconds. */
  seconds?: number;
  /** Pause the server asked for, in milliseconds. */
  backoffMs?: number;
}

export interface CertificateArguments {
  server: string;
  issuer?: string;
}

/** The typed arguments of every finding. A code is what other tools read; it is never renamed. */
export interface CodeArguments {
  'csv/empty-file': None;
  'csv/no-rows': None;
  'csv/too-many-rows': { rows: number };
  'csv/too-large': { bytes: number };
  /** `found`: the header cell that stands there instead, only when it is close enough to be no password. */
  'csv/missing-column': { column: RequiredColumn; found?: string; headerless?: boolean };
  'csv/column-case': { column: string; found: string };
  'csv/duplicate-column': { column: string };
  /** `name` is left out when the line may be data: a header cell could then be a password. */
  'csv/unknown-column': { position: number; name?: string };
  'csv/wrong-column-count': { row: number; expected: number; actual: number };
  'csv/wrong-delimiter': { delimiter: ';' | '\t' };
  'csv/malformed-quote': { kind: 'unclosed' | 'text-around' };
  /** `offset` in bytes from 0; `looksLike`: a file type told by its first bytes. */
  'csv/not-unicode': { offset?: number; looksLike?: string };
  'csv/utf-16': { encoding: 'UTF-16LE' | 'UTF-16BE' };
  'csv/file-extension': { extension: string };
  'csv/file-permissions': { mode: string };
  'csv/blank-line': { count: number; lines: number[] };
  'csv/blank-value': { column: RequiredColumn };
  'csv/invalid-email': None;
  'csv/duplicate-email': { first: RowPlace };
  'csv/duplicate-username': { first: RowPlace };
  'csv/surrounding-spaces': { column: RequiredColumn; leading: boolean; trailing: boolean };
  /** `characters` as `U+200B`. */
  'csv/control-character': { column: string; characters: string[] };
  'csv/mixed-username-format': {
    majority: SignInForm;
    minorities: { form: SignInForm; count: number; rows: number[] }[];
  };
  'csv/super-user': { form: SignInForm; account: string; rows: number };
  'csv/app-password-format': None;
  'csv/large-batch': { rows: number };
  'dns/not-an-fqdn': {
    server: string;
    kind: 'ip-address' | 'url' | 'single-label' | 'invalid';
    suggestion?: string;
  };
  'dns/not-resolvable': { server: string };
  /** `asked`: this machine's resolver, or the public ones by address. */
  'dns/lookup-failed': { server: string; asked: string[]; reason: string };
  'dns/not-public': { server: string; addresses: string[]; kind: 'unknown-outside' | 'not-routable' };
  'dns/differs-from-public': { server: string; here: string[]; outside: string[] };
  'dns/no-ipv4': { server: string; addresses: string[] };
  'tcp/timeout': { server: string; ports: number[]; seconds: number };
  'tcp/refused': { server: string; ports: number[] };
  'tcp/unreachable': { server: string; ports: number[] };
  'tcp/only-143': { server: string };
  'tls/legacy-only': { server: string; versions: string[]; exchange2010: boolean };
  'tls/no-common-cipher': { server: string; cipher?: string };
  'tls/unlisted-cipher': { server: string; kind: 'ecdsa-only' | 'tls-1.3-only'; cipher?: string };
  'tls/handshake-failed': {
    server: string;
    port: number;
    kind: 'plain-text' | 'reset' | 'timeout' | 'other';
  };
  'tls/starttls-missing': { server: string; port: number };
  'tls/legacy-enabled': { server: string; versions: string[] };
  'tls/certificate-untrusted': CertificateArguments & {
    kind: 'self-signed' | 'unknown-authority' | 'incomplete-chain' | 'revoked' | 'other';
  };
  'tls/certificate-expired': CertificateArguments & { validFrom: string; validTo: string; notYet: boolean };
  'tls/certificate-name-mismatch': CertificateArguments & { names: string[] };
  'tls/certificate-expires-soon': CertificateArguments & { validTo: string; days: number };
  'tls/certificate-weak': CertificateArguments & { kind: 'sha-1' | 'short-rsa'; bits?: number };
  'imap/no-greeting': { server: string; port: number; seconds: number };
  'imap/not-imap': { server: string; port: number; protocol?: string };
  'imap/refused': { server: string; port: number };
  'imap/login-disabled': { server: string; kind: 'logindisabled' | 'no-password-mechanism' };
  'imap/plaintext': { server: string; port: number };
  'imap/microsoft-365-source': { server: string; kind: 'exchange-online' | 'outlook.com' };
  'imap/connection-limit': {
    server: string;
    /** Connections that the migration opens at once. */
    wanted: number;
    limit?: number;
    scope: 'address' | 'user' | 'unknown';
    seen: boolean;
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
  'mailbox/gmail-folders': { roots: string[] };
  'mailbox/public-folders': { roots: string[] };
  'mailbox/slash-in-folder-name': { folders: number; examples: string[] };
  'mailbox/non-mail-folders': { folders: string[] };
  'mailbox/too-many-items': { messages: number };
  'mailbox/folder-too-many-items': { folder: string; messages: number };
  'mailbox/message-too-large': { messages: number; folders: string[] };
  'mailbox/over-target-quota': { bytes: number; quota: number };
  'target/recipient-not-found': { emailAddress: string; nearest?: string };
  'target/recipient-not-a-mailbox': { emailAddress: string; type: string };
  'target/foreign-domain': { domain: string; targetDomain?: string };
  'target/batch-exists': { name: string };
  'target/batch-name': { name: string; problem: 'too-long' | 'special-characters' };
}

export type Code = keyof CodeArguments;

/** The codes of one family, such as `login/rejected` and its siblings. */
export type CodesOf<Family extends string> = Extract<Code, `${Family}/${string}`>;
