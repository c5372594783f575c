import { hasCapability } from '../../model/endpoint.js';
import type { ConnectionFailure, ImapEvidence } from '../../model/evidence.js';
import { clean, cleanBytes } from '../clean.js';
import { failureOf } from '../failure.js';
import type { Route } from '../route.js';
import { ImapConnection } from './connection.js';
import { dial, type Prelude, readGreeting, StarttlsError } from './dial.js';
import { capabilitiesOf, type Reply, textOf } from './reply.js';

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
    if (evidence.capabilities.length === 0) await askCapabilities(imap, evidence);
    phase = 'heard';
    if (hasCapability(evidence.capabilities, 'ID')) evidence.id = await askId(imap);
    await imap.run('LOGOUT', []);
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

/**
 * Asks for the capabilities; none when the server does not know the command. A greeting that comes only now is the
 * real one: Dovecot says `* OK Waiting for authentication process to respond..` while it starts.
 */
async function askCapabilities(imap: ImapConnection, evidence: ImapEvidence): Promise<void> {
  await imap.run('CAPABILITY', [], (reply) => {
    const announced = capabilitiesOf(reply);
    if (announced !== undefined) evidence.capabilities = once(announced);
    if (reply.answer?.status === 'OK' && evidence.plainCapabilities === undefined) {
      evidence.greeting = reply.answer;
    }
  });
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
  await imap.run('ID', [null], (reply) => {
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
