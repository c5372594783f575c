import { afterEach, expect, it } from 'vitest';
import { describeWithServer } from './available.js';
import { plainClient, type RawClient, tlsClient } from './raw-client.js';
import {
  CLOSE,
  deadPort,
  dribble,
  flood,
  plainTextServer,
  RESET,
  type ScriptedOptions,
  type ScriptedServer,
  scriptedServer,
  silentServer,
  until,
  wait,
} from './scripted.js';

let server: ScriptedServer;
const clients: RawClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.stop();
});

async function start(options: ScriptedOptions = {}): Promise<void> {
  server = await scriptedServer(options);
}

async function connect(how: 'tls' | 'plain' = 'tls', options = {}): Promise<RawClient> {
  const client = how === 'tls' ? await tlsClient(server.port, options) : await plainClient(server.port);
  clients.push(client);
  return client;
}

describeWithServer('a polite server', ['openssl'], () => {
  it('signs in, lists and says goodbye', async () => {
    await start({ users: { anna: 'pässword "1"' }, folders: ['INBOX', 'Sent'] });
    const client = await connect();
    expect(await client.line()).toContain('* OK [CAPABILITY IMAP4rev1');
    expect(await client.command('a', 'LOGIN anna wrong')).toEqual([
      'a NO [AUTHENTICATIONFAILED] Authentication failed.',
    ]);
    expect((await client.command('b', 'LOGIN anna "pässword \\"1\\""')).at(-1)).toContain('b OK');
    client.send('c LIST "" "*"\r\nd EXAMINE INBOX\r\ne LOGOUT\r\n');
    const lines = await client.rest();
    expect(lines).toContain('* LIST () "/" "Sent"');
    expect(lines.at(-1)).toBe('e OK LOGOUT completed.');
    expect(server.logins).toEqual([
      { session: 1, user: 'anna', password: 'wrong', via: 'LOGIN', encrypted: true },
      { session: 1, user: 'anna', password: 'pässword "1"', via: 'LOGIN', encrypted: true },
    ]);
    expect(server.commands).toEqual(['LOGIN', 'LOGIN', 'LIST', 'EXAMINE', 'LOGOUT']);
    const said = server.transcript.filter(({ from }) => from === 'client').map(({ octets }) => octets);
    expect(Buffer.concat(said).toString()).toContain('LOGIN anna "pässword \\"1\\""\r\n');
  });

  it('records a sign-in by AUTHENTICATE and asks the handler of LOGIN', async () => {
    await start({ commands: { LOGIN: ({ tag, args }) => `${tag} NO [LIMIT] ${args.join('/')}` } });
    const client = await connect();
    await client.line();
    const plain = Buffer.from('\0anna\0secret').toString('base64');
    expect(await client.command('a', `AUTHENTICATE PLAIN ${plain}`)).toEqual(['a NO [LIMIT] anna/secret']);
    expect(server.logins).toMatchObject([{ user: 'anna', password: 'secret', via: 'AUTHENTICATE' }]);
  });

  it('upgrades by STARTTLS and forgets what was pipelined in clear', async () => {
    await start({ security: 'tls' });
    const client = await connect('plain');
    expect(await client.line()).toContain('STARTTLS');
    client.send('a STARTTLS\r\nb LOGIN eve injected\r\n');
    expect(await client.line()).toBe('a OK Begin TLS negotiation now.');
    await client.startTls();
    expect((await client.command('c', 'LOGIN anna secret')).at(-1)).toContain('c OK');
    expect(server.logins).toMatchObject([{ user: 'anna', encrypted: true }]);
  });

  it('takes chosen TLS options', async () => {
    await start({ tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } });
    const client = await connect('tls', { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(client.protocol).toBe('TLSv1');
    await expect(connect('tls')).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });
});

describeWithServer('counters', ['openssl'], () => {
  it('count open connections, the most at once, and all of them', async () => {
    await start();
    const first = await connect();
    await connect();
    expect([server.open, server.mostOpen, server.sessions]).toEqual([2, 2, 2]);
    await first.line();
    await first.command('a', 'LOGOUT');
    expect(server.open).toBe(1);
    await connect();
    expect([server.open, server.mostOpen, server.sessions]).toEqual([2, 2, 3]);
    for (const client of clients) client.close();
    await server.untilQuiet();
    expect(server.open).toBe(0);
  });

  it('can be waited for', async () => {
    await start();
    const two = server.untilSessions(2);
    await Promise.all([connect('plain'), connect('plain')]);
    await two;
    expect(server.open).toBe(2);
  });
});

describeWithServer('an odd server', ['openssl'], () => {
  it.each<[string, ScriptedOptions, string[]]>([
    ['says BYE', { greeting: ['* BYE Go away', CLOSE] }, ['* BYE Go away']],
    ['closes at once', { greeting: CLOSE }, []],
    ['speaks another protocol', { greeting: [Buffer.from('SSH-2.0-x\r\n'), CLOSE] }, ['SSH-2.0-x']],
    ['dribbles', { greeting: [...dribble('* OK slow', 1), CLOSE] }, ['* OK slow']],
    ['floods', { greeting: [flood('x'.repeat(1000), 300_000), '', CLOSE] }, ['x'.repeat(300_000)]],
    ['answers late', { greeting: [wait(30), '* OK late', CLOSE] }, ['* OK late']],
    [
      'judges by load',
      { greeting: ({ server }) => (server.open > 5 ? [] : ['* BYE few', CLOSE]) },
      ['* BYE few'],
    ],
  ])('%s', async (_name, options, expected) => {
    await start(options);
    expect(await (await connect()).rest()).toEqual(expected);
  });

  it('resets a connection after LOGIN, inside TLS', async () => {
    await start({ commands: { LOGIN: () => RESET } });
    const client = await connect();
    await client.line();
    expect(await client.command('a', 'LOGIN anna secret')).toEqual([]);
    expect(client.error?.code).toBe('ECONNRESET');
    expect(server.open).toBe(0);
  });

  it('fails before the handshake', async () => {
    await start({ beforeTls: RESET });
    await expect(connect()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('stays silent, and stops all the same', async () => {
    await start({ commands: { LOGIN: () => until(new Promise(() => undefined)), '*': () => wait(60_000) } });
    const [first, second] = [await connect(), await connect()];
    first.send('a LOGIN anna secret\r\n');
    second.send('a NOOP\r\n');
    await Promise.all([first.line(), second.line()]);
    await server.stop();
    expect(await first.rest()).toEqual([]);
    expect(await second.rest()).toEqual([]);
  });

  it('hears unreadable commands', async () => {
    await start({ commands: { '*': ({ name, line }) => `* ${name === '' ? 'unreadable' : name} ${line}` } });
    const client = await connect();
    await client.line();
    client.send('a LOGIN "open\r\nb X\r\n');
    expect([await client.line(), await client.line()]).toEqual(['* unreadable a LOGIN "open', '* X b X']);
  });

  it('loses what was pipelined behind LOGIN', async () => {
    await start({ pipelining: 'lost-after-login' });
    const client = await connect();
    await client.line();
    client.send('a LOGIN anna secret\r\nb LIST "" "*"\r\nc LOGOUT\r\n');
    await client.answer('a');
    expect((await client.command('d', 'NOOP')).at(-1)).toBe('d OK NOOP completed.');
    expect(server.commands).toEqual(['LOGIN', 'NOOP']);
  });

  it('refuses literals', async () => {
    await start({ literals: 'refused' });
    const client = await connect();
    await client.line();
    client.send('a LOGIN {4}\r\n');
    expect(await client.line()).toBe('* BAD Literals are not taken');
    expect((await client.command('b', 'LOGIN anna secret')).at(-1)).toContain('b OK');
  });
});

describeWithServer('helpers', ['openssl'], () => {
  it('plain text on a TLS port', async () => {
    server = await plainTextServer('220 mail.contoso.test ESMTP\r\n');
    expect(await (await connect('plain')).line()).toBe('220 mail.contoso.test ESMTP');
    await expect(connect('tls')).rejects.toMatchObject({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
  });

  it('a server that says nothing', async () => {
    server = await silentServer();
    const client = await connect('plain');
    client.send('a NOOP\r\n');
    await server.stop();
    expect(await client.rest()).toEqual([]);
    expect(server.transcript.every(({ from }) => from === 'client')).toBe(true);
  });

  it('a port where nothing listens', async () => {
    const port = await deadPort();
    await expect(plainClient(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
