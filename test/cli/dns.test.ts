import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { describeWithServer } from '../servers/available.js';
import { type DnsRecord, dnsServer } from '../servers/dns.js';
import { type Unbound, unbound } from '../servers/unbound.js';
import { check } from '../support/check.js';

const NOWHERE = ['--only', 'dns', '--timeout', '2'];
const V4 = '198.41.0.4';
const V6 = '2001:503:ba3e::2:30';

/** This machine knows none of the names, or has no resolver and cannot tell; that is not what is tested. */
const HERE = 'dns/differs-from-public warning';

const many = Array.from({ length: 200 }, (_, index) => `many A 198.41.0.${index + 1}`);
const chain = Array.from({ length: 11 }, (_, index) => `n${index} CNAME n${index + 1}`);
const ZONE = `
imap A ${V4}
imap AAAA ${V6}
six AAAA ${V6}
text TXT "no address"
alias CNAME imap.hoster.test.
gone CNAME old.hoster.test.
round CNAME circle
circle CNAME round
private A 10.20.0.7
nat A 100.64.0.1
documentation A 203.0.113.7
inner AAAA fd00::7
nat64 AAAA 64:ff9b::a14:7
mapped AAAA ::ffff:10.20.0.7
mixed A ${V4}
mixed A 192.168.0.1
xn--bcher-kva A ${V4}
n11 A ${V4}
${[...many, ...chain].join('\n')}`;

describeWithServer('the public DNS', ['unbound', 'openssl'], () => {
  let resolver: Unbound;
  beforeAll(async () => {
    resolver = await unbound({
      zones: {
        'contoso.test': ZONE,
        'hoster.test': 'imap CNAME node7\nnode7 A 198.41.0.5',
        'signed.test': `imap A ${V4}`,
        localhost: `@ A ${V4}`,
      },
      silent: ['silent.test'],
      refused: ['refused.test'],
      bogus: ['signed.test'],
    });
    return () => resolver.stop();
  });
  const ask = async (server: string, ...args: string[]) => {
    const result = await check('--server', server, '--resolver', resolver.address, ...NOWHERE, ...args);
    return { ...result, codes: result.codes.filter((code) => code !== HERE) };
  };

  it('knows the name', async () => {
    const { codes, status, report } = await ask('imap.contoso.test');
    expect(codes).toEqual([]);
    expect(status).toBe(0);
    expect(report.endpoint).toMatchObject({ addresses: [V4, V6], aliases: [] });
  });

  it('knows aliases, which are told in order', async () => {
    const short = await ask('alias.contoso.test');
    expect(short.codes).toEqual([]);
    expect(short.report.endpoint?.aliases).toEqual(['imap.hoster.test', 'node7.hoster.test']);
    const long = await ask('n0.contoso.test');
    expect(long.report.endpoint).toMatchObject({ addresses: [V4], aliases: { length: 11 } });
  });

  it.each([
    ['nobody.contoso.test', /does not exist in DNS/, /spelling/, []],
    ['text.contoso.test', /neither an A nor an AAAA record/, /Create a host \(A\) record/, []],
    [
      'gone.contoso.test',
      /is an alias \(CNAME\) of old\.hoster\.test, which does not exist/,
      /record of gone\.contoso\.test, which leads to old\.hoster\.test/,
      ['old.hoster.test'],
    ],
    ['round.contoso.test', /in a circle/, /Correct the alias/, ['circle.contoso.test', 'round.contoso.test']],
  ])('has no address for %s, and why is told', async (server, cause, first, aliases) => {
    const { status, report, found } = await ask(server);
    expect(status).toBe(1);
    expect(report.findings.map(({ code }) => code)).toEqual(['dns/not-resolvable']);
    expect(report.endpoint?.aliases).toEqual(aliases);
    const finding = found('dns/not-resolvable');
    expect(finding?.message).toBe(`The connection to the server '${server}' could not be completed.`);
    expect(finding?.cause).toMatch(cause);
    expect(finding?.fix[0]).toMatch(first);
    expect(finding?.vantage).toBe('microsoft');
  });

  it.each([
    ['imap.signed.test', /SERVFAIL/, /DNSSEC/],
    ['imap.refused.test', /refuses the question/, /Run the check again/],
    ['imap.silent.test', /no answer in time|temporary/, /Run the check again/],
  ])('fails for %s, which proves nothing', async (server, words, first) => {
    const { codes, status, report, found, ms } = await ask(server);
    expect(codes).toEqual(['dns/lookup-failed warning']);
    expect(status).toBe(3);
    expect(report.verdict).toBe('incomplete');
    const finding = found('dns/lookup-failed');
    // A machine without a resolver has a failure of its own, and the other one beside it.
    expect(`${finding?.message} ${finding?.evidence?.detail}`).toMatch(words);
    if (!finding?.message.includes('this machine')) expect(finding?.fix[0]).toMatch(first);
    expect(ms).toBeLessThan(5000);
  });

  it.each([
    ['private', '10.20.0.7 (private, RFC 1918)'],
    ['nat', '100.64.0.1 (shared behind a carrier-grade NAT, RFC 6598)'],
    ['documentation', '203.0.113.7 (for documentation, RFC 5737, RFC 3849 and RFC 9637)'],
    ['inner', 'fd00::7 (unique local, RFC 4193)'],
    ['nat64', '64:ff9b::a14:7 (private, RFC 1918)'],
    ['mapped', '::ffff:10.20.0.7 (private, RFC 1918)'],
  ])('gives an address that is %s', async (name, words) => {
    const { codes, status, found } = await ask(`${name}.contoso.test`);
    expect(codes).toEqual(['dns/not-public error']);
    expect(found('dns/not-public')?.message).toContain(words);
    expect(status).toBe(1);
    const meant = await ask(`${name}.contoso.test`, '--allow-private-address');
    expect(meant.codes).toEqual(['dns/not-public notice']);
    expect(meant.status).toBe(0);
  });

  it('gives a private address beside a public one', async () => {
    const { codes, status, found } = await ask('mixed.contoso.test');
    expect(codes).toEqual(['dns/not-public warning']);
    expect(found('dns/not-public')?.message).toContain('192.168.0.1 (private, RFC 1918)');
    expect(status).toBe(0);
  });

  it('gives IPv6 alone', async () => {
    expect((await ask('six.contoso.test')).codes).toEqual(['dns/no-ipv4 warning']);
  });

  it('gives more addresses than a packet holds', async () => {
    const { codes, report } = await ask('many.contoso.test');
    expect(codes).toEqual([]);
    expect(report.endpoint?.addresses).toHaveLength(200);
  });

  it('gives another address than this machine does', async () => {
    const { report, found } = await check(
      '--server',
      'localhost',
      '--resolver',
      resolver.address,
      ...NOWHERE,
    );
    expect(report.findings.map(({ code }) => code)).toEqual(['dns/not-an-fqdn', 'dns/differs-from-public']);
    expect(found('dns/differs-from-public')).toMatchObject({ severity: 'warning', vantage: 'here' });
    expect(found('dns/differs-from-public')?.cause).toContain('a DNS of its own for the inside');
    expect(report.endpoint?.addresses).toContain('127.0.0.1');
  });

  it.each([
    ['bücher.contoso.test', 'xn--bcher-kva.contoso.test'],
    ['imap.contoso.test.', 'imap.contoso.test'],
  ])('knows %s, which the endpoint may not take', async (server, suggestion) => {
    const { codes, status, report, found } = await ask(server);
    expect(codes).toEqual(['dns/not-an-fqdn warning']);
    expect(found('dns/not-an-fqdn')?.fix[0]).toBe(`Try \`--server ${suggestion}\`.`);
    expect(report.endpoint?.addresses[0]).toBe(V4);
    expect(status).toBe(0);
  });

  it('is asked of a second resolver when the first is silent', async () => {
    const silent = await dnsServer({ 'imap.contoso.test': 'silent' });
    onTestFinished(() => silent.stop());
    const begun = performance.now();
    const { codes, status } = await ask('imap.contoso.test', '--resolver', silent.address, '--timeout', '20');
    expect(codes).toEqual([]);
    expect(status).toBe(0);
    expect(performance.now() - begun).toBeLessThan(8000);
  });
});

describeWithServer('resolvers', ['openssl'], () => {
  const NAME = 'imap.contoso.test';
  const ask = async (...records: DnsRecord[]) => {
    const servers = await Promise.all(records.map((record) => dnsServer({ [NAME]: record })));
    onTestFinished(async () => void (await Promise.all(servers.map((server) => server.stop()))));
    const resolvers = servers.flatMap(({ address }) => ['--resolver', address]);
    return check('--server', NAME, ...resolvers, ...NOWHERE);
  };

  it('that contradict one another are told of', async () => {
    const { found, status } = await ask({ A: [V4] }, 'NXDOMAIN');
    const finding = found('dns/differs-from-public');
    expect(finding?.severity).toBe('warning');
    expect(finding?.evidence?.detail).toMatch(/^127\.0\.0\.1:\d+: the name does not exist$/);
    expect(status).toBe(0);
  });

  it('of which one is certain are believed', async () => {
    expect((await ask('REFUSED', { A: [V4] })).codes).not.toContain('dns/lookup-failed warning');
    expect((await ask('SERVFAIL', 'NXDOMAIN')).codes).toEqual(['dns/not-resolvable error']);
  });

  it('that know IPv6 and fail for IPv4 do not tell', async () => {
    const { codes, status, found } = await ask({ A: 'SERVFAIL', AAAA: ['2001:503:ba3e:0:0:0:2:30'] });
    expect(codes).toContain('dns/lookup-failed warning');
    expect(codes).not.toContain('dns/no-ipv4 warning');
    expect(found('dns/lookup-failed')?.message).toContain('has an IPv4 address');
    expect(status).toBe(3);
  });

  it.each<DnsRecord>(['garbage', 'other-id', 'truncated'])(
    'that send %s prove nothing, in time',
    async (record) => {
      const { codes, status, ms } = await ask(record);
      expect(codes).toEqual(['dns/lookup-failed warning']);
      expect(status).toBe(3);
      expect(ms).toBeLessThan(5000);
    },
  );

  it('cannot write to the terminal by an alias', async () => {
    const evil = 'a\u001b]0;owned\u0007\r\n\u0085.evil.net';
    const resolver = await dnsServer({ [NAME]: { CNAME: evil }, [evil]: {} });
    onTestFinished(() => resolver.stop());
    const { report } = await check('--server', NAME, '--resolver', resolver.address, ...NOWHERE);
    expect(report.findings.map(({ code }) => code)).toEqual(['dns/not-resolvable']);
    expect(JSON.stringify(report)).not.toMatch(/\\u00[01]|[\u007f-\u009f]|\\r/);
  });
});

describeWithServer('a name that exists inside a network alone', ['openssl'], () => {
  it.each(['imap.contoso.local', 'imap.contoso.internal'])('%s: nobody outside is asked', async (server) => {
    const { report, found, ms } = await check('--server', server, ...NOWHERE);
    expect(['dns/not-resolvable', 'dns/not-public']).toContain(report.findings[0]?.code);
    expect(found('dns/not-resolvable')?.vantage ?? 'microsoft').toBe('microsoft');
    expect(ms).toBeLessThan(5000);
  });
});
