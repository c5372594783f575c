import fc from 'fast-check';
import { csvText } from '../support/files.js';

/** In every password. */
export const MARK = 'hunter';

export interface PlainRow {
  userName: string;
  password: string;
}

const letter = fc.constantFrom('a', 'é', 'Z', '9', '!', ' ', ',', ';', '"', '\t', '€', '=', '@');

/** Rows without any fault. Passwords may hold what parts cells, and spaces at their ends. */
export const plainBatch = fc.array(
  fc.record({
    userName: fc.constantFrom('user', 'anna berg', 'müller', 'contoso/anna'),
    password: fc
      .tuple(fc.string({ unit: letter, maxLength: 4 }), fc.string({ unit: letter, maxLength: 4 }))
      .map(([a, b]) => a + MARK + b),
  }),
  { minLength: 1, maxLength: 6 },
);

function valuesOf({ userName, password }: PlainRow, index: number): [string, string, string] {
  return [`user${index}@contoso.com`, `${userName}${index}`, password];
}

/** The batch as it is meant. */
export function rowsOf(rows: readonly PlainRow[]): string {
  return csvText(rows.map(valuesOf));
}

export interface Damage {
  encoding: 'utf-8' | 'utf-8 with a mark' | 'utf-16' | 'utf-16, big end first' | 'windows-1252' | 'utf-16le';
  delimiter: ',' | ';' | '\t';
  lineEnd: '\n' | '\r\n' | '\r';
  lead: string;
  names: readonly [string, string, string];
  /** What is put around and inside names, by turns. */
  around: readonly [before: string, after: string][];
  inside: string;
  /** Columns besides the three: where they stand, and their name. */
  others: readonly { at: number; name: string }[];
  surplus: number;
  /** Below which rows there is something to remove, and what. */
  below: readonly { row: number; what: 'blank' | 'spaces' | 'empty' }[];
  finalEnd: boolean;
}

const around = fc.constantFrom<[string, string]>(
  ...([
    ['', ''],
    [' ', ''],
    ['', '\u00a0'],
    ['\u200b', '\uFEFF'],
    ['\t', ' '],
    ['“', '”'],
    [' „ ', ' “'],
  ] as [string, string][]),
);

/** What can be mended, each kind at once with all others. */
export const damages: fc.Arbitrary<Damage> = fc.record({
  encoding: fc.constantFrom<Damage['encoding']>(
    'utf-8',
    'utf-8 with a mark',
    'utf-16',
    'utf-16, big end first',
    'windows-1252',
    'utf-16le',
  ),
  delimiter: fc.constantFrom<Damage['delimiter']>(',', ';', '\t'),
  lineEnd: fc.constantFrom<Damage['lineEnd']>('\n', '\r\n', '\r'),
  lead: fc.constantFrom(
    '',
    'sep=;\n',
    '#TYPE System.Management.Automation.PSCustomObject\n',
    'Users of the school\n',
    '\n \n',
  ),
  names: fc.tuple(
    fc.constantFrom('EmailAddress', 'emailaddress', ' EmailAddress', 'E-Mail', 'Email Address\u00a0'),
    fc.constantFrom('UserName', 'USERNAME', 'User Name', 'Usernmae'),
    fc.constantFrom('Password', 'password ', 'Passwort'),
  ),
  around: fc.array(around, { minLength: 1, maxLength: 5 }),
  inside: fc.constantFrom('', '\u200b', '\u00ad', '\u0007'),
  others: fc.array(fc.record({ at: fc.nat({ max: 3 }), name: fc.constantFrom('Department', 'Phone', '') }), {
    maxLength: 3,
  }),
  surplus: fc.nat({ max: 3 }),
  below: fc.array(fc.record({ row: fc.nat({ max: 6 }), what: fc.constantFrom('blank', 'spaces', 'empty') }), {
    maxLength: 4,
  }),
  finalEnd: fc.boolean(),
});

/** The batch with all this damage. */
export function damaged(rows: readonly PlainRow[], damage: Damage): Buffer {
  const { delimiter, lineEnd, names, surplus, below, others } = damage;
  const lines: string[] = [
    withOthers(
      [...names],
      others.map(({ name }) => name),
      damage,
    ),
  ];
  for (const [index, row] of rows.entries()) {
    const [address, userName, password] = valuesOf(row, index);
    const spoilt = [spoil(address, index, damage), spoil(userName, index + 1, damage), password];
    const cells = withOthers(
      spoilt,
      others.map(({ name }) => (name === '' ? '' : `${name} ${index}`)),
      damage,
    );
    lines.push(cells + delimiter.repeat(surplus));
    for (const { what } of below.filter((one) => one.row === index)) {
      lines.push(
        what === 'blank'
          ? ''
          : what === 'spaces'
            ? ' \u00a0'
            : delimiter.repeat(names.length + others.length - 1),
      );
    }
  }
  const text = damage.lead.replaceAll('\n', lineEnd) + lines.join(lineEnd) + (damage.finalEnd ? lineEnd : '');
  return encoded(text, damage.encoding);
}

function withOthers(
  values: readonly string[],
  others: readonly string[],
  { delimiter, others: places }: Damage,
): string {
  const cells = [...values];
  for (const [index, value] of others.entries())
    cells.splice(Math.min(places[index]?.at ?? 0, cells.length), 0, value);
  return cells
    .map((cell) => (new RegExp(`["\r\n${delimiter}]`).test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(delimiter);
}

function spoil(value: string, turn: number, { around, inside }: Damage): string {
  const [before, after] = around[turn % around.length] ?? ['', ''];
  return before + value.slice(0, 2) + inside + value.slice(2) + after;
}

function encoded(text: string, encoding: Damage['encoding']): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 with a mark':
      return Buffer.from(`\uFEFF${text}`);
    case 'utf-16':
      return Buffer.from(`\uFEFF${text}`, 'utf16le');
    case 'utf-16, big end first':
      return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'windows-1252': {
      const western = text.replace(/[\u200b\uFEFF]/g, '\u00ad');
      const bytes = [...western].map((sign) => WESTERN[sign] ?? sign.charCodeAt(0));
      return bytes.every((byte) => byte <= 0xff) ? Buffer.from(bytes) : Buffer.from(text);
    }
  }
}

const WESTERN: Record<string, number> = { '€': 0x80, '„': 0x84, '“': 0x93, '”': 0x94 };
