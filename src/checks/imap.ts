import { isMicrosoft, recogniseServer, type ServerProfile } from '../knowledge/servers.js';
import { hasCapability } from '../model/endpoint.js';
import type { ImapEvidence } from '../model/evidence.js';
import { type Finding, finding, type Rating } from '../model/finding.js';

/** Mechanisms that take a password as it is in the CSV (RFC 3501 section 6.2.2, RFC 4616). */
const PASSWORD_MECHANISMS = ['AUTH=PLAIN', 'AUTH=LOGIN', 'AUTH=NTLM', 'AUTH=CRAM-MD5', 'AUTH=SCRAM-SHA-1'];

export interface ImapContext {
  /** Connections that the migration opens at once. */
  wanted: number;
  /** Rows that sign in through one admin account. */
  superUser: boolean;
  allowPlaintext: boolean;
}

export function softwareOf({ server, greeting, id, capabilities }: ImapEvidence): ServerProfile | undefined {
  return recogniseServer({ host: server, greeting: greeting?.text ?? '', id, capabilities });
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
  const software = softwareOf(evidence);
  const kind = software?.id;
  if (isMicrosoft(kind)) {
    return [...found, finding('imap/microsoft-365-source', { server, kind })];
  }
  found.push(...checkSignIn(evidence));
  if (software?.connections !== undefined) found.push(...checkCapacity(server, software, context));
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
  return finding('imap/no-greeting', { server, port, seconds }, detail);
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
  if (greeting?.status === 'PREAUTH') {
    return [finding('imap/login-disabled', { server, kind: 'no-password-mechanism' }, evidence)];
  }
  if (!hasCapability(capabilities, 'LOGINDISABLED')) return [];
  const mechanism = PASSWORD_MECHANISMS.some((name) => hasCapability(capabilities, name));
  // Without TLS the announcement is what it should be; the plaintext finding says the rest.
  if (security === 'none' && !mechanism)
    return [finding('imap/login-disabled', { server, kind: 'logindisabled' }, evidence)];
  const kind = mechanism ? 'logindisabled' : 'no-password-mechanism';
  return [finding('imap/login-disabled', { server, kind }, evidence)];
}

/** A limit per account matters when one account signs in for all. */
function checkCapacity(server: string, software: ServerProfile, context: ImapContext): Finding[] {
  const { connections } = software;
  if (connections === undefined || connections.limit >= context.wanted) return [];
  // Dovecot counts a master user's sessions as those of the mailbox's owner.
  if (connections.scope === 'user' && (!context.superUser || software.id === 'dovecot')) return [];
  const { limit, scope, setting } = connections;
  const args = {
    server,
    wanted: context.wanted,
    limit,
    scope,
    seen: false,
    software: software.name,
    setting,
  };
  return [finding('imap/connection-limit', args)];
}

/** Whether a password can be put to the server at all. */
export function canSignIn({ greeting, failure, capabilities }: ImapEvidence): boolean {
  if (failure !== undefined || greeting?.status !== 'OK') return false;
  return !hasCapability(capabilities, 'LOGINDISABLED') || hasCapability(capabilities, 'AUTH=PLAIN');
}
