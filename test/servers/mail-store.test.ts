import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithServer } from './available.js';
import { type Dovecot, dovecot } from './dovecot.js';
import { PUBLIC_USER } from './dovecot-mail.js';
import { imapOctets, LEAST_OCTETS, message } from './mail-message.js';
import { type FolderFigures, type FolderPlan, wireName } from './mail-store.js';
import { type RawClient, tlsClient } from './raw-client.js';

const MEGABYTE = 1024 * 1024;
const LIMIT = 35 * MEGABYTE;

describe('a message', () => {
  it.each([LEAST_OCTETS, LEAST_OCTETS + 1, 500, 501, 576, 577, 4096])('has %d octets for IMAP', (octets) => {
    const [lf, crlf] = [message(octets, '\n'), message(octets, '\r\n')];
    expect([imapOctets(lf), imapOctets(crlf)]).toEqual([octets, octets]);
    expect(crlf).toHaveLength(octets);
    expect(lf.length).toBeLessThan(octets);
  });

  it('has no CR that ends no line', () => {
    for (let octets = LEAST_OCTETS; octets < LEAST_OCTETS + 80; octets++)
      expect(message(octets, '\r\n').toString('latin1')).not.toMatch(/\r(?!\n)/);
  });
});

describe('a name', () => {
  it.each([
    ['Entwürfe', 'Entw&APw-rfe'],
    ['R&D', 'R&-D'],
    ['台北', '&U,BTFw-'],
    ['Plain', 'Plain'],
  ])('%s goes over the wire as %s', (name, wire) => expect(wireName(name)).toBe(wire));
});

const ANNA: FolderPlan[] = [
  {
    path: ['INBOX'],
    mail: [
      { messages: 3, octets: 1000, seen: true },
      { messages: 4, octets: 2001, lineEnd: '\r\n' },
      { messages: 2, octets: 700, recent: true },
    ],
  },
  { path: ['Entwürfe'], mail: [{ messages: 5, octets: 333, sizeInName: false }] },
  { path: ['Empty'] },
  {
    path: ['Large'],
    mail: [
      { messages: 3, octets: LIMIT + 1 },
      { messages: 2, octets: LIMIT, lineEnd: '\r\n' },
    ],
  },
  { path: ['a', 'b', 'c', 'd', 'e', 'f'], mail: [{ messages: 1, octets: 222 }] },
  { path: ['In/Out', '2024/25'], mail: [{ messages: 6, octets: 1234 }] },
];

const clients: RawClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function signIn(server: Dovecot, user: string): Promise<RawClient> {
  const client = await tlsClient(server.imaps);
  clients.push(client);
  await client.line();
  expect((await client.command('a', `LOGIN ${user} ${user}-password`)).at(-1)).toContain('a OK');
  return client;
}

/** What the server says of all folders of a user, by their names on the wire. */
async function statuses(server: Dovecot, user: string): Promise<Record<string, string>> {
  const client = await signIn(server, user);
  const lines = await client.command('b', 'LIST "" "*" RETURN (STATUS (MESSAGES SIZE))');
  const told = lines
    .map((line) => /^\* STATUS "?(.*?)"? \((.*)\)$/.exec(line))
    .filter((match) => match !== null);
  return Object.fromEntries(told.map(([, name, items]) => [name, items]));
}

function expected(figures: FolderFigures[], separator: string, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    figures.map(({ path, messages, octets }) => [
      prefix + path.map(wireName).join(separator),
      `MESSAGES ${messages} SIZE ${octets}`,
    ]),
  );
}

describeWithServer('a mail store before Dovecot', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({
      users: 3,
      anyName: true,
      quota: 200_000,
      publicNamespace: 'Public',
      sharing: ['user2'],
      specialUse: { Trash: '\\Trash' },
      mail: (store) => {
        store.fill('user1', ANNA);
        store.fill('user2', [
          { path: ['INBOX'] },
          { path: ['Trash'], mail: [{ messages: 7, octets: 400 }] },
          { path: ['Team'], mail: [{ messages: 9, octets: 250 }], acl: ['user=user1 lrs'] },
        ]);
        store.fill(PUBLIC_USER, [
          { path: ['News'], mail: [{ messages: 8, octets: 999 }], acl: ['authenticated lrs'] },
          { path: ['Secret'], mail: [{ messages: 1, octets: 999 }], acl: ['user=user3 lrs'] },
        ]);
      },
    });
  });

  afterAll(() => server.stop());

  it('holds what it was told to', () => {
    const large = server.mail.figures('user1').find(({ path }) => path[0] === 'Large');
    expect(large).toMatchObject({ messages: 5, octets: 5 * LIMIT + 3 });
    expect(large?.sizes).toEqual(
      new Map([
        [LIMIT + 1, 3],
        [LIMIT, 2],
      ]),
    );
  });

  it('is counted by the server as by its files, its own folders and those of others', async () => {
    // Dovecot looks through the rights of the others when they sign in.
    await statuses(server, 'user2');
    const told = await statuses(server, 'user1');
    expect(told).toEqual({
      ...expected(server.mail.figures('user1'), '.'),
      'Public.News': 'MESSAGES 8 SIZE 7992',
      'shared.user2.Team': 'MESSAGES 9 SIZE 2250',
    });
    expect(Object.keys(told)).toContain('In/Out.2024/25');
  });

  it('shows levels without a mailbox, special use and rights', async () => {
    const lines = await (await signIn(server, 'user1')).command('b', 'LIST "" "*"');
    expect(lines.find((line) => line.endsWith(' a.b'))).toContain('\\Noselect \\HasChildren');
    expect(lines.join('\n')).not.toContain('Secret');
    const trash = await (await signIn(server, 'user2')).command('b', 'LIST "" Trash RETURN (SPECIAL-USE)');
    expect(trash[0]).toContain('\\Trash');
  });

  it('finds the messages above a size, and not those of just that size', async () => {
    const client = await signIn(server, 'user1');
    await client.command('b', 'EXAMINE Large');
    expect((await client.command('c', `SEARCH LARGER ${LIMIT}`))[0]).toMatch(/^\* SEARCH \d+ \d+ \d+$/);
  });

  it('counts against the quota', async () => {
    const octets = server.mail.figures('user1').reduce((sum, folder) => sum + folder.octets, 0);
    const lines = await (await signIn(server, 'user1')).command('b', 'GETQUOTAROOT INBOX');
    expect(lines).toContain(`* QUOTA "User quota" (STORAGE ${Math.ceil(octets / 1024)} 200000)`);
  });

  it('is as it was after EXAMINE, and not after SELECT', async () => {
    const before = server.mail.snapshot('user1');
    expect(before).toHaveLength(26);
    const client = await signIn(server, 'user1');
    await client.command('b', 'EXAMINE INBOX');
    await client.command('c', 'FETCH 1:* (RFC822.SIZE BODY[])');
    expect(server.mail.snapshot('user1')).toEqual(before);
    await client.command('d', 'SELECT INBOX');
    await client.command('e', 'FETCH 1:* BODY[]');
    expect(server.mail.snapshot('user1')).not.toEqual(before);
  });
});

describeWithServer('a mail store with slashes between levels', ['dovecot', 'openssl'], () => {
  it('is counted as well', async () => {
    const server = await dovecot({
      users: 1,
      separator: '/',
      mail: (store) =>
        store.fill(
          'user1',
          ANNA.filter(({ path }) => !path[0]?.includes('/')),
        ),
    });
    try {
      expect(await statuses(server, 'user1')).toEqual(expected(server.mail.figures('user1'), '/'));
    } finally {
      await server.stop();
    }
  });
});
