import { afterEach, expect, it } from 'vitest';
import { describeWithServer } from './available.js';
import { tlsClient } from './raw-client.js';
import { type ScriptedServer, scriptedServer } from './scripted.js';
import { type Stunnel, stunnel } from './stunnel.js';

let behind: ScriptedServer | undefined;
let front: Stunnel | undefined;

afterEach(async () => {
  await front?.stop();
  await behind?.stop();
});

describeWithServer('stunnel', ['stunnel', 'openssl'], () => {
  it.each(['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const)('speaks %s alone', async (version) => {
    behind = await scriptedServer({ security: 'none' });
    front = await stunnel({ to: behind.port, version });
    const client = await tlsClient(front.port, { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' });
    expect(client.protocol).toBe(version);
    expect(await client.line()).toContain('* OK');
    expect((await client.command('a', 'LOGIN anna secret')).at(-1)).toContain('a OK');
    client.close();
    await expect(tlsClient(front.port, { minVersion: 'TLSv1.3' })).rejects.toMatchObject({
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    });
  });
});
