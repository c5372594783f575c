import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/cli/formats.js';
import { JournalWriter } from '../../src/journal/writer.js';
import type { RunEvent } from '../../src/model/event.js';
import { ended, finale, passed, prelude, refused, row, skippedRows, undecided } from '../journal/events.js';
import { eventsOf, RUN, rendered, resumeJournal, TOOL, writeJournal } from '../journal/support.js';
import { canonicalReport } from '../support/canonical-report.js';
import { BIN, runCli } from '../support/cli.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';
import { validateReport } from '../support/schema.js';

const JSON_REPORT = new URL('../../fixtures/reports/canonical.json', import.meta.url);

const canonical = () => writeJournal(eventsOf(canonicalReport()));

/** The same findings, whoever renders them. */
function withoutTool(json: string): unknown {
  const { tool: _, ...rest } = JSON.parse(json);
  return rest;
}

describe('a journal', () => {
  test('is rendered as its run was, in each format', async () => {
    const path = await canonical();
    const text = await runCli(['report', path, '--verbose']);
    expect(text).toMatchObject({ status: 1, stderr: '', stdout: rendered(canonicalReport()).text });
    const json = await runCli(['report', path, '--json']);
    expect(json).toMatchObject({ status: 1, stderr: '' });
    expect(withoutTool(json.stdout)).toEqual(withoutTool(rendered(canonicalReport()).json));
    expect(validateReport(JSON.parse(json.stdout))).toEqual([]);
  });

  test('into files too', async () => {
    const folder = await temporaryDirectory();
    const files = [join(folder, 'a.json'), join(folder, 'b.txt')];
    const { status } = await runCli([
      'report',
      await canonical(),
      ...files.flatMap((file) => ['--report', file]),
    ]);
    expect(status).toBe(1);
    expect(validateReport(JSON.parse(readFileSync(files[0] ?? '', 'utf8')))).toEqual([]);
    expect(readFileSync(files[1] ?? '', 'utf8')).toContain('Not ready');
  });

  test('from standard input', async () => {
    const stdin = readFileSync(await canonical());
    expect(await runCli(['report', '-', '--json'], { stdin })).toMatchObject({ status: 1, stderr: '' });
  });

  test('of a run that was broken off, and then of one that completed it', async () => {
    const path = await writeJournal([...prelude(3), ...passed(1)]);
    appendFileSync(path, '{"type":"row","row":{"file":"users.c');
    const broken = await runCli(['report', path]);
    expect(broken.status).toBe(3);
    expect(broken.stderr).toBe(`imap-preflight: ${path}: its last line was cut off and is left out.\n`);
    expect(broken.stdout).toContain('the run was broken off: 2 rows have no result');
    expect((await runCli(['report', path, '--quiet'])).stderr).toBe('');
  });

  test('of some rows, and then of a run of all that was killed', async () => {
    const path = await writeJournal(
      [...prelude(4), ...passed(1, 2), ...skippedRows(3, 4), ...finale('rows 1 to 2 were asked for')],
      { rows: { from: 1, to: 2 } },
    );
    expect((await runCli(['report', path])).status).toBe(0);
    await resumeJournal(path, [...prelude(4, 5), ...passed(3)]);
    const broken = await runCli(['report', path, '--json']);
    expect(broken.status).toBe(3);
    expect(JSON.parse(broken.stdout)).toMatchObject({ verdict: 'incomplete', run: { interrupted: true } });
  });

  test('that lacks the line of a row', async () => {
    const path = await writeJournal([...prelude(3), ...passed(1, 3), ...finale()]);
    const { status, stdout } = await runCli(['report', path]);
    expect(status).toBe(3);
    expect(stdout).toContain('one row has no result');
  });

  test('of shards', async () => {
    const shard = (index: number) =>
      writeJournal(
        [
          ...prelude(2, index),
          ...passed(index),
          ...skippedRows(3 - index),
          ...finale(`shard ${index} of 2 was asked for`),
        ],
        { shard: { index, of: 2 } },
      );
    const [first, second] = [await shard(1), await shard(2)];
    const both = await runCli(['report', first, second, '--json']);
    expect(both).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(both.stdout)).toMatchObject({ verdict: 'ready', summary: { rows: { passed: 2 } } });
    expect(await runCli(['report', first, second])).toMatchObject({ status: 0 });
  });
});

test('a JSON report is rendered in another format', async () => {
  const path = await writeTemporary('report.json', readFileSync(JSON_REPORT));
  const { status, stdout, stderr } = await runCli(['report', path, '--verbose']);
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toBe(rendered(canonicalReport()).text);
  const piped = await runCli(['report', '-', '--format', 'json'], { stdin: readFileSync(JSON_REPORT) });
  expect(withoutTool(piped.stdout)).toEqual(withoutTool(readFileSync(JSON_REPORT, 'utf8')));
});

describe('the exit status', () => {
  test.each<[string, RunEvent[], string, number]>([
    ['ready', passed(1), 'warning', 0],
    ['an error', refused(1), 'error', 1],
    ['an error that is no matter', refused(1), 'never', 0],
    ['could not tell', undecided(1), 'error', 3],
    ['could not tell, where that counts', undecided(1), 'warning', 1],
  ])('%s', async (_, rows, failOn, status) => {
    const path = await writeJournal([...prelude(1), ...rows, ...finale()]);
    expect((await runCli(['report', path, '--fail-on', failOn])).status).toBe(status);
  });

  test('interrupted: what the report says, not what the run once answered', async () => {
    const events = [
      ...prelude(2),
      ...passed(1),
      ...skippedRows(2),
      ...finale('interrupted', 'incomplete').slice(0, -1),
      ended(5, true),
    ];
    expect((await runCli(['report', await writeJournal(events)])).status).toBe(3);
  });
});

describe('what cannot be read', () => {
  async function refusal(...args: string[]): Promise<string> {
    const { status, stdout, stderr } = await runCli(['report', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^imap-preflight: .+\n$/);
    return stderr;
  }

  test('is one line and status 2', async () => {
    const folder = await temporaryDirectory();
    expect(await refusal('nowhere.ndjson')).toContain('no such file');
    expect(await refusal(folder)).toContain('it is a folder');
    expect(await refusal('/dev/full')).toContain('it is no journal');
    expect(await refusal(await writeTemporary('users.csv', 'EmailAddress\n'))).toContain('it is no journal');
    expect(await refusal(await writeTemporary('x.json', '{"a":1}'))).toContain('no report of imap-preflight');
    expect(await refusal()).toContain("missing required argument 'file'");
    expect(await refusal(await canonical(), '--format', 'ps1')).toContain('give text, json, ndjson');
    expect(await refusal('-', '-')).toContain('can be read only once');
  });

  test('is journals of other stages', async () => {
    const events = [...prelude(1), ...passed(1), ...finale()];
    const stages = new Set(['csv', 'login'] as const);
    const [both, login] = [await writeJournal(events), await writeJournal(events, { stages })];
    expect(await refusal(both, login)).toContain('it is of other stages (`--only`, `--skip`)');
  });

  test('a name with escape sequences is shown without them', async () => {
    const folder = join(await temporaryDirectory(), '\x1b[31mred');
    await mkdir(folder);
    expect(await refusal(join(folder, 'x'))).not.toContain('\x1b');
  });

  test('a report is not written over what it is made of', async () => {
    const path = await writeJournal([...prelude(1), ...passed(1)], {}, 'run.txt');
    const before = readFileSync(path);
    expect(await refusal(path, '--report', path)).toContain('is named for something else too');
    expect(readFileSync(path)).toEqual(before);
  });
});

/** Says at the end how much memory the process ever had, in kilobytes, and how long it worked, in microseconds. */
const METER = `process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write('meter ' + maxRSS + ' ' + (userCPUTime + systemCPUTime));
});`;

describe('50,000 rows', () => {
  async function large(): Promise<string> {
    const path = join(await temporaryDirectory(), 'run.ndjson');
    const writer = JournalWriter.create(path, TOOL, RUN);
    const events = prelude(50_000);
    for (const event of events) writer.add(event);
    for (let number = 1; number <= 50_000; number++) {
      if (number % 20 === 0) for (const event of refused(number)) writer.add(event);
      else writer.add({ type: 'row-done', row: row(number, { folders: 12, ms: 80 }) });
    }
    for (const event of finale()) writer.add(event);
    writer.close();
    return path;
  }

  const forms: [string, string[]][] = [
    ...FORMATS.map((format): [string, string[]] => [format, ['--format', format]]),
    ['text, shortened', ['--redact']],
    ['text, of every row, shortened', ['--redact', '--verbose']],
  ];

  test.each(forms)('as %s: in time and in memory', { timeout: 60_000 }, async (format, args) => {
    const env = { NODE_OPTIONS: `--import=${await writeTemporary('meter.mjs', METER)}` };
    const { stderr, ms } = await runCli(['report', await large(), ...args], {
      env,
      timeoutMs: 50_000,
    });
    const [, kilobytes, micros] = /meter (\d+) (\d+)/.exec(stderr) ?? [];
    const [megabytes, seconds] = [Number(kilobytes) / 1024, Number(micros) / 1e6];
    console.info(
      `50,000 rows as ${format}: ${(ms / 1000).toFixed(1)} s, ${seconds} s of work, ${megabytes | 0} MiB`,
    );
    // Its own work: other tests run beside it.
    expect(seconds).toBeLessThan(3);
    expect(megabytes).toBeLessThan(250);
  });

  test('a reader that goes away early', { timeout: 60_000 }, async () => {
    const child = spawn(process.execPath, [BIN, 'report', await large(), '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const [status] = await once(child, 'close');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});
