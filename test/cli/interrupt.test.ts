import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { contradictions, csvRows, type JsonReport, LOCALHOST, stagesOf, trusting } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type ScriptedServer, scriptedServer, until } from '../servers/scripted.js';
import { BIN } from '../support/cli.js';
import { writeCsv } from '../support/files.js';
import { startCheck } from '../support/running.js';
import { validateReport } from '../support/schema.js';

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A server that answers so many sign-ins, and then no more. `reached` resolves when the others wait. */
async function slowServer(
  answered: number,
  waiting: number,
): Promise<{ port: number; reached: Promise<void> }> {
  let arrive: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let count = 0;
  server = await scriptedServer({
    commands: {
      LOGIN: () => {
        count += 1;
        if (count === answered + waiting) arrive();
        return count > answered ? until(new Promise(() => undefined)) : undefined;
      },
    },
  });
  return { port: server.port, reached };
}

function reportIn(stdout: string): JsonReport {
  const report: JsonReport = JSON.parse(stdout);
  expect([...validateReport(report), ...contradictions(report)]).toEqual([]);
  return report;
}

describeWithServer('a signal in the middle of a batch', ['openssl'], () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s: a report of what was done, within three seconds', async (signal, status) => {
    const { port, reached } = await slowServer(20, 5);
    const file = await writeCsv(csvRows(100));
    const { child, ended } = startCheck([file, '--port', String(port), '--json', '--concurrency', '5']);
    await reached;
    const before = performance.now();
    child.kill(signal);
    const result = await ended;
    expect(performance.now() - before).toBeLessThan(3500);
    expect(result.status).toBe(status);
    const report = reportIn(result.stdout);
    expect(report.summary.rows).toMatchObject({ total: 100, passed: 20, inconclusive: 5, skipped: 75 });
    expect([report.run.interrupted, report.verdict]).toEqual([true, 'incomplete']);
    expect(stagesOf(report)).toMatchObject({ csv: 'passed', login: 'incomplete: interrupted' });
    expect(server?.logins).toHaveLength(25);
  });

  it('twice: at once', async () => {
    const { port, reached } = await slowServer(0, 3);
    const { child, ended, said } = startCheck([
      await writeCsv(csvRows(9)),
      '--port',
      String(port),
      '--concurrency',
      '3',
    ]);
    await reached;
    child.kill('SIGINT');
    await said('Stopping');
    const before = performance.now();
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect(performance.now() - before).toBeLessThan(1000);
    expect(status).toBe(130);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('while a further try is being waited for', async () => {
    server = await scriptedServer({
      commands: {
        LOGIN: ({ tag }) => `${tag} NO Request is throttled. Suggested Backoff Time: 60000 milliseconds`,
      },
    });
    const { child, ended, said } = startCheck([
      await writeCsv(csvRows(1)),
      '--port',
      String(server.port),
      '--json',
      '--verbose',
    ]);
    await said('again in');
    const before = performance.now();
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(performance.now() - before).toBeLessThan(1500);
    expect(status).toBe(130);
    expect(reportIn(stdout).rows).toMatchObject([
      { status: 'inconclusive', codes: ['login/throttled'], attempts: 1 },
    ]);
  });
});

describeWithServer('a signal before the first sign-in', ['openssl'], () => {
  it('in the stage tls', async () => {
    server = await scriptedServer({ beforeTls: until(new Promise(() => undefined)) });
    const { child, ended } = startCheck([
      await writeCsv(csvRows(3)),
      '--port',
      String(server.port),
      '--json',
    ]);
    await server.untilSessions(2);
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(status).toBe(130);
    const report = reportIn(stdout);
    expect(stagesOf(report)).toMatchObject({ imap: 'skipped: interrupted', login: 'skipped: interrupted' });
    expect(report.summary.rows).toMatchObject({ total: 3, skipped: 3 });
  });

  it.runIf(process.platform === 'linux')('in the stage tcp', async () => {
    const { port, close } = await fullPort();
    try {
      const args = [
        await writeCsv(csvRows(3)),
        '--server',
        '127.0.0.1',
        '--port',
        String(port),
        '--json',
        '--verbose',
      ];
      const { child, ended, said } = startCheck(args);
      await said('tcp: started');
      const before = performance.now();
      child.kill('SIGINT');
      const { status, stdout } = await ended;
      expect(performance.now() - before).toBeLessThan(3500);
      expect(status).toBe(130);
      const report = reportIn(stdout);
      expect(stagesOf(report)).toMatchObject({ tcp: 'incomplete: interrupted', tls: 'skipped: interrupted' });
      // What was broken off is no evidence against the port.
      expect(report.findings.filter(({ code }) => code.startsWith('tcp/'))).toEqual([]);
    } finally {
      close();
    }
  });
});

/** A port whose queue of connections is full, so that Linux lets further ones wait: a firewall that drops. */
async function fullPort(): Promise<{ port: number; close(): void }> {
  // It listens and then never looks at what comes.
  const script = `
    const { writeSync } = require('node:fs');
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      writeSync(1, server.address().port + '\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const port = Number(String(line));
  const sockets: Socket[] = [];
  const close = () => {
    for (const socket of sockets) socket.destroy();
    child.kill('SIGKILL');
  };
  for (let waiting = false; !waiting; ) {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    sockets.push(socket);
    waiting = await Promise.race([once(socket, 'connect').then(() => false), setTimeout(500, true)]);
  }
  return { port, close };
}

describeWithServer('a reader that goes away', ['openssl'], () => {
  it('ends it quietly', async () => {
    server = await scriptedServer();
    const args = [await writeCsv(csvRows(60)), '--port', String(server.port), '--json'];
    const command = `"$0" "$@" | head -1; exit "\${PIPESTATUS[0]}"`;
    const child = spawn('bash', ['-c', command, process.execPath, BIN, 'check', ...LOCALHOST, ...args], {
      env: { ...process.env, ...trusting() },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
    const [status] = await once(child, 'close');
    expect([stdout, stderr, status]).toEqual(['{\n', '', 0]);
  });
});

it.each([
  ['check', ['check', '-']],
  ['split', ['split', '-']],
  ['fix', ['fix', '-', '--output', '-']],
])('%s ends at the first signal while standard input gives nothing', async (_, args) => {
  const child = spawn(process.execPath, [BIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  child.stdin.write('EmailAddress,UserName,Password\n');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  // It cannot be seen from outside that it waits.
  await setTimeout(1000);
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(output).toContain('Stopping');
  expect(output).not.toContain('internal fault');
  if (args[0] === 'check') expect(output).toContain('interrupted');
});
