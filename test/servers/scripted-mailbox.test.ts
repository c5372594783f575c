import { expect, it, onTestFinished } from 'vitest';
import { describeWithServer } from './available.js';
import {
  exchange,
  exchangeFolders,
  gmail,
  gmailFolders,
  richServer,
  statusSizeServer,
} from './known-servers.js';
import { type RawClient, tlsClient } from './raw-client.js';
import { type ScriptedOptions, scriptedServer } from './scripted.js';
import { amount } from './scripted-mailbox.js';

async function signIn(options: ScriptedOptions): Promise<RawClient> {
  const server = await scriptedServer(options);
  onTestFinished(() => server.stop());
  const client = await tlsClient(server.port);
  onTestFinished(() => client.close());
  await client.line();
  expect((await client.command('a', 'LOGIN anna secret')).at(-1)).toContain('a OK');
  return client;
}

const MAILBOX = {
  folders: [{ name: 'INBOX', messages: 3, octets: 100, others: [700, 900] }, { name: 'Empty' }],
  quota: { used: 2, limit: 1000 },
};
const FETCHED = ['* 3 FETCH (RFC822.SIZE 100)', '* 4 FETCH (RFC822.SIZE 700)', '* 5 FETCH (RFC822.SIZE 900)'];

describeWithServer('a scripted mailbox', ['openssl'], () => {
  it('comes to what its messages come to', () => {
    expect(MAILBOX.folders.map(amount)).toEqual([
      { messages: 5, bytes: 1900 },
      { messages: 0, bytes: 0 },
    ]);
  });

  it('is counted with LIST', async () => {
    const client = await signIn(richServer(MAILBOX));
    expect(await client.command('b', 'LIST "" "*" RETURN (STATUS (MESSAGES SIZE))')).toEqual([
      '* LIST (\\HasNoChildren) "/" "INBOX"',
      '* STATUS "INBOX" (MESSAGES 5 SIZE 1900)',
      '* LIST (\\HasNoChildren) "/" "Empty"',
      '* STATUS "Empty" (MESSAGES 0 SIZE 0)',
      'b OK LIST completed.',
    ]);
    expect((await client.command('c', 'GETQUOTAROOT INBOX'))[1]).toBe('* QUOTA "" (STORAGE 2 1000)');
  });

  it('is read by its messages', async () => {
    const client = await signIn(richServer(MAILBOX));
    expect(await client.command('b', 'SEARCH LARGER 1')).toEqual(['b BAD No mailbox is selected.']);
    await client.command('c', 'EXAMINE INBOX');
    expect((await client.command('d', 'SEARCH LARGER 699'))[0]).toBe('* SEARCH 4 5');
    expect((await client.command('e', 'SEARCH LARGER 900'))[0]).toBe('* SEARCH');
    const counted = await client.command('f', 'SEARCH RETURN (COUNT) LARGER 700');
    expect(counted[0]).toBe('* ESEARCH (TAG "f") COUNT 1');
    expect((await client.command('g', 'FETCH 3:* RFC822.SIZE')).slice(0, -1)).toEqual(FETCHED);
    expect(await client.command('h', 'FETCH 1 BODY[]')).toEqual(['h BAD Unknown item.']);
  });
});

describeWithServer('a server like', ['openssl'], () => {
  it('Gmail counts with LIST, without sizes', async () => {
    const client = await signIn(
      gmail({ folders: gmailFolders({ all: 9 }), quota: { used: 5, limit: 15_728_640 } }),
    );
    const lines = await client.command('b', 'LIST "" "*" RETURN (STATUS (MESSAGES))');
    expect(lines).toContain('* LIST (\\Noselect \\HasChildren) "/" "[Gmail]"');
    expect(lines).toContain('* STATUS "[Gmail]/Alle Nachrichten" (MESSAGES 9)');
    expect(lines.join('\n')).not.toContain('STATUS "[Gmail]" ');
    expect((await client.command('c', 'STATUS INBOX (MESSAGES SIZE)')).at(-1)).toContain('c BAD');
    expect((await client.command('d', 'GETQUOTAROOT INBOX')).slice(0, 2)).toEqual([
      '* QUOTAROOT "INBOX" ""',
      '* QUOTA "" (STORAGE 5 15728640)',
    ]);
    expect((await client.command('e', 'XYZ')).at(-1)).toContain('e BAD Unknown command');
  });

  it('Exchange counts one folder at a time', async () => {
    const client = await signIn(exchange({ folders: exchangeFolders('de', 3) }));
    expect((await client.command('b', 'LIST "" "*" RETURN (STATUS (MESSAGES))')).at(-1)).toContain('b BAD');
    expect((await client.command('c', 'LIST "" "*"')).length).toBe(12);
    expect((await client.command('d', 'STATUS Kalender (MESSAGES)'))[0]).toContain('(MESSAGES 3)');
    expect((await client.command('e', 'GETQUOTAROOT INBOX')).at(-1)).toBe('e BAD Command Error. 12');
  });

  it('some others tells sizes of one folder at a time', async () => {
    const client = await signIn(statusSizeServer(MAILBOX));
    expect((await client.command('b', 'STATUS INBOX (MESSAGES SIZE)'))[0]).toContain(
      '(MESSAGES 5 SIZE 1900)',
    );
    expect((await client.command('c', 'LIST "" "*" RETURN (STATUS (SIZE))')).at(-1)).toContain('c BAD');
  });
});
