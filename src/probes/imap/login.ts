import type { ImapCompileNode } from 'imapflow/lib/handler/types.js';
import { hasCapability } from '../../model/endpoint.js';
import type { Answer, LoginEvidence } from '../../model/evidence.js';
import type { BatchRow } from '../../model/row.js';
import type { Secret } from '../../model/secret.js';
import { ConnectionError, failureOf } from '../failure.js';
import type { Route } from '../route.js';
import { ImapConnection } from './connection.js';
import { dial, readGreeting, StarttlsError } from './dial.js';
import { readFolder, readNamespaces } from './folders.js';
import type { Reply } from './reply.js';

/** Folders of one mailbox that are kept; beyond that they are only counted. */
const MAX_FOLDERS = 20_000;

export interface LoginOptions {
  /** What the server announced before sign-in. */
  capabilities: readonly string[];
  /** Send LIST, EXAMINE and LOGOUT in one flight. */
  pipelined: boolean;
}

type Credentials = Pick<BatchRow, 'userName' | 'password'>;

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
    const greeted = prelude === undefined ? await greeting(imap) : { capabilities: [] };
    const capabilities = greeted.capabilities.length > 0 ? greeted.capabilities : options.capabilities;
    const login = greeted.bye ?? (await signIn(imap, evidence, credentials, capabilities));
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

/** Reads the greeting; a BYE in its place stands for the answer to LOGIN. */
async function greeting(imap: ImapConnection): Promise<{ bye?: Answer; capabilities: string[] }> {
  const { answer, capabilities } = await readGreeting(imap);
  if (answer.status === 'BYE') return { bye: answer, capabilities };
  if (answer.status === 'OK') return { capabilities };
  const detail = 'the server signs everybody in without a password (PREAUTH)';
  throw new ConnectionError({ kind: 'protocol', phase: 'greeting', detail });
}

async function signIn(
  imap: ImapConnection,
  evidence: LoginEvidence,
  { userName, password }: Credentials,
  capabilities: readonly string[],
): Promise<Answer> {
  imap.phase = 'login';
  imap.literalPlus = hasCapability(capabilities, 'LITERAL+');
  const noted = noteUntagged(evidence);
  if (!hasCapability(capabilities, 'LOGINDISABLED')) {
    return imap.run('LOGIN', [astring(userName), astring(password.reveal())], noted);
  }
  if (!hasCapability(capabilities, 'AUTH=PLAIN')) {
    throw new ConnectionError({
      kind: 'protocol',
      phase: 'login',
      detail: 'sign-in is disabled (LOGINDISABLED)',
    });
  }
  return imap.authenticatePlain(saslPlain(userName, password), noted);
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
function noteUntagged(evidence: LoginEvidence): (reply: Reply) => void {
  return (reply) => {
    if (reply.name === 'BYE' && reply.answer !== undefined) evidence.bye = reply.answer;
  };
}

const LIST: ImapCompileNode[] = [
  { type: 'STRING', value: '' },
  { type: 'STRING', value: '*' },
];

async function readMailbox(
  imap: ImapConnection,
  evidence: LoginEvidence,
  options: LoginOptions,
): Promise<void> {
  imap.phase = 'mailbox';
  const commands: [name: string, attributes: ImapCompileNode[]][] = [
    ['LIST', LIST],
    ['EXAMINE', [{ type: 'ATOM', value: 'INBOX' }]],
    ['LOGOUT', []],
  ];
  if (hasCapability(imap.signedInCapabilities ?? options.capabilities, 'NAMESPACE'))
    commands.unshift(['NAMESPACE', []]);
  const answers = new Map<string, Answer>();
  const tags = new Map<string, string>();
  const onReply = (reply: Reply) => noteMailbox(reply, evidence, answers.has(tags.get('EXAMINE') ?? ''));
  try {
    if (options.pipelined) {
      for (const [name, attributes] of commands) tags.set(name, await imap.send(name, attributes));
      await imap.collect([...tags.values()], answers, onReply);
    } else {
      for (const [name, attributes] of commands) {
        const tag = await imap.send(name, attributes);
        tags.set(name, tag);
        await imap.collect([tag], answers, onReply);
      }
    }
  } catch (error) {
    // Everything that was asked has been answered: how the connection ends does not matter.
    if (!answers.has(tags.get('LIST') ?? '') || !answers.has(tags.get('EXAMINE') ?? '')) throw error;
  } finally {
    const list = answers.get(tags.get('LIST') ?? '');
    const examine = answers.get(tags.get('EXAMINE') ?? '');
    if (list !== undefined) evidence.list = list;
    if (examine !== undefined) evidence.examine = examine;
  }
}

function noteMailbox(reply: Reply, evidence: LoginEvidence, done: boolean): void {
  if (reply.name === 'LIST' && evidence.folders.length < MAX_FOLDERS) {
    const folder = readFolder(reply);
    if (folder !== undefined) evidence.folders.push(folder);
  } else if (reply.name === 'NAMESPACE') evidence.namespaces = readNamespaces(reply);
  else if (reply.name === 'BYE' && reply.answer !== undefined && !done) evidence.bye = reply.answer;
}

/** A server may echo what it was sent. */
function redact(evidence: LoginEvidence, { userName, password }: Credentials): void {
  const redacted = password.redactor(userName);
  for (const answer of [evidence.login, evidence.list, evidence.examine, evidence.bye]) {
    if (answer === undefined) continue;
    answer.text = redacted(answer.text);
    if (answer.code !== undefined) answer.code = redacted(answer.code);
  }
  if (evidence.failure) evidence.failure.detail = redacted(evidence.failure.detail);
  for (const folder of evidence.folders) folder.path = redacted(folder.path);
}
