/** A number of messages and their octets together. */
export interface Amount {
  messages: number;
  bytes: number;
}

/**
 * What a migration does with a folder. `mail`, `trash` and `junk` are copied; `gmail` (below `[Gmail]`) and `shared`
 * are copied unless they are excluded; `non-mail` and `slash` (a `/` in the name) are left behind.
 */
export type FolderKind = 'mail' | 'trash' | 'junk' | 'gmail' | 'shared' | 'non-mail' | 'slash';

export interface FolderAudit {
  /** Decoded, cleaned and redacted. */
  path: string;
  kind: FolderKind;
  messages: number;
  /** Absent where the server did not tell. */
  bytes?: number;
}

/**
 * How far the octets of a mailbox are known. `estimated`: sizes of a part of the messages were read; `at-least`: of
 * some folders nothing was told.
 */
export type Accuracy = 'exact' | 'estimated' | 'at-least';

/** What a mailbox holds. */
export interface MailboxAudit extends Amount {
  // `messages` and `bytes`: all that a migration without excluded folders copies.
  accuracy: Accuracy;
  /** Messages above the size that is migrated, among those; absent where the server could not say. */
  large?: number;
  /** What the source server counts for the mailbox, and its limit where there is one (RFC 2087, RFC 9208). */
  quota?: { used: number; limit?: number };
  /** All messages once, under whatever labels: the folder that is flagged `\All` (RFC 6154). */
  all?: Amount;
  /** The largest ones, at most `MOST_FOLDERS`. */
  folders: FolderAudit[];
  /** How many others there are. */
  moreFolders?: number;
  /** Levels down to the folder that lies deepest, 1 where none lies in another. */
  depth?: number;
}

/** Folders of one mailbox that are kept. */
export const MOST_FOLDERS = 300;

/** The sum, as far as numbers are exact: a server may tell any numbers, and what comes of them must be counted on with. */
export function addUp(numbers: Iterable<number | undefined>): number {
  let sum = 0;
  for (const one of numbers) sum += one ?? 0;
  return Math.min(sum, Number.MAX_SAFE_INTEGER);
}

/** Whether a migration copies the folder. */
export function isCopied(kind: FolderKind): boolean {
  return kind !== 'non-mail' && kind !== 'slash';
}
