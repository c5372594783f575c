import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkJson, csvRows, outcomes } from '../run/support.js';
import { describeWithServer } from '../servers/available.js';
import { type Dovecot, dovecot } from '../servers/dovecot.js';
import { PUBLIC_USER } from '../servers/dovecot-mail.js';
import { amountOf, type FolderFigures, type FolderPlan } from '../servers/mail-store.js';
import { audit, folderLines } from '../support/audit.js';
import { writeCsv } from '../support/files.js';

const MEGABYTE = 1024 * 1024;
const LIMIT = 35 * MEGABYTE;

const FOLDERS: FolderPlan[] = [
  {
    path: ['INBOX'],
    mail: [
      { messages: 30, octets: 1000, seen: true },
      { messages: 40, octets: 2001, lineEnd: '\r\n' },
      { messages: 2, octets: 700, recent: true },
    ],
  },
  { path: ['Entwürfe'], mail: [{ messages: 5, octets: 333, sizeInName: false }] },
  { path: ['Empty'] },
  { path: ['Trash'], mail: [{ messages: 3, octets: 5000 }] },
  { path: ['a', 'b', 'c', 'd', 'e', 'f'], mail: [{ messages: 1, octets: 222 }] },
];
/** Three above what is migrated, and two of just that size. */
const LARGE: FolderPlan[] = [
  { path: ['Plans'], mail: [{ messages: 2, octets: LIMIT + 1 }] },
  {
    path: ['Films'],
    mail: [
      { messages: 1, octets: LIMIT + MEGABYTE },
      { messages: 2, octets: LIMIT, lineEnd: '\r\n' },
    ],
  },
];
const SLASHED: FolderPlan[] = [
  { path: ['In/Out'], mail: [{ messages: 6, octets: 1234 }] },
  { path: ['Years', '2024/25'], mail: [{ messages: 4, octets: 4321 }] },
];

/** As `folderLines` writes them. */
function lines(figures: readonly FolderFigures[], kind: string, separator: string, prefix = ''): string[] {
  return figures.map(({ path, messages, octets }) => {
    return `${prefix}${path.join(separator)} ${path[0] === 'Trash' ? 'trash' : kind} ${messages} ${octets}`;
  });
}

describeWithServer('an audit of real mailboxes', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({
      users: 4,
      anyName: true,
      quota: 300_000,
      publicNamespace: 'Public',
      sharing: ['user3'],
      specialUse: { Trash: '\\Trash' },
      mail: (store) => {
        store.fill('user1', [...FOLDERS, ...LARGE]);
        store.fill('user2', [...FOLDERS, ...SLASHED]);
        store.fill('user3', [
          ...FOLDERS,
          { path: ['Team'], mail: [{ messages: 9, octets: 250 }], acl: ['user=user2 lrs'] },
        ]);
        store.fill(PUBLIC_USER, [
          { path: ['News'], mail: [{ messages: 8, octets: 999 }], acl: ['user=user2 lrs'] },
        ]);
      },
    });
  });

  afterAll(() => server.stop());

  it('tells what their files hold, and leaves them as they are', async () => {
    const users = ['user1', 'user2', 'user3', PUBLIC_USER];
    const before = users.map((user) => server.mail.snapshot(user));
    expect(before.map((files) => files.length)).toEqual([86, 91, 90, 8]);
    const { status, audits, codes, found } = await audit(server.imaps, csvRows(4));
    expect(users.map((user) => server.mail.snapshot(user))).toEqual(before);
    expect(status).toBe(0);

    const [first, second, third] = ['user1', 'user2', 'user3'].map((user) => server.mail.figures(user));
    const own = second?.filter(({ path }) => !path.join('').includes('/')) ?? [];
    const slashed = second?.filter((folder) => !own.includes(folder)) ?? [];
    const news = server.mail.figures(PUBLIC_USER);
    const team = third?.filter(({ path }) => path[0] === 'Team') ?? [];
    expect(audits).toMatchObject([
      { ...amountOf(first ?? []), accuracy: 'exact', large: 3 },
      { ...amountOf([...own, ...news, ...team]), accuracy: 'exact', large: 0 },
      { ...amountOf(third ?? []), accuracy: 'exact', large: 0 },
      { messages: 0, bytes: 0, accuracy: 'exact', large: 0 },
    ]);
    const folders = audits.map((one) => (one === undefined ? [] : folderLines(one)));
    expect(folders[0]).toEqual(lines(first ?? [], 'mail', '.').sort());
    expect(folders[1]).toEqual(
      [
        ...lines(own, 'mail', '.'),
        ...lines(slashed, 'slash', '.'),
        ...lines(news, 'shared', '.', 'Public.'),
        ...lines(team, 'shared', '.', 'shared.user3.'),
      ].sort(),
    );
    expect(folders[3]).toEqual(['INBOX mail 0 0']);

    expect([1, 2, 3, 4].map(codes)).toEqual([
      ['mailbox/message-too-large warning'],
      ['mailbox/public-folders warning', 'mailbox/slash-in-folder-name warning'],
      [],
      [],
    ]);
    expect(found('mailbox/message-too-large')[0]?.message).toContain('3 messages are larger than 35 MB');
    expect(found('mailbox/slash-in-folder-name')[0]?.message).toMatch(/^2 folders .*In\/Out.*2024\/25/);
  });

  it('tells what the server counts against its quota', async () => {
    const { audits } = await audit(server.imaps, csvRows(1));
    const { bytes } = amountOf(server.mail.figures('user1'));
    expect(audits[0]?.quota).toEqual({ used: Math.ceil(bytes / 1024) * 1024, limit: 300_000 * 1024 });
  });

  it('holds them against the target, to the byte', async () => {
    const { bytes } = amountOf(server.mail.figures('user1'));
    const fits = await audit(server.imaps, csvRows(1), ['--target-quota', String(bytes)]);
    expect([fits.status, fits.codes(1)]).toEqual([0, ['mailbox/message-too-large warning']]);
    const full = await audit(server.imaps, csvRows(1), ['--target-quota', String(bytes - 1)]);
    expect([full.status, full.report.rows[0]?.status]).toEqual([1, 'failed']);
    expect(full.codes(1)).toContain('mailbox/over-target-quota error');
    expect(full.found('mailbox/over-target-quota')[0]?.message).toBe(
      'This mailbox is full. Please free up some space so that email can be downloaded.',
    );
  });

  it('is a warning where the mail of others is what does not fit', async () => {
    const own = amountOf(server.mail.figures('user2').filter(({ path }) => !path.join('').includes('/')));
    const args = ['--target-quota', String(own.bytes)];
    const { status, codes } = await audit(server.imaps, csvRows(2), args);
    expect(codes(2)).toContain('mailbox/over-target-quota warning');
    expect(status).toBe(1);
  });

  it('says nothing of sizes where it is not asked for', async () => {
    const port = String(server.imaps);
    const { report } = await checkJson([await writeCsv(csvRows(2)), '--port', port]);
    expect(report.rows.map((row) => 'audit' in row)).toEqual([false, false]);
    expect(outcomes(report)).toEqual([
      '1 passed',
      '2 passed mailbox/public-folders mailbox/slash-in-folder-name',
    ]);
  });
});

describeWithServer('an audit of mailboxes with slashes between levels', ['dovecot', 'openssl'], () => {
  it('takes none of them for a part of a name', async () => {
    const server = await dovecot({
      users: 1,
      separator: '/',
      mail: (store) => store.fill('user1', FOLDERS),
    });
    try {
      const { audits, codes } = await audit(server.imaps, csvRows(1));
      const figures = server.mail.figures('user1');
      expect(audits).toMatchObject([{ ...amountOf(figures), accuracy: 'exact', large: 0 }]);
      expect(audits[0]).not.toHaveProperty('quota');
      expect(folderLines(audits[0] ?? expect.fail('no audit'))).toEqual(lines(figures, 'mail', '/').sort());
      expect(codes(1)).toEqual([]);
    } finally {
      await server.stop();
    }
  });
});
