import { nameOf, type Subject } from './guide.js';
import { recognize } from './recognize.js';

/** Where an error stands. */
export interface ErrorPlace {
  row: number;
  line: number;
  emailAddress?: string;
}

/** Rows that most likely mean the same. */
export interface ErrorGroup {
  /** What the first of them may mean, the likeliest first; empty where the message is not known. */
  subjects: readonly Subject[];
  places: ErrorPlace[];
  /** One of the messages, cut and otherwise as it stands there: hostile text. */
  sample: string;
}

/** What is kept of a message for the reader. */
const SAMPLE = 500;

/** What is kept of an address. The longest is 320 characters long (RFC 3696, errata 1690). */
const ADDRESS = 320;

/** Kinds of unknown messages that are told apart. */
const UNKNOWN_KINDS = 20;

/** Characters by which messages are told apart. */
const FORM = 2_000;

/** Forms of messages whose meaning is kept. */
const MOST_FORMS = 5_000;

/** Sorts the rows of an error report by what they mean, however many there are. */
export class ErrorGroups {
  /** Rows that could not be read. */
  readonly unreadable: ErrorPlace[] = [];
  /** Rows whose message is empty. */
  readonly blank: ErrorPlace[] = [];
  total = 0;
  readonly #groups = new Map<string, ErrorGroup>();
  readonly #meanings = new Map<string, readonly Subject[]>();
  #unknownKinds = 0;

  add({ message, ...rest }: ErrorPlace & { message?: string }): void {
    this.total++;
    const { emailAddress } = rest;
    const place =
      emailAddress === undefined ? rest : { ...rest, emailAddress: emailAddress.slice(0, ADDRESS) };
    if (message === undefined) this.unreadable.push(place);
    else if (message.trim() === '') this.blank.push(place);
    else this.#sort(message, place);
  }

  /** Known ones first, then by the number of rows; equal ones in the order of the file. */
  list(): ErrorGroup[] {
    const known = ({ subjects }: ErrorGroup) => Math.sign(subjects.length);
    return [...this.#groups.values()].sort(
      (a, b) => known(b) - known(a) || b.places.length - a.places.length,
    );
  }

  #sort(message: string, place: ErrorPlace): void {
    const form = formOf(message);
    const subjects = this.#meaningOf(message, form);
    const [likeliest] = subjects;
    const key = likeliest === undefined ? this.#unknownKey(form) : nameOf(likeliest);
    const group = this.#groups.get(key);
    if (group === undefined)
      this.#groups.set(key, { subjects, places: [place], sample: message.slice(0, SAMPLE) });
    else group.places.push(place);
  }

  #meaningOf(message: string, form: string): readonly Subject[] {
    // Of a longer message the form does not tell all.
    const kept = message.length <= FORM ? this.#meanings.get(form) : undefined;
    const subjects = kept ?? recognize(message);
    if (message.length <= FORM && this.#meanings.size < MOST_FORMS) this.#meanings.set(form, subjects);
    return subjects;
  }

  #unknownKey(form: string): string {
    const key = `? ${form}`;
    if (this.#groups.has(key) || this.#unknownKinds++ < UNKNOWN_KINDS) return key;
    return '? others';
  }
}

/** The message without what differs from row to row. */
function formOf(message: string): string {
  return message
    .slice(0, FORM)
    .replace(/[^\s@]{1,64}@[^\s@]{1,255}/g, '@')
    .replace(/\d{1,20}/g, '0');
}
