import { describe, expect, test } from 'vitest';
import { exitStatus } from '../../src/cli/exit-status.js';
import type { JournalRun } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import { validateReport } from '../support/schema.js';
import {
  batch,
  begun,
  ended,
  endpoint,
  finale,
  found,
  passed,
  prelude,
  ran,
  range,
  refused,
  row,
  skippedRows,
  stage,
  started,
  undecided,
} from './events.js';
import { collected, rendered, reportOfFiles, resumeJournal, rowEvents, writeJournal } from './support.js';

type Run = RunEvent[] | { events: RunEvent[]; run: Partial<JournalRun> };

/** The report of one journal of several runs. */
async function resumed(...runs: Run[]): Promise<Report> {
  let path: string | undefined;
  for (const one of runs) {
    const { events, run } = Array.isArray(one) ? { events: one, run: {} } : one;
    if (path === undefined) path = await writeJournal(events, run);
    else await resumeJournal(path, events, run);
  }
  const report = await reportOfFiles(path ?? '');
  expect(validateReport(JSON.parse(rendered(report).json))).toEqual([]);
  return report;
}

const stagesOf = ({ stages }: Report) =>
  Object.fromEntries(
    stages.map(({ id, status, reason }) => [id, reason === undefined ? status : `${status}: ${reason}`]),
  );
const statuses = ({ rows }: Report) => [...rows].map(({ row, status }) => `${row} ${status}`).join(', ');
const codes = ({ findings }: Report) => findings.map(({ code }) => code);

/** Rows as a run that goes on tells them: their findings and results are those of before. */
const again = (events: RunEvent[]): RunEvent[] =>
  events.map((event) =>
    event.type === 'finding' || event.type === 'row-done' ? { ...event, recorded: true } : event,
  );

const BROKEN = 'the run was broken off';

describe('a run that was broken off', () => {
  test('during the sign-ins', async () => {
    const report = await resumed([...prelude(40), ...passed(...range(1, 10)), ...refused(11)]);
    expect(stagesOf(report)).toEqual({
      csv: 'passed',
      dns: 'passed',
      tcp: 'passed',
      tls: 'passed',
      imap: 'passed',
      login: `failed: ${BROKEN}: 29 rows have no result`,
      mailbox: `incomplete: ${BROKEN}: 29 rows have no result`,
      target: `skipped: ${BROKEN}`,
    });
    expect(report).toMatchObject({ verdict: 'not-ready', run: { interrupted: true, durationMs: 25 } });
    expect(report.totals.rows).toMatchObject({ total: 11, passed: 10, failed: 1 });
    expect(rendered(report).text).toContain('Interrupted: 11 of 40 rows were judged');
    expect(exitStatus(report, 'error')).toBe(1);
    expect(exitStatus(report, 'never')).toBe(3);
  });

  test('without an error found', async () => {
    const report = await resumed([...prelude(2), ...passed(1)]);
    expect(stagesOf(report).login).toBe(`incomplete: ${BROKEN}: one row has no result`);
    expect(report.verdict).toBe('incomplete');
    expect(exitStatus(report, 'error')).toBe(3);
  });

  test('before the sign-ins', async () => {
    const events = [started(), ...begun('csv'), batch(3), stage('csv'), ...begun('dns')];
    expect(stagesOf(await resumed(events))).toMatchObject({
      csv: 'passed',
      dns: `incomplete: ${BROKEN}`,
      tcp: `skipped: ${BROKEN}`,
      login: `skipped: ${BROKEN}: 3 rows have no result`,
    });
  });

  test('when it had just begun', async () => {
    const report = await resumed([started()]);
    expect(report).toMatchObject({ verdict: 'incomplete', run: { interrupted: true, durationMs: 0 } });
    expect(rendered(report).text).toContain('Interrupted: before everything was checked');
  });

  test('when all was done but the last word', async () => {
    const report = await resumed([...prelude(2), ...passed(1, 2), ...finale().slice(0, -1)]);
    expect(report).toMatchObject({ verdict: 'ready', run: { interrupted: false, durationMs: 35 } });
  });

  test('of the stages that were asked for, and no others', async () => {
    const events = [started(), ...begun('csv'), batch(3)];
    const report = await resumed({ events, run: { stages: new Set(['csv', 'dns']) } });
    expect(stagesOf(report)).toMatchObject({
      csv: `incomplete: ${BROKEN}`,
      dns: `skipped: ${BROKEN}`,
      login: 'skipped: not asked for',
    });
  });

  test('in the middle of the connections that were probed at the end', async () => {
    const report = await resumed([...prelude(1), ...passed(1), ...finale().slice(0, 2), ...begun('imap')]);
    expect(stagesOf(report).imap).toBe(`incomplete: ${BROKEN}`);
  });

  test('twice, in the same stage', async () => {
    const report = await resumed(
      [...prelude(4), ...passed(1)],
      [...prelude(4, 5), ...again(passed(1)), ...passed(2)],
    );
    expect(stagesOf(report).login).toBe(`incomplete: ${BROKEN}: 2 rows have no result`);
    expect(statuses(report)).toBe('1 passed, 2 passed');
  });
});

describe('a run that a later one completed', () => {
  test('is one run: what was left open no longer matters', async () => {
    const second = [...prelude(4, 5), ...again([...passed(1), ...refused(2)]), ...passed(3, 4), ...finale()];
    const report = await resumed([...prelude(4), ...passed(1), ...refused(2)], second);
    const own = collected(second);
    expect(rendered(report)).toEqual(
      rendered({
        ...own,
        run: { startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1025, interrupted: false },
      }),
    );
    expect(stagesOf(report)).toMatchObject({ login: 'failed', mailbox: 'passed' });
    expect(statuses(report)).toBe('1 passed, 2 failed, 3 passed, 4 passed');
    expect(codes(report)).toEqual(['login/rejected']);
  });

  test('after an interruption', async () => {
    const first = [
      ...prelude(3),
      ...passed(1),
      ...skippedRows(2, 3),
      ...finale('interrupted', 'incomplete').slice(0, -1),
      ended(7, true),
    ];
    const alone = await resumed(first);
    expect(rendered(alone)).toEqual(rendered(collected(first)));
    const report = await resumed(first, [
      ...prelude(3, 5),
      ...again(passed(1)),
      ...passed(2, 3),
      ...finale(),
    ]);
    expect(report).toMatchObject({ verdict: 'ready', run: { interrupted: false, durationMs: 1007 } });
  });

  test('tries the rows again that could not be judged', async () => {
    const first = [...prelude(2), ...undecided(1), ...passed(2), ...finale()];
    const report = await resumed(first, [...prelude(2, 5), ...passed(1), ...again(passed(2)), ...finale()]);
    expect(statuses(report)).toBe('1 passed, 2 passed');
    expect(report).toMatchObject({ findings: [], verdict: 'ready' });
  });

  test('tells what it found of the server, and what no longer holds is gone', async () => {
    const soon = (days: number) =>
      found(
        finding('tls/certificate-expires-soon', {
          server: 'imap.gmail.com',
          validTo: '2026-01-20T00:00:00.000Z',
          days,
        }),
      );
    const events = (minute: number, days: number) => {
      const [first, ...rest] = prelude(1, minute);
      return first === undefined ? [] : [first, soon(days), ...rest];
    };
    const report = await resumed(events(0, 20), [...events(5, 19), ...passed(1), ...finale()]);
    expect(report.findings).toMatchObject([{ args: { days: 19 } }]);
  });
});

describe('a run of all rows after one of some', () => {
  const some = (): Run => ({
    run: { rows: { from: 1, to: 2 } },
    events: [
      ...prelude(6),
      ...passed(1, 2),
      ...skippedRows(3, 4, 5, 6),
      ...finale('rows 1 to 2 were asked for'),
    ],
  });
  const incomplete = (report: Report, login: string) => {
    expect(stagesOf(report).login).toBe(`incomplete: ${login}`);
    expect(report).toMatchObject({ verdict: 'incomplete', run: { interrupted: true } });
    expect(exitStatus(report, 'error')).toBe(3);
  };

  test('that was killed among its rows is not done', async () => {
    incomplete(await resumed(some(), [...prelude(6, 5), ...again(passed(1, 2)), ...passed(3)]), BROKEN);
  });

  test('that was killed before its rows is not done', async () => {
    incomplete(await resumed(some(), prelude(6, 5).slice(0, 4)), BROKEN);
  });

  test('that was interrupted among its rows is not done', async () => {
    const second = [
      ...prelude(6, 5),
      ...again(passed(1, 2)),
      ...passed(3),
      ...skippedRows(4, 5, 6),
      ...finale('interrupted', 'incomplete').slice(0, -1),
      ended(5, true),
    ];
    incomplete(await resumed(some(), second), 'interrupted');
  });

  test('that was interrupted before its rows is not done', async () => {
    const second = [
      ...prelude(6, 5).slice(0, 4),
      ...finale('interrupted', 'skipped').slice(0, -1),
      ended(5, true),
    ];
    incomplete(await resumed(some(), second), 'interrupted');
  });

  test('that came to its end is done', async () => {
    const second = [...prelude(6, 5), ...again(passed(1, 2)), ...passed(3, 4, 5, 6), ...finale()];
    expect((await resumed(some(), second)).verdict).toBe('ready');
  });
});

test('rows without a result are told, whatever the stages say', async () => {
  const report = await resumed([...prelude(3), ...passed(1, 2), ...finale()]);
  expect(stagesOf(report).login).toBe('incomplete: one row has no result');
  expect(exitStatus(report, 'error')).toBe(3);
  const failed = await resumed([...prelude(4), ...refused(1), ...finale('3 of 4', 'failed')]);
  expect(stagesOf(failed).login).toBe('failed: 3 rows have no result; 3 of 4');
});

test('a number of rows that no file has takes no memory', async () => {
  const report = await resumed([...prelude(4_000_000_000), ...passed(1), ...finale()]);
  expect(stagesOf(report).login).toBe('incomplete: 3,999,999,999 rows have no result');
});

describe('a later run that did less', () => {
  test('interrupted when the first had done it all: nothing is missing', async () => {
    const first = [...prelude(2), ...passed(1), ...undecided(2), ...finale()];
    const second = [
      ...prelude(2, 5),
      ...again(passed(1)),
      ...skippedRows(2),
      ...finale('interrupted', 'incomplete').slice(0, -1),
      ended(5, true),
    ];
    const report = await resumed(first, second);
    expect(statuses(report)).toBe('1 passed, 2 inconclusive');
    expect(report.run.interrupted).toBe(false);
    expect(stagesOf(report).login).toBe('incomplete');
  });

  test('that never reached the server keeps the results of the rows', async () => {
    const first = [...prelude(2), ...passed(1), ...refused(2), ...finale()];
    const down: RunEvent[] = [
      started(5),
      ...begun('csv'),
      batch(2),
      stage('csv'),
      ...ran('dns'),
      ...begun('tcp'),
      found(finding('tcp/refused', { server: 'imap.gmail.com', ports: [993] })),
      stage('tcp', 'failed'),
      endpoint(),
      ...skippedRows(1, 2),
      ...finale('no port is open', 'skipped'),
    ];
    const report = await resumed(first, down);
    expect(statuses(report)).toBe('1 passed, 2 failed');
    expect(codes(report)).toEqual(['tcp/refused', 'login/rejected']);
    expect(stagesOf(report)).toMatchObject({ tcp: 'failed', login: 'failed' });
  });

  test('of other stages leaves the others as they were', async () => {
    const first = [...prelude(1), ...passed(1), ...finale()];
    const second = [
      started(5),
      ...ran('dns'),
      stage('login', 'skipped', 'not asked for'),
      stage('mailbox', 'skipped', 'not asked for'),
      ended(),
    ];
    const report = await resumed(first, { events: second, run: { stages: new Set(['dns']) } });
    expect(stagesOf(report).login).toBe('passed');
  });
});

describe('a file that was edited between two runs', () => {
  const blank = (number: number) =>
    found(
      finding('csv/blank-value', { column: 'Password' }, { location: { file: 'users.csv', row: number } }),
    );

  test('is told as it is now: rows at their new places, and nothing of what was mended', async () => {
    const [first, ...rest] = prelude(3);
    const before = [...(first ? [first] : []), blank(1), ...rest, ...passed(2, 3), ...finale()];
    // Row 1 was deleted, so that the others have moved up.
    const moved = [2, 3].map((number) => row(number, { row: number - 1, line: number }));
    const after = [...prelude(2, 5, 700), ...moved.flatMap((one) => rowEvents(one, [], true)), ...finale()];
    const report = await resumed(before, after);
    expect(report).toMatchObject({
      verdict: 'ready',
      batches: [{ file: 'users.csv', bytes: 700, rows: 2 }],
      findings: [],
    });
    expect([...report.rows].map(({ row, userName }) => [row, userName])).toEqual([
      [1, 'user2@contoso.com'],
      [2, 'user3@contoso.com'],
    ]);
  });

  test('and whose second run was broken off is not done', async () => {
    const before = [...prelude(3), ...passed(1, 2, 3), ...finale()];
    const report = await resumed(before, [...prelude(4, 5, 900), ...again(passed(1))]);
    expect(stagesOf(report).login).toBe(`incomplete: ${BROKEN}: 3 rows have no result`);
    expect(report.totals.rows.total).toBe(1);
  });
});

describe('files of a later run', () => {
  const inFile = (events: RunEvent[], file: string): RunEvent[] =>
    JSON.parse(JSON.stringify(events).replaceAll('users.csv', file));

  test('one that has another name by now is the same one', async () => {
    const before = [...prelude(2), ...passed(1), ...refused(2), ...finale()];
    const again_ = [...prelude(2, 5), ...again([...passed(1), ...refused(2)]), ...finale()];
    const report = await resumed(before, inFile(again_, 'moved/users.csv'));
    expect(report.batches.map(({ file }) => file)).toEqual(['moved/users.csv']);
    expect(statuses(report)).toBe('1 passed, 2 failed');
    expect(report.totals.rows.total).toBe(2);
  });

  test('one that is no longer asked for is gone', async () => {
    const second: RunEvent = { ...batch(1, 90, 'b.csv') };
    const [first, ...rest] = [...prelude(1), ...passed(1), ...finale()];
    const both = [
      ...(first ? [first] : []),
      second,
      ...rest,
      { type: 'row-done', row: row(1, { file: 'b.csv' }) },
    ];
    const report = await resumed(both as RunEvent[], [...prelude(1, 5), ...again(passed(1)), ...finale()]);
    expect(report.batches.map(({ file }) => file)).toEqual(['users.csv']);
    expect(report.totals.rows.total).toBe(1);
  });

  test('as long as they are not all read, the files are those of before', async () => {
    const broken = [started(5), ...begun('csv')];
    const report = await resumed([...prelude(1), ...passed(1), ...finale()], inFile(broken, 'b.csv'));
    expect(report.batches.map(({ file }) => file)).toEqual(['users.csv']);
    expect(statuses(report)).toBe('1 passed');
  });
});
