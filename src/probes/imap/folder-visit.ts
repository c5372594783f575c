import type { Answer, Folder } from '../../model/evidence.js';
import { readFound, readSize } from './audit-reply.js';
import type { Command } from './flight.js';
import type { Reply } from './reply.js';
import type { SizeSample } from './size-sample.js';

/** A folder that is opened read-only, with what is asked of it. */
export class FolderVisit {
  readonly commands: Command[];
  #opened = false;
  #found: number | undefined;
  #searched = false;
  #fetched = false;
  #sizes = 0;
  #sum = 0;
  #larger = 0;

  /** `open`: EXAMINE. `sample`: of which messages the size is to be read; absent where the folder's octets are known. */
  constructor(
    open: Command,
    readonly folder: Folder,
    readonly largerThan: number,
    readonly sample: SizeSample | undefined,
    esearch: boolean,
  ) {
    const { messages = 0 } = folder;
    this.commands = [open];
    if (sample !== undefined) this.commands.push({ name: 'FETCH', words: `${sample.set} (RFC822.SIZE)` });
    // Where all sizes are read, the large ones are among them.
    if (sample === undefined || sample.messages < messages) {
      const counted = esearch ? 'RETURN (COUNT) ' : '';
      this.commands.push({ name: 'SEARCH', words: `${counted}LARGER ${largerThan}` });
    }
  }

  note(reply: Reply): void {
    if (reply.name === 'SEARCH' || reply.name === 'ESEARCH') this.#found = readFound(reply) ?? this.#found;
    else this.#noteSize(readSize(reply));
  }

  #noteSize(size: number | undefined): void {
    if (size === undefined || this.#sizes >= (this.sample?.messages ?? 0)) return;
    this.#sizes++;
    this.#sum += size;
    if (size > this.largerThan) this.#larger++;
  }

  settle(command: Command | undefined, { status }: Answer): void {
    if (command?.name === 'EXAMINE') this.#opened = status === 'OK';
    if (command?.name === 'FETCH') this.#fetched = status === 'OK';
    // An empty result may come without its number: RFC 4731 section 3.1 allows no ESEARCH response at all.
    if (command?.name === 'SEARCH') this.#searched = status === 'OK';
  }

  /** Puts what was learned into the folder. What was answered of another one that stayed open does not count. */
  finish(): void {
    if (!this.#opened) return;
    const { folder, sample } = this;
    const { messages = 0 } = folder;
    // The first sizes alone, where the others did not come, stand for nothing.
    if (sample !== undefined && this.#fetched && this.#sizes > 0) {
      folder.bytes = Math.round((this.#sum / this.#sizes) * messages);
      if (this.#sizes < messages) folder.estimated = true;
    }
    const all = sample !== undefined && this.#fetched && this.#sizes >= messages;
    if (all) folder.large = this.#larger;
    else if (this.#searched) folder.large = Math.min(this.#found ?? 0, messages);
  }
}
