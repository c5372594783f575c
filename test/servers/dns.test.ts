import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DnsServer, dnsServer } from './dns.js';

describe('the DNS server', () => {
  let server: DnsServer;
  let resolver: Resolver;

  beforeAll(async () => {
    server = await dnsServer({
      'imap.contoso.test': { A: ['203.0.113.7', '203.0.113.8'], AAAA: ['2001:db8::7'] },
      'six.contoso.test': { AAAA: ['2001:db8:1:2:3:4:5:6', '::1'] },
      'alias.contoso.test': { CNAME: 'imap.contoso.test' },
      'broken.contoso.test': 'SERVFAIL',
      'refused.contoso.test': 'REFUSED',
      'silent.contoso.test': 'silent',
    });
    resolver = new Resolver({ timeout: 200, tries: 1 });
    resolver.setServers([server.address]);
  });

  afterAll(() => server.stop());

  it('gives addresses of both families', async () => {
    expect(await resolver.resolve4('imap.contoso.test')).toEqual(['203.0.113.7', '203.0.113.8']);
    expect(await resolver.resolve6('imap.contoso.test')).toEqual(['2001:db8::7']);
    expect(await resolver.resolve6('six.contoso.test')).toEqual(['2001:db8:1:2:3:4:5:6', '::1']);
  });

  it('follows an alias, in any letter case', async () => {
    expect(await resolver.resolve4('Alias.Contoso.test')).toEqual(['203.0.113.7', '203.0.113.8']);
  });

  it.each([
    ['nobody.contoso.test', 'ENOTFOUND'],
    ['six.contoso.test', 'ENODATA'],
    ['broken.contoso.test', 'ESERVFAIL'],
    ['refused.contoso.test', 'EREFUSED'],
    ['silent.contoso.test', 'ETIMEOUT'],
  ])('%s: %s', async (name, code) => {
    await expect(resolver.resolve4(name)).rejects.toMatchObject({ code });
  });

  it('remembers what was asked', () => {
    expect(server.queries).toContainEqual({ name: 'six.contoso.test', type: 'AAAA' });
    expect(server.queries).toContainEqual({ name: 'silent.contoso.test', type: 'A' });
  });
});
