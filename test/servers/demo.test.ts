import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { rootCertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { DEMO_AUTHORITY } from '../../src/demo/certificate.js';
import { matchesPattern } from '../../src/demo/listing.js';
import { DEMO_MAILBOXES, demoCsv } from '../../src/demo/mailboxes.js';
import { type DemoServer, startDemoServer } from '../../src/demo/server.js';
import { octets, quote } from '../../src/demo/syntax.js';
import { plainClient, type RawClient, tlsClient } from './raw-client.js';

let server: DemoServer | undefined;
const clients: RawClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server?.close();
  server = undefined;
});

async function connect(options: Parameters<typeof tlsClient>[1] = {}): Promise<RawClient> {
  server ??= await startDemoServer();
  const client = await tlsClient(server.port, { ca: DEMO_AUTHORITY, ...options });
  clients.push(client);
  return client;
}

/** Connects, reads the greeting, and signs in as the row does. */
async function signIn(userName: string): Promise<{ client: RawClient; answer: string }> {
  const client = await connect();
  await client.line();
  const password = DEMO_MAILBOXES.find((row) => row.userName === userName)?.password ?? '';
  client.send(Buffer.from(`a LOGIN ${quote(userName)} ${quote(octets(password))}\r\n`, 'latin1'));
  return { client, answer: (await client.answer('a')).join('\n') };
}

describe('the demo batch', () => {
  it('is the one in fixtures', async () => {
    const fixture = await readFile(new URL('../../fixtures/demo.csv', import.meta.url), 'utf8');
    expect(demoCsv()).toBe(fixture);
  });

  it('is signed in to as written, with the outcome of each row', async () => {
    const answers = new Map<string, string>();
    for (const { userName } of DEMO_MAILBOXES) {
      const { client, answer } = await signIn(userName);
      answers.set(userName, answer.replace(/^a (NO \[\w+\]|OK|NO).*$/, '$1'));
      client.close();
    }
    expect(Object.fromEntries(answers)).toEqual({
      'anna.berg@contoso.com': 'OK',
      'ben.ito@contoso.com': 'OK',
      'chloe.martin@contoso.com': 'OK',
      'daniel.wu@contoso.com': 'NO [AUTHENTICATIONFAILED]',
      'elif.kaya@contoso.com': 'NO [ALERT]',
      'finn.olsen@contoso.com': 'NO [ALERT]',
      'hana.suzuki@contoso.com': 'OK',
      'ivan.petrov@contoso.com': 'NO [UNAVAILABLE]',
      'jana.novak@contoso.com': 'OK',
      'karim.haddad@contoso.com': 'OK',
      'contoso/mailadmin/terry.adams': 'OK',
      'contoso/mailadmin/usera': 'OK',
    });
  });
});

describe('signing in', () => {
  it('lets the retried row in the second time, in each server anew', async () => {
    expect((await signIn('ivan.petrov@contoso.com')).answer).toContain('Temporary System Problem');
    expect((await signIn('ivan.petrov@contoso.com')).answer).toContain('a OK');
    await server?.close();
    server = undefined;
    expect((await signIn('ivan.petrov@contoso.com')).answer).toContain('Temporary System Problem');
  });

  it('accepts the super-user and refuses the mailbox', async () => {
    const { client, answer } = await signIn('contoso/mailadmin/usera');
    expect(answer).toContain('a OK');
    expect(await client.command('b', 'LIST "" "*"')).toEqual([
      'b BAD User is authenticated but not connected.',
    ]);
    expect(await client.command('c', 'EXAMINE INBOX')).toEqual([
      'c BAD User is authenticated but not connected.',
    ]);
  });

  it.each([
    [
      'AUTHENTICATE with an initial response',
      async (client: RawClient, plain: string) => client.command('a', `AUTHENTICATE PLAIN ${plain}`),
    ],
    [
      'AUTHENTICATE in two steps',
      async (client: RawClient, plain: string) => {
        client.send('a AUTHENTICATE PLAIN\r\n');
        expect(await client.line()).toBe('+ ');
        client.send(`${plain}\r\n`);
        return client.answer('a');
      },
    ],
    [
      'literals sent at once',
      async (client: RawClient) =>
        client.command('a', 'LOGIN {24+}\r\nchloe.martin@contoso.com {21+}\r\nDémo-Grüne-Wolke-13'),
    ],
    [
      'literals that wait',
      async (client: RawClient) => {
        client.send('a LOGIN "chloe.martin@contoso.com" {21}\r\n');
        expect(await client.line()).toMatch(/^\+ /);
        client.send('Démo-Grüne-Wolke-13\r\n');
        return client.answer('a');
      },
    ],
  ])('takes %s', async (_name, run) => {
    const client = await connect();
    await client.line();
    const plain = Buffer.from('\0chloe.martin@contoso.com\0Démo-Grüne-Wolke-13').toString('base64');
    expect((await run(client, plain)).at(-1)).toContain('a OK');
  });

  it('compares octets, not letters', async () => {
    const client = await connect();
    await client.line();
    client.send(Buffer.from('a LOGIN chloe.martin@contoso.com "Démo-Grüne-Wolke-13"\r\n', 'latin1'));
    expect((await client.answer('a')).at(-1)).toContain('a NO [AUTHENTICATIONFAILED]');
  });

  it('refuses everything else before', async () => {
    const client = await connect();
    await client.line();
    expect(await client.command('a', 'LIST "" "*"')).toEqual(['a NO Sign in first.']);
    expect(await client.command('b', 'NONSENSE')).toEqual(['b NO Sign in first.']);
  });
});

describe('the dialogue', () => {
  it('greets with its capabilities and answers a flight of commands in order', async () => {
    const client = await connect();
    expect(await client.line()).toMatch(/^\* OK \[CAPABILITY IMAP4rev1 .*AUTH=PLAIN\] /);
    client.send(
      'a LOGIN jana.novak@contoso.com Demo-Orange-Ladder-20\r\nb NAMESPACE\r\nc LIST "" "*"\r\nd EXAMINE inbox\r\ne STATUS INBOX (MESSAGES SIZE)\r\nf LOGOUT\r\n',
    );
    const lines = await client.rest();
    expect(lines.filter((line) => /^[a-f] /.test(line)).map((line) => line.slice(0, 4))).toEqual([
      'a OK',
      'b OK',
      'c OK',
      'd OK',
      'e OK',
      'f OK',
    ]);
    expect(lines).toContain('* NAMESPACE (("" "/")) NIL (("Public Folders/" "/"))');
    expect(lines).toContain('* LIST (\\Noselect \\HasChildren) "/" "Public Folders"');
    expect(lines).toContain('* STATUS "INBOX" (MESSAGES 1204 SIZE 90300000)');
    expect(lines).toContain('d OK [READ-ONLY] EXAMINE completed.');
  });

  it('finds messages too large to migrate', async () => {
    const { client } = await signIn('ben.ito@contoso.com');
    await client.command('b', 'EXAMINE Archive/Drawings');
    expect((await client.command('c', 'UID SEARCH LARGER 36700160'))[0]).toBe(
      `* SEARCH 1 2 3 4 5 6 7 8 9 10 11 12`,
    );
  });

  it('shows the Gmail tree with its special uses', async () => {
    const { client } = await signIn('hana.suzuki@contoso.com');
    const lines = await client.command('b', 'LIST "" "*"');
    expect(lines).toContain('* LIST (\\All \\HasNoChildren) "/" "[Gmail]/All Mail"');
    expect(await client.command('c', 'EXAMINE "[Gmail]"')).toEqual(['c NO [NONEXISTENT] Unknown folder.']);
  });

  it.each([
    ['*', 'a/b', true],
    ['%', 'a/b', false],
    ['%/%', 'a/b', true],
    ['a*', 'ba', false],
    ['a/b', 'a/b', true],
    ['*b*', 'a/b', true],
  ])('matches %s with %s: %s', (pattern, name, expected) => {
    expect(matchesPattern(pattern, name, '/')).toBe(expected);
  });
});

describe('its bounds', () => {
  it.each([
    ['a line that never ends', 'a LOGIN '.padEnd(9000, 'x')],
    ['a literal too large', 'a LOGIN {5000}\r\n'],
    ['many small literals', 'a X'.concat(' {4000+}\r\n'.padEnd(4010, 'y').repeat(3))],
  ])('ends a connection over %s', async (_name, octets) => {
    const client = await connect();
    await client.line();
    client.send(octets);
    expect(await client.rest()).toEqual(['* BYE Command too long.']);
  });

  it('ends a connection after ten faults', async () => {
    const client = await connect();
    await client.line();
    client.send('a "\r\n'.repeat(20));
    const lines = await client.rest();
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('* BYE Too many invalid commands.');
  });

  it('signs off a client that says nothing', async () => {
    server = await startDemoServer({ idleMs: 50 });
    const client = await connect();
    await client.line();
    expect(await client.rest()).toEqual(['* BYE Signed off for inactivity.']);
  });

  it('does not pile up answers for a client that does not read', async () => {
    const { client } = await signIn('hana.suzuki@contoso.com');
    client.socket.pause();
    for (let sent = 0; sent < 20_000; sent += 1) client.send(`x${sent} LIST "" "*"\r\n`);
    client.socket.resume();
    expect((await client.answer('x19999')).at(-1)).toBe('x19999 OK LIST completed.');
  });

  it('closes with clients connected, one of them before its handshake', async () => {
    const client = await connect();
    const bare = await plainClient(server?.port ?? 0);
    await server?.close();
    server = undefined;
    await client.rest();
    await bare.rest();
  });
});

describe('its TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s under a certificate for localhost', async (version) => {
    const client = await connect({ minVersion: version, maxVersion: version });
    expect(client.protocol).toBe(version);
  });

  it('refuses TLS 1.1', async () => {
    const legacy = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(connect(legacy)).rejects.toThrow(/protocol version/i);
  });

  it('is trusted by nobody who was not told to', async () => {
    await expect(connect({ ca: [...rootCertificates] })).rejects.toMatchObject({
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    });
  });

  const loopback = Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address));
  it.each(['127.0.0.1', '::1'].filter((address) => loopback.includes(address)))(
    'listens on %s',
    async (host) => {
      const client = await connect({ host, servername: '' });
      expect(await client.line()).toContain('* OK');
    },
  );
});
