import { describe, expect, it } from 'vitest';
import { FolderKinds } from '../../src/checks/folder-kind.js';
import type { Folder, Namespaces } from '../../src/model/evidence.js';

const NONE: Namespaces = { personal: [''], others: [], shared: [] };

function folder(path: string, delimiter = '/', ...flags: string[]): Folder {
  return { path, delimiter, flags };
}

function kinds(folders: Folder[], namespaces = NONE): Record<string, string> {
  const known = new FolderKinds({ folders, namespaces });
  return Object.fromEntries(folders.map((one) => [one.path, known.of(one)]));
}

describe('what a migration does with a folder', () => {
  it('flags of RFC 6154 count, and usual names where there are none', () => {
    expect(
      kinds([
        folder('INBOX'),
        folder('Papierkorb', '/', '\\Trash'),
        folder('Deleted Items'),
        folder('Deleted Items/2019'),
        folder('Müll', '/', '\\Junk'),
        folder('Spam'),
        folder('INBOX.Trash', '.'),
        folder('Trash talk'),
        folder('Projects/Trash'),
      ]),
    ).toEqual({
      INBOX: 'mail',
      Papierkorb: 'trash',
      'Deleted Items': 'trash',
      'Deleted Items/2019': 'trash',
      Müll: 'junk',
      Spam: 'junk',
      'INBOX.Trash': 'trash',
      'Trash talk': 'mail',
      'Projects/Trash': 'mail',
    });
  });

  it('a slash counts where it parts no levels', () => {
    expect(
      kinds([
        folder('In/Out', '.'),
        folder('Archive.In/Out', '.'),
        folder('In/Out.2024', '.'),
        folder('In/Out', '/'),
        folder('A/B', ''),
      ]),
    ).toEqual({ 'In/Out': 'mail', 'Archive.In/Out': 'slash', 'In/Out.2024': 'mail', 'A/B': 'slash' });
    expect(kinds([folder('In/Out', '.')])).toEqual({ 'In/Out': 'slash' });
  });

  it.each([
    [['Calendar', 'Contacts', 'Tasks', 'Notes', 'Journal']],
    [['Kalender', 'Kontakte', 'Aufgaben', 'Notizen', 'Journal']],
    [['Calendrier', 'Contacts', 'Tâches', 'Notes']],
    [['予定表', '連絡先', 'タスク', 'メモ']],
    [['CALENDAR', 'contacts']],
  ])('calendars and the like are no mail: %s', (names) => {
    const folders = [folder('INBOX'), ...names.map((name) => folder(name)), folder(`${names[0]}/Birthdays`)];
    const { INBOX, ...others } = kinds(folders);
    expect(INBOX).toBe('mail');
    expect(new Set(Object.values(others))).toEqual(new Set(['non-mail']));
  });

  it('a single folder of such a name is mail: somebody called it so', () => {
    expect(kinds([folder('INBOX'), folder('Notes'), folder('Notizen')])).toEqual({
      INBOX: 'mail',
      Notes: 'mail',
      Notizen: 'mail',
    });
    expect(kinds([folder('Archive/Calendar'), folder('Archive/Contacts')])).toEqual({
      'Archive/Calendar': 'mail',
      'Archive/Contacts': 'mail',
    });
  });

  it('shared and public folders, and the tree of Gmail', () => {
    const namespaces: Namespaces = { personal: [''], others: ['user/'], shared: ['Public/'] };
    const folders = ['INBOX', 'user/ben', 'Public/News', 'Publications', '[Gmail]/Trash', '[Gmail]'];
    expect(
      kinds(
        folders.map((path) => folder(path)),
        namespaces,
      ),
    ).toEqual({
      INBOX: 'mail',
      'user/ben': 'shared',
      'Public/News': 'shared',
      Publications: 'mail',
      '[Gmail]/Trash': 'gmail',
      '[Gmail]': 'gmail',
    });
  });
});
