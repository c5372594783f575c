import { distance } from 'fastest-levenshtein';
import type { HeaderEvidence } from '../model/evidence.js';
import { KNOWN_COLUMNS, type KnownColumn, REQUIRED_COLUMNS } from '../model/row.js';

/** What admins and exporting programs write instead, compared without case, spaces and punctuation. */
const ALIASES: Record<KnownColumn, readonly string[]> = {
  EmailAddress: [
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
    'contrasena',
    'imappassword',
    'secret',
  ],
  UserRoot: ['root', 'userrootpath', 'rootfolder'],
};

/** Edits by which a header may differ from a name and still be meant as it. */
const TYPING_ERRORS = 2;

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
  for (const [index, cell] of cells.entries()) placeCell(header, cell, index);
  releaseClose(header);
  const recognised = Object.keys(header.columns).length + Object.keys(header.close).length;
  header.headerless = recognised === 0;
  // Without a recognised name the line may be data, and a cell of it a password.
  if (header.headerless) header.others = header.others.map(({ position }) => ({ position }));
  return header;
}

function placeCell(header: HeaderEvidence, cell: string, index: number): void {
  const exact = KNOWN_COLUMNS.find((name) => name === cell);
  const name = exact ?? KNOWN_COLUMNS.find((known) => known.toLowerCase() === cell.trim().toLowerCase());
  if (name !== undefined) {
    if (header.columns[name] !== undefined) header.repeated.push(name);
    else header.columns[name] = { index, written: cell };
    return;
  }
  const close = closest(cell);
  if (close !== undefined && header.close[close] === undefined)
    header.close[close] = { index, written: cell };
  else header.others.push({ position: index + 1, name: cell });
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

function closest(cell: string): KnownColumn | undefined {
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

/** The delimiter under which the first line names the most columns; a comma when none does better. */
export function guessDelimiter(firstLine: string): string {
  const score = (delimiter: string) => {
    const header = readHeader(1, firstLine.split(delimiter), delimiter);
    return REQUIRED_COLUMNS.filter((name) => header.columns[name] ?? header.close[name]).length;
  };
  const scores = [',', ';', '\t'].map((delimiter) => ({ delimiter, score: score(delimiter) }));
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a));
  if (best.score > 0) return best.delimiter;
  if (firstLine.includes(',')) return ',';
  return [';', '\t'].find((delimiter) => firstLine.split(delimiter).length >= 3) ?? ',';
}
