import type { ImapCompileNode } from 'imapflow/lib/handler/types.js';
import { hasCapability } from '../../model/endpoint.js';
import type { Answer, LoginEvidence } from '../../model/evidence.js';
import type { BatchRow } from '../../model/row.js';
import type { Secret } from '../../model/secret.js';
import { ConnectionError, failureOf } from '../failure.js';
import { HANG_UP_MS } from '../hang-up.js';
import type { Route } from '../route.js';
import { ImapConnection } from './connection.js';
import { dial, readGreeting, StarttlsError } from './dial.js';
import { readFolder, readNamespaces } from './folders.js';
import type { Reply } from './reply.js';

/** Folders of one mailbox that are kept. */
const MAX_FOLDERS = 20_000;

export interface LoginOptions {
  /** What the server announced before sign-in. */
  capabilities: readonly string[];
  /** Send LIST, EXAMINE and LOGOUT in one flight. */
  pipelined: boolean;
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
  const evidence: LoginEvidence = {
    ms: 0,
    folders: [],
    namespaces: { personal: [], others: [], shared: [] },
  };
  let imap: ImapConnection | undefined;
  try {
    const { socket, prelude } = await dial(route, signal);
    imap = new ImapConnection(socket, route.seconds, signal);
    imap.redact = credentials.password.redactor(credentials.userName);
    // After STARTTLS the server does not greet again: RFC 3501 section 6.2.1.
    const turnedAway = prelude === undefined ? await greeting(imap) : undefined;
    if (turnedAway !== undefined) evidence.unsent = true;
    const login = turnedAway ?? (await signIn(imap, evidence, credentials, options));
    evidence.login = login;
    if (login.status === 'OK') await readMailbox(imap, evidence, options);
  } catch (error) {
    evidence.failure =
      error instanceof StarttlsError
        ? { kind: 'tls', phase: 'tls', detail: error.message }
        : failureOf(error, imap?.phase ?? 'connect', signal);
    imap?.destroy();
  }
  evidence.ms = Math.round(performance.now() - begun);
  redact(evidence, credentials);
  await imap?.close();
  return evidence;
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
 * not be (LOGINDISABLED, RFC 3501 section 6.2.3).
 *
 * @throws {ConnectionError}
 */
export async function signIn(
  imap: ImapConnection,
  evidence: Pick<LoginEvidence, 'bye'>,
  { userName, password }: Credentials,
  options: Pick<LoginOptions, 'capabilities'>,
): Promise<Answer> {
  imap.phase = 'login';
  await imap.settle();
  const capabilities = imap.announced ?? options.capabilities;
  imap.literalPlus = hasCapability(capabilities, 'LITERAL+');
  // No form of a string may hold NUL (RFC 3501 section 4.3), and in PLAIN it would end the name (RFC 4616).
  if (userName.includes('\0') || password.matches(/\0/)) {
    throw unable('login', 'a user name or password with a NUL character cannot be sent');
  }
  const noted = noteUntagged(evidence);
  if (!hasCapability(capabilities, 'LOGINDISABLED')) {
    return imap.run('LOGIN', [astring(userName), astring(password.reveal())], noted);
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

/** Quoted where the grammar allows it (RFC 3501 section 4.3), otherwise a literal of the UTF-8 bytes. */
function astring(value: string): ImapCompileNode {
  return /^[\x20-\x7e]*$/.test(value)
    ? { type: 'STRING', value }
    : { type: 'LITERAL', value: Buffer.from(value, 'utf8') };
}

/** What follows a sign-in unasked: a BYE, and the capabilities of the signed-in state. */
function noteUntagged(evidence: Pick<LoginEvidence, 'bye'>): (reply: Reply) => void {
  return (reply) => {
    if (reply.name === 'BYE' && reply.answer !== undefined) evidence.bye = reply.answer;
  };
}

const LIST: ImapCompileNode[] = [
  { type: 'STRING', value: '' },
  { type: 'STRING', value: '*' },
];

/** Replies of many lines may take this many times the budget, as long as they keep coming. */
const LISTING = { times: 4 };

/** LIST and EXAMINE, NAMESPACE before them where there is one, and LOGOUT behind them. */
async function readMailbox(
  imap: ImapConnection,
  evidence: LoginEvidence,
  options: LoginOptions,
): Promise<void> {
  imap.phase = 'mailbox';
  const commands: [name: string, attributes: ImapCompileNode[]][] = [
    ['LIST', LIST],
    ['EXAMINE', [{ type: 'ATOM', value: 'INBOX' }]],
  ];
  if (hasCapability(imap.announced ?? options.capabilities, 'NAMESPACE')) commands.unshift(['NAMESPACE', []]);
  const answers = new Map<string, Answer>();
  const tags = new Map<string, string>();
  const onReply = (reply: Reply) => noteMailbox(reply, evidence, imap);
  try {
    for (const [name, attributes] of commands) {
      const tag = await imap.send(name, attributes);
      tags.set(name, tag);
      if (!options.pipelined) await imap.collect([tag], answers, onReply, LISTING);
    }
    const goodbye = options.pipelined ? await imap.send('LOGOUT') : undefined;
    await imap.collect([...tags.values()], answers, onReply, LISTING);
    await sayGoodbye(imap, goodbye);
  } catch (error) {
    // What counts has been answered: how the connection ends does not matter.
    if (!answers.has(tags.get('LIST') ?? '') || !answers.has(tags.get('EXAMINE') ?? '')) throw error;
  } finally {
    const list = answers.get(tags.get('LIST') ?? '');
    const examine = answers.get(tags.get('EXAMINE') ?? '');
    if (list !== undefined) evidence.list = list;
    if (examine !== undefined) evidence.examine = examine;
  }
}

/** Everything that was asked has been answered, so that little time is given to it. */
async function sayGoodbye(imap: ImapConnection, sent: string | undefined): Promise<void> {
  try {
    await imap.collect([sent ?? (await imap.send('LOGOUT'))], new Map(), () => {}, {
      milliseconds: HANG_UP_MS,
    });
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
  }
}

function noteMailbox(reply: Reply, evidence: LoginEvidence, { redact }: ImapConnection): void {
  if (reply.name === 'LIST' && evidence.folders.length < MAX_FOLDERS) {
    const folder = readFolder(reply, redact);
    if (folder !== undefined) evidence.folders.push(folder);
  } else if (reply.name === 'NAMESPACE') evidence.namespaces = readNamespaces(reply, redact);
  else if (reply.name === 'BYE' && reply.answer !== undefined) evidence.bye = reply.answer;
}

/** A server may echo what it was sent. Once more at the end: cleaning may have brought the parts together. */
function redact(evidence: LoginEvidence, { userName, password }: Credentials): void {
  const redacted = password.redactor(userName);
  for (const answer of [evidence.login, evidence.list, evidence.examine, evidence.bye]) {
    if (answer !== undefined) Object.assign(answer, redactedAnswer(answer, redacted));
  }
  if (evidence.failure) evidence.failure.detail = redacted(evidence.failure.detail);
  for (const folder of evidence.folders) folder.path = redacted(folder.path);
}

export function redactedAnswer({ status, code, text }: Answer, redacted: (text: string) => string): Answer {
  return { status, ...(code === undefined ? {} : { code: redacted(code) }), text: redacted(text) };
}
