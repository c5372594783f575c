import { hasCapability } from '../../model/endpoint.js';
import type { ConnectionFailure, ImapEvidence } from '../../model/evidence.js';
import { clean, cleanBytes } from '../clean.js';
import { failureOf } from '../failure.js';
import type { Route } from '../route.js';
import { ImapConnection } from './connection.js';
import { askCapabilities, dial, type Prelude, readGreeting, StarttlsError } from './dial.js';
import { type Reply, textOf } from './reply.js';

/** ID fields that tell the software; the others are nobody's business. */
const ID_FIELDS = new Set(['name', 'version', 'vendor']);

/**
 * One connection without credentials: greeting, capabilities, ID. The certificate is not judged here. Never
 * throws: what went wrong is evidence.
 */
export async function probeImap(route: Route, signal: AbortSignal): Promise<ImapEvidence> {
  const { server, port, security, seconds } = route;
  const evidence: ImapEvidence = { server, port, security, seconds, capabilities: [], id: {} };
  let imap: ImapConnection | undefined;
  let phase: ConnectionFailure['phase'] | 'heard' = 'connect';
  try {
    const { socket, prelude } = await dial({ ...route, acceptUntrusted: true }, signal);
    imap = new ImapConnection(socket, seconds, signal);
    phase = 'greeting';
    // After STARTTLS the server does not greet again: RFC 3501 section 6.2.1.
    if (prelude !== undefined) notePrelude(evidence, prelude);
    else {
      const greeting = await readGreeting(imap);
      evidence.greeting = greeting.answer;
      evidence.capabilities = once(greeting.capabilities);
      if (greeting.answer.status !== 'OK') return evidence;
    }
    // Asked for even where the greeting told them: it also shows that the server answers at all.
    await noteCapabilities(imap, evidence);
    if (evidence.untold?.status === 'BYE') return evidence;
    phase = 'heard';
    if (hasCapability(evidence.capabilities, 'ID')) evidence.id = await askId(imap);
    await imap.run({ name: 'LOGOUT' });
  } catch (error) {
    // A server that has said enough and then hangs up has been heard.
    if (phase !== 'heard' || signal.aborted) noteFailure(evidence, error, phase, imap, signal);
  } finally {
    await imap?.close();
  }
  return evidence;
}

function notePrelude(evidence: ImapEvidence, { greeting, capabilities }: Prelude): void {
  evidence.greeting = greeting;
  evidence.plainCapabilities = once(capabilities);
}

/** Said while it starts, in place of the greeting, which then comes as the next untagged OK. */
const DOVECOT_STARTS = /^Waiting for authentication process to respond/i;

async function noteCapabilities(imap: ImapConnection, evidence: ImapEvidence): Promise<void> {
  const { capabilities, answer, besides } = await askCapabilities(imap);
  // Nothing has changed since the greeting: what either tells is so.
  evidence.capabilities = once([...evidence.capabilities, ...capabilities]);
  if (answer.status === 'BYE' || evidence.capabilities.length === 0) evidence.untold = answer;
  const starting =
    evidence.plainCapabilities === undefined && DOVECOT_STARTS.test(evidence.greeting?.text ?? '');
  if (starting && besides !== undefined) evidence.greeting = besides;
}

function once(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function noteFailure(
  evidence: ImapEvidence,
  error: unknown,
  phase: ConnectionFailure['phase'] | 'heard',
  imap: ImapConnection | undefined,
  signal: AbortSignal,
): void {
  if (error instanceof StarttlsError) {
    if (error.prelude !== undefined) notePrelude(evidence, error.prelude);
    if (error.answer !== undefined) evidence.greeting = error.answer;
    evidence.failure = { kind: 'tls', phase: 'tls', detail: clean(error.message) };
    return;
  }
  evidence.failure = failureOf(error, phase === 'heard' ? 'greeting' : phase, signal);
  if (imap !== undefined && imap.head.length > 0) evidence.received = cleanBytes(imap.head);
}

/** RFC 2971. Nothing is told of ourselves. */
async function askId(imap: ImapConnection): Promise<Record<string, string>> {
  const id: Record<string, string> = {};
  await imap.run({ name: 'ID', attributes: [null] }, (reply) => {
    if (reply.name === 'ID') Object.assign(id, readId(reply));
  });
  return id;
}

function readId(reply: Reply): Record<string, string> {
  const [list] = reply.attributes;
  if (!Array.isArray(list)) return {};
  const id: Record<string, string> = {};
  for (let index = 0; index + 1 < list.length; index += 2) {
    const key = textOf(list[index]).toLowerCase();
    if (ID_FIELDS.has(key)) id[key] = clean(textOf(list[index + 1]), 200);
  }
  return id;
}
