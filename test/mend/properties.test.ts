import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { readBatch } from '../../src/batch/read.js';
import type { MendOptions } from '../../src/mend/survey.js';
import type { RecordEvidence } from '../../src/model/evidence.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { type Damage, damaged, damages, MARK, plainBatch, rowsOf } from './damage.js';
import { checked, errorsIn, mended, sourceOf } from './support.js';

const PIECES = [
  ...[
    'EmailAddress',
    'UserName',
    'Password',
    'UserRoot',
    'username',
    ' Email',
    'Kennwort',
    'Dept',
    'sep=;',
    '#TYPE x',
  ],
  ...[
    ',',
    ',',
    ',',
    ';',
    '\t',
    '"',
    '"',
    '""',
    '="',
    '\n',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\u00a0',
    '\u200b',
    '\uFEFF',
    '“',
    '”',
  ],
  ...['a@b.com', 'a', 'x', '\u{1f511}'],
];

/** Anything at all, and what is nearly a batch. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 60 }),
  fc
    .tuple(
      fc.constantFrom('EmailAddress,UserName,Password', 'Dept;EmailAddress;;UserName;Password;'),
      fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 40 }),
    )
    .map(([header, rest]) => `${header}\n${rest}`),
);

async function mendedTwice(content: string | Buffer, options: MendOptions) {
  const first = await mended(content, options).catch((error: unknown) => {
    if (error instanceof InputError) return undefined;
    throw error;
  });
  if (first === undefined) return;
  const second = await mended(first.bytes, options);
  expect([second.text, second.changes]).toEqual([first.text, []]);
  expect(second.bytes.equals(first.bytes)).toBe(true);
  if (first.changes.length === 0) expect(first.text).toBe(content.toString());
}

async function recordsOf(content: Buffer | string): Promise<RecordEvidence[]> {
  const records: RecordEvidence[] = [];
  for await (const group of readBatch(sourceOf(content)).groups) records.push(...group.records);
  return records;
}

describe('fixing what is fixed', () => {
  it(
    'changes nothing, for any text',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyText, fc.boolean(), (text, trimPasswords) =>
          mendedTwice(text.toWellFormed(), { trimPasswords }),
        ),
        { numRuns: RUNS },
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'changes nothing, for damaged batches',
    async () => {
      const stray = fc.tuple(fc.nat(), fc.constantFrom('"', ',', ';', '\n', '"x', '\t'));
      await fc.assert(
        fc.asyncProperty(
          plainBatch,
          damages,
          fc.array(stray, { maxLength: 3 }),
          async (rows, damage, strays) => {
            let text = damaged(rows, { ...damage, encoding: 'utf-8' }).toString();
            for (const [at, sign] of strays)
              text = text.slice(0, at % text.length) + sign + text.slice(at % text.length);
            await mendedTwice(text, {});
          },
        ),
        { numRuns: RUNS },
      );
    },
    PROPERTY_TIMEOUT,
  );
});

describe('a batch with nothing but what can be mended', () => {
  it(
    'has no error left, and every row as it was',
    async () => {
      await fc.assert(
        fc.asyncProperty(plainBatch, damages, async (rows, damage) => {
          const options = optionsFor(damage);
          const result = await mended(damaged(rows, damage), options);
          expect(errorsIn(await checked(result.bytes))).toEqual([]);
          const [found, meant] = [await recordsOf(result.bytes), await recordsOf(rowsOf(rows))];
          expect(found.map(({ emailAddress, userName }) => [emailAddress, userName])).toEqual(
            meant.map(({ emailAddress, userName }) => [emailAddress, userName]),
          );
          for (const [index, record] of found.entries()) {
            expect(meant[index]?.password.equals(record.password)).toBe(true);
          }
          expect(result.said).not.toContain(MARK);
          await mendedTwice(result.bytes, options);
        }),
        { numRuns: RUNS },
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'loses nothing of a row that was sound',
    async () => {
      await fc.assert(
        fc.asyncProperty(plainBatch, async (rows) => {
          const text = rowsOf(rows);
          const result = await mended(text);
          expect([result.text, result.changes]).toEqual([text, []]);
        }),
        { numRuns: RUNS },
      );
    },
    PROPERTY_TIMEOUT,
  );
});

function optionsFor({ encoding }: Damage): MendOptions {
  return encoding === 'windows-1252' || encoding === 'utf-16le' ? { encoding } : {};
}
