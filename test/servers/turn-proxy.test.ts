import { expect, it, onTestFinished } from 'vitest';
import { plainClient } from './raw-client.js';
import { scriptedServer } from './scripted.js';
import { turnProxy } from './turn-proxy.js';

it('a proxy counts each answer that is waited for', async () => {
  const server = await scriptedServer({ security: 'none' });
  onTestFinished(() => server.stop());
  const proxy = await turnProxy(server.port);
  onTestFinished(() => proxy.stop());
  const together = await plainClient(proxy.port);
  await together.line();
  together.send('a LOGIN anna secret\r\nb LIST "" "*"\r\n');
  together.send('c LOGOUT\r\n');
  await together.rest();
  const each = await plainClient(proxy.port);
  await each.line();
  for (const [tag, command] of Object.entries({ a: 'LOGIN anna secret', b: 'LIST "" "*"', c: 'LOGOUT' }))
    expect((await each.command(tag, command)).at(-1)).toContain(`${tag} OK`);
  expect(proxy.passed.map(({ turns }) => turns)).toEqual([1, 3]);
  expect(proxy.passed.map(({ said }) => said)).toEqual(
    Array(2).fill('a LOGIN anna secret\r\nb LIST "" "*"\r\nc LOGOUT\r\n'),
  );
});
