import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Encoding } from '../../src/batch/decode.js';
import { readBatch } from '../../src/batch/read.js';
import type { BatchSource } from '../../src/batch/source.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { encode, NO_TEXT, sourceOf, splitOf, type WrittenPart } from './split-support.js';

interface Row {
  domain: string;
  site: string;
  /** The record, its line end, and the blank lines behind it. */
  bytes: Buffer;
}

interface Batch {
  encoding: Encoding;
  head: Buffer;
  rows: Row[];
  content: Buffer;
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

/** Behind a line end, each gets one of its own. U+3000 and the like are white space too. */
const blanks = fc.array(fc.constantFrom('', ' ', '  ', '\u3000', '\u00a0'), { maxLength: 2 });

const text = fc.string({
  unit: fc.constantFrom('a', 'b', '"', ',', ';', '\t', '\n', '\r', ' ', 'é', '\u{1f511}', '\u00a0', NO_TEXT),
  maxLength: 8,
});

const email = fc.constantFrom(
  ...[
    ['contoso.com', 'a@contoso.com'],
    ['contoso.com', ' b,b@CONTOSO.com '],
    ['fabrikam.com', '"c@x"@fabrikam.com'],
  ],
  ...[
    ['no-domain', 'nobody'],
    ['no-domain', ''],
    ['no-domain', 'd@'],
    ['käse.de', 'e@KÄSE.de'],
  ],
);

const record = fc.record({
  email,
  user: text,
  password: text.map((one) => `p${one}`),
  site: fc.constantFrom('North', ' North ', 'north', 'a/b', 'a:b', '', 'Ost\nWest'),
  quoted: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  end: lineEnd,
  blanks,
});

const batch: fc.Arbitrary<Batch> = fc
  .record({
    encoding: fc.constantFrom<Encoding>('UTF-8', 'UTF-16LE', 'UTF-16BE'),
    marked: fc.boolean(),
    delimiter: fc.constantFrom(',', ';', '\t'),
    leading: blanks,
    header: fc.record({ end: lineEnd, blanks, quoted: fc.boolean() }),
    records: fc.array(record, { minLength: 1, maxLength: 12 }),
    ending: fc.constantFrom('as it is', 'no line end', 'an odd byte'),
  })
  .map(({ encoding, marked, delimiter, leading, header, records, ending }) => {
    const names = ['EmailAddress', 'UserName', 'Password', 'UserRoot'];
    const titles = names.map((name) => (header.quoted ? `"${name}"` : name)).join(delimiter);
    const bom = marked || encoding !== 'UTF-8' ? '\uFEFF' : '';
    const above = leading.map((line) => line + header.end).join('');
    const head = encode(bom + above + titles + lines(header), encoding);
    const rows = records.map(
      ({ email: [domain = '', address = ''], user, password, site, quoted, ...rest }, index) => {
        const values = [address, user, password, site];
        const raw = values.map((value, column) => cell(value, delimiter, quoted[column])).join(delimiter);
        const isLast = index === records.length - 1;
        const written = isLast && ending !== 'as it is' ? raw : raw + lines(rest);
        const odd =
          isLast && ending === 'an odd byte' && encoding !== 'UTF-8' && !raw.endsWith('"')
            ? [Buffer.of(0x41)]
            : [];
        const value = odd.length === 0 ? site : `${site}\uFFFD`;
        return { domain, site: value.trim(), bytes: Buffer.concat([encode(written, encoding), ...odd]) };
      },
    );
    return { encoding, head, rows, content: Buffer.concat([head, ...rows.map(({ bytes }) => bytes)]) };
  });

function lines({ end, blanks: below }: { end: string; blanks: readonly string[] }): string {
  return end + below.map((blank) => blank + end).join('');
}

function cell(value: string, delimiter: string, quoted = false): string {
  const needed = ['"', '\n', '\r', delimiter].some((sign) => value.includes(sign));
  return quoted || needed ? `"${value.replaceAll('"', '""')}"` : value;
}

/** What the reader of batches sees of each row. Passwords are compared as bytes, with the rest of the row. */
async function read(source: BatchSource) {
  const found = [];
  for await (const { records } of readBatch(source).groups) {
    for (const { emailAddress, userName, userRoot, width, sound } of records) {
      found.push({ emailAddress, userName, userRoot, width, sound });
    }
  }
  return found;
}

const bodyOf = ({ content }: WrittenPart, head: Buffer) => content.subarray(head.length);

/** That each part begins with the head, is as planned, and within the limits. */
function checkParts(parts: readonly WrittenPart[], head: Buffer, most: { rows: number; bytes: number }) {
  for (const { content, part } of parts) {
    expect(content.subarray(0, head.length).equals(head)).toBe(true);
    expect(content.length).toBe(part.bytes);
    expect(part.rows).toBeGreaterThan(0);
    expect(part.rows).toBeLessThanOrEqual(most.rows);
    expect(part.bytes).toBeLessThanOrEqual(most.bytes);
  }
  expect(new Set(parts.map(({ path }) => path.toLowerCase())).size).toBe(parts.length);
}

const size = fc.integer({ min: 1, max: 40 });

describe('parts that follow each other', () => {
  it(
    'are the file again, when they are joined',
    async () => {
      const limits = fc.record({
        maxRows: fc.integer({ min: 1, max: 13 }),
        slack: fc.integer({ min: 0, max: 200 }),
      });
      const property = fc.asyncProperty(
        batch,
        limits,
        size,
        async ({ head, rows, content }, { maxRows, slack }, chunk) => {
          const largest = Math.max(...rows.map(({ bytes }) => bytes.length));
          const maxBytes = head.length + largest + slack;
          const { parts, ...found } = await splitOf(sourceOf(content, chunk), {}, { maxRows, maxBytes });
          expect(found.head.equals(head)).toBe(true);
          expect(found.rows).toBe(rows.length);
          checkParts(parts, head, { rows: maxRows, bytes: maxBytes });
          const joined = Buffer.concat([head, ...parts.map((part) => bodyOf(part, head))]);
          expect(joined.toString('hex')).toBe(content.toString('hex'));
          const ranges = parts.flatMap(({ part }) => [part.from, part.to]);
          expect([ranges[0], ranges.at(-1)]).toEqual([1, rows.length]);
          for (const [index, { part }] of parts.entries()) {
            expect(part.to - part.from + 1).toBe(part.rows);
            // Only what would not have fitted comes later.
            const next = rows[part.to];
            const full =
              part.rows === maxRows || (next !== undefined && part.bytes + next.bytes.length > maxBytes);
            expect(full || index === parts.length - 1).toBe(true);
          }
          const again = [];
          for (const part of parts) again.push(...(await read(sourceOf(part.content))));
          expect(again).toEqual(await read(sourceOf(content)));
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'are as many as were asked for, and differ by one row at most',
    async () => {
      const property = fc.asyncProperty(
        batch,
        fc.nat(),
        size,
        async ({ head, rows, content }, wish, chunk) => {
          const batches = 1 + (wish % rows.length);
          const { parts } = await splitOf(sourceOf(content, chunk), { batches });
          checkParts(parts, head, { rows: Math.ceil(rows.length / batches), bytes: content.length });
          expect(parts).toHaveLength(batches);
          expect(Math.min(...parts.map(({ part }) => part.rows))).toBe(Math.floor(rows.length / batches));
          const joined = Buffer.concat([head, ...parts.map((part) => bodyOf(part, head))]);
          expect(joined.toString('hex')).toBe(content.toString('hex'));
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    PROPERTY_TIMEOUT,
  );
});

describe('parts by what the rows have in common', () => {
  it.each<['domain' | 'site', string]>([
    ['domain', 'Domain'],
    ['site', ' userroot'],
  ])(
    '%s: every row in the part of its value, once, as it stands and in order',
    async (key, by) => {
      const limits = fc.record({
        maxRows: fc.integer({ min: 1, max: 13 }),
        slack: fc.integer({ min: 0, max: 400 }),
      });
      const property = fc.asyncProperty(
        batch,
        limits,
        size,
        async ({ head, rows, content }, { maxRows, slack }, chunk) => {
          const largest = Math.max(...rows.map(({ bytes }) => bytes.length));
          const maxBytes = head.length + largest + slack;
          const { parts } = await splitOf(sourceOf(content, chunk), { by }, { maxRows, maxBytes });
          checkParts(parts, head, { rows: maxRows, bytes: maxBytes });
          const values = [...new Set(rows.map((row) => row[key]))];
          expect([...new Set(parts.map(({ value }) => value))]).toEqual(values);
          for (const value of values) {
            const expected = rows.filter((row) => row[key] === value).map(({ bytes }) => bytes);
            const found = parts.filter((part) => part.value === value).map((part) => bodyOf(part, head));
            expect(Buffer.concat(found).toString('hex')).toBe(Buffer.concat(expected).toString('hex'));
          }
          let count = 0;
          for (const part of parts) {
            const seen = await read(sourceOf(part.content));
            expect(seen).toHaveLength(part.part.rows);
            count += seen.length;
          }
          expect(count).toBe(rows.length);
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    PROPERTY_TIMEOUT,
  );
});

describe('what stands above the rows', () => {
  it.each([
    ['a title', 'Users of Contoso\n\nEmailAddress,UserName,Password\n'],
    ['the delimiter', 'sep=;\r\nEmailAddress;UserName;Password\r\n'],
    ['a type', '#TYPE System.Object\nEmailAddress,UserName,Password\n\n\n'],
  ])('goes into each part: %s', async (_, head) => {
    const rows = ['a@contoso.com', 'b@contoso.com'].map((address) => `${address},x,y\n`);
    const { parts } = await splitOf(sourceOf(Buffer.from(head + rows.join(''))), {}, { maxRows: 1 });
    expect(parts.map(({ content }) => content.toString())).toEqual(rows.map((row) => head + row));
  });
});

it('a row of another width is copied where nobody needs its values', async () => {
  const rows = ['a@contoso.com\n', 'b@contoso.com,x,y,z\n', ',\n'];
  const head = 'EmailAddress,UserName,Password\n';
  const { parts } = await splitOf(sourceOf(Buffer.from(head + rows.join(''))), { batches: 3 });
  expect(parts.map(({ content }) => content.toString())).toEqual(rows.map((row) => head + row));
});

it('half a code unit below the last row is a row of its own, as the reader has it', async () => {
  const text = '\uFEFFEmailAddress,UserName,Password\na@contoso.com,x,y\n';
  const content = Buffer.concat([Buffer.from(text, 'utf16le'), Buffer.of(0x41)]);
  const { head, parts } = await splitOf(sourceOf(content), { batches: 2 });
  expect(Buffer.concat([head, ...parts.map((part) => bodyOf(part, head))]).equals(content)).toBe(true);
  expect(await read(sourceOf(content))).toHaveLength(2);
});
