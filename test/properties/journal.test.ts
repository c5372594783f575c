import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import { finishedReport } from '../../src/journal/finished-report.js';
import { reportOf } from '../../src/journal/join.js';
import { type JournalLine, journalLine, lineBytes } from '../../src/journal/line.js';
import { outcomeOf } from '../../src/journal/outcome.js';
import { readJournal } from '../../src/journal/read.js';
import { JournalWriter } from '../../src/journal/writer.js';
import type { Report } from '../../src/model/report.js';
import { STAGES } from '../../src/model/stage.js';
import { rendered, reportOfFiles, TOOL } from '../journal/support.js';
import { VARIANTS } from '../knowledge/variants.js';
import { temporaryDirectory } from '../support/files.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { validateReport } from '../support/schema.js';
import { checkedWith, sourceOf } from './checking.js';

const fixture = (path: string) => readFileSync(new URL(`../../fixtures/${path}`, import.meta.url));
const WHOLE = fixture('journals/canonical.ndjson');
const LINES = WHOLE.toString('utf8').split('\n').slice(0, -1);
/** A run that was broken off among its rows, and another that went on from it. */
const TWICE = Buffer.from(`${[...LINES.slice(0, 30), ...LINES].join('\n')}\n`);

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}

async function read(content: Buffer): Promise<Report> {
  return reportOf([outcomeOf((await readJournal('run.ndjson', once(content))).journal)]);
}

/** The report, or undefined where an InputError says why there is none. Anything else is a fault. */
async function readOrRefuse(content: Buffer): Promise<Report | undefined> {
  try {
    return await read(content);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** What a terminal may obey. */
const OBEYED = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

function assertHarmless(report: Report): void {
  const { text, json } = rendered(report);
  expect(OBEYED.exec(text)).toBeNull();
  expect(OBEYED.exec(json)).toBeNull();
  expect(validateReport(JSON.parse(json))).toEqual([]);
}

/** Rows and findings of the lines up to there. */
function told(content: Buffer): { rows: number; findings: number } {
  const lines = content.toString('utf8').split('\n').slice(0, -1);
  const values = lines.map((line) => JSON.parse(line));
  const rows = values.filter(({ type }) => type === 'row');
  const own = rows.reduce((sum, { findings }) => sum + findings.length, 0);
  return { rows: rows.length, findings: own + values.filter(({ type }) => type === 'finding').length };
}

describe('a journal that ends anywhere', () => {
  test('at every octet: each line that is whole counts', { timeout: PROPERTY_TIMEOUT }, async () => {
    const first = WHOLE.indexOf('\n') + 1;
    for (let end = 0; end <= WHOLE.length; end++) {
      const content = WHOLE.subarray(0, end);
      const report = await readOrRefuse(content);
      expect(report !== undefined, `cut at ${end}`).toBe(end >= first);
      if (report === undefined) continue;
      expect({ rows: report.rows.length, findings: report.findings.length }).toEqual(told(content));
    }
  });

  test('the second of two runs: what the first has said stays', { timeout: PROPERTY_TIMEOUT }, async () => {
    const second = TWICE.indexOf('\n{"type":"run"') + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: second, max: TWICE.length }), async (end) => {
        const report = await read(TWICE.subarray(0, end));
        expect(report.rows.length).toBeGreaterThanOrEqual(told(TWICE.subarray(0, second)).rows);
        assertHarmless(report);
      }),
      { numRuns: RUNS },
    );
  });
});

test('octets that are others than they were do no harm', { timeout: PROPERTY_TIMEOUT }, async () => {
  // Most octets break the line; a figure or a letter in place of another often does not.
  const plain = fc.constantFrom(...Buffer.from('0123456789abcxyz '));
  const change = fc.record({ at: fc.nat(TWICE.length - 1), to: fc.oneof(plain, fc.nat(255)) });
  let understood = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
      const content = Buffer.from(TWICE);
      for (const { at, to } of changes) content[at] = to;
      const report = await readOrRefuse(content);
      if (report === undefined) return;
      understood++;
      assertHarmless(report);
    }),
    { numRuns: RUNS },
  );
  expect(understood).toBeGreaterThan(RUNS / 50);
});

const hostile = fc.oneof(
  fc.constantFrom(
    '\x1b[2J\x1b]8;;http://evil.example\x07x\x1b]8;;\x07',
    '\u009b31m\u0007',
    'a\r\nb\u2028c',
    '\u202eabc\u2066',
    '__proto__',
    'constructor',
    '`',
    '',
    '%s%n',
    '\ud800',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** A copy with other texts in it where the reader takes them. */
function poisoned<T>(value: T, texts: Iterator<string | undefined>, takes: (copy: T) => boolean): T {
  const copy = structuredClone(value);
  visit(copy, (holder, key) => {
    const before = holder[key];
    const text = texts.next().value;
    if (text === undefined) return;
    holder[key] = text;
    if (!takes(copy)) holder[key] = before;
  });
  return copy;
}

function visit(value: unknown, each: (holder: Record<string, unknown>, key: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    if (typeof holder[key] === 'string') each(holder, key);
    else visit(holder[key], each);
  }
}

function* endless(texts: readonly (string | undefined)[]): Generator<string | undefined> {
  for (;;) yield* texts;
}

function isTaken(line: JournalLine): boolean {
  try {
    journalLine(line);
    return true;
  } catch {
    return false;
  }
}

const texts = fc.array(fc.option(hostile, { nil: undefined }), { minLength: 1, maxLength: 40 });

describe('texts that are meant to do harm', () => {
  const findings = VARIANTS.map((finding) => ({ type: 'finding', finding }) as const);
  const lines = [...LINES.map((line) => JSON.parse(line) as JournalLine), ...findings];

  test('in every text of a journal', { timeout: PROPERTY_TIMEOUT }, async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.nat(lines.length - 20), async (given, from) => {
        const source = endless(given);
        const [first, ...others] = [lines[0], ...lines.slice(from, from + 20)];
        const chosen = [first, ...others].flatMap((line) => line ?? []);
        const written = chosen.map((line) => lineBytes(poisoned(line, source, isTaken)));
        const report = await readOrRefuse(Buffer.concat(written));
        if (report !== undefined) assertHarmless(report);
      }),
      { numRuns: RUNS },
    );
  });

  test('in every text of a JSON report', { timeout: PROPERTY_TIMEOUT }, () => {
    const json = JSON.parse(fixture('reports/canonical.json').toString('utf8'));
    const small = { ...json, findings: json.findings.slice(0, 6), rows: json.rows.slice(0, 4) };
    const reportOfJson = (value: unknown) => finishedReport('x.json', Buffer.from(JSON.stringify(value)));
    const takes = (value: unknown) => {
      try {
        return reportOfJson(value) !== undefined;
      } catch (error) {
        if (error instanceof InputError) return false;
        throw error;
      }
    };
    fc.assert(
      fc.property(texts, (given) => {
        assertHarmless(reportOfJson(poisoned(small, endless(given), takes)));
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    );
  });
});

const PIECES = [
  ...[',', ',', ';', '"', '\n', '\n', '\r\n', '\0', ' ', '\u00a0', '\u200b', '\x1b[2J', '\u009b1m', '\u202e'],
  ...['EmailAddress', 'UserName', 'Password', 'UserRoot', 'username', 'sep=,', '#TYPE x', '\ufeff'],
  ...['anna@contoso.com', 'ANNA@contoso.com', 'anna', 'root', '#N/A', '00123', 'contoso/admin/anna', 'a*b'],
];

const csv = fc
  .tuple(
    fc.boolean(),
    fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 })), { maxLength: 60 }),
  )
  .map(([begun, parts]) => `${begun ? 'EmailAddress,UserName,Password\n' : ''}${parts.join('')}`);

test('whatever is found in a file, its journal tells the same', { timeout: PROPERTY_TIMEOUT }, async () => {
  const path = join(await temporaryDirectory(), 'run.ndjson');
  await fc.assert(
    fc.asyncProperty(csv, async (content) => {
      const writer = JournalWriter.create(path, TOOL, { stages: new Set(STAGES), concurrency: 20 });
      const report = await checkedWith(writer.add, sourceOf(content));
      writer.close();
      expect(writer.failure).toBeUndefined();
      expect(rendered(await reportOfFiles(path))).toEqual(rendered(report));
      await rm(path);
    }),
    { numRuns: RUNS },
  );
});
