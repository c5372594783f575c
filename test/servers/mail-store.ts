import { chownSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imapOctets, type LineEnd, message } from './mail-message.js';

/** Messages of one size. */
export interface MailPlan {
  messages: number;
  /** Of each, as IMAP counts them. */
  octets: number;
  /** Default false. */
  seen?: boolean;
  /** Not looked at by any client yet. Default false. */
  recent?: boolean;
  /** As it stands in the file; default LF. */
  lineEnd?: LineEnd;
  /** False leaves the sizes out of the file's name, so that Dovecot has to read the file. Default true. */
  sizeInName?: boolean;
}

export interface FolderPlan {
  /** Levels of the name, in Unicode. INBOX is `['INBOX']`. */
  path: string[];
  mail?: MailPlan[];
  /** Lines of a `dovecot-acl`, such as `user=anna lrs`. */
  acl?: string[];
}

export interface FolderFigures {
  path: string[];
  messages: number;
  octets: number;
  /** How many of its messages have a size. */
  sizes: Map<number, number>;
}

interface Owner {
  uid: number;
  gid: number;
}

interface Original {
  path: string;
  /** Octets of the file. */
  length: number;
  links: number;
}

/** Links that a file may have: ext4 takes 65,000. */
const MOST_LINKS = 60_000;

/**
 * Mailboxes on disk, as Maildir++ (https://doc.dovecot.org/2.3/admin_manual/mailbox_formats/maildir/). Equal messages
 * are links to one file, so that large ones take little time and room.
 */
export class MailStore {
  readonly #root: string;
  readonly #owner: Owner | undefined;
  readonly #folders = new Map<string, string[][]>();
  readonly #originals = new Map<string, Original>();
  #written = 0;

  /** `owner`: who reads the mail, where that is somebody else than who runs this. */
  constructor(root: string, owner?: Owner) {
    this.#root = root;
    this.#owner = owner;
    this.#makeDirectory(root);
  }

  /** Where the mail of a user is. */
  directory(user: string): string {
    return join(this.#root, user);
  }

  /** Writes folders of a user; those above them are not made. */
  fill(user: string, folders: readonly FolderPlan[]): void {
    this.#makeDirectory(this.directory(user));
    const known = this.#folders.get(user) ?? [];
    this.#folders.set(user, known);
    for (const { path, mail = [], acl } of folders) {
      const directory = this.#folderDirectory(user, path);
      this.#makeDirectory(directory);
      for (const part of ['cur', 'new', 'tmp']) this.#makeDirectory(join(directory, part));
      if (acl !== undefined) writeFileSync(join(directory, 'dovecot-acl'), `${acl.join('\n')}\n`);
      for (const plan of mail) this.#write(directory, plan);
      known.push(path);
    }
  }

  /** What the folders of a user hold, read from the files. */
  figures(user: string): FolderFigures[] {
    const paths = this.#folders.get(user) ?? [];
    return paths.map((path) => ({ path, ...measure(this.#folderDirectory(user, path)) }));
  }

  /**
   * Every message of a user by the place of its file, with the file's number, size and time of change: a flag that is
   * set, or a message that is moved, shows in it.
   */
  snapshot(user: string): string[] {
    const paths = this.#folders.get(user) ?? [];
    return paths.flatMap((path) => messageFiles(this.#folderDirectory(user, path)).map(identity)).sort();
  }

  #folderDirectory(user: string, path: readonly string[]): string {
    const directory = this.directory(user);
    return path.join() === 'INBOX' ? directory : join(directory, `.${path.map(storedName).join('.')}`);
  }

  #makeDirectory(path: string): void {
    if (mkdirSync(path, { recursive: true }) === undefined) return;
    if (this.#owner !== undefined) chownSync(path, this.#owner.uid, this.#owner.gid);
  }

  #write(directory: string, plan: MailPlan): void {
    const { messages, octets, seen = false, recent = false, sizeInName = true, lineEnd = '\n' } = plan;
    const flags = recent ? '' : `:2,${seen ? 'S' : ''}`;
    for (let index = 0; index < messages; index++) {
      const { path, length } = this.#original(octets, lineEnd);
      const sizes = sizeInName ? `,S=${length},W=${octets}` : '';
      const name = `1767225600.M${++this.#written}P1.localhost${sizes}${flags}`;
      linkSync(path, join(directory, recent ? 'new' : 'cur', name));
    }
  }

  /** A file with such a message that can take one more link. */
  #original(octets: number, lineEnd: LineEnd): Original {
    const key = `${octets}${lineEnd === '\n' ? '' : '-crlf'}`;
    let original = this.#originals.get(key);
    if (original === undefined || original.links === MOST_LINKS) {
      const mail = message(octets, lineEnd);
      const path = join(this.#root, `.original-${key}-${this.#written}`);
      writeFileSync(path, mail, { mode: 0o644 });
      original = { path, length: mail.length, links: 0 };
      this.#originals.set(key, original);
    }
    original.links += 1;
    return original;
  }
}

/** What the folders come to. */
export function amountOf(figures: readonly FolderFigures[]): { messages: number; bytes: number } {
  return {
    messages: figures.reduce((total, { messages }) => total + messages, 0),
    bytes: figures.reduce((total, { octets }) => total + octets, 0),
  };
}

function messageFiles(directory: string): string[] {
  return ['cur', 'new'].flatMap((part) =>
    readdirSync(join(directory, part)).map((name) => join(directory, part, name)),
  );
}

function identity(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return [path, ino, size, mtimeMs].join(' ');
}

/** Reads every file that is not a link to one before. */
function measure(directory: string): Omit<FolderFigures, 'path'> {
  const octetsOf = new Map<number, number>();
  const figures = { messages: 0, octets: 0, sizes: new Map<number, number>() };
  for (const path of messageFiles(directory)) {
    const { ino } = statSync(path);
    const octets = octetsOf.get(ino) ?? imapOctets(readFileSync(path));
    octetsOf.set(ino, octets);
    figures.messages += 1;
    figures.octets += octets;
    figures.sizes.set(octets, (figures.sizes.get(octets) ?? 0) + 1);
  }
  return figures;
}

/** A level of a name as it is stored: modified UTF-7, with what means something in a path as listescape writes it. */
function storedName(level: string): string {
  return wireName(level).replace(/[./\\]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)}`);
}

/** Modified UTF-7: RFC 3501, section 5.1.3. */
export function wireName(name: string): string {
  return name.replaceAll('&', '&-').replace(/[^\x20-\x7e]+/g, (run) => {
    const base64 = Buffer.from(run, 'utf16le').swap16().toString('base64');
    return `&${base64.replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}
