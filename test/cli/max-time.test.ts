import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows, outcomes, stagesOf } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import {
  type Handler,
  type ScriptedOptions,
  scriptedServer,
  silentServer,
  until,
  wait,
} from '../servers/scripted.js';
import { BIN, runCli } from '../support/cli.js';
import { temporaryDirectory, writeCsv } from '../support/files.js';
import { rowsIn } from '../support/journal.js';
import { startCheck } from '../support/running.js';

const SAID = 'Stopping: the time given by --max-time is up. What is under way may still end.\n';
const NEVER = until(new Promise(() => undefined));

async function serve(options: ScriptedOptions) {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

/** What the run itself took, in which the start of the program on a busy machine does not count. */
function duration({ report }: Awaited<ReturnType<typeof checkJson>>): number {
  return (report.run as unknown as { durationMs: number }).durationMs;
}

describeWithServer('a run with --max-time', ['openssl'], () => {
  const slow =
    (ms: number): Handler =>
    ({ tag, args: [user] }) => [wait(ms), `${tag} ${user === 'user1' ? 'NO No' : 'OK Yes'}`];

  it.each([
    ['3 when nothing was found', csvRows(400, (number) => `user${number + 1}`), 3],
    ['1 when somebody was refused', csvRows(400), 1],
  ])('ends in that time with what was done, and with %s', async (_name, rows, expected) => {
    const server = await serve({ commands: { LOGIN: slow(100) } });
    const args = ['--port', String(server.port), '--concurrency', '5', '--max-time', '2s'];
    const result = await checkJson([await writeCsv(rows), ...args]);
    const { status, stderr, report } = result;
    expect([status, stderr]).toEqual([expected, SAID]);
    expect([report.run.interrupted, report.verdict]).toEqual([
      true,
      expected === 1 ? 'not-ready' : 'incomplete',
    ]);
    expect(duration(result)).toBeGreaterThan(1400);
    expect(duration(result)).toBeLessThan(2500);
    const { total, passed, failed, inconclusive, skipped } = report.summary.rows as Record<string, number>;
    expect([total, failed]).toEqual([400, expected === 1 ? 1 : 0]);
    expect(passed).toBeGreaterThan(0);
    // Who was being signed in had time enough.
    expect(inconclusive).toBe(0);
    expect((passed ?? 0) + (failed ?? 0) + (skipped ?? 0)).toBe(400);
    expect(server.logins).toHaveLength((passed ?? 0) + (failed ?? 0));
    expect(stagesOf(report).login).toMatch(
      expected === 1 ? /^failed: interrupted$/ : /^incomplete: interrupted$/,
    );
  });

  it('breaks off who gets no answer, and can be gone on with', async () => {
    let answering = 10;
    const commands: Record<string, Handler> = { LOGIN: () => (answering-- > 0 ? undefined : NEVER) };
    const server = await serve({ commands });
    const journal = join(await temporaryDirectory(), 'run.ndjson');
    const args = [await writeCsv(csvRows(30)), '--port', String(server.port), '--concurrency', '3'];
    const first = await checkJson([...args, '--max-time', '2s', '--journal', journal]);
    expect([first.status, first.stderr]).toEqual([3, SAID]);
    expect(first.report.summary.rows).toMatchObject({ passed: 10, inconclusive: 3, skipped: 17 });
    expect(duration(first)).toBeLessThan(2500);
    expect(rowsIn(journal)).toHaveLength(30);
    delete commands.LOGIN;
    const before = server.logins.length;
    const second = await checkJson([...args, '--resume', journal, '--max-time', '1h']);
    expect([second.status, second.stderr, server.logins.length - before]).toEqual([0, '', 20]);
    expect(second.report.summary.rows).toMatchObject({ passed: 30 });
  });

  it('does not wait for a pause that a server asks for', async () => {
    const words = 'NO Request is throttled. Suggested Backoff Time: 60000 milliseconds';
    const server = await serve({ commands: { LOGIN: ({ tag }) => `${tag} ${words}` } });
    const args = [await writeCsv(csvRows(1)), '--port', String(server.port), '--max-time', '1.5s'];
    const result = await checkJson(args);
    expect([result.status, result.stderr, ...outcomes(result.report)]).toEqual([
      3,
      SAID,
      '1 inconclusive login/throttled',
    ]);
    expect(duration(result)).toBeLessThan(2000);
  });

  it('ends a stage before the sign-ins too', async () => {
    const server = await silentServer();
    onTestFinished(() => server.stop());
    const args = [await writeCsv(csvRows(2)), '--port', String(server.port), '--max-time', '1s'];
    const result = await checkJson(args);
    expect([result.status, result.stderr, result.report.verdict]).toEqual([3, SAID, 'incomplete']);
    expect(result.report.summary.rows).toMatchObject({ total: 2, skipped: 2 });
    expect(stagesOf(result.report)).toMatchObject({ login: 'skipped: interrupted' });
    expect(duration(result)).toBeLessThan(1500);
  });

  it('that is done before is not kept waiting', async () => {
    const server = await serve({});
    const args = [await writeCsv(csvRows(3)), '--port', String(server.port), '--max-time', '1h'];
    const { status, stderr, ms } = await checkJson(args);
    expect([status, stderr]).toEqual([0, '']);
    expect(ms).toBeLessThan(10_000);
  });

  it('still hears a signal', async () => {
    const server = await serve({ commands: { LOGIN: () => NEVER } });
    const args = [await writeCsv(csvRows(3)), '--port', String(server.port), '--json', '--max-time', '10m'];
    const { child, ended } = startCheck(args);
    await server.untilSessions(1);
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect([status, JSON.parse(stdout).run.interrupted]).toEqual([130, true]);
  });
});

it('--max-time counts while standard input is waited for', async () => {
  const child = spawn(process.execPath, [BIN, 'check', '-', '--json', '--max-time', '1s'], { stdio: 'pipe' });
  const ended = once(child, 'close');
  child.stdin.write('EmailAddress,UserName,Password\n');
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  expect(await ended).toEqual([3, null]);
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'incomplete', run: { interrupted: true } });
});

describe('a time that is none', () => {
  it.each(['', '0', '0s', '50ms', '1x', 'abc', '-5s', '8d', '30m1h', '1h30', '1s1s', '1.5.2s', '1e3'])(
    '%j ends with 2',
    async (value) => {
      const { status, stdout, stderr } = await runCli(['check', 'none.csv', `--max-time=${value}`]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(
        `--max-time ${JSON.stringify(value)}: give a time from 100ms to 7 days, such as 90s, 30m or 1h30m.`,
      );
    },
  );
});
