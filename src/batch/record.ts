import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import type { KnownColumn } from '../model/row.js';
import { Secret } from '../model/secret.js';
import { hasEmptySurplus } from './columns.js';
import type { Frame } from './frames.js';

/**
 * Enough to tell an address from other values in a damaged row; whether it is valid is judged elsewhere. Signs that
 * part values are none of it: in a row with semicolons a password stands behind them, in the same cell.
 */
const ADDRESS =
  /^\s*[^\s@"(),:;<>[\\\]|]{1,64}@(?:[\p{L}\p{M}\p{N}_-]{1,63}\.){1,20}[\p{L}\p{M}\p{N}-]{2,63}\s*$/u;

/** What nearly every address is, which the pattern above takes much longer to tell. */
const USUAL_ADDRESS = /^[a-z\d._+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,20}[a-z\d-]{2,63}$/i;

/** Whether a value has the form of an address. */
export function isLikeAddress(value: string | Secret): boolean {
  if (value instanceof Secret) return value.matches(/@/) && value.matches(ADDRESS);
  return USUAL_ADDRESS.test(value) || ADDRESS.test(value);
}

/** No white space, nothing invisible, nothing outside ASCII: nearly every record, and most checks need no more. */
const PLAIN = /^[\x21-\x7e]*$/;

const SEPARATORS = [',', ';', '\t'] as const;

const NOTHING: readonly string[] = [];

/** Turns the values of a file's records into evidence, row by row. */
export class RecordReader {
  readonly #file: string;
  readonly #header: HeaderEvidence;
  readonly #emailAddress: number;
  readonly #userName: number;
  readonly #password: number;
  readonly #userRoot: number;

  constructor(file: string, header: HeaderEvidence) {
    const place = (name: KnownColumn) => header.columns[name]?.index ?? -1;
    this.#file = file;
    this.#header = header;
    this.#emailAddress = place('EmailAddress');
    this.#userName = place('UserName');
    this.#password = place('Password');
    this.#userRoot = place('UserRoot');
  }

  /** `lossy`: the file had bytes that are no text, each of which now reads U+FFFD. */
  read(frame: Frame, values: readonly string[], row: number, lossy: boolean): RecordEvidence {
    const width = values.length;
    const { malformed } = frame;
    const sound =
      malformed === undefined && this.#header.malformed === undefined && width === this.#header.width;
    const record: RecordEvidence = {
      file: this.#file,
      row,
      line: frame.line,
      emailAddress: sound ? (values[this.#emailAddress] ?? '') : this.#addressOf(values),
      userName: sound ? (values[this.#userName] ?? '') : '',
      password: new Secret(sound ? (values[this.#password] ?? '') : ''),
      width,
      sound,
      plain: PLAIN.test(frame.raw),
      undecodable: lossy && frame.raw.includes('\uFFFD') ? this.#undecodable(values) : NOTHING,
    };
    if (malformed !== undefined) record.malformed = malformed;
    else this.#noteOddities(record, values);
    return record;
  }

  #noteOddities(record: RecordEvidence, values: readonly string[]): void {
    const userRoot = record.sound ? values[this.#userRoot] : undefined;
    if (userRoot !== undefined && userRoot !== '') record.userRoot = userRoot;
    if (!record.sound) this.#noteCount(record, values);
    if (values[0]?.trim() === '' && values.every((value) => value.trim() === '')) record.empty = true;
  }

  #noteCount(record: RecordEvidence, values: readonly string[]): void {
    const { width, delimiter } = this.#header;
    if (hasEmptySurplus(values, width)) record.emptySurplus = true;
    const [value = ''] = values;
    if (values.length > 1 || width === 1) return;
    const sign = SEPARATORS.find((one) => value.split(one).length === width);
    if (sign !== undefined) record.separatedBy = sign === delimiter ? '"' : sign;
  }

  /**
   * In a row of another width than the header's a password may stand in any column. An address in the first one is
   * then taken for what it seems, where values came in between; a line with too few may be the end of a password
   * that has a line break. Nothing is taken for a user name.
   */
  #addressOf(values: readonly string[]): string {
    const written = values[0] ?? '';
    const tellable = this.#emailAddress === 0 && values.length > this.#header.width && isLikeAddress(written);
    return tellable ? written : '';
  }

  /** Columns that hold U+FFFD; `['']` where the column cannot be told. */
  #undecodable(values: readonly string[]): string[] {
    const found = Object.entries(this.#header.columns).filter(([, place]) =>
      values[place.index]?.includes('\uFFFD'),
    );
    return found.length > 0 ? found.map(([name]) => name) : [''];
  }
}
