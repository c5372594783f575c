import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { journalLine, lineBytes } from '../../src/journal/line.js';
import { CATALOGUE } from '../../src/knowledge/catalogue.js';
import { CODES } from '../../src/knowledge/describe.js';
import type { RunEvent } from '../../src/model/event.js';
import type { Finding } from '../../src/model/finding.js';
import { VARIANTS } from '../knowledge/variants.js';
import { startRun } from '../run/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { validateReport } from '../support/schema.js';
import { collected, eventsOf, linesOf, rendered, reportOfFiles, writeJournal } from './support.js';

const GOLDEN = fileURLToPath(new URL('../../fixtures/journals/canonical.ndjson', import.meta.url));

test('the canonical report comes back byte for byte', async () => {
  const path = await writeJournal(eventsOf(canonicalReport()));
  const back = rendered(await reportOfFiles(path));
  expect(back).toEqual(rendered(canonicalReport()));
  expect(validateReport(JSON.parse(back.json))).toEqual([]);
});

test('a journal is written as the golden file, and that is still understood', async () => {
  const path = await writeJournal(eventsOf(canonicalReport()));
  await expect(`${linesOf(path).join('\n')}\n`).toMatchFileSnapshot(GOLDEN);
  expect(rendered(await reportOfFiles(GOLDEN))).toEqual(rendered(canonicalReport()));
});

const EXAMPLES = CODES.map((code) => ({ code, args: CATALOGUE[code].example }) as Finding);

test('the arguments of every code come back as they were', () => {
  for (const finding of [...EXAMPLES, ...VARIANTS]) {
    const line = journalLine(JSON.parse(lineBytes({ type: 'finding', finding }).toString('utf8')));
    expect(line).toEqual({ type: 'finding', finding });
  }
});

test('a member that is no part of a journal does not get into it, nor out of it', async () => {
  const stray = 'swordfish-4711';
  const events = eventsOf(canonicalReport()).map((event) => withStrays(event, stray) as RunEvent);
  const path = await writeJournal(events);
  expect(linesOf(path).join('\n')).not.toContain(stray);
  const strayed = linesOf(path).map((line) => withStrays(JSON.parse(line), stray));
  for (const line of strayed) expect(JSON.stringify(journalLine(line))).not.toContain(stray);
});

/** A copy in which every object has one member more. */
function withStrays(value: unknown, stray: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withStrays(item, stray));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withStrays(member, stray)]);
  return { ...Object.fromEntries(members), password: stray, extra: { told: stray } };
}

test('a run that probed the connections tells its stage and its endpoint twice', async () => {
  const report = canonicalReport();
  const events = eventsOf(report);
  const endpoint = { ...report.endpoint, capacity: { asked: 40, held: 10, signedIn: true } };
  const again = [
    { type: 'stage-started', stage: 'imap' },
    { type: 'connections', held: 3, asked: 40 },
    { type: 'endpoint', endpoint },
    {
      type: 'finding',
      finding: {
        code: 'imap/connection-limit',
        args: { server: 'imap.gmail.com', wanted: 20, limit: 10, asked: 40, scope: 'user', seen: true },
      },
    },
    { type: 'stage-done', stage: { id: 'imap', status: 'warned', durationMs: 900 } },
  ] as RunEvent[];
  const all = [...events.slice(0, -2), ...again, ...events.slice(-2)];
  const path = await writeJournal(all);
  expect(rendered(await reportOfFiles(path))).toEqual(rendered(collected(all)));
});

test('a CSV alone, whose rows come before their file', async () => {
  const { findings, batches, run } = canonicalReport();
  const rows = [...canonicalReport().rows].map((row) => ({ ...row, attempts: 0 }));
  const events: RunEvent[] = [
    { type: 'run-started', startedAt: run.startedAt },
    { type: 'stage-started', stage: 'csv' },
    ...findings
      .filter(({ code }) => code.startsWith('csv/'))
      .map((finding) => ({ type: 'finding', finding }) as const),
    ...rows.map((row) => ({ type: 'row-done', row }) as const),
    ...batches.map((batch) => ({ type: 'batch-read', batch }) as const),
    { type: 'stage-done', stage: { id: 'csv', status: 'failed', durationMs: 4 } },
    { type: 'run-done', durationMs: 5, interrupted: false },
  ];
  const path = await writeJournal(events);
  expect(rendered(await reportOfFiles(path))).toEqual(rendered(collected(events)));
});

test('two files keep their order, and rows that ended in another order get theirs', async () => {
  const report = canonicalReport();
  const second = { file: 'another.csv', bytes: 90, rows: 2 };
  const moved = { ...report, batches: [...report.batches, second] };
  const rows = [...report.rows].toReversed();
  const others = rows
    .slice(0, 2)
    .map((row, index) => ({ ...row, file: second.file, row: 2 - index, codes: [] }));
  const events = eventsOf({ ...moved, rows: [...others, ...rows] });
  const path = await writeJournal(events);
  expect(rendered(await reportOfFiles(path))).toEqual(rendered(collected(events)));
});

test('what a terminal may obey is escaped', async () => {
  const { endpoint, ...report } = canonicalReport();
  const greeting = 'a\u009b31mb\u202ec\u2028d\u007f';
  const path = await writeJournal(
    eventsOf({ ...report, ...(endpoint === undefined ? {} : { endpoint: { ...endpoint, greeting } }) }),
  );
  expect(linesOf(path).join('')).toMatch(/^[\x20-\x7e]*$/);
  expect((await reportOfFiles(path)).endpoint?.greeting).toBe(greeting);
});

const CSV = fileURLToPath(new URL('../../fixtures/csv/', import.meta.url));

test.each(readdirSync(CSV))('what is found in %s', async (name) => {
  const { report, events } = startRun([`${CSV}${name}`], undefined);
  const own = await report;
  const path = await writeJournal(events);
  expect(rendered(await reportOfFiles(path))).toEqual(rendered(own));
});
