import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Lookup } from '../../src/model/evidence.js';
import { lookupHere, lookupOutside, probeDns } from '../../src/probes/dns.js';
import { type DnsRecord, dnsServer } from '../servers/dns.js';
import { resources, timed } from './support.js';

const V4 = '198.41.0.4';
const V6 = '2001:503:ba3e:0:0:0:2:30';
const BOTH: Lookup = { kind: 'found', addresses: [V4, '2001:503:ba3e::2:30'] };

/** `names[0]` is an alias of `names[1]`, and so on. */
const chainOf = (names: readonly string[]) =>
  Object.fromEntries(names.slice(1).map((target, index) => [names[index], { CNAME: target }]));
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.contoso.com`);

const NAMES: Record<string, DnsRecord> = {
  'imap.contoso.com': { A: [V4], AAAA: [V6] },
  'four.contoso.com': { A: [V4] },
  'six.contoso.com': { AAAA: [V6] },
  'alias.contoso.com': { CNAME: 'four.contoso.com' },
  'dangling.contoso.com': { CNAME: 'old.hoster.net' },
  'empty.contoso.com': {},
  'broken.contoso.com': 'SERVFAIL',
  'refused.contoso.com': 'REFUSED',
  'silent.contoso.com': 'silent',
  'xn--bcher-kva.example': { A: [V4] },
  'half.contoso.com': { A: 'SERVFAIL', AAAA: [V6] },
  'other-half.contoso.com': { A: [V4], AAAA: 'SERVFAIL' },
  'perhaps.contoso.com': { AAAA: 'SERVFAIL' },
  'denied-for-six.contoso.com': { A: [V4], AAAA: 'NXDOMAIN' },
  'gone-for-four.contoso.com': { A: 'NXDOMAIN', AAAA: 'SERVFAIL' },
  'round.contoso.com': { CNAME: 'circle.contoso.com' },
  'circle.contoso.com': { CNAME: 'round.contoso.com' },
  'late.contoso.com': { A: [V4], delayMs: 700 },
  'many.contoso.com': { A: Array.from({ length: 60 }, (_, index) => `198.41.0.${index + 1}`) },
  'other-id.contoso.com': 'other-id',
  'garbage.contoso.com': 'garbage',
  'truncated.contoso.com': 'truncated',
  'hostile.contoso.com': { CNAME: 'a\u001b[31mb\r\n\u0007.evil.net' },
  'a\u001b[31mb\r\n\u0007.evil.net': { A: [V4] },
  ...chainOf(numbered(51)),
  'n50.contoso.com': { A: [V4] },
};

async function serve(table: Record<string, DnsRecord>) {
  const server = await dnsServer(table);
  onTestFinished(() => server.stop());
  return server;
}

describe('a public resolver', () => {
  let resolver: Awaited<ReturnType<typeof dnsServer>>;
  beforeAll(async () => {
    resolver = await dnsServer(NAMES);
    return () => resolver.stop();
  });
  const ask = async (name: string, seconds = 5, signal?: AbortSignal) =>
    (await lookupOutside(name, [resolver.address], seconds, signal)).lookup;

  it.each<[string, Lookup]>([
    ['imap.contoso.com', BOTH],
    ['IMAP.Contoso.com.', BOTH],
    ['four.contoso.com', { kind: 'found', addresses: [V4] }],
    ['six.contoso.com', { kind: 'found', addresses: ['2001:503:ba3e::2:30'] }],
    ['alias.contoso.com', { kind: 'found', addresses: [V4], chain: { names: ['four.contoso.com'] } }],
    ['bücher.example', { kind: 'found', addresses: [V4] }],
    ['nobody.contoso.com', { kind: 'not-found', lack: 'no-name' }],
    ['empty.contoso.com', { kind: 'not-found', lack: 'no-address' }],
    ['broken.contoso.com', { kind: 'failed', reason: 'servfail' }],
    ['refused.contoso.com', { kind: 'failed', reason: 'refused' }],
    ['other-half.contoso.com', { kind: 'found', addresses: [V4] }],
    ['perhaps.contoso.com', { kind: 'failed', reason: 'servfail' }],
    ['denied-for-six.contoso.com', { kind: 'found', addresses: [V4] }],
    ['gone-for-four.contoso.com', { kind: 'not-found', lack: 'no-name' }],
  ])('%s', async (name, expected) => {
    expect(await ask(name)).toEqual(expected);
  });

  it('that fails for IPv4 does not make the name one without IPv4', async () => {
    expect(await ask('half.contoso.com')).toMatchObject({
      addresses: ['2001:503:ba3e::2:30'],
      ipv4Failure: 'servfail',
    });
  });

  it('follows aliases to a name that does not exist', async () => {
    expect(await ask('dangling.contoso.com')).toMatchObject({
      kind: 'not-found',
      chain: { names: ['old.hoster.net'] },
    });
  });

  it('follows aliases in a circle once', async () => {
    const before = resolver.queries.length;
    expect(await ask('round.contoso.com')).toEqual({
      kind: 'not-found',
      lack: 'alias-loop',
      chain: { names: ['circle.contoso.com', 'round.contoso.com'], fault: 'loop' },
    });
    expect(resolver.queries.length - before).toBeLessThan(10);
  });

  it('follows no more than sixteen aliases', async () => {
    const before = resolver.queries.length;
    const lookup = await ask('n0.contoso.com');
    expect(lookup.chain).toEqual({ names: numbered(17).slice(1), fault: 'too-long' });
    expect(resolver.queries.length - before).toBeLessThan(30);
  });

  it('takes sixteen aliases as a chain with an end', async () => {
    expect((await ask('n34.contoso.com')).chain?.names).toHaveLength(16);
    expect((await ask('n34.contoso.com')).chain?.fault).toBeUndefined();
  });

  it('gives sixty addresses', async () => {
    expect(await ask('many.contoso.com')).toMatchObject({ addresses: { length: 60 } });
  });

  it('cannot put control characters into a report', async () => {
    const text = JSON.stringify(await ask('hostile.contoso.com', 1));
    expect(text).not.toMatch(/\\u00|\\r|\\n/);
  });

  it.each([
    ['silent.contoso.com', ['timeout']],
    ['other-id.contoso.com', ['timeout']],
    ['garbage.contoso.com', ['timeout', 'malformed']],
    ['truncated.contoso.com', ['unreachable', 'timeout']],
  ])('%s ends with the budget and proves nothing', async (name, reasons) => {
    const { value, ms } = await timed(ask(name, 0.6));
    expect(value.kind).toBe('failed');
    expect(reasons).toContain(value.kind === 'failed' ? value.reason : '');
    expect(ms).toBeLessThan(1000);
  });

  it('is left at once by an abort', async () => {
    const before = resources();
    const { value, ms } = await timed(ask('silent.contoso.com', 30, AbortSignal.timeout(20)));
    expect(value).toEqual({ kind: 'failed', reason: 'stopped' });
    expect(ms).toBeLessThan(300);
    expect((await timed(ask('silent.contoso.com', 30, AbortSignal.abort()))).ms).toBeLessThan(100);
    expect(resources().timers).toBeLessThanOrEqual(before.timers);
  });

  it('that is none, or is not there, proves nothing', async () => {
    const gone = await dnsServer({});
    await gone.stop();
    const { lookup } = await lookupOutside('imap.contoso.com', [gone.address], 1);
    expect(lookup).toEqual({ kind: 'failed', reason: 'unreachable' });
    expect((await lookupOutside('imap.contoso.com', ['not an address'], 1)).lookup.kind).toBe('failed');
  });

  it.each(['', '.', 'a..b', 'a'.repeat(300), 'a\0b'])('is asked for the odd name %j', async (name) => {
    expect((await ask(name, 1)).kind).not.toBe('found');
  });
});

describe('two public resolvers', () => {
  const askBoth = async (first: DnsRecord, second: DnsRecord, seconds = 5) => {
    const one = await serve({ 'imap.contoso.com': first });
    const two = await serve({ 'imap.contoso.com': second });
    const { value, ms } = await timed(lookupOutside('imap.contoso.com', [one.address, two.address], seconds));
    expect(value.answers.map(({ resolver }) => resolver)).toEqual([one.address, two.address]);
    return { ...value, ms };
  };

  it.each<[string, DnsRecord, DnsRecord, Lookup]>([
    ['the first knows it', { A: [V4] }, 'NXDOMAIN', { kind: 'found', addresses: [V4] }],
    ['the second knows it', 'SERVFAIL', { A: [V4] }, { kind: 'found', addresses: [V4] }],
    [
      'different addresses',
      { A: [V4], AAAA: [V6] },
      { A: [V4, '198.41.0.5'] },
      { kind: 'found', addresses: [V4, '198.41.0.5', '2001:503:ba3e::2:30'] },
    ],
    ['one fails, one denies', 'REFUSED', 'NXDOMAIN', { kind: 'not-found', lack: 'no-name' }],
    ['one has no address', {}, 'NXDOMAIN', { kind: 'not-found', lack: 'no-address' }],
    ['both fail', 'REFUSED', 'SERVFAIL', { kind: 'failed', reason: 'servfail' }],
    [
      'one cannot tell of IPv4',
      { A: 'SERVFAIL', AAAA: [V6] },
      { AAAA: [V6] },
      { kind: 'found', addresses: ['2001:503:ba3e::2:30'] },
    ],
  ])('%s', async (_name, first, second, expected) => {
    expect((await askBoth(first, second)).lookup).toEqual(expected);
  });

  it('a silent one is waited for one second after the other has answered', async () => {
    const { lookup, answers, ms } = await askBoth('silent', { A: [V4] }, 20);
    expect(lookup).toEqual({ kind: 'found', addresses: [V4] });
    expect(answers[0]?.lookup).toEqual({ kind: 'failed', reason: 'timeout' });
    expect(ms).toBeGreaterThan(900);
    expect(ms).toBeLessThan(1500);
  });

  it('a slow one is waited for longer while the question for IPv4 is open', async () => {
    const late = await serve({ 'imap.contoso.com': { A: [V4], delayMs: 1300 } });
    const half = await serve({ 'imap.contoso.com': { A: 'SERVFAIL', AAAA: [V6] } });
    const { lookup } = await lookupOutside('imap.contoso.com', [half.address, late.address], 6);
    expect(lookup).toEqual({ kind: 'found', addresses: [V4, '2001:503:ba3e::2:30'] });
  });

  it('a slow one is still heard', async () => {
    const late = await serve({ 'imap.contoso.com': { A: ['198.41.0.5'], delayMs: 400 } });
    const soon = await serve({ 'imap.contoso.com': { A: [V4] } });
    const { lookup } = await lookupOutside('imap.contoso.com', [late.address, soon.address], 5);
    expect(lookup).toEqual({ kind: 'found', addresses: ['198.41.0.5', V4] });
  });

  it('many are asked without a warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const all = await Promise.all(Array.from({ length: 12 }, () => serve({ 'a.contoso.com': { A: [V4] } })));
    const { answers } = await lookupOutside(
      'a.contoso.com',
      [...all, ...all].map(({ address }) => address),
      5,
    );
    expect(answers).toHaveLength(12);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(warnings).toEqual([]);
  });
});

describe('this machine', () => {
  it('knows itself', async () => {
    const resolver = await serve({});
    const evidence = await probeDns('localhost', [resolver.address], 5);
    expect(evidence.here).toMatchObject({ kind: 'found', addresses: expect.arrayContaining(['127.0.0.1']) });
    expect(evidence.outside?.lookup).toEqual({ kind: 'not-found', lack: 'no-name' });
    expect((await probeDns('localhost', [], 5)).outside).toBeUndefined();
  });

  it('stops waiting when it is told to', async () => {
    const { value, ms } = await timed(lookupHere('localhost', 5, AbortSignal.abort()));
    expect(value).toEqual({ kind: 'failed', reason: 'stopped' });
    expect(ms).toBeLessThan(100);
  });
});
