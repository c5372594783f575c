import type { EmailHint, SpreadsheetDamage } from '../model/code.js';
import { type Finding, finding, type Location, type Subject } from '../model/finding.js';
import { Secret } from '../model/secret.js';

/**
 * How a damaged value may begin: nearly no other does, so that most values are told by their first character.
 * White space around a value has a finding of its own.
 */
const MAY_BE_DAMAGED = /^\s*(?:[#*=\u2022\u25cf“”„‟‘’‚‛«»‹›]|-?\d(?:[.,]\d{1,14})?E\+\d|System\.S)/;

const BEYOND_ASCII = /[^\0-\x7f]/;

/** A value between two of them, as word processors and some spreadsheets set them in any language. */
const CURLY_QUOTES = [/^\s*[“”„‟‘’‚‛«»‹›]/, /[“”‘’«»‹›]\s*$/, /\S\s*\S/] as const;

/** Excel shows a number of twelve digits or more so, and saves what it shows; its other digits are lost. */
const SCIENTIFIC = /^\s*-?\d(?:[.,]\d{1,14})?E\+\d{1,3}\s*$/;

/**
 * What a cell shows whose formula failed: in English, German, French, Spanish, Italian, Portuguese and Dutch
 * (https://support.microsoft.com/office/hide-error-values-and-error-indicators-d171b96e-8fb4-4863-a1ba-b64557474439).
 */
const ERROR_VALUE = new RegExp(
  `^\\s*#(?:${[
    ...['NAME\\?', 'REF!', 'VALUE!', 'N/A', 'DIV/0!', 'NULL!', 'NUM!', 'SPILL!', 'CALC!', 'ERROR!'],
    ...['BEZUG!', 'WERT!', 'NV', 'ZAHL!', 'ÜBERLAUF!'],
    ...['NOM\\?', 'VALEUR!', 'NUL!', 'NOMBRE!'],
    ...['¿NOMBRE\\?', '¡REF!', '¡VALOR!', 'N/D', '¡DIV/0!', '¡NULO!', '¡NUM!'],
    ...['NOME\\?', 'RIF!', 'VALORE!', 'NULLO!', 'VALOR!', 'NULO!', 'NÚM!'],
    ...['NAAM\\?', 'VERW!', 'WAARDE!', 'N/B', 'DEEL/0!', 'LEEG!', 'GETAL!'],
  ].join('|')})\\s*$`,
);

/** A text, a function, or a cell, alone or before an operator. */
const FORMULA =
  /^\s*=\s*[+-]?(?:"|[\p{L}_][\p{L}\d._]+\(|(?:[\p{L}\d_.]+!|'[^']*'!)?\$?[a-z]{1,3}\$?\d{1,7}\s*(?:$|[&+*/:^-]))/iu;

/** What programs write for a letter that they could not read or write. */
const LOST_LETTER = /\uFFFD/;

/** UTF-8 that was read as Windows-1252 and saved so: `Ã¼` for ü, `â€™` for a typographic apostrophe. */
const MISREAD_LETTERS =
  /Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|â€[\u009d\u0153\u02dc\u2013\u2014\u201c\u201d\u2122]/;

/** Curly quotes and apostrophes, dashes, the ellipsis: what word processors and phones make of plain signs. */
const TYPOGRAPHIC = /[\u2010-\u2015\u2018-\u201f\u2026\u2032\u2033]/;

/** What stands in place of a password that a program would not write, or a number that its column was too narrow for. */
const PLACEHOLDER = /^\s*(?:System\.Security\.SecureString|\*{4,}|\u2022{4,}|\u25cf{4,}|#{5,})\s*$/;

/** In files that were joined, the header of the second. */
const COLUMN_NAME = /^\s*EmailAddress\s*$/i;

/** Whether the beginning of a value in ASCII is worth a closer look. */
export function mayBeDamaged(value: string | Secret): boolean {
  return matches(value, MAY_BE_DAMAGED);
}

export function isTypographic(text: string): boolean {
  return TYPOGRAPHIC.test(text);
}

/** What a spreadsheet or a word processor made of this value; nothing of nearly all. */
export function spreadsheetDamage(value: string | Secret): SpreadsheetDamage | undefined {
  const beyondAscii = matches(value, BEYOND_ASCII);
  if (beyondAscii && matches(value, LOST_LETTER)) return 'lost-letter';
  if (beyondAscii && matches(value, MISREAD_LETTERS)) return 'misread-letters';
  if (mayBeDamaged(value)) {
    const kind = KINDS.find(([, patterns]) => patterns.every((pattern) => matches(value, pattern)))?.[0];
    if (kind !== undefined) return kind;
  }
  return beyondAscii && matches(value, TYPOGRAPHIC) ? 'typographic-sign' : undefined;
}

const KINDS: readonly [SpreadsheetDamage, readonly RegExp[]][] = [
  ['placeholder', [PLACEHOLDER]],
  ['error-value', [ERROR_VALUE]],
  ['scientific-number', [SCIENTIFIC]],
  ['formula', [FORMULA]],
  ['curly-quotes', CURLY_QUOTES],
];

/**
 * The damage of a user name or password; that of an address is a hint of `csv/invalid-email`. Nobody is called
 * `#N/A`: such a user name is an error, while a password might just be so.
 */
export function checkDamage(
  value: string | Secret,
  column: 'UserName' | 'Password',
  at: { location: Location; subject?: Subject },
): Finding | undefined {
  const kind = spreadsheetDamage(value);
  if (kind === undefined) return undefined;
  const certain = kind === 'error-value' && column === 'UserName';
  return finding('csv/spreadsheet-damage', { column, kind }, certain ? { ...at, rating: 'error' } : at);
}

/**
 * Why a value is no address, where it can be told. With a hint it is none, whatever else is said of it: a curly
 * quote is a letter to a validator that knows international addresses.
 */
export function emailHint(value: string): EmailHint | undefined {
  return spreadsheetDamage(value) ?? (COLUMN_NAME.test(value) ? 'header' : undefined);
}

function matches(value: string | Secret, pattern: RegExp): boolean {
  return value instanceof Secret ? value.matches(pattern) : pattern.test(value);
}
