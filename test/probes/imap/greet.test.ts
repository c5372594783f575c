import { expect, it, onTestFinished } from 'vitest';
import { probeImap } from '../../../src/probes/imap/greet.js';
import { describeWithServer } from '../../servers/available.js';
import { testCertificate } from '../../servers/certificates.js';
import { dovecot } from '../../servers/dovecot.js';
import { CLOSE, type ScriptedOptions } from '../../servers/scripted.js';
import { calm, routeTo, serve } from '../support.js';

async function probed(options: ScriptedOptions) {
  const server = await serve(options);
  const evidence = await probeImap(routeTo(server.port, { security: options.security ?? 'ssl' }), calm());
  await server.untilQuiet();
  return { server, evidence };
}

describeWithServer('a greeting', ['openssl'], () => {
  it('with capabilities and ID', async () => {
    const { evidence, server } = await probed({
      commands: {
        ID: ({ tag }) => [
          '* ID ("name" "Dovecot" "support-url" "https://x" "VERSION" NIL "vendor" "a\u202eb")',
          `${tag} OK`,
        ],
      },
    });
    expect(evidence).toMatchObject({
      greeting: { status: 'OK', text: 'Scripted server ready.' },
      security: 'ssl',
    });
    expect(evidence.capabilities).toContain('LITERAL+');
    expect(evidence.id).toEqual({ name: 'Dovecot', version: '', vendor: 'a b' });
    expect(evidence.failure).toBeUndefined();
    expect(server.commands).toEqual(['CAPABILITY', 'ID', 'LOGOUT']);
  });

  it('without capabilities: they are asked for', async () => {
    const { evidence, server } = await probed({ greeting: '* OK hi', capabilities: 'IMAP4rev1 X' });
    expect(evidence.capabilities).toEqual(['IMAP4rev1', 'X']);
    expect(server.commands).toEqual(['CAPABILITY', 'LOGOUT']);
  });

  it.each<[string, ScriptedOptions['commands']]>([
    ['CAPABILITY is not known', { CAPABILITY: ({ tag }) => `${tag} BAD what` }],
    ['the capabilities come in the answer', { CAPABILITY: ({ tag }) => `${tag} BAD [X] what` }],
    ['LOGOUT is answered by hanging up', { CAPABILITY: ({ tag }) => `${tag} NO no`, LOGOUT: () => CLOSE }],
  ])('is heard though %s', async (_name, commands = {}) => {
    const { evidence } = await probed({ greeting: '* OK hi', commands });
    expect(evidence).toMatchObject({ greeting: { text: 'hi' }, capabilities: [] });
    expect(evidence.failure).toBeUndefined();
  });

  it.each(['BYE', 'NO', 'PREAUTH'])('%s is evidence, and nothing is asked', async (word) => {
    const { evidence, server } = await probed({ greeting: [`* ${word} [ALERT] text`, CLOSE] });
    expect(evidence.greeting).toEqual({ status: word, code: 'ALERT', text: 'text' });
    expect(server.commands).toEqual([]);
  });

  it('another protocol is shown', async () => {
    const { evidence } = await probed({ greeting: Buffer.from('220 mail.contoso.test ESMTP\r\n') });
    expect(evidence.failure).toMatchObject({ kind: 'protocol', phase: 'greeting' });
    expect(evidence.received).toContain('220 mail.contoso.test');
  });

  it('behind STARTTLS: the capabilities are asked for again', async () => {
    let asked = 0;
    const { evidence } = await probed({
      security: 'tls',
      commands: {
        CAPABILITY: ({ tag }, { encrypted }) => {
          asked++;
          return [encrypted ? '* CAPABILITY IMAP4rev1' : '* CAPABILITY STARTTLS LOGINDISABLED', `${tag} OK`];
        },
      },
      greeting: '* OK hi',
    });
    expect(asked).toBe(2);
    expect(evidence.capabilities).toEqual(['IMAP4rev1']);
    expect(evidence.greeting?.text).toBe('hi');
  });

  it('behind STARTTLS: what was announced before TLS is kept apart, whatever came of it', async () => {
    const { evidence } = await probed({
      security: 'tls',
      greeting: '* OK [CAPABILITY IMAP4rev1 STARTTLS STARTTLS] hi',
    });
    expect(evidence.plainCapabilities).toEqual(['IMAP4rev1', 'STARTTLS']);
    expect(evidence.capabilities).toContain('AUTH=PLAIN');
    expect(evidence.greeting?.text).toBe('hi');
    const refused = await probed({
      security: 'tls',
      commands: { STARTTLS: ({ tag }) => `${tag} NO not now` },
    });
    expect(refused.evidence).toMatchObject({
      plainCapabilities: expect.arrayContaining(['STARTTLS']),
      capabilities: [],
    });
    const implicit = await probed({});
    expect(implicit.evidence.plainCapabilities).toBeUndefined();
  });

  it.each<[string, ScriptedOptions, object]>([
    ['OK without a text', { greeting: '* OK' }, { greeting: { status: 'OK', text: '' } }],
    ['in small letters', { greeting: '* ok hello' }, { greeting: { status: 'OK', text: 'hello' } }],
    [
      'with bytes that are no ASCII, and some that are no UTF-8',
      { greeting: Buffer.from('* OK Verf\xfcgung \x9b31m\u0007 \xe9\r\n', 'latin1') },
      { greeting: { status: 'OK', text: expect.not.stringMatching(/\p{Cc}/u) } },
    ],
    [
      'that keeps the client waiting first, as Dovecot does',
      {
        greeting: [
          '* OK Waiting for authentication process to respond..',
          '* OK [CAPABILITY IMAP4rev1 ID] Dovecot ready.',
        ],
      },
      { greeting: { status: 'OK', text: 'Dovecot ready.' } },
    ],
    [
      'with capabilities in any case, twice, and too many',
      {
        greeting: '* OK hi',
        capabilities: `imap4rev1 Imap4Rev1 imap4rev1 ${Array.from({ length: 500 }, (_, index) => `X${index}`).join(' ')}`,
      },
      { capabilities: expect.arrayContaining(['imap4rev1', 'Imap4Rev1', 'X0']) },
    ],
    ['that knows no ID', { commands: { ID: ({ tag }) => `${tag} BAD what` } }, { id: {} }],
    ['that refuses ID', { commands: { ID: ({ tag }) => `${tag} NO private` } }, { id: {} }],
    ['whose ID is NIL', { commands: { ID: ({ tag }) => ['* ID NIL', `${tag} OK`] } }, { id: {} }],
    [
      'whose ID is long, odd and not for a terminal',
      {
        commands: {
          ID: ({ tag }) => [
            `* ID ("name" "Dove\u009bcot\u202e" ${Array.from({ length: 30 }, (_, index) => `"k${index}" "v"`).join(' ')} "version" "${'9'.repeat(400)}" "vendor")`,
            `${tag} OK`,
          ],
        },
      },
      { id: { name: 'Dove cot', version: expect.stringMatching(/^9{199}…$/) } },
    ],
    [
      'that hangs up at ID',
      { commands: { ID: () => CLOSE } },
      { id: {}, greeting: { status: 'OK', text: 'Scripted server ready.' } },
    ],
  ])('%s is heard', async (_name, options, seen) => {
    const { evidence } = await probed(options);
    expect(evidence).toMatchObject(seen);
    expect(evidence.failure).toBeUndefined();
    expect(evidence.capabilities.length).toBeLessThanOrEqual(100);
    expect(new Set(evidence.capabilities).size).toBe(evidence.capabilities.length);
    expect(JSON.stringify(evidence)).not.toMatch(/[\u0080-\u009f\u202e]/);
  });

  it.each([
    ['an empty line', '\r\n'],
    ['a tagged line', 'A1 OK hello\r\n'],
    ['data before the greeting', '* CAPABILITY IMAP4rev1\r\n* OK hi\r\n'],
    ['zeros', '\0\0\0\0\r\n'],
    ['a literal', '* OK {4}\r\nabcd\r\n'],
  ])('%s in its place does not throw', async (_name, bytes) => {
    const { evidence } = await probed({ greeting: Buffer.from(bytes), commands: { '*': () => CLOSE } });
    expect(evidence.server).toBe('localhost');
    expect(evidence.failure !== undefined || evidence.greeting !== undefined).toBe(true);
  });

  it('is read over a certificate that is not accepted', async () => {
    const { evidence } = await probed({ tls: testCertificate('self-signed') });
    expect(evidence.greeting?.status).toBe('OK');
  });
});

describeWithServer('Dovecot', ['dovecot', 'openssl'], () => {
  it('that takes tokens alone says LOGINDISABLED under TLS', async () => {
    const server = await dovecot({ users: 1, extra: 'auth_mechanisms = xoauth2 oauthbearer' });
    onTestFinished(() => server.stop());
    const evidence = await probeImap(routeTo(server.imaps, { seconds: 5 }), calm());
    expect(evidence.capabilities).toEqual(
      expect.arrayContaining(['LOGINDISABLED', 'AUTH=XOAUTH2', 'AUTH=OAUTHBEARER']),
    );
    expect(evidence.greeting?.text).toContain('ready');
  });

  it('is greeted by either way', async () => {
    const server = await dovecot({ users: 1 });
    onTestFinished(() => server.stop());
    for (const [port, security] of [
      [server.imaps, 'ssl'],
      [server.imap, 'tls'],
      [server.imap, 'none'],
    ] as const) {
      const evidence = await probeImap(routeTo(port, { security, seconds: 5 }), calm());
      expect(evidence.plainCapabilities?.includes('STARTTLS')).toBe(security === 'tls' ? true : undefined);
      expect(evidence).toMatchObject({ greeting: { status: 'OK' }, id: { name: 'Dovecot' } });
    }
  });
});
