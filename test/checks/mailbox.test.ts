import { describe, expect, it } from 'vitest';
import { checkFolders } from '../../src/checks/mailbox.js';
import type { Folder, Namespaces } from '../../src/model/evidence.js';

const ROW = { file: 'users.csv', row: 3, line: 4, emailAddress: 'a@contoso.com', userName: 'a' };
const NONE: Namespaces = { personal: [''], others: [], shared: [] };
const COURIER: Namespaces = { personal: ['INBOX.'], others: [], shared: ['#shared.', 'shared.'] };
const CYRUS: Namespaces = { personal: ['INBOX.'], others: ['user.'], shared: [''] };

function folder(path: string, delimiter = '/', ...flags: string[]): Folder {
  return { path, delimiter, flags };
}

function roots(folders: (string | Folder)[], namespaces = NONE, delimiter = '/') {
  const all = folders.map((one) => (typeof one === 'string' ? folder(one, delimiter) : one));
  return checkFolders(ROW, { folders: all, namespaces }).map(({ code, args }) => [
    code,
    (args as { roots: string[] }).roots,
  ]);
}

const gmail = (...names: string[]) => [['mailbox/gmail-folders', names]];
const shared = (...names: string[]) => [['mailbox/public-folders', names]];

describe('mailbox/gmail-folders', () => {
  it('names the roots as they were listed', () => {
    expect(roots(['INBOX', '[Gmail]', '[Gmail]/All Mail'])).toEqual(gmail('[Gmail]'));
    expect(roots(['INBOX', '[Google Mail]/Sent Mail'])).toEqual(gmail('[Google Mail]'));
    expect(roots(['[GMAIL]/Spam'])).toEqual(gmail('[GMAIL]'));
  });

  it('passes what only looks like it', () => {
    expect(roots(['Gmail', '[Gmail] old', 'Archive/[Gmail]', '[Gmail]x/All Mail'])).toEqual([]);
    expect(roots([folder('[Gmail].Trash', '')])).toEqual([]);
  });

  it('says where and whose', () => {
    const [found] = checkFolders(ROW, { folders: [folder('[Gmail]')], namespaces: NONE });
    expect(found?.location).toEqual({ file: 'users.csv', row: 3, line: 4 });
    expect(found?.subject).toEqual({ emailAddress: 'a@contoso.com', userName: 'a' });
  });
});

describe('mailbox/public-folders', () => {
  it('names the namespaces that have folders', () => {
    const namespaces = { personal: [''], others: ['Other Users/'], shared: ['Public/', 'Team/'] };
    expect(roots(['INBOX', 'Public/Sales', 'Public/HR', 'Other Users/bob'], namespaces)).toEqual(
      shared('Public', 'Other Users'),
    );
    expect(roots(['INBOX', 'Public'], namespaces)).toEqual(shared('Public'));
    expect(roots(['~bob/mail'], { personal: [''], others: ['~'], shared: [] })).toEqual(shared('~'));
  });

  it('passes a namespace without folders, and names that only begin alike', () => {
    expect(roots(['INBOX', 'INBOX.Sent', 'INBOX.shared'], COURIER, '.')).toEqual([]);
    const namespaces = { personal: [''], others: [], shared: ['Public/', 'Team'] };
    expect(roots(['PublicRelations', 'Teamwork', 'Team mail/x'], namespaces)).toEqual([]);
    expect(roots([folder('Public', '/', '\\Noselect', '\\HasNoChildren')], namespaces)).toEqual([]);
  });

  it('finds folders under the prefixes that Courier announces', () => {
    expect(roots(['INBOX', '#shared.team.news'], COURIER, '.')).toEqual(shared('#shared'));
    expect(roots(['shared.team'], COURIER, '.')).toEqual(shared('shared'));
  });

  it('reads an empty shared prefix as what stands beside INBOX', () => {
    expect(roots(['INBOX', 'INBOX.Sent', 'inbox.Old'], CYRUS, '.')).toEqual([]);
    expect(roots(['INBOX', 'announce', 'announce.it', 'user.bob.x'], CYRUS, '.')).toEqual(
      shared('announce', 'user'),
    );
  });

  it('makes nothing of an empty shared prefix where the personal folders have none', () => {
    expect(roots(['INBOX', 'Sent'], { personal: [''], others: [], shared: [''] })).toEqual([]);
    expect(roots(['INBOX', 'Sent'], { personal: [], others: [], shared: [''] })).toEqual([]);
  });

  it('gives a folder to the closest namespace', () => {
    const nested = { personal: ['INBOX.'], others: [], shared: ['INBOX.Shared.'] };
    expect(roots(['INBOX.Sent', 'INBOX.Shared.news'], nested, '.')).toEqual(shared('INBOX.Shared'));
    const inside = { personal: ['', 'Public/me/'], others: [], shared: ['Public/'] };
    expect(roots(['Public/me/notes'], inside)).toEqual([]);
  });

  it("knows Exchange's public folders by name, at the top only", () => {
    expect(roots(['INBOX', 'Public Folders/Sales'])).toEqual(shared('Public Folders'));
    expect(roots(['Archive/Public Folders', 'Public Folders old'])).toEqual([]);
  });

  it('keeps the arguments small', () => {
    const many = Array.from({ length: 9 }, (_, i) => `team${i}.news`);
    const [, names] = roots([...many], CYRUS, '.')[0] as [string, string[]];
    expect(names).toEqual(['team0', 'team1', 'team2', 'team3', 'team4']);
    const [, long] = roots([`${'é'.repeat(100)}.x`], CYRUS, '.')[0] as [string, string[]];
    expect(long).toEqual([`${'é'.repeat(59)}…`]);
  });
});

describe('names of folders', () => {
  it('mailbox/slash-in-folder-name counts them and shows three', () => {
    const names = ['INBOX', 'In/Out', 'A/B', 'C/D', 'E/F', 'In/Out.2024'];
    expect(checkFolders(ROW, { folders: names.map((name) => folder(name, '.')), namespaces: NONE })).toEqual([
      expect.objectContaining({
        code: 'mailbox/slash-in-folder-name',
        args: { folders: 4, examples: ['In/Out', 'A/B', 'C/D'] },
      }),
    ]);
    expect(roots(names)).toEqual([]);
  });

  it('mailbox/non-mail-folders names the first level', () => {
    const names = ['INBOX', 'Kalender', 'Kalender/Feiertage', 'Kontakte', 'Projekte'];
    expect(checkFolders(ROW, { folders: names.map((name) => folder(name)), namespaces: NONE })).toEqual([
      expect.objectContaining({
        code: 'mailbox/non-mail-folders',
        args: { folders: ['Kalender', 'Kontakte'] },
      }),
    ]);
    expect(roots(['INBOX', 'Kalender', 'Projekte'])).toEqual([]);
  });

  it('says nothing of folders of others', () => {
    const namespaces: Namespaces = { personal: [''], others: [], shared: ['Public.'] };
    const names = ['INBOX', 'Public.In/Out', 'Public.Calendar', 'Public.Contacts'];
    const found = checkFolders(ROW, { folders: names.map((name) => folder(name, '.')), namespaces });
    expect(found.map(({ code }) => code)).toEqual(['mailbox/public-folders']);
  });

  it('shortens a name without an end', () => {
    const found = checkFolders(ROW, { folders: [folder(`${'x'.repeat(500)}/y`, '.')], namespaces: NONE });
    expect(found).toMatchObject([{ args: { examples: [`${'x'.repeat(59)}…`] } }]);
  });
});
