import fc from 'fast-check';
import { KNOWN_COLUMNS, type KnownColumn, REQUIRED_COLUMNS } from '../../src/model/row.js';

export const LINE_END = /\r\n|\r|\n/;

/** One row as it is meant. */
export type Values = Record<KnownColumn, string>;

/** Any text of Unicode that a file can hold; NULs make a file binary. */
const anyText = (constraints: fc.StringConstraints) =>
  fc.string({ unit: 'binary', ...constraints }).map((text) => text.replaceAll('\0', '0'));

/** Signs that mean something to a CSV file, a sign-in form, a spreadsheet or a terminal. */
const MEANINGFUL = [
  ...[',', ';', '\t', '"', '""', '\n', '\r', '\r\n', ' ', '#', '*', '/', '\\', '@', '=', "'", '|', '.'],
  ...[
    '\u00a0',
    '\u200b',
    '\ufeff',
    '“',
    '”',
    '\u001b[31m',
    '0',
    'é',
    'e\u0301',
    '🔑',
    '漢',
    'sep=',
    'Password',
  ],
];

export const meaningfulText = (constraints: fc.StringConstraints) =>
  fc.string({ unit: fc.constantFrom(...MEANINGFUL, 'a', 'Z', '7'), ...constraints });

/** Anything but nothing; it may begin and end with spaces, which is no error. */
const password = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  anyText({ minLength: 1, maxLength: 12 }),
  meaningfulText({ minLength: 1, maxLength: 12 }),
);

const NAMES = [
  'anna',
  'contoso/anna',
  'contoso\\anna',
  'c/admin/anna',
  'anna*admin',
  '#anna@b.c#admin#',
  '00123',
];

/** No user is called as a spreadsheet tells an error, or by what nobody sees. */
const NO_NAME = /^(?:#.*|[\s\p{Cc}\p{Cf}]*)$/u;

/** White space around it is an error. */
const userName = fc
  .oneof(fc.constantFrom(...NAMES), anyText({ maxLength: 10 }), meaningfulText({ maxLength: 10 }))
  .map((name) => (NO_NAME.test(name) && !NAMES.includes(name) ? 'bert' : name.trim()));

const LOCAL_PARTS = ['anna', 'anna.b', "o'brien", 'x+y', 'müller', 'USER_1', '0', 'a-b', '漢字'];
const DOMAINS = ['contoso.com', 'mail.contoso.co.uk', 'MÜNCHEN.de', 'xn--bcher-kva.example', 'a-b.example'];

const address = fc.tuple(fc.constantFrom(...LOCAL_PARTS), fc.constantFrom(...DOMAINS)).map(
  ([local, domain]) =>
    (number: number) =>
      `${local}${number}@${domain}`,
);

/** Rows that Exchange Online takes, each with an address of its own. */
export const validRows: fc.Arbitrary<Values[]> = fc
  .array(fc.tuple(address, userName, password, fc.constantFrom('', '/users/anna b', '"/ü",')), {
    minLength: 1,
    maxLength: 8,
  })
  .map((rows) =>
    rows.map(([addressOf, UserName, Password, UserRoot], index) => ({
      EmailAddress: addressOf(index),
      UserName,
      Password,
      UserRoot,
    })),
  );

/** The columns in any order, with or without UserRoot. */
export const columns: fc.Arbitrary<KnownColumn[]> = fc
  .boolean()
  .chain((all) =>
    fc.shuffledSubarray([...(all ? KNOWN_COLUMNS : REQUIRED_COLUMNS)], { minLength: all ? 4 : 3 }),
  );

export type Encoding = 'UTF-8' | 'UTF-8 with a mark' | 'UTF-16LE' | 'UTF-16BE';

/** A way to write records down that every reader of CSV has to take. */
export interface Form {
  encoding: Encoding;
  /** By turns, as are the next two. CR stands alone: before an empty line and LF it would be one line end. */
  lineEnds: readonly string[];
  /** Whether a value is quoted that need not be. */
  quoted: readonly boolean[];
  /** Lines without a record in front of one. */
  blank: readonly (readonly string[])[];
  finalEnd: boolean;
}

export const form: fc.Arbitrary<Form> = fc.record({
  encoding: fc.constantFrom<Encoding>('UTF-8', 'UTF-8 with a mark', 'UTF-16LE', 'UTF-16BE'),
  lineEnds: fc.constantFrom(['\n'], ['\r\n'], ['\r'], ['\n', '\r\n']),
  quoted: fc.array(fc.boolean(), { minLength: 1, maxLength: 7 }),
  blank: fc.array(fc.array(fc.constantFrom('', ' ', '\t \u00a0'), { maxLength: 2 }), {
    minLength: 1,
    maxLength: 4,
  }),
  finalEnd: fc.boolean(),
});

export const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** Records by RFC 4180, with quotes where they must be and where the form wants them. */
export function recordsOf(rows: readonly (readonly string[])[], { quoted }: Form): string[] {
  let turn = 0;
  const cell = (value: string) =>
    (quoted[turn++ % quoted.length] ?? false) || /[",\r\n]/.test(value) ? quote(value) : value;
  return rows.map((row) => row.map(cell).join(','));
}

/** The records as a file, and the line on which each of them begins. */
export function fileOf(records: readonly string[], { lineEnds, blank, finalEnd, encoding }: Form) {
  let text = '';
  let turn = 0;
  let line = 1;
  const lines: number[] = [];
  const write = (part: string) => {
    text += part;
    line += part.split(LINE_END).length - 1;
  };
  const end = () => write(lineEnds[turn++ % lineEnds.length] ?? '\n');
  for (const [index, record] of records.entries()) {
    for (const part of blank[index % blank.length] ?? []) {
      write(part);
      end();
    }
    lines.push(line);
    write(record);
    if (index < records.length - 1 || finalEnd) end();
  }
  return { bytes: encoded(text, encoding), lines, text };
}

export function encoded(text: string, encoding: Encoding): Buffer {
  if (encoding === 'UTF-8') return Buffer.from(text);
  if (encoding === 'UTF-8 with a mark') return Buffer.from(`\uFEFF${text}`);
  const units = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return encoding === 'UTF-16LE' ? units : units.swap16();
}

/** The header and the rows, in the order of these columns. */
export function tableOf(rows: readonly Values[], order: readonly KnownColumn[]): string[][] {
  return [[...order], ...rows.map((row) => order.map((column) => row[column]))];
}
