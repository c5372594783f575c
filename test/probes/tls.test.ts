import { expect, it, onTestFinished } from 'vitest';
import { checkTls } from '../../src/checks/tls.js';
import { describeWithServer } from '../servers/available.js';
import { makeCertificate, testCertificate } from '../servers/certificates.js';
import { dovecot } from '../servers/dovecot.js';
import { CLOSE, type Handler, RESET, type ScriptedOptions, wait } from '../servers/scripted.js';
import { stunnel } from '../servers/stunnel.js';
import { serve, timed } from './support.js';
import { probe, probed, type TlsRoute } from './tls-support.js';

const LEGACY = { ciphers: 'ALL:@SECLEVEL=0' };

describeWithServer('TLS of a server', ['openssl'], () => {
  it.each<[string, ScriptedOptions, object[]]>([
    ['a good one', { tls: { minVersion: 'TLSv1.2' } }, []],
    ['TLS 1.2 alone', { tls: { maxVersion: 'TLSv1.2' } }, []],
    [
      'TLS 1.3 alone',
      { tls: { minVersion: 'TLSv1.3' } },
      [{ code: 'tls/unlisted-cipher', args: { kind: 'tls-1.3-only' } }],
    ],
    [
      'ECDSA alone',
      { tls: testCertificate('ecdsa') },
      [{ code: 'tls/unlisted-cipher', args: { kind: 'ecdsa-only' } }],
    ],
    [
      'old versions beside new ones',
      { tls: { minVersion: 'TLSv1', ...LEGACY } },
      [{ code: 'tls/legacy-enabled', args: { versions: ['TLSv1', 'TLSv1.1'] } }],
    ],
    [
      'TLS 1.1 at most',
      { tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ...LEGACY } },
      [{ code: 'tls/legacy-only', args: { versions: ['TLSv1', 'TLSv1.1'], exchange2010: false } }],
    ],
    [
      'RSA with CBC alone',
      { tls: { maxVersion: 'TLSv1.2', ciphers: 'AES256-SHA256:AES128-SHA:@SECLEVEL=0' } },
      [{ code: 'tls/no-common-cipher', args: { cipher: 'AES256-SHA256' } }],
    ],
    [
      'DHE alone',
      { tls: { maxVersion: 'TLSv1.2', ciphers: 'DHE-RSA-AES256-GCM-SHA384', dhparam: 'auto' as never } },
      [{ code: 'tls/no-common-cipher', args: { cipher: 'DHE-RSA-AES256-GCM-SHA384' } }],
    ],
  ])('%s', async (_name, options, expected) => {
    const { findings, server } = await probed(options);
    expect(findings).toMatchObject(expected);
    expect(findings).toHaveLength(expected.length);
    expect(server.commands).toEqual([]);
  });

  it('Exchange 2010 is told by its greeting', async () => {
    const { findings } = await probed({
      tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1', ...LEGACY },
      greeting: '* OK The Microsoft Exchange IMAP4 service is ready.',
    });
    expect(findings).toMatchObject([{ code: 'tls/legacy-only', args: { exchange2010: true } }]);
  });
});

describeWithServer('no TLS', ['openssl'], () => {
  it.each<[string, ScriptedOptions, string, RegExp]>([
    [
      'plain text',
      { security: 'none', greeting: '* OK plain IMAP ready' },
      'plain-text',
      /\* OK plain IMAP ready/,
    ],
    [
      'plain text when asked',
      { security: 'none', greeting: [], commands: { '*': () => 'HTTP/1.1 400 Bad' } },
      'plain-text',
      /HTTP\/1.1 400 Bad/,
    ],
    ['garbage', { security: 'none', greeting: Buffer.alloc(100, 0xee) }, 'garbage', /no TLS/],
    ['a reset', { beforeTls: RESET }, 'reset', /./],
    ['closing', { beforeTls: CLOSE }, 'reset', /./],
  ])('%s', async (_name, options, kind, detail) => {
    const { evidence, findings } = await probed(options);
    expect(findings).toMatchObject([{ code: 'tls/handshake-failed', args: { kind } }]);
    expect(checkTls(evidence)[0]?.evidence?.detail).toMatch(detail);
  });

  it('silence', async () => {
    const { value, ms } = await timed(probed({ beforeTls: wait(60_000) }, { seconds: 0.3 }));
    expect(value.findings).toMatchObject([{ code: 'tls/handshake-failed', args: { kind: 'timeout' } }]);
    expect(ms).toBeLessThan(2500);
  });

  it('only resets are asked twice more, quietly, and no more than that', async () => {
    const { server } = await probed({ beforeTls: RESET });
    // One alone, four at once, a quiet one with everything on offer, and a late one as Exchange Online.
    expect(server.sessions).toBe(7);
  });

  it('an abort ends it at once', async () => {
    const server = await serve({ beforeTls: wait(60_000) });
    const abort = new AbortController();
    const running = probe(server.port, { seconds: 30 }, 5, abort.signal);
    await server.untilSessions(1);
    const begun = performance.now();
    abort.abort();
    const evidence = await running;
    expect(performance.now() - begun).toBeLessThan(250);
    expect(evidence.asExchangeOnline.ok).toBe(false);
    await server.untilQuiet();
  });
});

describeWithServer('a server that bears little', ['openssl'], () => {
  const throttle =
    (limit: number): NonNullable<ScriptedOptions['greeting']> =>
    ({ server }) =>
      server.open > limit ? ['* BYE too many', CLOSE] : '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready';

  it.each([1, 2, 4])('%d connections at once: the findings are right all the same', async (limit) => {
    const { findings } = await probed({
      security: 'tls',
      tls: { minVersion: 'TLSv1.2' },
      greeting: throttle(limit),
    });
    expect(findings).toEqual([]);
  });

  it('drops the first handshakes', async () => {
    let calls = 0;
    const greeting = () => (++calls <= 5 ? RESET : '* OK [CAPABILITY IMAP4rev1 STARTTLS] ready');
    const { findings } = await probed({ security: 'tls', greeting });
    expect(findings).toEqual([]);
  });

  it('never sees more at once than it was told', async () => {
    const server = await serve({});
    await probe(server.port, {}, 1);
    expect(server.mostOpen).toBe(1);
  });
});

/** By then the client has begun with TLS. */
const plainAfterOk: Handler = ({ tag }) => [`${tag} OK go`, wait(50), '* OK nothing of the kind'];

describeWithServer('STARTTLS', ['openssl'], () => {
  it.each<[string, ScriptedOptions, object]>([
    ['works', { security: 'tls' }, []],
    ['is offered only when asked', { security: 'tls', greeting: '* OK hi' }, []],
    ['is missing', { security: 'none' }, [{ code: 'tls/starttls-missing', args: { kind: 'absent' } }]],
    [
      'is refused',
      { security: 'tls', commands: { STARTTLS: ({ tag }) => `${tag} NO not now` } },
      [{ code: 'tls/handshake-failed', args: { kind: 'starttls-refused', starttls: true } }],
    ],
    [
      'is not understood',
      { security: 'tls', commands: { STARTTLS: ({ tag }) => `${tag} BAD what` } },
      [{ code: 'tls/handshake-failed', args: { kind: 'starttls-refused' } }],
    ],
    [
      'is masked by a firewall',
      { security: 'none', capabilities: 'IMAP4rev1 XXXXXXXA AUTH=PLAIN' },
      [{ code: 'tls/starttls-missing', args: { kind: 'masked' } }],
    ],
    [
      'is dropped behind its OK',
      { security: 'tls', commands: { STARTTLS: ({ tag }) => [`${tag} OK go`, CLOSE] } },
      [{ code: 'tls/handshake-failed', args: { kind: 'reset' } }],
    ],
    [
      'is answered in plain text',
      { security: 'none', capabilities: 'IMAP4rev1 STARTTLS', commands: { STARTTLS: plainAfterOk } },
      [{ code: 'tls/handshake-failed', args: { kind: 'plain-text' } }],
    ],
    [
      'works where the capabilities are not told',
      {
        security: 'tls',
        greeting: '* OK hi',
        commands: { CAPABILITY: ({ tag }) => `${tag} NO [LIMIT] CAPABILITY Rate limit hit.` },
      },
      [],
    ],
    [
      'works where an odd word stands among the capabilities',
      { security: 'tls', greeting: '* OK hi', capabilities: ' IMAP4rev1 X-FOO(1) STARTTLS X[FOO] Y"A' },
      [],
    ],
    [
      'is refused like the capabilities',
      {
        security: 'tls',
        greeting: '* OK hi',
        commands: { CAPABILITY: ({ tag }) => `${tag} BAD what`, STARTTLS: ({ tag }) => `${tag} BAD what` },
      },
      [{ code: 'tls/handshake-failed', args: { kind: 'starttls-refused' } }],
    ],
    [
      'meets a BYE in place of the capabilities',
      { security: 'tls', greeting: '* OK hi', commands: { CAPABILITY: () => ['* BYE later', CLOSE] } },
      [{ code: 'imap/refused' }],
    ],
    [
      'comes behind PREAUTH',
      { security: 'tls', greeting: '* PREAUTH come in' },
      [{ code: 'tls/handshake-failed', args: { kind: 'preauth' } }],
    ],
    [
      'is asked of SMTP',
      { security: 'none', greeting: '220 mail.contoso.com ESMTP' },
      [{ code: 'imap/not-imap', args: { protocol: 'SMTP' } }],
    ],
    [
      'has text behind its OK',
      { security: 'tls', commands: { STARTTLS: ({ tag }) => Buffer.from(`${tag} OK go\r\n* OK inject`) } },
      [{ code: 'tls/handshake-failed', args: { kind: 'starttls-injected' } }],
    ],
    ['meets a BYE', { security: 'tls', greeting: ['* BYE closed today', CLOSE] }, [{ code: 'imap/refused' }]],
  ])('%s', async (_name, options, expected) => {
    const { findings } = await probed(options, { security: 'tls' });
    expect(findings).toMatchObject(expected as object[]);
    expect(findings).toHaveLength((expected as object[]).length);
  });
});

describeWithServer('real servers', ['dovecot', 'stunnel', 'openssl'], () => {
  it('Dovecot, TLS from the first byte and STARTTLS', async () => {
    const server = await dovecot({ users: 1 });
    onTestFinished(() => server.stop());
    for (const [port, security] of [
      [server.imaps, 'ssl'],
      [server.imap, 'tls'],
    ] as const) {
      const evidence = await probe(port, { security, seconds: 5 });
      expect(checkTls(evidence)).toEqual([]);
      expect(evidence.asExchangeOnline).toMatchObject({ ok: true, protocol: 'TLSv1.2' });
    }
  });

  it.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)('stunnel, %s alone', async (version) => {
    const behind = await serve({ security: 'none' });
    const front = await stunnel({ to: behind.port, version });
    onTestFinished(() => front.stop());
    const { versions } = await probe(front.port, { seconds: 5 });
    const spoken = Object.entries(versions).filter(([, shake]) => shake.ok);
    expect(spoken.map(([name]) => name)).toEqual([version]);
  });
});

describeWithServer('the certificate', ['openssl'], () => {
  const peerOf = async (tls: object, over: Partial<TlsRoute> = {}) => {
    const { evidence } = await probed({ tls }, over);
    if (!evidence.asExchangeOnline.ok) throw new Error(evidence.asExchangeOnline.failure.detail);
    return evidence.asExchangeOnline.peer;
  };

  it.each<[string, object, object]>([
    [
      'a good one',
      testCertificate('localhost'),
      { trusted: true, nameMatches: true, sha1: false, keyType: 'rsa', keyBits: 2048 },
    ],
    ['a full chain', testCertificate('full-chain'), { trusted: true }],
    ['SHA-1', testCertificate('sha-1'), { trusted: true, sha1: true }],
    ['RSA of 1024 bits', testCertificate('rsa-1024'), { trusted: true, keyBits: 1024 }],
    ['expired', testCertificate('expired'), { trusted: true, nameMatches: true }],
    ['not yet valid', testCertificate('not-yet-valid'), { trusted: true }],
    ['self-signed', testCertificate('self-signed'), { distrust: 'self-signed' }],
    [
      'expired and self-signed',
      makeCertificate({ issuer: 'self', validTo: -1, validFrom: -9 }),
      { distrust: 'self-signed' },
    ],
    [
      'expired and of an unknown authority',
      makeCertificate({ issuer: 'unknown', validTo: -1, validFrom: -9 }),
      { trusted: false },
    ],
    [
      'expired, SHA-1 and of the authority',
      makeCertificate({ digest: 'sha1', validTo: -1, validFrom: -9 }),
      { trusted: true, sha1: true },
    ],
    ['an incomplete chain', testCertificate('incomplete-chain'), { distrust: 'incomplete-chain' }],
    [
      'another name',
      testCertificate('wrong-name'),
      { trusted: true, nameMatches: false, names: ['mail.fabrikam.test'] },
    ],
  ])('%s', async (_name, tls, expected) => {
    const peer = await peerOf(tls);
    expect(peer).toMatchObject(expected);
    expect(peer.distrust === undefined).toBe(peer.trusted);
  });

  it('gives addresses in their short form', async () => {
    expect((await peerOf(testCertificate('localhost'))).names).toEqual(['localhost', '127.0.0.1', '::1']);
  });

  it.each([
    ['mail.contoso.test', true],
    ['MAIL.contoso.test.', true],
    ['a.b.contoso.test', false],
    ['contoso.test', false],
  ])('a wildcard and %s: %s', async (server, nameMatches) => {
    expect((await peerOf(makeCertificate({ names: ['DNS:*.contoso.test'] }), { server })).nameMatches).toBe(
      nameMatches,
    );
  });

  it('an address as the server', async () => {
    const tls = testCertificate('localhost');
    expect((await peerOf(tls, { server: '127.0.0.1' })).nameMatches).toBe(true);
    expect((await peerOf(tls, { server: '::1' })).nameMatches).toBe(true);
    expect((await peerOf(tls, { server: '10.0.0.1' })).nameMatches).toBe(false);
  });
});

describeWithServer('STARTTLS on a port', ['openssl'], () => {
  it('that says nothing', async () => {
    const server = await serve({ security: 'none', greeting: [] });
    const { value, ms } = await timed(probe(server.port, { security: 'tls', seconds: 0.5 }));
    expect(checkTls(value)).toMatchObject([{ code: 'imap/no-greeting', args: { seconds: 0.5 } }]);
    expect(ms).toBeLessThan(2500);
  });

  it('of implicit TLS', async () => {
    const server = await serve();
    const evidence = await probe(server.port, { security: 'tls', seconds: 0.5 });
    expect(checkTls(evidence)).toMatchObject([
      {
        code: 'tls/handshake-failed',
        args: { kind: 'tls-at-once' },
        evidence: { detail: 'took TLSv1.3 from the first byte' },
      },
    ]);
  });
});
