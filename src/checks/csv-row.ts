import validator from 'validator/lib/isEmail.js';
import type { HeaderEvidence, RecordEvidence } from '../model/evidence.js';
import { type Finding, finding, type Subject } from '../model/finding.js';
import { REQUIRED_COLUMNS, type RequiredColumn } from '../model/row.js';
import { Secret } from '../model/secret.js';

/** Control and format characters, and the spaces that look like one but are another. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u00a0\u2000-\u200a\u202f\u205f\u3000]/u;
const ALL_INVISIBLE = new RegExp(INVISIBLE.source, 'gu');

/** Not at the ends: there they are surrounding spaces. */
const INSIDE = new RegExp(
  `\\S\\s*${INVISIBLE.source}\\s*\\S|^(?!\\s)${INVISIBLE.source}|(?!\\s)${INVISIBLE.source}$`,
  'u',
);

/** Named characters of one value; more would only repeat. */
const NAMED_CHARACTERS = 5;

const ADDRESS_RULES = { allow_utf8_local_part: true, require_tld: true, allow_ip_domain: false };

/** The faults of one row that can be seen without any other row. */
export function checkRow(record: RecordEvidence, header: HeaderEvidence): Finding[] {
  const at = place(record);
  if (record.malformed !== undefined) {
    return [finding('csv/malformed-quote', { kind: record.malformed }, at())];
  }
  if (!record.sound) {
    const args = { row: record.row, expected: header.width, actual: record.width };
    return [finding('csv/wrong-column-count', args, at())];
  }
  const found = record.undecodable.map((column) => finding('csv/not-unicode', {}, at(column)));
  for (const column of REQUIRED_COLUMNS) {
    if (header.columns[column] === undefined || record.undecodable.includes(column)) continue;
    found.push(...checkValue(record, column));
  }
  return found;
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
  if (matches(value, /^\s*$/u) && (column !== 'Password' || isEmpty(value))) {
    return [finding('csv/blank-value', { column }, at)];
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
  if (column === 'EmailAddress' && !validator.default(record.emailAddress.trim(), ADDRESS_RULES)) {
    found.push(finding('csv/invalid-email', {}, at));
  }
  return found;
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
  if (value instanceof Secret) return value.matches(INSIDE) ? [] : undefined;
  const found = new Set<string>();
  for (const [character] of value.trim().matchAll(ALL_INVISIBLE)) {
    found.add(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  }
  return found.size === 0 ? undefined : [...found].slice(0, NAMED_CHARACTERS);
}
