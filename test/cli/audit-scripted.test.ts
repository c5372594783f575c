import { expect, it, onTestFinished } from 'vitest';
import type { MailboxAudit } from '../../src/model/audit.js';
import { csvRows } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import {
  exchange,
  exchangeFolders,
  gmail,
  gmailFolders,
  richServer,
  statusSizeServer,
} from '../servers/known-servers.js';
import { type ScriptedOptions, type ScriptedServer, scriptedServer } from '../servers/scripted.js';
import { amount, type ScriptedFolder } from '../servers/scripted-mailbox.js';
import { audit } from '../support/audit.js';
import type { CsvRow } from '../support/files.js';

const LIMIT = 35 * 1024 * 1024;

async function serve(options: ScriptedOptions): Promise<ScriptedServer> {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  return server;
}

/** One row a mailbox. */
async function auditOf(mailboxes: ScriptedFolder[][], kind = richServer, args: string[] = []) {
  const number = (user: string) => Number(/\d+/.exec(user)?.[0]) - 1;
  const server = await serve(kind((user) => ({ folders: mailboxes[number(user)] ?? [] })));
  return { server, ...(await audit(server.port, csvRows(mailboxes.length), args)) };
}

function total(folders: readonly ScriptedFolder[]) {
  const amounts = folders.map(amount);
  return {
    messages: amounts.reduce((sum, { messages }) => sum + messages, 0),
    bytes: amounts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Commands that change nothing, not even what has been seen. */
const READING = new Set(
  'CAPABILITY ID LOGIN NAMESPACE LIST STATUS EXAMINE SEARCH FETCH GETQUOTAROOT LOGOUT'.split(' '),
);

const MAIL: ScriptedFolder[] = [
  { name: 'INBOX', messages: 200, octets: 7300, others: [LIMIT, LIMIT + 1, 2 * LIMIT] },
  { name: 'Empty' },
  { name: 'Gel&APY-schte Elemente', messages: 12, octets: 640 },
  { name: 'Films', others: [LIMIT + 1] },
];

describeWithServer('a mailbox behind a server', ['openssl'], () => {
  it.each([
    ['that offers all', richServer],
    ['that counts with LIST and tells no sizes, as Gmail', gmail],
    ['that tells sizes one folder at a time', statusSizeServer],
    ['that counts one folder at a time and tells no sizes, as Exchange', exchange],
  ])('%s is measured all the same, and only read', async (_name, kind) => {
    const { server, status, audits, codes, found } = await auditOf([MAIL], kind);
    expect(audits).toMatchObject([{ ...total(MAIL), accuracy: 'exact', large: 3 }]);
    expect(found('mailbox/message-too-large')[0]?.message).toMatch(/^3 messages .*INBOX.*Films/);
    expect(codes(1).filter((code) => code.startsWith('mailbox/'))).toEqual([
      'mailbox/message-too-large warning',
    ]);
    expect(status).toBe(0);
    expect(server.commands.filter((name) => !READING.has(name))).toEqual([]);
  });

  it('that loses what comes with a sign-in, as Courier, is measured for each row', async () => {
    const options = statusSizeServer({ folders: MAIL });
    const server = await serve({ ...options, pipelining: 'lost-after-login' });
    const { status, audits } = await audit(server.port, csvRows(30), ['--timeout', '3']);
    expect(status).toBe(0);
    expect(audits).toMatchObject(Array(30).fill({ ...total(MAIL), accuracy: 'exact', large: 3 }));
  });

  it('is measured whatever its folders are called', async () => {
    const names = [
      'A "quoted" name',
      'back\\slash',
      '&AOQ-',
      'Größe',
      '{5}',
      '%',
      '*',
      '(',
      'a b c',
      'INBOX.inbox',
    ];
    const folders = [
      { name: 'INBOX' },
      ...names.map((name, index) => ({ name, messages: index + 1, octets: 100 })),
    ];
    const { audits, status } = await auditOf([folders], statusSizeServer);
    expect(status).toBe(0);
    expect(audits).toMatchObject([{ ...total(folders), accuracy: 'exact', large: 0 }]);
    expect(audits[0]?.folders.map(({ path }) => path).sort()).toEqual(
      ['INBOX', ...names.map((name) => name.replace('&AOQ-', 'ä'))].sort(),
    );
  });

  it('that tells no sizes is estimated where it is large, from a part of it', async () => {
    const folders = [
      { name: 'INBOX', messages: 60_000, octets: 50_000 },
      { name: 'Old', messages: 40_000, octets: 1000, others: [LIMIT + 1] },
    ];
    const { audits } = await auditOf([folders], exchange);
    const { messages, bytes } = total(folders);
    expect(audits).toMatchObject([{ messages, accuracy: 'estimated', large: 1 }]);
    expect((audits[0]?.bytes ?? 0) / bytes).toBeCloseTo(1, 1);
  });
});

describeWithServer('the numbers that are migrated', ['openssl'], () => {
  it('of messages are held against the limit, to one', async () => {
    const mailboxes = [
      [
        { name: 'INBOX', messages: 300_000 },
        { name: 'Old', messages: 200_000 },
      ],
      [
        { name: 'INBOX', messages: 300_000 },
        { name: 'Old', messages: 200_001 },
      ],
      // What is not migrated does not count.
      [
        { name: 'INBOX', messages: 500_000 },
        { name: 'Calendar', messages: 9 },
        { name: 'Contacts', messages: 9 },
      ],
    ];
    const { status, codes, found } = await auditOf(mailboxes);
    expect([codes(1), codes(2), codes(3)]).toEqual([
      [],
      ['mailbox/too-many-items error'],
      ['mailbox/non-mail-folders notice'],
    ]);
    expect(found('mailbox/too-many-items')[0]?.message).toContain('500,001 messages');
    expect(status).toBe(1);
  });

  it('of messages in a folder are held against the limit, to one', async () => {
    const { codes, found } = await auditOf([
      [{ name: 'INBOX', messages: 1_000_000 }],
      [{ name: 'INBOX', messages: 1_000_001 }],
    ]);
    expect([codes(1), codes(2)]).toEqual([
      ['mailbox/too-many-items error'],
      ['mailbox/too-many-items error', 'mailbox/folder-too-many-items warning'],
    ]);
    expect(found('mailbox/folder-too-many-items')[0]?.message).toBe(
      "The folder 'INBOX' has 1,000,001 messages.",
    );
  });

  it('of octets are held against 50 GB, or what is given, to one', async () => {
    const gigabytes = (size: number) => size * 1024 ** 3;
    const mailboxes = [
      [{ name: 'INBOX', messages: 50_000, octets: gigabytes(50) / 50_000 }],
      [{ name: 'INBOX', messages: 1, octets: gigabytes(50) + 1 }],
      [{ name: 'INBOX', messages: 1, octets: gigabytes(100) }],
    ];
    const standard = await auditOf(mailboxes);
    const full = (codes: string[]) => codes.includes('mailbox/over-target-quota error');
    expect([1, 2, 3].map((row) => full(standard.codes(row)))).toEqual([false, true, true]);
    expect(standard.found('mailbox/over-target-quota')[0]?.cause).toContain('50 GB');
    const larger = await auditOf(mailboxes, richServer, ['--target-quota', '100GB']);
    expect([1, 2, 3].map((row) => full(larger.codes(row)))).toEqual([false, false, false]);
  });
});

const GMAIL_ROWS: CsvRow[] = [['anna@contoso.com', 'anna@gmail.com', 'abcdefghijklmnop']];

async function auditGmail(folders: ScriptedFolder[], args: string[] = []) {
  const server = await serve(gmail({ folders, quota: { used: 700_000, limit: 15_728_640 } }));
  return audit(server.port, GMAIL_ROWS, args);
}

describeWithServer('Gmail', ['openssl'], () => {
  const folders = gmailFolders({ inbox: 120, labels: 80, all: 260 });

  it('is measured with its labels, by whatever names it has', async () => {
    const { audits, codes, found } = await auditGmail(folders);
    const [told] = audits;
    expect(told).toMatchObject({
      ...total(folders),
      accuracy: 'exact',
      quota: { used: 700_000 * 1024, limit: 15_728_640 * 1024 },
      all: { messages: 260, bytes: 260 * 75_000 },
    } satisfies Partial<MailboxAudit>);
    const kinds = Object.fromEntries((told?.folders ?? []).map(({ path, kind }) => [path, kind]));
    expect(kinds).toMatchObject({ INBOX: 'mail', Kunden: 'mail', '[Gmail]/Alle Nachrichten': 'gmail' });
    expect(kinds).not.toHaveProperty('[Gmail]');
    expect(codes(1)).toContain('mailbox/gmail-folders warning');
    expect(found('mailbox/gmail-folders')[0]?.message).toContain('[Gmail]');
  });

  it('whose mail fits once without its labels is at risk, and no error', async () => {
    const quota = ['--target-quota', String(200 * 75_000)];
    const fits = await auditGmail(folders, quota);
    expect(fits.codes(1)).toContain('mailbox/over-target-quota warning');
    expect(fits.status).toBe(0);
    const full = await auditGmail(folders, ['--target-quota', String(100 * 75_000)]);
    expect(full.codes(1)).toContain('mailbox/over-target-quota error');
  });

  it('whose labels alone make too many messages is at risk, and no error', async () => {
    const crowded = gmailFolders({ inbox: 300_000, labels: 100_000, all: 450_000 });
    const { codes } = await auditGmail(crowded, ['--target-quota', '1TB']);
    expect(codes(1)).toContain('mailbox/too-many-items warning');
  });
});

describeWithServer('Exchange Server', ['openssl'], () => {
  it.each([
    ['English', 'en', 'Calendar'],
    ['German', 'de', 'Kalender'],
  ] as const)('in %s leaves behind what is no mail', async (_name, language, calendar) => {
    const folders = exchangeFolders(language, 10);
    const { audits, codes, found } = await auditOf([folders], exchange);
    expect(audits).toMatchObject([{ messages: 60, bytes: 60_000, accuracy: 'exact' }]);
    const kinds = (audits[0]?.folders ?? []).map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['junk', ...Array(4).fill('mail'), ...Array(5).fill('non-mail'), 'trash']);
    expect(codes(1)).toEqual(['mailbox/non-mail-folders notice']);
    expect(found('mailbox/non-mail-folders')[0]?.message).toContain(`'${calendar}'`);
  });

  it('is not what has a folder of notes', async () => {
    const { audits, codes } = await auditOf([[{ name: 'INBOX' }, { name: 'Notes', messages: 5 }]], exchange);
    expect(audits).toMatchObject([{ messages: 5 }]);
    expect(codes(1)).toEqual([]);
  });
});
