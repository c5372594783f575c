import validator from 'validator/lib/isEmail.js';
import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import { type Finding, finding, type Subject } from '../model/finding.js';
import { REQUIRED_COLUMNS, type RequiredColumn } from '../model/row.js';
import { Secret } from '../model/secret.js';
import { checkDamage, emailHint, isTypographic, mayBeDamaged } from './csv-spreadsheet.js';

/** Control and format characters, and the spaces that look like one but are another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu;

/**
 * Whether there is one inside, white space at the ends not counted, for values that must not be taken apart.
 * Each alternative can match in one way only: two overlapping runs of white space would take quadratic time.
 */
const INVISIBLE_INSIDE =
  /(?!\s)[\p{Cc}\p{Cf}]|\S[ \u1680]*[\t-\r\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]\s*\S/u;

/** Nothing that one sees. A password may be blanks. */
const BLANK = /^[\s\p{Cc}\p{Cf}]*$/u;

/** Named characters of one value; more would only repeat. */
const NAMED_CHARACTERS = 5;

/**
 * What nearly every address looks like, which spares the slow validator: all that matches is valid there too.
 * At most 64 octets stand before `@` (RFC 5321 section 4.5.3.1) and 63 in a label (RFC 1035 section 2.3.4).
 */
const PLAIN_ADDRESS =
  /^(?=[^@]{1,64}@)[a-z\d_-]+(?:\.[a-z\d_-]+)*@(?:(?![^.]{64})[a-z\d]+(?:-[a-z\d]+)*\.)+(?![^.]{64})[a-z]{2,}$/i;
const MAX_PLAIN = 254;
const MAX_ADDRESS = 320;

const ADDRESS_RULES = { allow_utf8_local_part: true, require_tld: true, allow_ip_domain: false };

const NOTHING: Finding[] = [];

/** The faults of one row that can be seen without any other row. */
export function checkRow(record: RecordEvidence, header: HeaderEvidence): Finding[] {
  return isFaultless(record) ? NOTHING : faultsOf(record, header);
}

/** Whether a row is as nearly every row is, which takes a look and no more. Where it is not, all checks are made. */
function isFaultless({ sound, plain, emailAddress, userName, password, userRoot }: RecordEvidence): boolean {
  return (
    sound &&
    plain === true &&
    userName !== '' &&
    !password.isEmpty &&
    userRoot === undefined &&
    emailAddress.length <= MAX_PLAIN &&
    PLAIN_ADDRESS.test(emailAddress) &&
    !mayBeDamaged(userName) &&
    !mayBeDamaged(password)
  );
}

function faultsOf(record: RecordEvidence, header: HeaderEvidence): Finding[] {
  const at = place(record);
  // The header's fault is told, and without it nothing is known of the columns.
  if (header.malformed !== undefined) return [];
  if (record.malformed !== undefined) {
    return [finding('csv/malformed-quote', { kind: record.malformed }, at())];
  }
  if (!record.sound) return [wrongCount(record, header)];
  const found = record.undecodable.map((column) => finding('csv/not-unicode', {}, at(column)));
  for (const column of REQUIRED_COLUMNS) {
    if (header.columns[column] === undefined || record.undecodable.includes(column)) continue;
    found.push(...checkValue(record, column));
  }
  return [...found, ...checkUserRoot(record)];
}

function wrongCount(record: RecordEvidence, header: HeaderEvidence): Finding {
  const { row, width, empty, emptySurplus, separatedBy } = record;
  const args = {
    row,
    expected: header.width,
    actual: width,
    ...(emptySurplus ? ({ emptySurplus } as const) : {}),
    ...(empty ? ({ wholeRow: empty } as const) : {}),
    ...(separatedBy === undefined ? {} : { separatedBy }),
  };
  return finding('csv/wrong-column-count', args, place(record)());
}

function checkUserRoot(record: RecordEvidence): Finding[] {
  const { userRoot = '', undecodable } = record;
  const characters = undecodable.includes('UserRoot') ? undefined : invisibleCharacters(userRoot);
  if (characters === undefined) return [];
  return [finding('csv/control-character', { column: 'UserRoot', characters }, place(record)('UserRoot'))];
}

/** Where a finding of this row stands; `subject` is left out where the row is too damaged to name it. */
export function place(record: RecordEvidence) {
  const { file, row, line, emailAddress, userName } = record;
  const named: { subject?: Subject } =
    emailAddress || userName ? { subject: { emailAddress, userName } } : {};
  return (column?: string) => ({ location: { file, row, line, ...(column ? { column } : {}) }, ...named });
}

function checkValue(record: RecordEvidence, column: RequiredColumn): Finding[] {
  const value = valueIn(record, column);
  const at = place(record)(column);
  if (column === 'Password' ? isEmpty(value) : matches(value, BLANK)) {
    const wholeRow = record.empty ? ({ wholeRow: true } as const) : {};
    return [finding('csv/blank-value', { column, ...wholeRow }, at)];
  }
  const found: Finding[] = [];
  const leading = matches(value, /^\s/u);
  const trailing = matches(value, /\s$/u);
  if (leading || trailing) {
    // A password may really begin or end with a space.
    const rating = column === 'Password' ? ({ rating: 'warning' } as const) : {};
    found.push(finding('csv/surrounding-spaces', { column, leading, trailing }, { ...at, ...rating }));
  }
  const characters = invisibleCharacters(value);
  if (characters !== undefined) found.push(finding('csv/control-character', { column, characters }, at));
  const damage =
    column === 'EmailAddress' ? checkAddress(record.emailAddress, at) : checkDamage(value, column, at);
  return damage === undefined ? found : [...found, damage];
}

function checkAddress(value: string, at: ReturnType<ReturnType<typeof place>>): Finding | undefined {
  const hint = emailHint(value);
  // Some systems take an apostrophe of any kind before `@`; no domain has one.
  if (hint === 'typographic-sign' && !isTypographic(value.slice(value.lastIndexOf('@') + 1))) {
    return finding('csv/spreadsheet-damage', { column: 'EmailAddress', kind: hint }, at);
  }
  if (hint !== undefined) return finding('csv/invalid-email', { hint }, at);
  // A validator that knows international addresses takes any letter, also one that nobody sees.
  const seen = invisibleCharacters(value) === undefined;
  return seen && isAddress(value.trim()) ? undefined : finding('csv/invalid-email', {}, at);
}

function isAddress(value: string): boolean {
  if (value.length > MAX_ADDRESS) return false;
  if (value.length <= MAX_PLAIN && PLAIN_ADDRESS.test(value)) return true;
  return validator.default(value, ADDRESS_RULES);
}

function valueIn(record: RecordEvidence, column: RequiredColumn): string | Secret {
  if (column === 'EmailAddress') return record.emailAddress;
  return column === 'UserName' ? record.userName : record.password;
}

function matches(value: string | Secret, pattern: RegExp): boolean {
  return value instanceof Secret ? value.matches(pattern) : pattern.test(value);
}

function isEmpty(value: string | Secret): boolean {
  return value instanceof Secret ? value.isEmpty : value === '';
}

/** Code points inside the value as `U+200B`; of a password none is named, only that there are some. */
function invisibleCharacters(value: string | Secret): string[] | undefined {
  if (value instanceof Secret) return value.matches(INVISIBLE_INSIDE) ? [] : undefined;
  if (isPlain(value)) return undefined;
  const found = new Set<string>();
  for (const [character] of value.trim().matchAll(INVISIBLE)) {
    found.add(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
    if (found.size === NAMED_CHARACTERS) break;
  }
  return found.size === 0 ? undefined : [...found];
}

/** Printable ASCII, as most values are. */
function isPlain(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value);
}
