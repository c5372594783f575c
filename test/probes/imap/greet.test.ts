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
    expect(server.commands).toEqual(['ID', 'LOGOUT']);
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

  it('is read over a certificate that is not accepted', async () => {
    const { evidence } = await probed({ tls: testCertificate('self-signed') });
    expect(evidence.greeting?.status).toBe('OK');
  });
});

describeWithServer('Dovecot', ['dovecot', 'openssl'], () => {
  it('is greeted by either way', async () => {
    const server = await dovecot({ users: 1 });
    onTestFinished(() => server.stop());
    for (const [port, security] of [
      [server.imaps, 'ssl'],
      [server.imap, 'tls'],
      [server.imap, 'none'],
    ] as const) {
      const evidence = await probeImap(routeTo(port, { security, seconds: 5 }), calm());
      expect(evidence).toMatchObject({ greeting: { status: 'OK' }, id: { name: 'Dovecot' } });
    }
  });
});
