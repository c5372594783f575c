import { FORMS } from '../knowledge/catalogue/words.js';
import type {
  CodeArguments,
  CodesOf,
  HeaderOddity,
  MissingColumnArguments,
  PreambleKind,
  Separator,
  SpreadsheetDamage,
} from '../model/code.js';
import { REQUIRED_COLUMNS, type RowPlace } from '../model/row.js';
import {
  among,
  exact,
  type Fields,
  figure,
  flag,
  list,
  object,
  oneOf,
  optional,
  ordinal,
  text,
  whole,
  words,
  yes,
} from './shape.js';

export const form = oneOf(FORMS);

export const rowPlace: Fields<RowPlace> = { file: words, row: ordinal, line: ordinal };

const column = among(REQUIRED_COLUMNS);
const encoding = among(['UTF-16LE', 'UTF-16BE']);
const separator = oneOf<Separator>({ ',': 0, ';': 0, '\t': 0, '"': 0 });
const oddity = oneOf<HeaderOddity>({ spaces: 0, 'invisible-character': 0, quotes: 0, 'misread-mark': 0 });
const preambleKind = oneOf<PreambleKind>({ 'sep-line': 0, 'type-line': 0, 'title-line': 0 });

const DAMAGE: Record<SpreadsheetDamage, 0> = {
  'curly-quotes': 0,
  'scientific-number': 0,
  'error-value': 0,
  formula: 0,
  'lost-letter': 0,
  'misread-letters': 0,
  'typographic-sign': 0,
  placeholder: 0,
};

type Minority = CodeArguments['csv/mixed-username-format']['minorities'][number];

/** The arguments of the codes of a file and its rows. */
export const CSV_ARGUMENTS: { [C in CodesOf<'csv'>]: Fields<CodeArguments[C]> } = {
  'csv/empty-file': {},
  'csv/no-rows': {},
  'csv/too-many-rows': { rows: whole },
  'csv/too-large': { bytes: exact },
  'csv/missing-column': {
    column,
    found: optional(text),
    oddity: optional(oddity),
    headerless: optional(flag),
    joined: optional(text),
    preamble: optional(
      object<NonNullable<MissingColumnArguments['preamble']>>({
        kind: preambleKind,
        headerLine: optional(ordinal),
        named: flag,
        mayBeData: optional(flag),
      }),
    ),
  },
  'csv/column-case': { column: text, found: text },
  'csv/duplicate-column': { column: text },
  'csv/unknown-column': {
    position: whole,
    name: optional(text),
    empty: optional(yes),
    count: optional(whole),
    more: optional(whole),
  },
  'csv/wrong-column-count': {
    row: ordinal,
    expected: whole,
    actual: whole,
    emptySurplus: optional(yes),
    wholeRow: optional(yes),
    separatedBy: optional(separator),
  },
  'csv/wrong-delimiter': { delimiter: among([';', '\t']) },
  'csv/malformed-quote': { kind: among(['unclosed', 'text-around']) },
  'csv/not-unicode': {
    offset: optional(exact),
    line: optional(whole),
    looksLike: optional(text),
    encoding: optional(encoding),
  },
  'csv/utf-16': { encoding },
  'csv/file-extension': { extension: text },
  'csv/file-permissions': { mode: text },
  'csv/blank-line': { count: whole, lines: list(whole) },
  'csv/blank-value': { column, wholeRow: optional(yes) },
  'csv/invalid-email': { hint: optional(oneOf({ ...DAMAGE, header: 0 })) },
  'csv/duplicate-email': { first: object(rowPlace) },
  'csv/duplicate-username': { first: object(rowPlace) },
  'csv/surrounding-spaces': { column, leading: flag, trailing: flag },
  'csv/control-character': { column: text, characters: list(text) },
  'csv/spreadsheet-damage': { column, kind: oneOf(DAMAGE) },
  'csv/lost-leading-zeros': { column, rows: whole, width: optional(whole) },
  'csv/mixed-username-format': {
    majority: form,
    minorities: list(object<Minority>({ form, count: whole, rows: list(ordinal) })),
    tie: optional(yes),
  },
  'csv/super-user': { form, account: text, rows: whole },
  'csv/app-password-format': { withSpaces: optional(yes) },
  'csv/large-batch': { rows: figure },
};
