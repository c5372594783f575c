import type { ImapCompileNode } from 'imapflow/lib/handler/types.js';
import { hasCapability } from '../../model/endpoint.js';
import type { Answer, LoginEvidence } from '../../model/evidence.js';
import type { BatchRow } from '../../model/row.js';
import type { Secret } from '../../model/secret.js';
import { ConnectionError, failureOf } from '../failure.js';
import type { Route } from '../route.js';
import { type AuditWish, MailboxMeasuring } from './audit.js';
import { ImapConnection } from './connection.js';
import { dial, readGreeting, StarttlsError } from './dial.js';
import type { Flight } from './flight.js';
import { isQuotable, quoted } from './folder-name.js';
import { mailboxFlight, noteMailbox, readMailbox } from './mailbox.js';
import type { Redact, Reply } from './reply.js';

/**
 * How many commands go out in one piece. `all`: LOGIN with those that read the mailbox; `mailbox`: these, once LOGIN
 * is answered; `none`: each when the one before is answered.
 */
export type Pipelining = 'all' | 'mailbox' | 'none';

export interface LoginOptions {
  /** What the server announced before sign-in. */
  capabilities: readonly string[];
  pipelining: Pipelining;
  /** The server is known to have NAMESPACE once somebody is signed in, whatever it announces before. */
  namespace?: boolean;
  /** Seconds that an answer to commands in one piece is waited for, where that is less than the budget. */
  patience?: number;
  /** The mailbox is to be measured too. */
  audit?: AuditWish;
}

export type Credentials = Pick<BatchRow, 'userName' | 'password'>;

/**
 * One sign-in as Exchange Online makes it, with LOGIN, and the proof that the mailbox can be read: LIST and a
 * read-only EXAMINE of INBOX. Nothing is changed on the server. Never throws: what went wrong is evidence.
 */
export async function probeLogin(
  route: Route,
  credentials: Credentials,
  options: LoginOptions,
  signal: AbortSignal,
): Promise<LoginEvidence> {
  const begun = performance.now();
  const evidence = emptyEvidence();
  const redacted = credentials.password.redactor(credentials.userName);
  let imap: ImapConnection | undefined;
  let left = false;
  try {
    const { socket, prelude } = await dial(route, signal);
    imap = new ImapConnection(socket, route.seconds, signal);
    imap.redact = redacted;
    // After STARTTLS the server does not greet again: RFC 3501 section 6.2.1.
    const turnedAway = prelude === undefined ? await greeting(imap) : undefined;
    if (turnedAway === undefined) left = await visit(imap, evidence, credentials, options);
    else Object.assign(evidence, { login: turnedAway, unsent: true });
  } catch (error) {
    evidence.failure =
      error instanceof StarttlsError
        ? { kind: 'tls', phase: 'tls', detail: error.message }
        : failureOf(error, imap?.phase ?? 'connect', signal);
    imap?.destroy();
  }
  evidence.ms = Math.round(performance.now() - begun);
  redact(evidence, redacted);
  // Who has said goodbye counts the session no more, so that nobody has to wait for the socket to close.
  if (left) imap?.destroy();
  else await imap?.close();
  return evidence;
}

export function emptyEvidence(): LoginEvidence {
  return { ms: 0, folders: [], namespaces: { personal: [], others: [], shared: [] } };
}

/** Signs in and reads the mailbox. Returns whether the server has said goodbye. @throws {ConnectionError} */
async function visit(
  imap: ImapConnection,
  evidence: LoginEvidence,
  credentials: Credentials,
  options: LoginOptions,
): Promise<boolean> {
  const { pipelining, namespace = false, patience, audit } = options;
  const before = imap.announced;
  const asked = before ?? options.capabilities;
  const measuring = audit && new MailboxMeasuring(imap, evidence.folders, audit);
  const together =
    pipelining === 'all'
      ? mailboxFlight(namespace || hasCapability(asked, 'NAMESPACE'), measuring)
      : undefined;
  const login = await signIn(imap, evidence, credentials, options, together);
  evidence.login = login;
  if (login.status !== 'OK') return false;
  const announced = imap.announced ?? options.capabilities;
  const now = imap.announced === before ? undefined : imap.announced;
  if (now !== undefined) measuring?.learn(now);
  if (imap.announced !== undefined) evidence.namespace = hasCapability(announced, 'NAMESPACE');
  const flight =
    together !== undefined && together.tags.length > 0
      ? together
      : mailboxFlight(hasCapability(announced, 'NAMESPACE'), measuring);
  return readMailbox(imap, evidence, flight, {
    pipelined: pipelining !== 'none',
    measuring,
    announced: now,
    ...(patience === undefined ? {} : { milliseconds: Math.min(patience, imap.seconds) * 1000 }),
  });
}

/** Reads the greeting. A refusal in its place is returned as a BYE: it is not about the credentials. */
export async function greeting(imap: ImapConnection): Promise<Answer | undefined> {
  const { answer } = await readGreeting(imap);
  if (answer.status === 'OK') return undefined;
  if (answer.status !== 'PREAUTH') return { ...answer, status: 'BYE' };
  throw unable('greeting', 'the server signs everybody in without a password (PREAUTH)');
}

/**
 * Sends the password once, or not at all when this connection, or else the one before it, announced that it must
 * not be (LOGINDISABLED, RFC 3501 section 6.2.3). `flight` goes out in one piece with LOGIN, and stays where it is
 * when another command is used.
 *
 * @throws {ConnectionError}
 */
export async function signIn(
  imap: ImapConnection,
  evidence: LoginEvidence,
  { userName, password }: Credentials,
  options: Pick<LoginOptions, 'capabilities'>,
  flight?: Flight,
): Promise<Answer> {
  imap.phase = 'login';
  await imap.settle();
  const capabilities = imap.announced ?? options.capabilities;
  imap.literals = {
    literalPlus: hasCapability(capabilities, 'LITERAL+'),
    literalMinus: hasCapability(capabilities, 'LITERAL-'),
  };
  // No form of a string may hold NUL (RFC 3501 section 4.3), and in PLAIN it would end the name (RFC 4616).
  if (userName.includes('\0') || password.matches(/\0/)) {
    throw unable('login', 'a user name or password with a NUL character cannot be sent');
  }
  const noted = (reply: Reply) => noteMailbox(reply, evidence, imap);
  if (!hasCapability(capabilities, 'LOGINDISABLED')) {
    const secret = password.reveal();
    const command =
      isQuotable(userName) && isQuotable(secret)
        ? { name: 'LOGIN', words: `${quoted(userName)} ${quoted(secret)}` }
        : { name: 'LOGIN', attributes: [astring(userName), astring(secret)] };
    return imap.run(command, noted, flight);
  }
  if (hasCapability(capabilities, 'AUTH=PLAIN')) {
    return imap.authenticatePlain(saslPlain(userName, password), noted);
  }
  throw unable('login', 'sign-in is disabled (LOGINDISABLED)');
}

function unable(phase: 'greeting' | 'login', detail: string): ConnectionError {
  return new ConnectionError({ kind: 'protocol', phase, detail });
}

/** RFC 4616, without an authorization identity. */
function saslPlain(userName: string, password: Secret): string {
  return Buffer.from(`\0${userName}\0${password.reveal()}`, 'utf8').toString('base64');
}

/** Quoted where that is allowed, otherwise a literal of the UTF-8 bytes. */
function astring(value: string): ImapCompileNode {
  return isQuotable(value)
    ? { type: 'STRING', value }
    : { type: 'LITERAL', value: Buffer.from(value, 'utf8') };
}

/** A server may echo what it was sent. Once more at the end: cleaning may have brought the parts together. */
function redact(evidence: LoginEvidence, redacted: Redact): void {
  const { login, list, examine, noNamespace, bye, audit } = evidence;
  for (const answer of [login, list, examine, noNamespace, bye, audit?.bye]) {
    if (answer !== undefined) Object.assign(answer, redactedAnswer(answer, redacted));
  }
  for (const failure of [evidence.failure, audit?.failure]) {
    if (failure) failure.detail = redacted(failure.detail);
  }
  for (const folder of evidence.folders) folder.path = redacted(folder.path);
}

export function redactedAnswer({ status, code, text }: Answer, redacted: (text: string) => string): Answer {
  return { status, ...(code === undefined ? {} : { code: redacted(code) }), text: redacted(text) };
}
