import { execFileSync } from 'node:child_process';
import type { TLSSocket } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { dial } from '../../../src/probes/imap/dial.js';
import { describeWithServer } from '../../servers/available.js';
import { opensslServer } from '../../servers/openssl.js';
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
