import type { Answer, LoginEvidence } from '../../model/evidence.js';
import { ConnectionError } from '../failure.js';
import { HANG_UP_MS } from '../hang-up.js';
import type { ImapConnection } from './connection.js';
import { type Command, Flight } from './flight.js';
import { readFolder, readNamespaces } from './folders.js';
import type { Reply } from './reply.js';

/** Folders of one mailbox that are kept. */
const MAX_FOLDERS = 20_000;

/** Replies of many lines may take this many times the budget, as long as they keep coming. */
const LISTING = { times: 4 };

/** The proof that a mailbox can be read: LIST, a read-only EXAMINE of INBOX, NAMESPACE before them, LOGOUT behind. */
export function mailboxFlight(namespace: boolean): Flight {
  const commands: Command[] = [
    { name: 'LIST', words: '"" "*"' },
    { name: 'EXAMINE', words: 'INBOX' },
    { name: 'LOGOUT' },
  ];
  return new Flight(namespace ? [{ name: 'NAMESPACE' }, ...commands] : commands);
}

/**
 * Sends the commands of the flight, unless they are on their way, and notes what comes of them.
 * `milliseconds`: how long each reply may take where that is less than the budget.
 * Returns whether the server has said goodbye, so that it counts the session no more.
 *
 * @throws {ConnectionError} when LIST or EXAMINE is not answered.
 */
export async function readMailbox(
  imap: ImapConnection,
  evidence: LoginEvidence,
  flight: Flight,
  { pipelined, milliseconds }: { pipelined: boolean; milliseconds?: number },
): Promise<boolean> {
  imap.phase = 'mailbox';
  const limits = { ...LISTING, ...(milliseconds === undefined ? {} : { milliseconds }) };
  const onReply = (reply: Reply) => noteMailbox(reply, evidence, imap);
  const last = flight.commands.length - 1;
  try {
    if (pipelined) {
      if (flight.tags.length === 0) await imap.launch(flight);
      await imap.collect(flight.tags.slice(0, last), flight.answers, onReply, limits);
    } else {
      for (const command of flight.commands.slice(0, last)) {
        const tags = await imap.send([command]);
        flight.tags.push(...tags);
        await imap.collect(tags, flight.answers, onReply, limits);
      }
    }
    return await sayGoodbye(imap, flight);
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

/** Everything that was asked has been answered, so that little time is given to it. */
async function sayGoodbye(imap: ImapConnection, flight: Flight): Promise<boolean> {
  try {
    const sent = flight.tags.slice(flight.commands.length - 1);
    const tags = sent.length > 0 ? sent : await imap.send([{ name: 'LOGOUT' }]);
    await imap.collect(tags, flight.answers, () => {}, { milliseconds: HANG_UP_MS });
    return true;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return false;
  }
}

/** What comes untagged: folders, namespaces, and the BYE of a server that ends the session by itself. */
export function noteMailbox(reply: Reply, evidence: LoginEvidence, { redact }: ImapConnection): void {
  if (reply.name === 'LIST' && evidence.folders.length < MAX_FOLDERS) {
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
