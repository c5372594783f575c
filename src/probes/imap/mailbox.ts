import type { Answer, LoginEvidence } from '../../model/evidence.js';
import { ConnectionError } from '../failure.js';
import { HANG_UP_MS } from '../hang-up.js';
import type { MailboxMeasuring } from './audit.js';
import type { ImapConnection } from './connection.js';
import { type Command, Flight } from './flight.js';
import { MOST_FOLDERS, readFolder, readNamespaces } from './folders.js';
import type { Reply } from './reply.js';

/** Replies of many lines may take this many times the budget, as long as they keep coming. */
const LISTING = { times: 4 };

/**
 * The proof that a mailbox can be read: LIST, a read-only EXAMINE of INBOX, NAMESPACE before them. LOGOUT stands
 * behind, or else what begins to measure the mailbox.
 */
export function mailboxFlight(namespace: boolean, measuring?: MailboxMeasuring): Flight {
  const proof: Command[] = [
    ...(namespace ? [{ name: 'NAMESPACE' }] : []),
    { name: 'LIST', words: '"" "*"' },
    { name: 'EXAMINE', words: 'INBOX' },
  ];
  return new Flight([...proof, ...(measuring?.firstCommands() ?? [{ name: 'LOGOUT' }])], proof.length);
}

export interface Reading {
  pipelined: boolean;
  /** How long each reply may take where that is less than the budget. */
  milliseconds?: number;
  measuring?: MailboxMeasuring | undefined;
  /** What the server announced in this session once somebody was signed in. */
  announced?: readonly string[] | undefined;
}

/**
 * Sends the commands of the flight, unless they are on their way, notes what comes of them, and measures the mailbox
 * where that is wanted and it can be read.
 * Returns whether the server has said goodbye, so that it counts the session no more.
 *
 * @throws {ConnectionError} when LIST or EXAMINE is not answered.
 */
export async function readMailbox(
  imap: ImapConnection,
  evidence: LoginEvidence,
  flight: Flight,
  { pipelined, milliseconds, measuring, announced }: Reading,
): Promise<boolean> {
  imap.phase = 'mailbox';
  const limits = { ...LISTING, ...(milliseconds === undefined ? {} : { milliseconds }) };
  const onReply = (reply: Reply) => noteMailbox(reply, evidence, imap, measuring);
  const { awaited } = flight;
  try {
    if (pipelined) {
      if (flight.tags.length === 0) await imap.launch(flight);
      await imap.collect(flight.tags.slice(0, awaited), flight.answers, onReply, limits);
    } else {
      for (const command of flight.commands.slice(0, awaited)) {
        const tags = await imap.send([command]);
        flight.tags.push(...tags);
        await imap.collect(tags, flight.answers, onReply, limits);
      }
    }
    if (measuring !== undefined && isProved(flight)) {
      await measuring.read(evidence, flight, { pipelined, announced });
      return evidence.audit?.failure === undefined && (await sayGoodbye(imap, measuring.logout));
    }
    return await sayGoodbye(imap, measuring === undefined ? flight.tags[awaited] : undefined);
  } catch (error) {
    // What counts has been answered: how the connection ends does not matter.
    if (!flight.answerTo('LIST') || !flight.answerTo('EXAMINE')) throw error;
    return false;
  } finally {
    noteAnswer(evidence, 'list', flight.answerTo('LIST'));
    noteAnswer(evidence, 'examine', flight.answerTo('EXAMINE'));
    const namespace = flight.answerTo('NAMESPACE');
    if (namespace?.status !== 'OK') noteAnswer(evidence, 'noNamespace', namespace);
  }
}

function isProved(flight: Flight): boolean {
  return flight.answerTo('LIST')?.status === 'OK' && flight.answerTo('EXAMINE')?.status === 'OK';
}

/** Everything that was asked has been answered, so that little time is given to it. `sent`: the tag of LOGOUT. */
async function sayGoodbye(imap: ImapConnection, sent: string | undefined): Promise<boolean> {
  try {
    const tags = sent === undefined ? await imap.send([{ name: 'LOGOUT' }]) : [sent];
    await imap.collect(tags, new Map(), () => {}, { milliseconds: HANG_UP_MS });
    return true;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return false;
  }
}

/** What comes untagged: folders, namespaces, and the BYE of a server that ends the session by itself. */
export function noteMailbox(
  reply: Reply,
  evidence: LoginEvidence,
  { redact }: ImapConnection,
  measuring?: MailboxMeasuring,
): void {
  if (reply.name === 'LIST' && measuring !== undefined) measuring.noteFolder(reply);
  else if (reply.name === 'LIST' && evidence.folders.length < MOST_FOLDERS) {
    const folder = readFolder(reply, redact);
    if (folder !== undefined) evidence.folders.push(folder);
  } else if (reply.name === 'NAMESPACE') evidence.namespaces = readNamespaces(reply, redact);
  else if (reply.name === 'BYE' && reply.answer !== undefined) evidence.bye = reply.answer;
}

function noteAnswer(
  evidence: LoginEvidence,
  name: 'list' | 'examine' | 'noNamespace',
  answer: Answer | undefined,
): void {
  if (answer !== undefined) evidence[name] = answer;
}
