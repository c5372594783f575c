import { describe, expect, test } from 'vitest';
import { excludeName } from '../../src/knowledge/exclude-folders.js';
import { planOf } from '../../src/plan/plan.js';
import { audit, ENDPOINT, folder, planned, roots, row, rows } from './support.js';

const GMAIL = { ...ENDPOINT, server: 'imap.gmail.com', software: 'gmail' };

describe('folders to leave out', () => {
  test('roots that findings name, with the mailboxes that have them', () => {
    const findings = [
      roots('mailbox/gmail-folders', 1, '[Gmail]'),
      roots('mailbox/public-folders', 1, 'Public Folders', 'shared'),
      roots('mailbox/gmail-folders', 2, '[Gmail]'),
      roots('mailbox/gmail-folders', 3, '[Google Mail]'),
      roots('mailbox/public-folders', 3, 'public folders'),
    ];
    expect(planOf(planned(rows(3), { findings }))?.exclude).toEqual([
      { folder: '[Gmail]', reason: 'gmail', optional: false, mailboxes: 2 },
      { folder: 'Public Folders', reason: 'shared', optional: false, mailboxes: 2 },
      { folder: 'shared', reason: 'shared', optional: false, mailboxes: 1 },
      { folder: '[Google Mail]', reason: 'gmail', optional: false, mailboxes: 1 },
    ]);
  });

  test('with what they hold, and trash and junk as a choice', () => {
    const measured = audit({
      folders: [
        folder('INBOX', 'mail', 70),
        folder('[Gmail]/All Mail', 'gmail', 90, 900),
        folder('[Gmail]/Trash', 'trash', 5, 50),
        folder('Public Folders/Sales', 'shared', 4, 40),
        folder('Public Foldersx', 'mail', 4, 40),
        folder('Trash', 'trash', 7, 70),
        folder('Junk', 'junk', 3, 30),
        folder('Calendar', 'non-mail', 3, 30),
      ],
    });
    const findings = [
      roots('mailbox/gmail-folders', 1, '[Gmail]'),
      roots('mailbox/public-folders', 1, 'Public Folders'),
    ];
    const plan = planOf(planned([row(1, { audit: measured }), row(2, { audit: measured })], { findings }));
    expect(plan?.exclude).toEqual(
      [
        {
          folder: '[Gmail]',
          reason: 'gmail',
          optional: false,
          mailboxes: 2,
          holds: { messages: 180, bytes: 1_800 },
        },
        {
          folder: 'Public Folders',
          reason: 'shared',
          optional: false,
          mailboxes: 1,
          holds: { messages: 4, bytes: 40 },
        },
        {
          folder: '[Gmail]/Trash',
          reason: 'trash',
          optional: true,
          mailboxes: 1,
          holds: { messages: 5, bytes: 50 },
        },
        {
          folder: 'Trash',
          reason: 'trash',
          optional: true,
          mailboxes: 2,
          holds: { messages: 14, bytes: 140 },
        },
        { folder: 'Junk', reason: 'junk', optional: true, mailboxes: 2, holds: { messages: 6, bytes: 60 } },
      ].sort((a, b) => Number(a.optional) - Number(b.optional) || b.mailboxes - a.mailboxes),
    );
  });

  test('others have it as their own where they have folders below it', () => {
    const findings = [roots('mailbox/public-folders', 1, 'Sales')];
    const below = audit({ folders: [folder('sales/2024', 'mail'), folder('Sales.2025', 'mail')] });
    const beside = audit({ folders: [folder('Salesmen', 'mail')] });
    const all = [row(1), row(2, { audit: below }), row(3, { audit: beside })];
    expect(planOf(planned(all, { findings }))?.exclude).toEqual([
      { folder: 'Sales', reason: 'shared', optional: true, mailboxes: 1, own: 1 },
    ]);
  });

  test('what is shared and below no root that is known is told to be missing', () => {
    const findings = [roots('mailbox/public-folders', 1, 'A')];
    const folders = ['A/x', 'B', 'C'].map((path) => folder(path, 'shared'));
    const plan = planOf(planned([row(1, { audit: audit({ folders }) })], { findings }));
    expect(plan?.exclude.map((one) => one.folder)).toEqual(['A']);
    expect(plan?.moreExclude).toBe(2);
  });

  test('a shared one that others have as their own is a choice, since it would be left out there too', () => {
    const findings = [roots('mailbox/public-folders', 1, 'Sales', 'News')];
    const own = audit({ folders: [folder('SALES', 'mail'), folder('Newsletters', 'mail')] });
    const plan = planOf(planned([row(1), row(2, { audit: own })], { findings }));
    expect(plan?.exclude).toEqual([
      { folder: 'News', reason: 'shared', optional: false, mailboxes: 1 },
      { folder: 'Sales', reason: 'shared', optional: true, mailboxes: 1, own: 1 },
    ]);
    expect(plan?.commands.filter((one) => one.includes('Sales'))).toEqual([
      "# Could be left out: 'Sales' in 1 mailbox: would be copied into every mailbox, but 1 mailbox has a folder of that name too.",
      "# To leave out these too, write: -ExcludeFolders 'News','Sales'",
    ]);
  });

  test('of rows that are held back nothing is said of contents', () => {
    const measured = audit({ folders: [folder('Trash', 'trash')] });
    const report = planned([row(1, { audit: measured, status: 'failed' }), row(2)]);
    expect(planOf(report)).toMatchObject({ exclude: [], largest: [] });
    expect(planOf(report)?.totals).toBeUndefined();
  });

  test('names that are not whole are counted and not named', () => {
    const findings = [
      roots('mailbox/public-folders', 1, `${'x'.repeat(59)}…`, 'a\u0007b', 'c\uFFFD', '', 'fine'),
    ];
    const plan = planOf(planned(rows(1), { findings }));
    expect(plan?.exclude.map(({ folder }) => folder)).toEqual(['fine']);
    expect(plan?.moreExclude).toBe(4);
  });

  test('of very many the first are listed', () => {
    const folders = Array.from({ length: 90 }, (_, index) => folder(`Trash ${index}`, 'trash', 1, index));
    const plan = planOf(planned([row(1, { audit: audit({ folders }) })]));
    expect(plan?.exclude).toHaveLength(40);
    expect(plan?.exclude[0]?.folder).toBe('Trash 89');
    expect(plan?.moreExclude).toBe(50);
    expect(plan?.notes.join()).toContain('50 more folders of this kind are not listed.');
  });

  test.each([
    ['#Notes#', '\\#Notes\\#'],
    ['#shared', '#shared'],
    ['a#b#', 'a#b#'],
    ['##', '##'],
    ['INBOX.#x#', 'INBOX.#x#'],
  ])('%s is given as %s', (path, name) => expect(excludeName(path)).toBe(name));
});

describe('Gmail', () => {
  const labels = [
    folder('INBOX', 'mail', 60),
    folder('Work', 'mail', 20),
    folder('[Gmail]/All Mail', 'gmail', 100),
    folder('[Gmail]/Sent Mail', 'gmail', 30),
  ];
  const measured = audit({
    messages: 210,
    bytes: 6_000 * 1024 * 1024,
    all: { messages: 100, bytes: 1 },
    folders: labels,
  });
  const findings = [roots('mailbox/gmail-folders', 1, '[Gmail]')];

  test('says how much would stay behind at least, and for how many days it takes', () => {
    const plan = planOf(planned([row(1, { audit: measured })], { endpoint: GMAIL, findings }));
    expect(plan?.gmail).toEqual({ days: 3, onlyThere: { messages: 20, mailboxes: 1 } });
    expect(plan?.notes.join('\n')).toContain(
      'If it does, at least 20 messages in 1 mailbox stay behind, since no other folder holds them.',
    );
    expect(plan?.notes.join('\n')).toContain(
      '2,500 MB a day from one account (https://support.google.com/a/answer/1071518): the largest mailbox needs up to 3 days',
    );
  });

  test('says nothing of what stays where each message has another label too', () => {
    const elsewhere = audit({ ...measured, messages: 240 });
    const plan = planOf(planned([row(1, { audit: elsewhere })], { endpoint: GMAIL, findings }));
    expect(plan?.gmail).toEqual({ days: 3 });
    expect(plan?.notes.join('\n')).toContain('If it does, mail that is in no other folder stays behind.');
  });

  test('is no matter of other servers', () => {
    const plan = planOf(planned([row(1)], {}));
    expect(plan?.gmail).toBeUndefined();
    expect(plan?.notes.join('\n')).not.toMatch(/Gmail|app password/);
  });

  test.each([
    [2_500 * 1024 * 1024, 1],
    [2_500 * 1024 * 1024 + 1, 2],
    [0, 1],
  ])('%i bytes take %i days', (bytes, days) => {
    const plan = planOf(planned([row(1, { audit: audit({ bytes }) })], { endpoint: GMAIL }));
    expect(plan?.gmail?.days).toBe(days);
  });
});
