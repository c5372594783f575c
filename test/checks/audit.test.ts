import { describe, expect, it } from 'vitest';
import { auditOf, checkAudit, gmailSize } from '../../src/checks/audit.js';
import { MOST_FOLDERS } from '../../src/model/audit.js';
import type { Folder, Namespaces } from '../../src/model/evidence.js';

const MB = 1024 * 1024;
const GB = 1024 * MB;
const NAMESPACES: Namespaces = { personal: [''], others: [], shared: ['Public Folders/'] };
const ROW = { file: 'users.csv', row: 3, line: 4, emailAddress: 'a@contoso.com', userName: 'a' };

function folder(path: string, messages?: number, bytes?: number, rest: Partial<Folder> = {}): Folder {
  return {
    path,
    delimiter: '/',
    flags: [],
    ...(messages === undefined ? {} : { messages, large: 0 }),
    ...(bytes === undefined ? {} : { bytes }),
    ...rest,
  };
}

function evidence(folders: Folder[]) {
  return { folders, namespaces: NAMESPACES, audit: {} };
}

function found(folders: Folder[], quota = 50 * GB) {
  const known = evidence(folders);
  const audit = auditOf(known);
  if (audit === undefined) throw new Error('nothing was measured');
  return checkAudit(ROW, known, audit, quota).map(({ code, rating, args }) => ({ code, rating, args }));
}

describe('what a mailbox holds', () => {
  it('counts what is copied, and lists all that was told, the largest first', () => {
    const audit = auditOf({
      ...evidence([
        folder('INBOX', 10, 1000),
        folder('Calendar', 5, 50),
        folder('Contacts', 7, 70),
        folder('Public Folders/News', 3, 3000),
        folder('In/Out', 9, 90, { delimiter: '.' }),
        folder('Parent', undefined, undefined, { flags: ['\\Noselect'] }),
      ]),
      audit: { quota: { used: 5000, limit: 9000 } },
    });
    expect(audit).toEqual({
      messages: 13,
      bytes: 4000,
      accuracy: 'exact',
      large: 0,
      quota: { used: 5000, limit: 9000 },
      folders: [
        { path: 'Public Folders/News', kind: 'shared', messages: 3, bytes: 3000 },
        { path: 'INBOX', kind: 'mail', messages: 10, bytes: 1000 },
        { path: 'In/Out', kind: 'slash', messages: 9, bytes: 90 },
        { path: 'Contacts', kind: 'non-mail', messages: 7, bytes: 70 },
        { path: 'Calendar', kind: 'non-mail', messages: 5, bytes: 50 },
      ],
      depth: 2,
    });
  });

  it('says how far it is known', () => {
    const known = (folders: Folder[]) => auditOf(evidence(folders));
    expect(known([folder('INBOX', 1, 1), folder('Sent', 9, 90, { estimated: true })])?.accuracy).toBe(
      'estimated',
    );
    expect(known([folder('INBOX', 1, 1), folder('Sent', 9)])?.accuracy).toBe('at-least');
    expect(known([folder('INBOX', 1, 1), folder('Sent')])).toMatchObject({
      accuracy: 'at-least',
      messages: 1,
    });
    // What is not copied may stay untold.
    const groupware = [folder('INBOX', 1, 1), folder('Calendar'), folder('Tasks', 2)];
    expect(known(groupware)).toMatchObject({ accuracy: 'exact', large: 0 });
    const unsearched: Folder = { path: 'Sent', delimiter: '/', flags: [], messages: 3, bytes: 3 };
    expect(known([folder('INBOX', 1, 1), unsearched])).not.toHaveProperty('large');
  });

  it('is not known where no folder told anything, or nobody asked', () => {
    expect(auditOf(evidence([folder('INBOX')]))).toBeUndefined();
    expect(auditOf({ folders: [folder('INBOX', 1, 1)], namespaces: NAMESPACES })).toBeUndefined();
  });

  it('lists so many folders and counts the others; sums stay numbers to count with', () => {
    const folders = Array.from({ length: MOST_FOLDERS + 20 }, (_, index) =>
      folder(`f${index}`, 2 ** 32 - 1, 2 ** 50),
    );
    expect(auditOf(evidence(folders))).toMatchObject({
      bytes: Number.MAX_SAFE_INTEGER,
      moreFolders: 20,
      folders: { length: MOST_FOLDERS },
    });
  });
});

describe('limits', () => {
  it.each([
    ['500,000 messages in all', [folder('INBOX', 300_000, 1), folder('Sent', 200_000, 1)], []],
    [
      'one more',
      [folder('INBOX', 300_000, 1), folder('Sent', 200_001, 1)],
      [{ code: 'mailbox/too-many-items', args: { messages: 500_001 } }],
    ],
    [
      '1,000,000 in one folder of the calendar kind',
      [folder('INBOX', 1, 1), folder('Calendar', 2e6, 1), folder('Tasks', 1, 1)],
      [],
    ],
    [
      'more than that in a mail folder',
      [folder('INBOX', 1, 1), folder('Old', 1_000_001, 1)],
      [
        { code: 'mailbox/too-many-items', args: { messages: 1_000_002 } },
        { code: 'mailbox/folder-too-many-items', args: { folder: 'Old', messages: 1_000_001 } },
      ],
    ],
    [
      'messages that are too large, in two folders of three',
      [
        folder('INBOX', 9, 400 * MB, { large: 2 }),
        folder('Sent', 5, 9),
        folder('Old', 9, 90 * MB, { large: 1 }),
      ],
      [{ code: 'mailbox/message-too-large', args: { messages: 3, folders: ['INBOX', 'Old'] } }],
    ],
    ['as much as the target holds', [folder('INBOX', 9, 50 * GB)], []],
    [
      'one octet more',
      [folder('INBOX', 9, 50 * GB + 1)],
      [{ code: 'mailbox/over-target-quota', args: { bytes: 50 * GB + 1, quota: 50 * GB } }],
    ],
  ])('%s', (_, folders, expected) => {
    expect(found(folders)).toEqual(expected.map((one) => ({ rating: undefined, ...one })));
  });

  it('what fits once Gmail’s own, shared and public folders are excluded is a risk and no error', () => {
    const gmail = [folder('INBOX', 300_000, 30 * GB), folder('[Gmail]/All Mail', 300_000, 30 * GB)];
    expect(found(gmail)).toEqual([
      { code: 'mailbox/too-many-items', rating: 'warning', args: { messages: 600_000, kept: 300_000 } },
      {
        code: 'mailbox/over-target-quota',
        rating: 'warning',
        args: { bytes: 60 * GB, quota: 50 * GB, kept: 30 * GB },
      },
    ]);
    const shared = [folder('INBOX', 1, 60 * GB), folder('Public Folders/News', 1, 1)];
    expect(found(shared)).toEqual([
      { code: 'mailbox/over-target-quota', rating: undefined, args: { bytes: 60 * GB + 1, quota: 50 * GB } },
    ]);
  });

  it('an estimate is an error where no margin explains it', () => {
    const sized = (bytes: number) => found([folder('INBOX', 9, bytes, { estimated: true })]);
    expect(sized(60 * GB)).toMatchObject([{ rating: 'warning', args: { estimated: true } }]);
    expect(sized(63 * GB)).toMatchObject([{ rating: undefined, args: { estimated: true } }]);
  });

  it('the quota is that of the target mailbox', () => {
    expect(found([folder('INBOX', 9, 60 * GB)], 100 * GB)).toEqual([]);
    expect(found([folder('INBOX', 9, 2 * GB)], GB)).toHaveLength(1);
  });
});

describe('the folders of Gmail', () => {
  const all = folder('[Gmail]/All Mail', 4210, 42_100, { flags: ['\\All'] });

  it('add what they hold, and messages without a label stand there alone', () => {
    const folders = [
      folder('INBOX', 940, 9400),
      folder('Work', 330, 3300),
      all,
      folder('[Gmail]/Spam', 23, 230),
    ];
    expect(gmailSize(evidence(folders))).toEqual({ adds: { messages: 4233, bytes: 42_330 }, alone: 2940 });
    expect(auditOf(evidence(folders))?.all).toEqual({ messages: 4210, bytes: 42_100 });
  });

  it('nothing is said of messages without a label where labels may name them all', () => {
    expect(gmailSize(evidence([folder('INBOX', 4210, 1), all]))).toEqual({
      adds: { messages: 4210, bytes: 42_100 },
    });
  });

  it('are of no size where they were not counted', () => {
    expect(gmailSize(evidence([folder('INBOX', 1, 1), folder('[Gmail]/All Mail')]))).toEqual({});
  });
});
