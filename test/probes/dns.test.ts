import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { lookupHere, lookupOutside, probeDns } from '../../src/probes/dns.js';
import { type DnsRecord, dnsServer } from '../servers/dns.js';
import { timed } from './support.js';

const NAMES: Record<string, DnsRecord> = {
  'imap.contoso.com': { A: ['203.0.113.7'], AAAA: ['2001:db8::7'] },
  'four.contoso.com': { A: ['203.0.113.7'] },
  'six.contoso.com': { AAAA: ['2001:db8::7'] },
  'alias.contoso.com': { CNAME: 'four.contoso.com' },
  'empty.contoso.com': {},
  'broken.contoso.com': 'SERVFAIL',
  'refused.contoso.com': 'REFUSED',
  'silent.contoso.com': 'silent',
  'xn--bcher-kva.example': { A: ['203.0.113.8'] },
};

describe('public resolvers', () => {
  let resolver: Awaited<ReturnType<typeof dnsServer>>;
  beforeAll(async () => {
    resolver = await dnsServer(NAMES);
    return () => resolver.stop();
  });
  const ask = (name: string, seconds = 5, signal?: AbortSignal) =>
    lookupOutside(name, [resolver.address], seconds, signal);

  it.each<[string, object]>([
    ['imap.contoso.com', { kind: 'found', addresses: ['203.0.113.7', '2001:db8::7'] }],
    ['four.contoso.com', { kind: 'found', addresses: ['203.0.113.7'] }],
    ['six.contoso.com', { kind: 'found', addresses: ['2001:db8::7'] }],
    ['alias.contoso.com', { kind: 'found', addresses: ['203.0.113.7'] }],
    ['bücher.example', { kind: 'found', addresses: ['203.0.113.8'] }],
    ['nobody.contoso.com', { kind: 'not-found' }],
    ['empty.contoso.com', { kind: 'not-found' }],
    ['broken.contoso.com', { kind: 'failed', reason: expect.stringContaining('SERVFAIL') }],
    ['refused.contoso.com', { kind: 'failed', reason: expect.stringContaining('REFUSED') }],
  ])('%s', async (name, expected) => {
    expect(await ask(name)).toEqual(expected);
  });

  it('silence ends with the budget', async () => {
    const { value, ms } = await timed(ask('silent.contoso.com', 0.3));
    expect(value.kind).toBe('failed');
    expect(ms).toBeLessThan(1000);
  });

  it('an abort ends it at once', async () => {
    const { value, ms } = await timed(ask('silent.contoso.com', 30, AbortSignal.timeout(20)));
    expect(value.kind).toBe('failed');
    expect(ms).toBeLessThan(300);
  });

  it('a resolver that is none, and one that is not there, are no proof of anything', async () => {
    const gone = await dnsServer({});
    await gone.stop();
    expect((await lookupOutside('imap.contoso.com', [gone.address], 1)).kind).toBe('failed');
    expect((await lookupOutside('imap.contoso.com', ['not an address'], 1)).kind).toBe('failed');
  });

  it('IPv6 alone is not believed while the question for IPv4 is open', async () => {
    const half = await dnsServer({ 'half.contoso.com': { AAAA: ['2001:db8::7'] } });
    onTestFinished(() => half.stop());
    expect((await lookupOutside('half.contoso.com', [half.address], 2)).kind).toBe('found');
  });

  it('both views', async () => {
    const evidence = await probeDns('localhost', [resolver.address], 5);
    expect(evidence.here).toMatchObject({ kind: 'found', addresses: expect.arrayContaining(['127.0.0.1']) });
    expect(evidence.outside?.resolvers).toEqual([resolver.address]);
    expect((await probeDns('localhost', [], 5)).outside).toBeUndefined();
  });
});

describe('this machine', () => {
  it('stops waiting when it is told to', async () => {
    const { value, ms } = await timed(lookupHere('localhost', 5, AbortSignal.abort()));
    expect(value.kind).toBe('failed');
    expect(ms).toBeLessThan(100);
  });
});
