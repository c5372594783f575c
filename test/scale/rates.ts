import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkJson, csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { tlsClient } from '../servers/raw-client.js';
import { csvText, writeCsv } from '../support/files.js';
import { delayProxy } from './delay-proxy.js';

const ROUND_TRIP_MS = 50;

interface Figures {
  ours: number;
  sequential: number;
  /** The same rows with nobody to try: start, CSV, and the stages before the logins. */
  startMs: number;
}

/** Rows per second: our run with 20 connections, and a loop that does one row after the other. */
async function measure(port: number, rows: number, loops: number): Promise<Figures> {
  const file = await writeCsv(csvRows(rows));
  const args = [file, '--port', String(port), '--concurrency', '20'];
  const empty = await checkJson([...args, '--skip', 'login,mailbox'], { timeoutMs: 60_000 });
  const { ms, report } = await checkJson(args, { timeoutMs: 300_000 });
  expect(report.summary.rows.passed).toBe(rows);
  const begun = performance.now();
  for (let number = 1; number <= loops; number += 1) await oneRow(port, `user${number}`);
  const sequential = loops / ((performance.now() - begun) / 1000);
  return { ours: rows / ((ms - empty.ms) / 1000), sequential, startMs: empty.ms };
}

async function oneRow(port: number, user: string): Promise<void> {
  const client = await tlsClient(port);
  await client.line();
  const answers = [
    await client.command('a', `LOGIN ${user} ${user}-password`),
    await client.command('b', 'NAMESPACE'),
    await client.command('c', 'LIST "" "*"'),
    await client.command('d', 'EXAMINE INBOX'),
    await client.command('e', 'LOGOUT'),
  ];
  expect(answers.map((lines) => lines.at(-1)?.slice(2, 4))).toEqual(['OK', 'OK', 'OK', 'OK', 'OK']);
  client.close();
}

function print(name: string, { ours, sequential, startMs }: Figures): void {
  const ratio = ours / sequential;
  console.log(
    `${name}: ${ours.toFixed(1)} rows/s, sequential loop ${sequential.toFixed(1)} rows/s, ratio ${ratio.toFixed(1)}; ` +
      `${startMs.toFixed(0)} ms before the logins; ${availableParallelism()} cores`,
  );
}

describeWithServer('rows per second', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({ users: 400, extra: 'mail_fsync = never' });
    // The first sign-in of a user creates the mailbox.
    const stdin = csvText(csvRows(400));
    await checkJson(['-', '--port', String(server.imaps)], { stdin, timeoutMs: 120_000 });
  });

  afterAll(() => server.stop());

  it('on loopback', { timeout: 300_000 }, async () => {
    print('loopback', await measure(server.imaps, 400, 100));
  });

  it('behind a round trip of 50 ms', { timeout: 300_000 }, async () => {
    const proxy = await delayProxy(server.imaps, ROUND_TRIP_MS);
    try {
      const figures = await measure(proxy.port, 400, 20);
      print(`${ROUND_TRIP_MS} ms`, figures);
      expect(figures.ours / figures.sequential).toBeGreaterThan(5);
    } finally {
      proxy.stop();
    }
  });
});
