import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithServer } from './available.js';
import { type Dovecot, dovecot } from './dovecot.js';
import { plainClient, type RawClient, tlsClient } from './raw-client.js';

const clients: RawClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

async function connect(port: number, options = {}): Promise<RawClient> {
  const client = await tlsClient(port, options);
  clients.push(client);
  await client.line();
  return client;
}

describeWithServer('dovecot', ['dovecot', 'openssl'], () => {
  let server: Dovecot;

  beforeAll(async () => {
    server = await dovecot({
      users: [
        ...Array.from({ length: 200 }, (_, index) => ({
          name: `user${index + 1}`,
          password: `Pässwörd ${index + 1}"`,
        })),
        { name: 'blocked', password: 'secret', nologin: '' },
        { name: 'told', password: 'secret', nologin: 'Ask the post office' },
      ],
      masters: [{ name: 'admin', password: 'master-secret' }],
      maxUserIpConnections: 3,
      folders: ['Sent', 'Größe'],
    });
  });

  afterAll(() => server.stop());

  async function signIn(user: string, password: string): Promise<{ client: RawClient; answer: string }> {
    const client = await connect(server.imaps);
    const quoted = password.replace(/[\\"]/g, '\\$&');
    return { client, answer: (await client.command('a', `LOGIN "${user}" "${quoted}"`)).at(-1) ?? '' };
  }

  it('signs in and lists', async () => {
    const { client, answer } = await signIn('user200', 'Pässwörd 200"');
    expect(answer).toContain('a OK');
    const lines = await client.command('b', 'LIST "" "*"');
    expect(lines.join('\n')).toMatch(/"Gr&APYA3w-e"|Gr&APYA3w-e/);
    expect((await client.command('c', 'EXAMINE INBOX')).at(-1)).toContain('c OK [READ-ONLY]');
  });

  it('answers LOGIN, LIST, EXAMINE and LOGOUT sent in one piece', async () => {
    const client = await connect(server.imaps);
    client.send('a LOGIN user1 "Pässwörd 1\\""\r\nb LIST "" "*"\r\nc EXAMINE INBOX\r\nd LOGOUT\r\n');
    const tagged = (await client.rest()).filter((line) => /^[a-d] /.test(line));
    expect(tagged.map((line) => line.slice(0, 4))).toEqual(['a OK', 'b OK', 'c OK', 'd OK']);
  });

  it.each([
    ['a wrong password', 'user1', 'wrong', 'a NO [AUTHENTICATIONFAILED] Authentication failed.'],
    ['an unknown user', 'nobody', 'wrong', 'a NO [AUTHENTICATIONFAILED] Authentication failed.'],
    ['a disabled user', 'blocked', 'secret', 'a NO [CONTACTADMIN] Login disabled for this user'],
    ['a reason', 'told', 'secret', 'a NO [CONTACTADMIN] Ask the post office'],
    ['a wrong master password', 'user1*admin', 'wrong', 'a NO [AUTHENTICATIONFAILED] Authentication failed.'],
  ])('refuses %s', async (_name, user, password, expected) => {
    expect((await signIn(user, password)).answer).toBe(expected);
  });

  it('lets a master user in for another', async () => {
    const { client, answer } = await signIn('user2*admin', 'master-secret');
    expect(answer).toContain('a OK');
    expect((await client.command('b', 'LIST "" "*"')).at(-1)).toContain('b OK');
  });

  it('limits connections of a user from an address', async () => {
    const answers = [];
    for (let index = 0; index < 4; index += 1) answers.push((await signIn('user3', 'Pässwörd 3"')).answer);
    expect(answers.slice(0, 3).every((answer) => answer.startsWith('a OK'))).toBe(true);
    expect(answers[3]).toMatch(
      /^a NO \[(LIMIT|UNAVAILABLE)\] Maximum number of connections from user\+IP exceeded/,
    );
  });

  it('refuses many wrong passwords together without further delay', async () => {
    const started = performance.now();
    const wrong = await Promise.all(Array.from({ length: 40 }, () => signIn('user4', 'wrong')));
    expect(wrong.every(({ answer }) => answer.includes('AUTHENTICATIONFAILED'))).toBe(true);
    expect((await signIn('user4', 'Pässwörd 4"')).answer).toContain('a OK');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('bears 100 connections at the same time', async () => {
    const signIns = Array.from({ length: 100 }, (_, index) =>
      signIn(`user${index + 101}`, `Pässwörd ${index + 101}"`),
    );
    expect((await Promise.all(signIns)).every(({ answer }) => answer.startsWith('a OK'))).toBe(true);
  });

  it('offers STARTTLS on its plain port', async () => {
    const client = await plainClient(server.imap);
    clients.push(client);
    expect(await client.line()).toContain('STARTTLS');
    expect((await client.command('a', 'STARTTLS')).at(-1)).toContain('a OK');
    await client.startTls();
    expect((await client.command('b', 'LOGIN user5 "Pässwörd 5\\""')).at(-1)).toContain('b OK');
  });

  it('keeps a log', () => {
    expect(server.log()).toContain('Login: user=<user200>');
  });
});

describeWithServer('dovecot as told', ['dovecot', 'openssl'], () => {
  it.runIf(process.platform === 'linux')('refuses passwords without TLS from another address', async () => {
    const server = await dovecot({ users: 1, host: '127.0.0.2' });
    try {
      const client = await plainClient(server.imap, '127.0.0.2');
      expect(await client.line()).toContain('LOGINDISABLED');
      const lines = await client.command('a', 'LOGIN user1 user1-password');
      expect(lines.at(-1)).toContain('a NO [PRIVACYREQUIRED]');
      client.close();
    } finally {
      await server.stop();
    }
  });

  it('speaks legacy TLS', async () => {
    const server = await dovecot({ users: 1, sslMinProtocol: 'TLSv1' });
    try {
      const client = await connect(server.imaps, {
        minVersion: 'TLSv1',
        maxVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
      expect(client.protocol).toBe('TLSv1');
      expect((await client.command('a', 'LOGIN user1 user1-password')).at(-1)).toContain('a OK');
    } finally {
      await server.stop();
    }
    await expect(plainClient(server.imaps)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
