import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { processDirectory } from '../servers/process.js';
import { writeCsv } from '../support/files.js';
import { race } from './sign-in.contestants.js';
import { assertTargets, median } from './targets.js';

const MANY = Number(process.env.BENCH_ROWS ?? 50_000);
const FEW = MANY / 10;

/** All users share one mailbox, without an index: nothing is made for each, and nobody waits for a lock. */
const settings = (mailbox: string) => `
mail_location = maildir:${mailbox}:INDEX=MEMORY
mail_fsync = never
service imap {
  service_count = 0
}
`;

describeWithServer('memory', ['dovecot', 'openssl'], () => {
  let server: Dovecot;
  const mailbox = processDirectory('mailbox');

  beforeAll(async () => {
    // Mail belongs to another user than the one who runs this.
    await chmod(mailbox.path, 0o777);
    server = await dovecot({ users: MANY, extra: settings(mailbox.path) });
    console.log(`Dovecot with ${MANY} users who share one mailbox, 20 connections`);
  });

  afterAll(async () => {
    await server.stop();
    mailbox.remove();
  });

  it('does not grow with the rows', { timeout: 1_200_000 }, async () => {
    const few = [await peak(FEW), await peak(FEW), await peak(FEW)];
    const many = await peak(MANY);
    assertTargets([
      { name: `${MANY} rows, MB`, values: [many], most: 200 },
      { name: `${MANY} rows to ${FEW}, times as much`, values: [many / median(few)], most: 1.2 },
    ]);
  });

  /** Megabytes that the program ever had. When garbage is collected is a matter of chance, by some ten of them. */
  async function peak(rows: number): Promise<number> {
    const file = await writeCsv(csvRows(rows));
    const done = await race('ours', { port: server.imaps, connections: 20, file });
    expect(done.signedIn).toBe(rows);
    const time = `${(done.wholeMs / 1000).toFixed(0)} s, ${(done.cpuMs / rows).toFixed(2)} ms of CPU a row`;
    console.log(`${rows} rows: peak ${done.megabytes.toFixed(0)} MB, ${time}`);
    return done.megabytes;
  }
});
