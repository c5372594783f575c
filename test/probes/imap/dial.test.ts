import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { dial } from '../../../src/probes/imap/dial.js';
import { TlsMemory } from '../../../src/probes/tls-memory.js';
import { describeWithServer } from '../../servers/available.js';
import { testCertificate } from '../../servers/certificates.js';
import { dovecot } from '../../servers/dovecot.js';
import { opensslServer } from '../../servers/openssl.js';
import { deadPort, silentServer } from '../../servers/scripted.js';
import { calm, routeTo, serve } from '../support.js';

async function dialed(port: number, over: Parameters<typeof routeTo>[1] = {}) {
  const { socket } = await dial(routeTo(port, { seconds: 5, ...over }), calm());
  const tls = socket as TLSSocket;
  const agreed = { protocol: tls.getProtocol(), cipher: tls.getCipher().name };
  socket.destroy();
  return agreed;
}

describeWithServer('a connection', ['openssl'], () => {
  it('avoids DHE, which the server would prefer and with a short key', async () => {
    const dhparam = execFileSync('openssl', ['dhparam', '-dsaparam', '768'], { stdio: 'pipe' }).toString();
    const server = await opensslServer({
      version: 'tls1_2',
      ciphers: 'DHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0',
      dhparam,
    });
    onTestFinished(() => server.stop());
    expect(await dialed(server.port)).toEqual({ protocol: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' });
    expect(await dialed(server.port, { legacyTls: true })).toMatchObject({
      cipher: expect.stringMatching(/^DHE-/),
    });
  });

  it.each([
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES128-SHA256',
    'ECDHE-RSA-AES128-SHA',
    'AES256-GCM-SHA384',
    'AES128-GCM-SHA256',
  ])('takes %s', async (cipher) => {
    const { port } = await serve({ tls: { maxVersion: 'TLSv1.2', ciphers: cipher } });
    expect(await dialed(port)).toEqual({ protocol: 'TLSv1.2', cipher });
  });

  it('offers TLS 1.3 where it was seen', async () => {
    const { port } = await serve();
    expect(await dialed(port, { tls13: true })).toMatchObject({ protocol: 'TLSv1.3' });
    expect(await dialed(port, { tls13: false })).toMatchObject({ protocol: 'TLSv1.2' });
  });
});

describeWithServer('connections of one route', ['openssl', 'dovecot'], () => {
  it.each([
    ['TLSv1.2', 'ssl'],
    ['TLSv1.2', 'tls'],
    ['TLSv1.3', 'ssl'],
    ['TLSv1.3', 'tls'],
  ] as const)('resume their %s session (%s)', async (version, security) => {
    const server = await dovecot({ users: 1 });
    onTestFinished(() => server.stop());
    const memory = new TlsMemory();
    const port = security === 'ssl' ? server.imaps : server.imap;
    const resumed: boolean[] = [];
    for (let count = 0; count < 4; count += 1) {
      const over = { security, seconds: 5, tls13: version === 'TLSv1.3', memory };
      const { socket } = await dial(routeTo(port, over), calm());
      const tls = socket as TLSSocket;
      expect(tls.getProtocol()).toBe(version);
      resumed.push(tls.isSessionReused());
      // Tickets of TLS 1.3 come with what the server says next.
      tls.write('a CAPABILITY\r\n');
      await once(tls, 'data');
      tls.destroy();
    }
    expect(resumed).toEqual([false, true, true, true]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('of %s resume nothing that was not accepted', async (version) => {
    const { cert, key } = testCertificate('wrong-name');
    const server = await serve({ tls: { cert, key, minVersion: version, maxVersion: version } });
    const memory = new TlsMemory();
    const route = routeTo(server.port, { seconds: 5, memory });
    for (let count = 0; count < 3; count += 1) {
      await expect(dial(route, calm())).rejects.toMatchObject({ failure: { kind: 'tls', phase: 'tls' } });
    }
    expect(memory.take()).toBeUndefined();
    expect(server.logins).toEqual([]);
  });

  it('are made anew where the server breaks a resumed handshake off, and ask for none again', async () => {
    let greeted = 0;
    const listener = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (hello) => {
        socket.pause();
        // A ClientHello that offers a session is longer by its ticket: the second kind is cut off.
        if (greeted > 0 && hello.length > first) return void socket.resetAndDestroy();
        first ||= hello.length;
        greeted += 1;
        const upstream = connect(server.imaps, '127.0.0.1', () => upstream.write(hello));
        upstream.on('error', () => socket.destroy());
        socket.pipe(upstream).pipe(socket);
      });
    });
    let first = 0;
    const server = await dovecot({ users: 1 });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    onTestFinished(async () => {
      listener.close();
      await server.stop();
    });
    const memory = new TlsMemory();
    const { port } = listener.address() as AddressInfo;
    const resumed: boolean[] = [];
    for (let count = 0; count < 4; count += 1) {
      const over = { seconds: 5, tls13: false, memory };
      const { socket } = await dial(routeTo(port, over), calm());
      resumed.push((socket as TLSSocket).isSessionReused());
      socket.destroy();
    }
    expect([greeted, ...resumed]).toEqual([4, false, false, false, false]);
  });

  it('say in which phase they failed', async () => {
    const memory = new TlsMemory();
    const dead = await deadPort();
    await expect(dial(routeTo(dead, { memory }), calm())).rejects.toMatchObject({
      failure: { kind: 'refused', phase: 'connect' },
    });
    const silent = await silentServer();
    onTestFinished(() => silent.stop());
    await expect(dial(routeTo(silent.port, { memory, seconds: 0.3 }), calm())).rejects.toMatchObject({
      failure: {
        kind: 'timeout',
        phase: 'tls',
        detail: expect.stringContaining('no TLS handshake within 0.3 s'),
      },
    });
  });
});
