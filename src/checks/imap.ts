import { isMicrosoft, recogniseServer, type ServerProfile } from '../knowledge/servers.js';
import type { CodeArguments } from '../model/code.js';
import { hasCapability } from '../model/endpoint.js';
import type { ImapEvidence } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';
import { checkUsualCapacity } from './capacity.js';

/** Mechanisms that take a password (https://www.iana.org/assignments/sasl-mechanisms). */
const PASSWORD_MECHANISM = /^(?:PLAIN|LOGIN|NTLM|CRAM-MD5|DIGEST-MD5|SCRAM-SHA-\d.*)$/;

/** Mechanisms that take a token in its place: RFC 7628, Google's XOAUTH2, Apple's ATOKEN. */
const TOKEN_MECHANISM = /^(?:OAUTHBEARER|OAUTH10A|XOAUTH2?|ATOKEN2?)$/;

export interface ImapContext {
  /** Connections that the migration opens at once. */
  wanted: number;
  /** Rows that sign in through one admin account. */
  superUser: boolean;
  allowPlaintext: boolean;
  /** What the server bears is found out later, and not to be guessed. */
  capacityProbed?: boolean;
  /** The names that the server's name is an alias of. */
  aliases?: readonly string[];
}

export function softwareOf(
  { server, greeting, id, capabilities }: ImapEvidence,
  aliases: readonly string[] = [],
): ServerProfile | undefined {
  return recogniseServer({ host: server, aliases, greeting: greeting?.text ?? '', id, capabilities });
}

/** What the server says before anybody signs in. */
export function checkImap(evidence: ImapEvidence, context: ImapContext): Finding[] {
  const { server, port, security } = evidence;
  const found: Finding[] = [];
  if (security === 'none') {
    const rating: { rating?: Rating } = context.allowPlaintext ? { rating: 'warning' } : {};
    found.push(finding('imap/plaintext', { server, port }, rating));
  }
  const unheard = checkGreeting(evidence);
  if (unheard !== undefined) return [...found, unheard];
  const software = softwareOf(evidence, context.aliases);
  const kind = software?.id;
  if (isMicrosoft(kind)) {
    return [...found, finding('imap/microsoft-365-source', { server, kind })];
  }
  found.push(...checkSignIn(evidence));
  if (!context.capacityProbed) found.push(...checkUsualCapacity(server, software, context));
  return found;
}

function checkGreeting(evidence: ImapEvidence): Finding | undefined {
  const { server, port, seconds, greeting, failure } = evidence;
  if (greeting !== undefined && greeting.status !== 'OK' && greeting.status !== 'PREAUTH') {
    const response = [greeting.status, greeting.code && `[${greeting.code}]`, greeting.text]
      .filter((part) => part)
      .join(' ');
    return finding('imap/refused', { server, port }, { evidence: { response } });
  }
  if (greeting !== undefined && failure === undefined) return undefined;
  const detail = failure === undefined ? {} : { evidence: { detail: failure.detail } };
  const received = otherProtocol(evidence);
  if (received !== undefined) {
    const protocol = protocolOf(received);
    const seen = { evidence: { response: received } };
    return finding('imap/not-imap', { server, port, ...(protocol ? { protocol } : {}) }, seen);
  }
  const kind =
    greeting !== undefined ? 'broke-off' : failure?.kind === 'dropped' ? ('hung-up' as const) : undefined;
  return finding('imap/no-greeting', { server, port, seconds, ...(kind ? { kind } : {}) }, detail);
}

/** What came instead of a greeting; a greeting that never came to its end is none, and yet IMAP. */
function otherProtocol({ greeting, failure, received }: ImapEvidence): string | undefined {
  if (greeting !== undefined) return undefined;
  return failure?.kind !== 'protocol' && received?.startsWith('*') ? undefined : received;
}

function protocolOf(received: string): string | undefined {
  if (/^\+OK\b/.test(received)) return 'POP3';
  if (/^220[ -]/.test(received)) return /ftp/i.test(received) ? 'FTP' : 'SMTP';
  if (/^SSH-/.test(received)) return 'SSH';
  return /^HTTP\/|^<(?:!doctype|html)/i.test(received) ? 'HTTP' : undefined;
}

/** Exchange Online signs in with LOGIN: its error reports name that command. */
function checkSignIn({ server, greeting, capabilities, security }: ImapEvidence): Finding[] {
  const evidence = { evidence: { detail: `capabilities: ${capabilities.join(' ').slice(0, 300)}` } };
  const disabled = (args: CodeArguments['imap/login-disabled']) => [
    finding('imap/login-disabled', args, evidence),
  ];
  if (greeting?.status === 'PREAUTH') return disabled({ server, kind: 'preauth' });
  const mechanisms = security === 'none' ? undefined : tokensOnly(capabilities);
  if (mechanisms !== undefined) return disabled({ server, kind: 'oauth-only', mechanisms });
  if (!hasCapability(capabilities, 'LOGINDISABLED')) return [];
  // Without TLS the announcement is what it should be; the plaintext finding says the rest.
  const password =
    security === 'none' || mechanismsIn(capabilities).some((name) => PASSWORD_MECHANISM.test(name));
  return disabled({ server, kind: password ? 'logindisabled' : 'no-password-mechanism' });
}

/** Names of the SASL mechanisms that are announced, in upper case, each once. */
function mechanismsIn(capabilities: readonly string[]): string[] {
  const upper = capabilities.map((capability) => capability.toUpperCase());
  return [...new Set(upper.filter((name) => name.startsWith('AUTH=')).map((name) => name.slice(5)))];
}

/**
 * The mechanisms of a server that announces such as take a token, and no other but certificates and guests. By the
 * letter LOGIN is there until LOGINDISABLED is announced (RFC 3501 section 6.2.3), and Dovecot with `xoauth2` alone
 * does announce it. Of Kerberos nothing follows: Cyrus and Exchange take LOGIN beside it.
 */
function tokensOnly(capabilities: readonly string[]): string[] | undefined {
  const mechanisms = mechanismsIn(capabilities);
  const others = mechanisms.filter((name) => !TOKEN_MECHANISM.test(name));
  if (mechanisms.length === others.length) return undefined;
  if (!others.every((name) => name === 'EXTERNAL' || name === 'ANONYMOUS')) return undefined;
  return mechanisms.filter((name) => TOKEN_MECHANISM.test(name));
}

/** Whether a password can be put to the server at all. */
export function canSignIn({ greeting, failure, capabilities, security }: ImapEvidence): boolean {
  if (failure !== undefined || greeting?.status !== 'OK') return false;
  if (security !== 'none' && tokensOnly(capabilities) !== undefined) return false;
  return !hasCapability(capabilities, 'LOGINDISABLED') || hasCapability(capabilities, 'AUTH=PLAIN');
}
