import { isMicrosoft, recogniseServer, type ServerProfile } from '../knowledge/servers.js';
import type { CodeArguments } from '../model/code.js';
import { hasCapability } from '../model/endpoint.js';
import type { Answer, ImapEvidence } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';
import { checkUsualCapacity } from './capacity.js';
import { responseText } from './response.js';

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
  found.push(...(isUntold(evidence) ? [untold(evidence)] : checkSignIn(evidence)));
  if (!context.capacityProbed) found.push(...checkUsualCapacity(server, software, context));
  return found;
}

/** What the server said to turn the connection away, in place of a greeting or of its capabilities. */
function refusalIn({ greeting, untold }: ImapEvidence): Answer | undefined {
  if (greeting !== undefined && greeting.status !== 'OK' && greeting.status !== 'PREAUTH') return greeting;
  return untold?.status === 'BYE' ? untold : undefined;
}

/** It greeted, and what it takes is not known: LOGINDISABLED may be among it. */
function isUntold({ greeting, capabilities }: ImapEvidence): boolean {
  return greeting?.status === 'OK' && capabilities.length === 0;
}

function untold({ server, port, seconds, untold: answer }: ImapEvidence): Finding {
  const seen = answer === undefined ? {} : { response: responseText(answer) };
  return finding(
    'imap/no-greeting',
    { server, port, seconds, kind: 'broke-off' },
    { rating: 'inconclusive', evidence: { ...seen, detail: 'no capabilities were told' } },
  );
}

/**
 * It had answered on this port a moment before: the stages before this one end where there is no connection, or no
 * TLS. STARTTLS has a greeting before TLS.
 */
function isUnreached({ failure, security, plainCapabilities }: ImapEvidence): boolean {
  if (failure === undefined) return false;
  return failure.phase !== 'greeting' || (security === 'tls' && plainCapabilities === undefined);
}

/** Whether it may be otherwise in a moment: the handshakes before have used up what some servers allow. */
export function mayPass(evidence: ImapEvidence): boolean {
  const { failure, untold } = evidence;
  if (refusalIn(evidence) !== undefined || untold?.status === 'NO') return true;
  if (failure === undefined || failure.kind === 'timeout' || failure.kind === 'aborted') return false;
  return failure.kind === 'dropped' || isUnreached(evidence);
}

function checkGreeting(evidence: ImapEvidence): Finding | undefined {
  const { server, port, seconds, greeting, failure } = evidence;
  const refusal = refusalIn(evidence);
  if (refusal !== undefined) {
    return finding('imap/refused', { server, port }, { evidence: { response: responseText(refusal) } });
  }
  if (greeting !== undefined && failure === undefined) return undefined;
  const detail = failure === undefined ? {} : { evidence: { detail: failure.detail } };
  if (isUnreached(evidence)) {
    const args = { server, port, seconds, kind: 'not-reached' as const };
    return finding('imap/no-greeting', args, { rating: 'inconclusive', ...detail });
  }
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

export function protocolOf(received: string): string | undefined {
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
  const unprotected = security === 'none' ? ({ unprotected: true } as const) : {};
  return disabled({ server, kind: password ? 'logindisabled' : 'no-password-mechanism', ...unprotected });
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

const NO_GREETING = 'the server gave no usable greeting';
const NO_WAY = 'the server offers no way to sign in';
const NOT_IN_THE_CLEAR =
  'without TLS, passwords are not sent to a server that does not tell its capabilities';

/** Why a password cannot be put to the server at all; undefined when it can. */
export function whyNoSignIn(evidence: ImapEvidence): string | undefined {
  const { greeting, failure, capabilities, security } = evidence;
  if (failure !== undefined || greeting === undefined || refusalIn(evidence) !== undefined)
    return NO_GREETING;
  if (greeting.status === 'PREAUTH') return NO_WAY;
  // Under TLS the answer to LOGIN will tell.
  if (isUntold(evidence)) return security === 'none' ? NOT_IN_THE_CLEAR : undefined;
  if (security !== 'none' && tokensOnly(capabilities) !== undefined) return NO_WAY;
  const able = !hasCapability(capabilities, 'LOGINDISABLED') || hasCapability(capabilities, 'AUTH=PLAIN');
  return able ? undefined : NO_WAY;
}
