import { excludeName, isWholeName } from '../knowledge/exclude-folders.js';
import { type Amount, addUp, isCopied, type MailboxAudit } from '../model/audit.js';
import type { Finding } from '../model/finding.js';
import type { ExcludedFolder, ExcludeReason } from '../model/plan.js';

/** Folders that a plan lists; those that are in the command come first. */
const MOST_LISTED = 40;

/** Different names that are counted: folders of a batch are named by its users. */
const MOST_NAMES = 2_000;

const GMAIL_ROOT = /^\[(?:Gmail|Google Mail)\]/i;

interface Counted {
  reason: ExcludeReason;
  mailboxes: number;
  own: number;
  holds?: Amount;
}

/** Collects the folders that are better left out, over all mailboxes. */
export class FolderCount {
  /** By the name that the folder has, without regard to case: Exchange Online has none. */
  readonly #counted = new Map<string, Counted & { path: string }>();
  readonly #lost = new Set<string>();
  /** Keys of those that the command would leave out. */
  readonly #firm = new Set<string>();
  /** Shared roots, by the row in which they were seen. */
  readonly #roots = new Map<string, readonly string[]>();
  onlyThere = { messages: 0, mailboxes: 0 };

  /** The roots that findings name, before any row is looked at. */
  constructor(findings: readonly Finding[]) {
    for (const found of findings) {
      const { code, location } = found;
      if (code !== 'mailbox/gmail-folders' && code !== 'mailbox/public-folders') continue;
      const key = `${location?.row} ${location?.file}`;
      const { roots } = found.args;
      const known = this.#roots.get(key);
      this.#roots.set(key, known === undefined ? roots : [...known, ...roots]);
      for (const root of roots) this.#add(root, code === 'mailbox/gmail-folders' ? 'gmail' : 'shared');
    }
  }

  /** What the folders of one mailbox hold. */
  look({ file, row, audit }: { file: string; row: number; audit?: MailboxAudit }): void {
    if (audit === undefined) return;
    const roots = this.#roots.get(`${row} ${file}`) ?? [];
    const named = new Set(roots);
    for (const { path, kind, messages, bytes = 0 } of audit.folders) {
      if (kind === 'gmail' || kind === 'shared') {
        const root = roots.find((one) => isBelow(path, one)) ?? rootOf(path, kind);
        this.#addRoot(root, kind, named, path);
        this.#hold(root ?? '', { messages, bytes });
      } else if ((kind === 'trash' || kind === 'junk') && !roots.some((one) => isBelow(path, one))) {
        this.#add(path, kind);
        this.#hold(path, { messages, bytes });
      }
    }
    this.#noteOwn(audit);
    this.#compare(audit);
  }

  /** `named`: roots that are counted for this mailbox already, such as those that a finding names. */
  #addRoot(root: string | undefined, kind: 'gmail' | 'shared', named: Set<string>, path: string): void {
    if (root === undefined) this.#lose(path);
    else if (!named.has(root)) this.#add(root, kind);
    named.add(root ?? path);
  }

  /**
   * Messages of Gmail that no label but its own ones shows: all of them once, without those in the other folders,
   * where a message with several labels stands several times. There are at least so many.
   */
  #compare({ all, messages, folders }: MailboxAudit): void {
    if (all === undefined) return;
    const below = folders.filter(
      ({ path, kind }) => isCopied(kind) && (kind === 'gmail' || GMAIL_ROOT.test(path)),
    );
    const elsewhere = messages - below.reduce((sum, folder) => sum + folder.messages, 0);
    const least = all.messages - Math.max(0, elsewhere);
    if (least <= 0) return;
    this.onlyThere.messages = addUp([this.onlyThere.messages, least]);
    this.onlyThere.mailboxes++;
  }

  #add(path: string, reason: ExcludeReason): void {
    const key = path.toLowerCase();
    const known = this.#counted.get(key);
    if (known !== undefined) {
      known.mailboxes++;
      // The command leaves out what no mailbox may want to keep.
      if (isOptional(reason)) known.reason = reason;
    } else if (!isWholeName(path) || this.#counted.size >= MOST_NAMES) {
      this.#lose(path);
    } else {
      this.#counted.set(key, { path, reason, mailboxes: 1, own: 0 });
      if (!isOptional(reason)) this.#firm.add(key);
    }
  }

  #lose(path: string): void {
    if (this.#lost.size < MOST_NAMES) this.#lost.add(path.toLowerCase());
  }

  /** Excluded is what has the name, whosesoever it is, with what is below it. */
  #noteOwn({ folders }: MailboxAudit): void {
    if (this.#firm.size === 0) return;
    const own = new Set<string>();
    for (const { path, kind } of folders) {
      if (kind !== 'mail') continue;
      for (const root of rootsOf(path.toLowerCase())) if (this.#firm.has(root)) own.add(root);
    }
    for (const root of own) {
      const known = this.#counted.get(root);
      if (known !== undefined && !isOptional(known.reason)) known.own++;
    }
  }

  #hold(path: string, { messages, bytes }: Amount): void {
    const known = this.#counted.get(path.toLowerCase());
    if (known === undefined) return;
    const { holds = { messages: 0, bytes: 0 } } = known;
    known.holds = {
      messages: addUp([holds.messages, messages]),
      bytes: addUp([holds.bytes, bytes]),
    };
  }

  result(): { exclude: ExcludedFolder[]; moreExclude?: number } {
    const all = [...this.#counted.values()].map(
      ({ path, reason, mailboxes, own, holds }): ExcludedFolder => ({
        folder: excludeName(path),
        reason,
        optional: isOptional(reason) || own > 0,
        mailboxes,
        ...(own === 0 ? {} : { own }),
        ...(holds === undefined ? {} : { holds }),
      }),
    );
    all.sort(
      (a, b) =>
        Number(a.optional) - Number(b.optional) ||
        b.mailboxes - a.mailboxes ||
        (b.holds?.bytes ?? 0) - (a.holds?.bytes ?? 0),
    );
    const more = Math.max(0, all.length - MOST_LISTED) + this.#lost.size;
    return { exclude: all.slice(0, MOST_LISTED), ...(more === 0 ? {} : { moreExclude: more }) };
  }
}

function isOptional(reason: ExcludeReason): boolean {
  return reason === 'trash' || reason === 'junk';
}

/** The folder itself, or one below it; which sign stands between them is the server's matter. */
function isBelow(path: string, root: string): boolean {
  return path === root || (path.startsWith(root) && !/[\p{L}\p{N}]/u.test(path.charAt(root.length)));
}

/** All that `isBelow` takes for a root of the folder, the folder itself among them. */
function* rootsOf(path: string): Iterable<string> {
  for (const { index } of path.matchAll(/[^\p{L}\p{N}]/gu)) yield path.slice(0, index);
  yield path;
}

/** Without a finding the root of a shared folder is not known. */
function rootOf(path: string, kind: 'gmail' | 'shared'): string | undefined {
  return kind === 'shared' ? undefined : GMAIL_ROOT.exec(path)?.[0];
}
