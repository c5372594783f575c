import fc from 'fast-check';
import type { KnownColumn } from '../../src/model/row.js';
import { columns, encoded, quote } from './generators.js';

/** A batch on its way to be damaged: cells, then text, then bytes. */
export interface Damaged {
  passwords: string[];
  bytes: Buffer;
  server: string | undefined;
}

/** Signs of which no word of a report is made. */
const marker = fc.string({
  unit: fc.constantFrom('Q', 'X', 'Z', 'J', 'W', '7', '3', '9'),
  minLength: 8,
  maxLength: 10,
});
const JOINTS = [...',,,;;\t"|:/\\*#@. \n='];
/** Markers with signs between them that tear them apart when a value is not quoted. */
const password = fc
  .tuple(marker, fc.array(fc.tuple(fc.constantFrom(...JOINTS), marker), { maxLength: 3 }))
  .map(([first, others]) => first + others.flat().join(''));

/** Those that are words of a header, or none of an address, are there to mislead. */
const NAMES = [
  'anna',
  'contoso/anna',
  'anna@contoso.com',
  'root',
  'user',
  'mail',
  'username',
  'a*admin',
  '',
  'a;b',
];
const ADDRESSES = [
  'a@contoso.com',
  'anna.berg@mail.contoso.com',
  'müller@b.de',
  'anna',
  'mail',
  'a@b',
  '',
  ' c@d.org',
];

const row = fc.record({
  EmailAddress: fc.constantFrom(...ADDRESSES, 'b@contoso.com', 'c@contoso.com', 'd@contoso.com'),
  UserName: fc.constantFrom(...NAMES, 'anna', 'bert', 'carla'),
  Password: password,
  UserRoot: fc.constantFrom('', '/users/anna', 'root'),
});

type Table = string[][];
type Turn = { at: number; by: number };
const turn = fc.record({ at: fc.nat({ max: 400 }), by: fc.nat({ max: 400 }) });

/** What becomes of a row when values are left out, put in, or come in another order than the header's. */
const CELL_DAMAGE: Record<string, (table: Table, turn: Turn) => void> = {
  drop: (table, { at, by }) => pick(table, at)?.splice(by % 4, 1),
  add: (table, { at, by }) => pick(table, at)?.splice(by % 4, 0, ['', 'x', 'e@contoso.com'][by % 3] ?? ''),
  empty: (table, { at, by }) => pick(table, at)?.splice(by % 4, 1, ''),
  rotate: (table, { at, by }) => rotate(pick(table, at), by),
  'rotate all': (table, { by }) => {
    for (const cells of table.slice(1)) rotate(cells, by);
  },
  swap: (table, { at, by }) => swap(pick(table, at), by),
  'shift all': (table) => {
    for (const cells of table.slice(1)) cells.unshift('');
  },
  'cut off the last': (table) => {
    for (const cells of table.slice(1)) cells.pop();
  },
  'no header': (table) => table.shift(),
  'header among rows': (table, { by }) => table.splice(by % (table.length + 1), 0, table.shift() ?? []),
  'other name': (table, { at, by }) => table[0]?.splice(at % 4, 1, NAMED[by % NAMED.length] ?? ''),
};
const NAMED = [
  'E-Mail',
  'User',
  'Kennwort',
  'Passw0rd',
  'Geheim',
  '',
  ' UserName',
  'username',
  'EmailAddress',
  'Department',
];

function pick(table: Table, at: number): string[] | undefined {
  return table[at % Math.max(1, table.length)];
}

function rotate(cells: string[] | undefined, by: number): void {
  for (let turns = by % 4; turns > 0; turns--) cells?.push(cells.shift() ?? '');
}

function swap(cells: string[] | undefined, by: number): void {
  if (cells === undefined || cells.length < 2) return;
  const [from, to] = [by % cells.length, (by >> 3) % cells.length];
  [cells[from], cells[to]] = [cells[to] ?? '', cells[from] ?? ''];
}

/** What becomes of a text in the hands of editors, scripts and people. */
const TEXT_DAMAGE: Record<string, (text: string, turn: Turn) => string> = {
  'delete a comma': (text, { at }) => withoutOne(text, /,/g, at),
  'delete a quote': (text, { at }) => withoutOne(text, /"/g, at),
  'delete a line end': (text, { at }) => withoutOne(text, /\r\n|\r|\n/g, at),
  'put in a quote': (text, { at }) => withOne(text, at, '"'),
  'put in two quotes': (text, { at, by }) => withOne(withOne(text, at, '"'), by, '"'),
  'put in a comma': (text, { at }) => withOne(text, at, ','),
  'put in a line end': (text, { at }) => withOne(text, at, '\n'),
  'other delimiters': (text, { by }) => text.replaceAll(',', [';', '\t', '|'][by % 3] ?? ';'),
  'other delimiters in one line': (text, { at, by }) => {
    const lines = text.split('\n');
    const place = at % lines.length;
    return lines.with(place, lines[place]?.replaceAll(',', [';', '\t', '|'][by % 3] ?? ';') ?? '').join('\n');
  },
  'delete all quotes': (text) => text.replaceAll('"', ''),
  'curly quotes': (text) => text.replaceAll('"', '”'),
  'quote whole lines': (text) => text.split('\n').map(quote).join('\n'),
  'cut off the beginning': (text, { at }) => text.slice(at % (text.length + 1)),
  'cut off the end': (text, { at }) => text.slice(0, at % (text.length + 1)),
  'cut a hole': (text, { at, by }) =>
    text.slice(0, at % (text.length + 1)) + text.slice((at % (text.length + 1)) + (by % 40)),
  'a line above': (text, { by }) => `${LINES_ABOVE[by % LINES_ABOVE.length]}\n${text}`,
  'twice the same': (text) => text + text,
  'blank lines': (text) => text.replaceAll('\n', '\n\n'),
  'CR alone': (text) => text.replaceAll('\n', '\r'),
};
const LINES_ABOVE = [
  'sep=,',
  'sep=;',
  '#TYPE System.Object',
  'Users to migrate',
  'Email',
  'Users,,',
  'Kunde,Kennung,Zeichen',
];

function withOne(text: string, at: number, sign: string): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + sign + text.slice(place);
}

function withoutOne(text: string, pattern: RegExp, turn: number): string {
  const found = [...text.matchAll(pattern)];
  const one = found[turn % Math.max(1, found.length)];
  return one === undefined ? text : text.slice(0, one.index) + text.slice(one.index + one[0].length);
}

const BYTE_DAMAGE: Record<string, (bytes: Buffer, turn: Turn) => Buffer> = {
  none: (bytes) => bytes,
  'a byte that is no text': (bytes, { at }) => withByte(bytes, at, [0xff, 0xc3, 0x00, 0x80][at % 4] ?? 0xff),
  'a byte lost': (bytes, { at }) =>
    Buffer.concat([
      bytes.subarray(0, at % (bytes.length + 1)),
      bytes.subarray((at % (bytes.length + 1)) + 1),
    ]),
  'Windows-1252': (bytes) => Buffer.from(bytes.toString(), 'latin1'),
  'UTF-16': (bytes) => encoded(bytes.toString(), 'UTF-16LE'),
  'UTF-16, its bytes the other way round': (bytes) =>
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(bytes.toString(), 'utf16le')]),
  'UTF-16 without a mark': (bytes) => Buffer.from(bytes.toString(), 'utf16le'),
  'UTF-8 with two marks': (bytes) => encoded(`\uFEFF${bytes}`, 'UTF-8 with a mark'),
};

function withByte(bytes: Buffer, at: number, byte: number): Buffer {
  const place = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), Buffer.of(byte), bytes.subarray(place)]);
}

function steps<T>(of: Record<string, T>, maxLength: number) {
  return fc.array(fc.tuple(fc.constantFrom(...Object.keys(of)), turn), { maxLength });
}

/** Values are quoted where they must be, everywhere, or nowhere. */
const QUOTING = ['needed', 'all', 'none'] as const;

export const damagedBatch: fc.Arbitrary<Damaged> = fc
  .record({
    rows: fc.array(row, { minLength: 1, maxLength: 4 }),
    order: fc.oneof(fc.constant<KnownColumn[]>(['EmailAddress', 'UserName', 'Password']), columns),
    quoting: fc.constantFrom(...QUOTING),
    cells: steps(CELL_DAMAGE, 2),
    texts: steps(TEXT_DAMAGE, 3),
    byte: fc.tuple(fc.oneof(fc.constant('none'), fc.constantFrom(...Object.keys(BYTE_DAMAGE))), turn),
    server: fc.constantFrom(undefined, 'imap.gmail.com'),
  })
  .map(({ rows, order, quoting, cells, texts, byte: [kind, turn], server }) => {
    const table = [[...order], ...rows.map((values) => order.map((column) => values[column]))];
    for (const [name, turn] of cells) CELL_DAMAGE[name]?.(table, turn);
    const mustQuote = { needed: /[",\r\n]/, all: /^/, none: /$^./ }[quoting];
    const lines = table.map((values) =>
      values.map((value) => (mustQuote.test(value) ? quote(value) : value)).join(','),
    );
    const text = texts.reduce(
      (all, [name, turn]) => TEXT_DAMAGE[name]?.(all, turn) ?? all,
      `${lines.join('\n')}\n`,
    );
    const bytes = BYTE_DAMAGE[kind]?.(Buffer.from(text), turn) ?? Buffer.from(text);
    return { passwords: rows.map(({ Password }) => Password), bytes, server };
  });
