import { distance } from 'fastest-levenshtein';
import type { HeaderEvidence } from '../model/evidence.js';
import { KNOWN_COLUMNS, type KnownColumn, REQUIRED_COLUMNS, type RequiredColumn } from '../model/row.js';
import { splitFields } from './fields.js';

/** What admins and exporting programs write instead, compared without case, spaces and punctuation. */
const ALIASES: Record<KnownColumn, readonly string[]> = {
  EmailAddress: [
    ...['adressedemessagerie', 'adresseelectronique', 'adressemail', 'courriel', 'correoelectronico'],
    ...[
      'direccioncorreo',
      'direcciondecorreo',
      'indirizzoemail',
      'indirizzodiposta',
      'indirizzodipostaelettronica',
    ],
    ...['emailadres', 'enderecodeemail', 'enderecoeletronico'],
    ...['email', 'mail', 'mailaddress', 'emailaddr', 'smtpaddress', 'primarysmtpaddress', 'targetaddress'],
    ...[
      'emailadresse',
      'mailadresse',
      'correo',
      'adresseemail',
      'useremail',
      'target',
      'upn',
      'userprincipalname',
    ],
  ],
  UserName: [
    ...['nomdutilisateur', 'nomutilisateur', 'identifiant', 'nomeutente', 'utente', 'nombredeusuario'],
    ...['anmeldename', 'anmeldung', 'benutzerkennung', 'gebruikersnaam', 'nomedeusuario', 'nomedousuario'],
    ...['user', 'login', 'loginname', 'logon', 'userid', 'account', 'accountname', 'samaccountname'],
    ...['benutzer', 'benutzername', 'utilisateur', 'usuario', 'sourceuser', 'imapuser', 'imapusername'],
  ],
  Password: [
    'pass',
    'pwd',
    'passwd',
    'passwort',
    'kennwort',
    'motdepasse',
    'mdp',
    'senha',
    'wachtwoord',
    'parolachiave',
    'clave',
    'contrasena',
    'imappassword',
    'secret',
  ],
  UserRoot: ['root', 'userrootpath', 'rootfolder'],
};

/** Edits by which a header may differ from a name and still be meant as it. */
const TYPING_ERRORS = 2;

/** A longer cell is no misspelt name. */
const MAX_NAME = 40;

/** Cells beyond these are counted and not read: there are four names to find. */
const MAX_CELLS = 1000;

/** Unknown columns that are told of; beyond that the line is no header, and more would only repeat it. */
const MAX_OTHERS = 100;

/** Signs that may stand between names in one cell. */
const JOINTS = [',', ';', '\t', '|', ':', ' '];

/** A cell that is longer holds more than names. */
const MAX_JOINED = 200;

/** No header holds an address, and nearly every row does. */
export const LIKE_ADDRESS = /[^\s@]@[^\s@]/;

/** Reads a header line: which cell is which column, exactly, in other case, or merely close. */
export function readHeader(line: number, cells: readonly string[], delimiter: string): HeaderEvidence {
  const header: HeaderEvidence = {
    line,
    delimiter,
    width: cells.length,
    columns: {},
    close: {},
    repeated: [],
    others: [],
  };
  const emptyAtEnd = cells.length - filledLength(cells);
  if (emptyAtEnd > 0) header.emptyAtEnd = emptyAtEnd;
  const read = cells.slice(0, Math.min(MAX_CELLS, cells.length - emptyAtEnd));
  const joined = joinedBy(read);
  if (joined !== undefined) return { ...header, joined };
  for (const [index, cell] of read.entries()) placeCell(header, cell, index);
  releaseClose(header);
  withholdData(header, read);
  header.others.sort((a, b) => a.position - b.position);
  const untold = header.others.splice(MAX_OTHERS).length + (cells.length - emptyAtEnd - read.length);
  if (untold > 0) header.untold = untold;
  return header;
}

/** How many cells there are up to the last that is not empty. */
function filledLength(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1;
}

/**
 * The sign that stands between the names where all of them are one cell: the whole line is quoted, or its sign is
 * none that a CSV file is read with. Told by exact names alone, so that no data is taken for a header.
 */
function joinedBy(cells: readonly string[]): string | undefined {
  const [cell = '', ...others] = cells.filter((one) => one.trim() !== '');
  if (others.length > 0 || cell.length > MAX_JOINED) return undefined;
  return JOINTS.find((sign) => {
    const names = new Set(cell.split(sign).map((name) => inOtherCase(name.trim())));
    return names.has('EmailAddress') && REQUIRED_COLUMNS.filter((name) => names.has(name)).length >= 2;
  });
}

function placeCell(header: HeaderEvidence, cell: string, index: number): void {
  const name = KNOWN_COLUMNS.find((known) => known === cell) ?? inOtherCase(cell);
  if (name !== undefined) {
    if (header.columns[name] !== undefined) header.repeated.push(name);
    else header.columns[name] = { index, written: cell };
    return;
  }
  const close = closest(cell);
  if (close !== undefined && header.close[close] === undefined)
    header.close[close] = { index, written: cell };
  else header.others.push({ position: index + 1, name: shorten(cell) });
}

function inOtherCase(cell: string): KnownColumn | undefined {
  if (cell.length > MAX_NAME) return undefined;
  const plain = cell.toLowerCase();
  return KNOWN_COLUMNS.find((known) => known.toLowerCase() === plain);
}

function shorten(cell: string): string {
  return cell.length > MAX_NAME ? `${cell.slice(0, MAX_NAME - 1)}…` : cell;
}

/** A cell that is close to a column which is there as well is just another column. */
function releaseClose(header: HeaderEvidence): void {
  for (const name of KNOWN_COLUMNS) {
    const place = header.close[name];
    if (place === undefined || header.columns[name] === undefined) continue;
    delete header.close[name];
    header.others.push({ position: place.index + 1, name: place.written });
  }
}

/**
 * A first line that may be data must not be quoted, as any cell of it may be a password; `Passw0rd` and `secret`
 * are close to a column's name, and somebody may be called `root` or `mail`. Without a name that no user has, or with
 * an address and no EmailAddress, it is data. With Password alone, or with an address beside EmailAddress, only its
 * exact names are believed. With fewer names than make a header, or none for the passwords, what stands beside them is
 * not told.
 */
function withholdData(header: HeaderEvidence, cells: readonly string[]): void {
  const { columns, close } = header;
  const hasAddress = cells.some((cell) => LIKE_ADDRESS.test(cell));
  const names = Object.keys({ ...columns, ...close }) as KnownColumn[];
  const wordsAlone = names.every((name) => WORDS.includes(name));
  header.headerless =
    (hasAddress && columns.EmailAddress === undefined) ||
    (wordsAlone && !WORDS.some((name) => isExact(header, name)));
  if (header.headerless || hasAddress || wordsAlone) {
    const unnamed = Object.values(close).map(({ index }) => ({ position: index + 1 }));
    header.others = [...header.others.map(({ position }) => ({ position })), ...unnamed];
    header.close = {};
    if (header.headerless) Object.assign(header, { columns: {}, repeated: [] });
  } else if (!isBeyondDoubt(header) || (columns.Password ?? close.Password) === undefined) {
    header.others = header.others.map(({ position }) => ({ position }));
  } else {
    header.others = header.others.map((other) => (hasValue(other) ? { position: other.position } : other));
  }
}

/** `Password:hunter2` is no name. */
function hasValue({ name = '' }: HeaderEvidence['others'][number]): boolean {
  return /\S\s*[:=]\s*\S/.test(name);
}

/** Columns whose names, or words close to them, stand in rows too: as passwords, and as the user `root`. */
const WORDS: readonly KnownColumn[] = ['Password', 'UserRoot'];

/** One required column is named exactly, two are and one of them in whatever case, or all three. */
function isBeyondDoubt(header: HeaderEvidence): boolean {
  const { columns, close } = header;
  const named = REQUIRED_COLUMNS.filter((name) => columns[name] ?? close[name]);
  const inAnyCase = named.some((name) => columns[name] !== undefined);
  return named.some((name) => isExact(header, name)) || named.length > (inAnyCase ? 1 : 2);
}

function isExact({ columns }: HeaderEvidence, name: KnownColumn): boolean {
  return columns[name]?.written === name;
}

function closest(cell: string): KnownColumn | undefined {
  if (cell.length > MAX_NAME) return undefined;
  const plain = cell
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  if (plain === '') return undefined;
  return KNOWN_COLUMNS.find((name) => {
    const wanted = name.toLowerCase();
    return ALIASES[name].includes(plain) || distance(plain, wanted) <= TYPING_ERRORS;
  });
}

/** A line read under one delimiter, and the required columns that it names: exactly, in other case, or closely. */
export interface Reading {
  header: HeaderEvidence;
  named: RequiredColumn[];
}

/** The reading of a line that names the most columns; by commas when none does better. */
export function bestReading(line: string): Reading {
  const [byComma, ...others] = [',', ';', '\t'].map((delimiter) => {
    const header = readHeader(1, splitFields(line, delimiter), delimiter);
    return { header, named: REQUIRED_COLUMNS.filter((name) => header.columns[name] ?? header.close[name]) };
  }) as [Reading, Reading, Reading];
  return others.reduce((a, b) => (b.named.length > a.named.length ? b : a), byComma);
}

/** The delimiter under which the first line names the most columns; a comma when none does better. */
export function guessDelimiter(firstLine: string): string {
  const best = bestReading(firstLine);
  if (best.named.length > 0) return best.header.delimiter;
  if (firstLine.includes(',')) return ',';
  return [';', '\t'].find((delimiter) => splitFields(firstLine, delimiter).length >= 3) ?? ',';
}

/** Whether a row has more values than the header, and those are empty, as spreadsheets write empty columns. */
export function hasEmptySurplus(values: readonly string[], width: number): boolean {
  return values.length > width && filledLength(values) <= width;
}
