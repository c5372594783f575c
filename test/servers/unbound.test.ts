import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithServer } from './available.js';
import { type Unbound, unbound } from './unbound.js';

describeWithServer('Unbound', ['unbound'], () => {
  let server: Unbound;
  let resolver: Resolver;

  beforeAll(async () => {
    server = await unbound({
      zones: {
        'contoso.test': 'imap A 198.41.0.4\nalias CNAME mail.hoster.test.\ngone CNAME old.hoster.test.',
        'hoster.test': 'mail A 198.41.0.5',
        'signed.test': 'imap A 198.41.0.6',
      },
      silent: ['silent.test'],
      refused: ['refused.test'],
      bogus: ['signed.test'],
    });
    resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([server.address]);
    return () => server.stop();
  });
  afterAll(() => expect(server.log()).not.toMatch(/error/i));

  it('resolves names, and aliases from zone to zone', async () => {
    expect(await resolver.resolve4('imap.contoso.test')).toEqual(['198.41.0.4']);
    expect(await resolver.resolve4('alias.contoso.test')).toEqual(['198.41.0.5']);
    expect(await resolver.resolveCname('alias.contoso.test')).toEqual(['mail.hoster.test']);
  });

  it.each([
    ['nobody.contoso.test', 'ENOTFOUND'],
    ['gone.contoso.test', 'ENOTFOUND'],
    ['contoso.test', 'ENODATA'],
    ['imap.signed.test', 'ESERVFAIL'],
    ['imap.refused.test', 'EREFUSED'],
    ['imap.silent.test', 'ETIMEOUT'],
    ['imap.elsewhere.com', 'ENOTFOUND'],
  ])('%s: %s', async (name, code) => {
    await expect(resolver.resolve4(name)).rejects.toMatchObject({ code });
  });
});
