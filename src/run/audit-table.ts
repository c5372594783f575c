import type { Accuracy, FolderAudit, FolderKind, MailboxAudit } from '../model/audit.js';

/** Folders of all mailboxes that are kept, and octets of their names; beyond it mailboxes keep their sums. */
const MOST_FOLDERS = 4_000_000;
const MOST_NAMES = 32 * 1024 * 1024;

const KINDS: readonly FolderKind[] = ['mail', 'trash', 'junk', 'gmail', 'shared', 'non-mail', 'slash'];
const ACCURACIES: readonly Accuracy[] = ['exact', 'estimated', 'at-least'];

/** The numbers of a mailbox, and which of them is what; one below zero stands for none. */
const WIDTH = 12;
const MESSAGES = 0;
const BYTES = 1;
const ACCURACY = 2;
const LARGE = 3;
const USED = 4;
const LIMIT = 5;
const ALL_MESSAGES = 6;
const ALL_BYTES = 7;
const FOLDERS = 8;
const LISTED = 9;
const MORE = 10;
const DEPTH = 11;

const ROOM = 64;

/** What mailboxes hold, in 96 octets each and 20 for each folder: a name that many have is kept once. */
export class AuditTable {
  #length = 0;
  #numbers = new Float64Array(ROOM * WIDTH);
  #folderCount = 0;
  /** Name and kind, messages. */
  #folders = new Uint32Array(ROOM * 2);
  #bytes = new Float64Array(ROOM);
  readonly #names: { path: string; kind: FolderKind }[] = [];
  readonly #nameNumbers = new Map<string, number>();
  #nameOctets = 0;

  /** Its number. */
  push(audit: MailboxAudit): number {
    if ((this.#length + 1) * WIDTH > this.#numbers.length) this.#numbers = grown(this.#numbers);
    const at = this.#length * WIDTH;
    const { quota, all } = audit;
    const first = this.#folderCount;
    const listed = this.#addFolders(audit.folders);
    const more = (audit.moreFolders ?? 0) + audit.folders.length - listed;
    const numbers: number[] = [];
    numbers[MESSAGES] = audit.messages;
    numbers[BYTES] = audit.bytes;
    numbers[ACCURACY] = ACCURACIES.indexOf(audit.accuracy);
    numbers[LARGE] = audit.large ?? -1;
    numbers[USED] = quota?.used ?? -1;
    numbers[LIMIT] = quota?.limit ?? -1;
    numbers[ALL_MESSAGES] = all?.messages ?? -1;
    numbers[ALL_BYTES] = all?.bytes ?? -1;
    numbers[FOLDERS] = first;
    numbers[LISTED] = listed;
    numbers[MORE] = more;
    numbers[DEPTH] = audit.depth ?? -1;
    this.#numbers.set(numbers, at);
    return this.#length++;
  }

  at(index: number): MailboxAudit {
    const number = (field: number) => this.#numbers[index * WIDTH + field] ?? -1;
    const known = (field: number) => (number(field) < 0 ? undefined : number(field));
    const [large, used, limit] = [known(LARGE), known(USED), known(LIMIT)];
    const all = known(ALL_MESSAGES);
    const first = number(FOLDERS);
    const depth = known(DEPTH);
    return {
      messages: number(MESSAGES),
      bytes: number(BYTES),
      accuracy: ACCURACIES[number(ACCURACY)] ?? 'at-least',
      ...(large === undefined ? {} : { large }),
      ...(used === undefined ? {} : { quota: { used, ...(limit === undefined ? {} : { limit }) } }),
      ...(all === undefined ? {} : { all: { messages: all, bytes: number(ALL_BYTES) } }),
      folders: Array.from({ length: number(LISTED) }, (_, folder) => this.#folder(first + folder)),
      ...(number(MORE) > 0 ? { moreFolders: number(MORE) } : {}),
      ...(depth === undefined ? {} : { depth }),
    };
  }

  /** How many were kept. */
  #addFolders(folders: readonly FolderAudit[]): number {
    for (const [index, folder] of folders.entries()) {
      const name = this.#nameNumber(folder);
      if (name === undefined || this.#folderCount >= MOST_FOLDERS) return index;
      if ((this.#folderCount + 1) * 2 > this.#folders.length) {
        this.#folders = grown(this.#folders);
        this.#bytes = grown(this.#bytes);
      }
      this.#folders[this.#folderCount * 2] = name;
      this.#folders[this.#folderCount * 2 + 1] = folder.messages;
      this.#bytes[this.#folderCount] = folder.bytes ?? -1;
      this.#folderCount++;
    }
    return folders.length;
  }

  #folder(index: number): FolderAudit {
    const { path, kind } = this.#names[this.#folders[index * 2] ?? 0] ?? { path: '', kind: 'mail' };
    const bytes = this.#bytes[index] ?? -1;
    return { path, kind, messages: this.#folders[index * 2 + 1] ?? 0, ...(bytes < 0 ? {} : { bytes }) };
  }

  /** Undefined where there is no room for another one. */
  #nameNumber({ path, kind }: FolderAudit): number | undefined {
    const key = `${KINDS.indexOf(kind)}${path}`;
    const known = this.#nameNumbers.get(key);
    if (known !== undefined) return known;
    if (this.#nameOctets > MOST_NAMES) return undefined;
    this.#nameOctets += key.length * 2;
    this.#nameNumbers.set(key, this.#names.length);
    return this.#names.push({ path, kind }) - 1;
  }
}

function grown<T extends Uint32Array | Float64Array>(numbers: T): T {
  const larger = new (numbers.constructor as new (length: number) => T)(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
