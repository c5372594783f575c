import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { checkJson, csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { amountOf, type FolderPlan } from '../servers/mail-store.js';
import { turnProxy } from '../servers/turn-proxy.js';
import { writeCsv } from '../support/files.js';

const MAILBOXES = 24;
const CONNECTIONS = 4;

const FOLDERS = Array.from({ length: 29 }, (_, index): FolderPlan => {
  return { path: [`Folder ${index + 1}`], mail: [{ messages: (index % 3) + 1, octets: 1000 + index }] };
});
/** A folder of more than 35 MB has to be opened, to see whether one message of it is. */
const LARGE: FolderPlan = { path: ['Large'], mail: [{ messages: 1, octets: 40_000_000 }] };

describeWithServer('an audit of 30 folders a mailbox', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({
      users: MAILBOXES,
      quota: 0,
      mail: (store) => {
        for (let user = 1; user <= MAILBOXES; user++)
          store.fill(`user${user}`, [...FOLDERS, user % 2 === 0 ? LARGE : { path: ['INBOX'] }]);
      },
    });
  });

  afterAll(() => server.stop());

  /** `waits`: for each connection that signed in, in the order of their beginnings, how often it waited for an answer. */
  async function check(...args: string[]) {
    const proxy = await turnProxy(server.imap);
    onTestFinished(() => proxy.stop());
    const route = ['--port', String(proxy.port), '--security', 'none', '--allow-plaintext'];
    const file = await writeCsv(csvRows(MAILBOXES));
    const rows = ['--concurrency', String(CONNECTIONS), ...args];
    const { report } = await checkJson([file, ...route, ...rows], { timeoutMs: 60_000 });
    expect(report.summary.rows.passed).toBe(MAILBOXES);
    const signIns = proxy.passed.filter(({ said }) => / LOGIN /.test(said));
    expect(signIns).toHaveLength(MAILBOXES);
    return { report, waits: signIns.map(({ turns }) => turns) };
  }

  it('waits at most twice more than a check without it, and tells what is there', {
    timeout: 120_000,
  }, async () => {
    const [plain, audited] = [await check(), await check('--audit')];
    expect(plain.waits).toEqual(Array(MAILBOXES).fill(1));
    expect(Math.max(...audited.waits)).toBeLessThanOrEqual(3);
    // Once it is known what the server offers to those who are signed in, it is asked with the sign-in.
    const later = audited.waits.slice(2 * CONNECTIONS);
    expect(later).toEqual(Array(later.length).fill(2));
    const users = server.users.map(({ name }) => amountOf(server.mail.figures(name)));
    expect(audited.report.rows).toMatchObject(
      users.map((amount, index) => ({ audit: { ...amount, accuracy: 'exact', large: index % 2 } })),
    );
  });
});
