import { hasCapability } from '../../model/endpoint.js';
import {
  type Answer,
  type AuditEvidence,
  canBeOpened,
  type Folder,
  type LoginEvidence,
} from '../../model/evidence.js';
import { failureOf } from '../failure.js';
import { readQuota, readRoots, readStatus } from './audit-reply.js';
import type { ImapConnection } from './connection.js';
import type { Command, Flight } from './flight.js';
import { onFolder } from './folder-name.js';
import { FolderVisit } from './folder-visit.js';
import { MOST_FOLDERS, readFolder } from './folders.js';
import { type Reply, textOf } from './reply.js';
import { sampleSizes } from './size-sample.js';

/** What is to be measured of a mailbox. */
export interface AuditWish {
  /** Messages of more octets are counted. */
  largerThan: number;
  /** What the server announced to others once they were signed in; absent where it is not known. */
  capabilities?: readonly string[];
}

/** A server adds up what it has never counted before: replies may take so many budgets, and all of them so many. */
const PATIENCE = { each: 4, all: 20 };

/** Commands that go out in one piece. */
const PIECE = 200;

/** Folders that are opened, or asked for one by one. */
const MOST_ASKED = 2000;

/**
 * Measures one mailbox: messages and octets of its folders, its quota, and messages that are too large. Folders are
 * opened with EXAMINE, so that nothing changes; no message is read. What it learns stands in the folders of the
 * evidence, and `evidence.audit` says where it was broken off.
 */
export class MailboxMeasuring {
  readonly #evidence: AuditEvidence = {};
  readonly #byName = new Map<string, Folder>();
  readonly #quotas = new Map<string, NonNullable<AuditEvidence['quota']>>();
  #roots: string[] = [];
  #capabilities: readonly string[];
  #deadline = 0;
  /** The tag of a LOGOUT that went out with the last commands. */
  logout: string | undefined;

  constructor(
    readonly imap: ImapConnection,
    readonly folders: Folder[],
    readonly wish: AuditWish,
  ) {
    this.#capabilities = wish.capabilities ?? [];
  }

  /** What the server announced in this session once somebody was signed in. */
  learn(announced: readonly string[]): void {
    this.#capabilities = announced;
  }

  /** What can go out at once, by what is known of the server. */
  firstCommands(): Command[] {
    const commands: Command[] = [];
    if (this.#offers('LIST-STATUS')) {
      const special = this.#offers('SPECIAL-USE') ? 'SPECIAL-USE ' : '';
      commands.push({ name: 'LIST', words: `"" "*" RETURN (${special}STATUS (${this.#items.join(' ')}))` });
    }
    if (this.#offers('QUOTA')) commands.push({ name: 'GETQUOTAROOT', words: 'INBOX' });
    return commands;
  }

  /** A folder of LIST: RFC 3501 section 7.2.2. Listed again, it has the flags of both times. */
  noteFolder(reply: Reply): void {
    const raw = textOf(reply.attributes[2]);
    const known = this.#byName.get(raw);
    if (known === undefined && this.folders.length >= MOST_FOLDERS) return;
    const folder = readFolder(reply, this.imap.redact);
    if (folder === undefined) return;
    if (known !== undefined) {
      known.flags = [...new Set([...known.flags, ...folder.flags])];
      return;
    }
    this.#byName.set(raw, folder);
    this.folders.push(folder);
  }

  /**
   * `flight`: the first commands stand behind those of the sign-in, where they are on their way. `announced`: what the
   * server announced in this session once somebody was signed in.
   */
  async read(
    evidence: LoginEvidence,
    flight: Flight,
    { pipelined, announced }: { pipelined: boolean; announced: readonly string[] | undefined },
  ): Promise<void> {
    const { imap } = this;
    evidence.audit = this.#evidence;
    this.#deadline = performance.now() + imap.seconds * PATIENCE.all * 1000;
    try {
      const known = announced ?? this.wish.capabilities ?? (await this.#askCapabilities());
      evidence.signedIn = known;
      this.#capabilities = known;
      const sent = flight.tags.slice(flight.awaited);
      if (sent.length > 0) await this.#collect(sent, flight.answers);
      else await this.#ask(this.firstCommands(), pipelined);
      await this.#askStatus(pipelined);
      await this.#askSizes(pipelined);
    } catch (error) {
      this.#evidence.failure = failureOf(error, 'mailbox', imap.signal);
    } finally {
      const root = this.#roots.find((name) => this.#quotas.has(name));
      const quota = root === undefined ? undefined : this.#quotas.get(root);
      if (quota !== undefined) this.#evidence.quota = quota;
    }
  }

  async #askCapabilities(): Promise<readonly string[]> {
    await this.#ask([{ name: 'CAPABILITY' }], false);
    return this.imap.announced ?? [];
  }

  /** What is not told by LIST-STATUS, or not to be had by it. */
  async #askStatus(pipelined: boolean): Promise<void> {
    const untold = () => this.#selectable(({ messages }) => messages === undefined);
    await this.#askStatusOf(untold(), pipelined);
    // Announced to somebody else, it may not be there for all.
    if (!this.#offers('STATUS=SIZE') || this.#selectable(({ messages }) => messages !== undefined).length > 0)
      return;
    this.#capabilities = this.#capabilities.filter((name) => name.toUpperCase() !== 'STATUS=SIZE');
    await this.#askStatusOf(untold(), pipelined);
  }

  async #askStatusOf(folders: readonly [string, Folder][], pipelined: boolean): Promise<void> {
    const commands = folders.flatMap(([raw]) => onFolder('STATUS', raw, this.#items, this.#literals) ?? []);
    await this.#ask(commands, pipelined);
  }

  /** Opens folders that may hold messages that are too large, and those whose octets the server does not add up. */
  async #askSizes(pipelined: boolean): Promise<void> {
    const { largerThan } = this.wish;
    const filled = this.#selectable(({ messages = 0 }) => messages > 0);
    for (const [, folder] of this.#selectable(({ messages }) => messages === 0)) {
      folder.bytes = 0;
      folder.large = 0;
    }
    for (const [, folder] of filled) if ((folder.bytes ?? largerThan + 1) <= largerThan) folder.large = 0;
    const opened = filled.filter(([, { large }]) => large === undefined).slice(0, MOST_ASKED);
    const unsized = opened.filter(([, { bytes }]) => bytes === undefined);
    const samples = sampleSizes(unsized.map(([, { messages = 0 }]) => messages));
    const sampleOf = new Map(unsized.map(([raw], index) => [raw, samples[index]]));
    const esearch = this.#offers('ESEARCH');
    const visits = opened.flatMap(([raw, folder]) => {
      const open = onFolder('EXAMINE', raw, [], this.#literals);
      return open === undefined
        ? []
        : [new FolderVisit(open, folder, largerThan, sampleOf.get(raw), esearch)];
    });
    await this.#visit(visits, pipelined);
  }

  async #visit(visits: readonly FolderVisit[], pipelined: boolean): Promise<void> {
    const commands = visits.flatMap((visit) => visit.commands);
    const visitOf = visits.flatMap((visit) => visit.commands.map(() => visit));
    const note = (reply: Reply, index: number) => visitOf[index]?.note(reply);
    const settle = (index: number, answer: Answer) => visitOf[index]?.settle(commands[index], answer);
    try {
      await this.#ask(commands, pipelined, { note, settle, last: true });
    } finally {
      // Where it is broken off, what was answered before is known all the same.
      for (const visit of visits) visit.finish();
    }
  }

  get #items(): string[] {
    return this.#offers('STATUS=SIZE') ? ['MESSAGES', 'SIZE'] : ['MESSAGES'];
  }

  get #literals(): boolean {
    return this.#offers('LITERAL+');
  }

  #offers(capability: string): boolean {
    return hasCapability(this.#capabilities, capability);
  }

  #selectable(wanted: (folder: Folder) => boolean): [string, Folder][] {
    const found = [...this.#byName].filter(([, folder]) => canBeOpened(folder) && wanted(folder));
    return found.slice(0, MOST_ASKED);
  }

  /**
   * Sends commands, in pieces where the server takes that. Untagged replies go to `note` with the place of the command
   * that they came to, since a server that must not mix them answers in order (RFC 3501 section 5.5). `last`: LOGOUT
   * goes out with them.
   */
  async #ask(
    commands: readonly Command[],
    pipelined: boolean,
    { note, settle, last = false }: Listener = {},
  ): Promise<void> {
    const step = pipelined ? PIECE : 1;
    for (let at = 0; at < commands.length; at += step) {
      const piece = commands.slice(at, at + step);
      const parting = last && pipelined && at + step >= commands.length ? [{ name: 'LOGOUT' }] : [];
      const sent = await this.imap.send([...piece, ...parting]);
      const tags = sent.slice(0, piece.length);
      this.logout = sent[piece.length];
      const answers = new Map<string, Answer>();
      let current = 0;
      const settleAnswered = () => {
        for (; current < tags.length; current++) {
          const answer = answers.get(tags[current] ?? '');
          if (answer === undefined) return;
          settle?.(at + current, answer);
        }
      };
      const noted = (reply: Reply) => {
        settleAnswered();
        note?.(reply, at + current);
      };
      await this.#collect(tags, answers, noted).finally(settleAnswered);
    }
  }

  async #collect(
    tags: readonly string[],
    answers: Map<string, Answer>,
    further?: (reply: Reply) => void,
  ): Promise<void> {
    const each = this.imap.seconds * PATIENCE.each * 1000;
    const left = Math.max(1, this.#deadline - performance.now());
    const note = (reply: Reply) => {
      this.#note(reply);
      further?.(reply);
    };
    await this.imap.collect(tags, answers, note, {
      milliseconds: Math.min(each, left),
      times: left / Math.min(each, left),
    });
  }

  #note(reply: Reply): void {
    if (reply.name === 'LIST') this.noteFolder(reply);
    else if (reply.name === 'STATUS') this.#noteStatus(reply);
    else if (reply.name === 'QUOTAROOT') this.#roots = readRoots(reply);
    else if (reply.name === 'QUOTA') this.#noteQuota(reply);
    else if (reply.name === 'BYE' && reply.answer !== undefined) this.#evidence.bye = reply.answer;
  }

  #noteStatus(reply: Reply): void {
    const status = readStatus(reply);
    const folder = status && (this.#byName.get(status.name) ?? this.#inbox(status.name));
    if (status === undefined || folder === undefined) return;
    if (status.messages !== undefined) folder.messages = status.messages;
    if (status.bytes !== undefined) folder.bytes = status.bytes;
  }

  /** The one name that is the same in any case: RFC 3501 section 5.1. */
  #inbox(name: string): Folder | undefined {
    if (!/^INBOX$/i.test(name)) return undefined;
    return this.folders.find(({ path }) => /^INBOX$/i.test(path));
  }

  #noteQuota(reply: Reply): void {
    const quota = readQuota(reply);
    if (quota === undefined || this.#quotas.size >= 100) return;
    const { root, ...told } = quota;
    this.#quotas.set(root, told);
  }
}

interface Listener {
  note?: (reply: Reply, index: number) => void;
  settle?: (index: number, answer: Answer) => void;
  last?: boolean;
}
