import { describe, expect, test } from 'vitest';
import { exitStatus } from '../../src/cli/exit-status.js';
import type { JournalRun } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import { finding } from '../../src/model/finding.js';
import type { Report } from '../../src/model/report.js';
import type { StageId } from '../../src/model/stage.js';
import { describePart } from '../../src/run/part.js';
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
  rejected,
  skippedRows,
  stage,
  started,
  undecided,
} from './events.js';
import { collected, rendered, reportOfFiles, resumeJournal, writeJournal } from './support.js';

interface Run extends Partial<JournalRun> {
  events: RunEvent[];
}

/** The joined report of journals, each of one run or of several that went on from each other. */
async function joined(...journals: (Run | Run[])[]): Promise<Report> {
  const paths: string[] = [];
  for (const [index, runs] of journals.entries()) {
    const [first, ...others] = Array.isArray(runs) ? runs : [runs];
    if (first === undefined) continue;
    const { events, ...run } = first;
    const path = await writeJournal(events, run, `run-${index + 1}.ndjson`);
    for (const { events, ...more } of others) await resumeJournal(path, events, more);
    paths.push(path);
  }
  const report = await reportOfFiles(...paths);
  expect(validateReport(JSON.parse(rendered(report).json))).toEqual([]);
  return report;
}

const stagesOf = ({ stages }: Report) =>
  Object.fromEntries(
    stages.map(({ id, status, reason }) => [id, reason === undefined ? status : `${status}: ${reason}`]),
  );
const statuses = ({ rows }: Report) => [...rows].map(({ row, status }) => `${row} ${status}`).join(', ');
const codes = ({ findings }: Report) => findings.map(({ code }) => code);

/** What shard `index` of `of` does of a batch: the rows that pass are its own. */
function shard(index: number, of: number, rows: number, more: Partial<Run> = {}): Run {
  const own = range(1, rows).filter((number) => (number - 1) % of === index - 1);
  const others = range(1, rows).filter((number) => !own.includes(number));
  const wish = { shard: { index, of } };
  return {
    ...wish,
    events: [
      ...prelude(rows, index),
      ...skippedRows(...others),
      ...passed(...own),
      ...finale(describePart(wish)),
    ],
    ...more,
  };
}

const SHARD_OF_8 = (index: number, more?: Partial<Run>) => shard(index, 8, 40, more);

describe('shards', () => {
  test.each([2, 8])('%i of them are one report, in which every row has its result', async (of) => {
    const report = await joined(...range(1, of).map((index) => shard(index, of, 40)));
    const whole = collected([...prelude(40, 1), ...passed(...range(1, 40)), ...finale()]);
    expect(rendered(report)).toEqual(rendered(whole));
    expect(report.verdict).toBe('ready');
    expect(exitStatus(report, 'warning')).toBe(0);
  });

  test('their order is no matter', async () => {
    const report = await joined(...[5, 3, 8, 1, 2, 7, 6, 4].map((index) => SHARD_OF_8(index)));
    expect(report).toMatchObject({ verdict: 'ready', run: { startedAt: '2026-01-01T00:01:00.000Z' } });
  });

  test('one that is missing is told, and the verdict waits for it', async () => {
    const report = await joined(...range(1, 7).map((index) => SHARD_OF_8(index)));
    expect(stagesOf(report)).toMatchObject({
      imap: 'passed',
      login: 'incomplete: shard 8 of 8 is missing',
      mailbox: 'incomplete: shard 8 of 8 is missing',
    });
    expect(report).toMatchObject({ verdict: 'incomplete', run: { interrupted: false } });
    expect(report.totals.rows).toMatchObject({ total: 40, passed: 35, skipped: 5 });
    expect(exitStatus(report, 'error')).toBe(3);
  });

  test('several that are missing', async () => {
    const report = await joined(SHARD_OF_8(1), SHARD_OF_8(2), SHARD_OF_8(4), SHARD_OF_8(6), SHARD_OF_8(7));
    expect(stagesOf(report).login).toBe('incomplete: shards 3, 5 and 8 of 8 are missing');
  });

  test('one alone lacks the others: what only a part was asked for is not ready as a whole', async () => {
    const report = await joined(shard(1, 2, 4));
    expect(stagesOf(report).login).toBe('incomplete: shard 2 of 2 is missing; shard 1 of 2 was asked for');
    expect(report.verdict).toBe('incomplete');
    const { events, ...wish } = shard(1, 1, 4);
    expect(rendered(await joined({ events, ...wish }))).toEqual(rendered(collected(events)));
  });

  test('one of another file does not stand for one that is missing', async () => {
    const other = (index: number) => {
      const { events, ...wish } = shard(index, 2, 4);
      const moved = JSON.parse(JSON.stringify(events).replaceAll('users.csv', 'more.csv'));
      return { ...wish, events: moved as typeof events };
    };
    const report = await joined(shard(1, 2, 4), shard(2, 2, 4), other(1));
    expect(stagesOf(report).login).toBe('incomplete: 2 rows have not been tried');
    expect(report.verdict).toBe('incomplete');
    const whole = await joined(shard(1, 2, 4), shard(2, 2, 4), other(1), other(2));
    expect(whole.verdict).toBe('ready');
  });

  test('one that comes twice does no harm', async () => {
    const report = await joined(shard(1, 2, 10), shard(2, 2, 10), shard(1, 2, 10));
    expect(report).toMatchObject({ verdict: 'ready', totals: { rows: { total: 10, passed: 10 } } });
  });

  test('one that was interrupted', async () => {
    const wish = { shard: { index: 2, of: 2 } };
    const events = [
      ...prelude(4, 2),
      ...passed(2),
      ...skippedRows(1, 3, 4),
      ...finale('interrupted', 'incomplete').slice(0, -1),
      ended(10, true),
    ];
    const broken = await joined(shard(1, 2, 4), { events, ...wish });
    expect(stagesOf(broken).login).toBe('incomplete: interrupted');
    expect(broken).toMatchObject({ verdict: 'incomplete', run: { interrupted: true } });
    const mended = await joined(shard(1, 2, 4), { events, ...wish }, shard(2, 2, 4));
    expect(mended).toMatchObject({ verdict: 'ready', run: { interrupted: false } });
    expect(stagesOf(mended).login).toBe('passed');
  });

  test('one that could not sign in leaves its rows open', async () => {
    const wish = { shard: { index: 2, of: 2 } };
    const events = [
      started(5),
      ...begun('csv'),
      batch(4),
      stage('csv'),
      ...ran('dns', 'tcp', 'tls', 'imap'),
      ...skippedRows(1, 2, 3, 4),
      ...finale('interrupted', 'skipped').slice(0, -1),
      ended(5, true),
    ];
    const report = await joined(shard(1, 2, 4), { events, ...wish });
    expect(stagesOf(report).login).toBe('incomplete: interrupted');
    expect(report.verdict).toBe('incomplete');
  });

  test('of a part of the rows, that part is told', async () => {
    const part = { rows: { from: 1, to: 4 } };
    const run = (index: number, own: number[]): Run => {
      const wish = { ...part, shard: { index, of: 2 } };
      const others = range(1, 6).filter((number) => !own.includes(number));
      return {
        ...wish,
        events: [
          ...prelude(6, index),
          ...passed(...own),
          ...skippedRows(...others),
          ...finale(describePart(wish)),
        ],
      };
    };
    const report = await joined(run(1, [1, 3]), run(2, [2, 4]));
    expect(stagesOf(report).login).toBe('passed: rows 1 to 4 were asked for');
    expect(report.verdict).toBe('ready');
  });

  test('of splits of different size do not belong together', async () => {
    await expect(joined(shard(1, 2, 4), shard(2, 3, 4))).rejects.toThrow(
      'its batch was split into 3 shards, and that of the journals before it into 2',
    );
  });
});

describe('shards beside a journal without one', () => {
  const rest = (rows: Run['rows'], own: number[], status: 'passed' | 'failed' = 'passed'): Run => {
    const others = range(1, 6).filter((number) => !own.includes(number));
    const why = rows && `rows ${rows.from} to ${rows.to} were asked for`;
    return {
      ...(rows && { rows }),
      events: [...prelude(6, 9), ...passed(...own), ...skippedRows(...others), ...finale(why, status)],
    };
  };

  test('of a part of the rows: the others are missed', async () => {
    const report = await joined(shard(1, 3, 6), rest({ from: 1, to: 1 }, [1]));
    expect(stagesOf(report).login).toMatch(/^incomplete: shards 2 and 3 of 3 are missing/);
    expect(exitStatus(report, 'error')).toBe(3);
  });

  test('that has the rows of those that are missing', async () => {
    const report = await joined(shard(1, 3, 6), rest({ from: 2, to: 6 }, [2, 3, 5, 6]));
    expect(report.verdict).toBe('ready');
    expect(stagesOf(report).login).toBe('passed');
  });

  test('of all rows: none is missed', async () => {
    const report = await joined(shard(1, 3, 6), rest(undefined, [1, 2, 3, 4]));
    expect(stagesOf(report).login).not.toContain('missing');
  });
});

describe('what several journals say', () => {
  const run = (minute: number, ...rows: RunEvent[][]): Run => ({
    events: [...prelude(3, minute), ...rows.flat(), ...finale()],
  });

  test('of a row: the one that tells more counts, with its findings', async () => {
    const report = await joined(
      run(9, skippedRows(1), undecided(2), skippedRows(3)),
      run(1, passed(1), refused(2), undecided(3)),
    );
    expect(statuses(report)).toBe('1 passed, 2 failed, 3 inconclusive');
    expect(codes(report)).toEqual(['login/rejected', 'login/timeout']);
  });

  test('of a row alike: the later counts, whichever is named first', async () => {
    const first = run(1, refused(1), passed(2), passed(3));
    const second = run(2, passed(1), refused(2), passed(3));
    for (const report of [await joined(first, second), await joined(second, first)]) {
      expect(statuses(report)).toBe('1 passed, 2 failed, 3 passed');
      expect(codes(report)).toEqual(['login/rejected']);
    }
  });

  test('of the server: equal findings are told once, others each', async () => {
    const limit = (held: number) =>
      finding('imap/connection-limit', {
        server: 'imap.gmail.com',
        wanted: 20,
        limit: held,
        scope: 'user',
        seen: true,
      });
    const with_ = (minute: number, held: number): Run => ({
      events: [...prelude(1, minute), ...passed(1), found(limit(held)), ...finale()],
    });
    expect(codes(await joined(with_(1, 10), with_(2, 10)))).toHaveLength(1);
    expect(codes(await joined(with_(1, 10), with_(2, 12)))).toHaveLength(2);
  });

  test('of the endpoint: the latest counts', async () => {
    const at = (minute: number, address: string): Run => ({
      events: [...prelude(1, minute), endpoint([address]), ...passed(1), ...finale()],
    });
    const report = await joined(at(5, '203.0.113.9'), at(1, '203.0.113.8'));
    expect(report.endpoint?.addresses).toEqual(['203.0.113.9']);
  });

  test('of a stage: the graver counts, and the longest time', async () => {
    const imap = (minute: number, status: 'passed' | 'failed', ms: number): Run => ({
      events: [
        started(minute),
        ...begun('imap'),
        stage('imap', status, undefined, ms),
        endpoint(),
        stage('login', 'skipped', 'no CSV given'),
        ended(100 * ms),
      ],
    });
    const report = await joined(imap(1, 'failed', 3), imap(2, 'passed', 7));
    expect(report.stages[0]).toEqual({ id: 'imap', status: 'failed', durationMs: 7 });
    expect(report.run).toMatchObject({ durationMs: 700, startedAt: '2026-01-01T00:01:00.000Z' });
  });

  test('of two files of one batch', async () => {
    const other: RunEvent[] = [started(3), ...begun('csv'), batch(0, 50, 'b.csv'), stage('csv'), ended(5)];
    const report = await joined(run(1, passed(1, 2, 3)), { events: other });
    expect(report.batches.map(({ file }) => file)).toEqual(['users.csv', 'b.csv']);
  });
});

describe('what does not belong together', () => {
  const run = (more: Partial<Run>, ...events: RunEvent[]): Run => ({
    events: [...prelude(1), ...passed(1), ...events, ...finale()],
    ...more,
  });

  test('another batch', async () => {
    const other = { events: [...prelude(1, 1, 999), ...passed(1), ...finale()] };
    await expect(joined(run({}), other)).rejects.toThrow('it is of another batch');
    const longer = { events: [...prelude(2, 1), ...passed(1), ...finale()] };
    await expect(joined(run({}), longer)).rejects.toThrow('it is of another batch');
  });

  test('other stages of the rows', async () => {
    const asked = (...stages: StageId[]) => run({ stages: new Set(stages) });
    const [both, login] = [asked('csv', 'login', 'mailbox'), asked('csv', 'login')];
    for (const pair of [
      [both, login],
      [login, both],
      [run({}), asked('csv')],
    ]) {
      await expect(joined(...pair)).rejects.toThrow(
        'it is of other stages (`--only`, `--skip`) than the journals before it',
      );
    }
    await expect(joined(run({}), both)).resolves.toBeDefined();
    await expect(joined(login, asked('dns', 'login'))).resolves.toBeDefined();
    await expect(joined([both, login])).rejects.toThrow('it holds runs of different stages');
    await expect(joined([login, both], both)).resolves.toBeDefined();
  });

  test('another server', async () => {
    await expect(joined(run({}), run({ server: 'imap.contoso.com' }))).rejects.toThrow('of another server');
    await expect(joined(run({}), run({ server: 'IMAP.gmail.com' }))).resolves.toBeDefined();
    await expect(joined([run({}), run({ server: 'imap.contoso.com' })])).rejects.toThrow(
      'it holds runs against different servers',
    );
  });
});

describe('parts of a batch in journals of their own', () => {
  const part = (
    minute: number,
    from: number,
    to: number,
    status: 'passed' | 'incomplete',
    why: string,
  ): Run => {
    const own = range(from, to);
    const others = range(1, 6).filter((number) => !own.includes(number));
    return {
      rows: { from, to },
      events: [...prelude(6, minute), ...skippedRows(...others), ...passed(...own), ...finale(why, status)],
    };
  };

  test('that cover it are the whole', async () => {
    const report = await joined(
      part(1, 1, 3, 'passed', 'rows 1 to 3 were asked for'),
      part(2, 4, 6, 'passed', 'rows 4 to 6 were asked for'),
    );
    expect(stagesOf(report).login).toBe('passed');
    expect(statuses(report)).not.toContain('skipped');
  });

  test('that leave rows open say so', async () => {
    const report = await joined(
      part(1, 1, 3, 'incomplete', 'the server stopped answering: 3 rows were not tried'),
      part(2, 4, 5, 'passed', 'rows 4 to 5 were asked for'),
    );
    expect(stagesOf(report).login).toBe('incomplete: the server stopped answering: 3 rows were not tried');
    expect(report.verdict).toBe('incomplete');
  });

  test('a later part does not hide the errors of an earlier one', async () => {
    const first: Run = {
      rows: { from: 1, to: 1 },
      events: [
        ...prelude(2, 1),
        ...refused(1),
        ...skippedRows(2),
        ...finale('rows 1 to 1 were asked for', 'failed'),
      ],
    };
    const second: Run = {
      rows: { from: 2, to: 2 },
      events: [...prelude(2, 2), ...skippedRows(1), ...passed(2), ...finale('rows 2 to 2 were asked for')],
    };
    const report = await joined(first, second);
    expect(stagesOf(report).login).toBe('failed');
    expect(report.findings).toMatchObject([rejected(1)]);
    expect(exitStatus(report, 'error')).toBe(1);
  });
});
