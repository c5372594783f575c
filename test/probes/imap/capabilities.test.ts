import { expect, it } from 'vitest';
import { probeImap } from '../../../src/probes/imap/greet.js';
import { describeWithServer } from '../../servers/available.js';
import { CLOSE, type Reply, type ScriptedOptions } from '../../servers/scripted.js';
import { calm, routeTo, serve } from '../support.js';

async function heard(options: ScriptedOptions) {
  const server = await serve(options);
  return probeImap(routeTo(server.port), calm());
}

/** What CAPABILITY is answered with, the answer by the tag left out. */
function told(line: string) {
  return heard({ greeting: '* OK hi', commands: { CAPABILITY: ({ tag }) => [line, `${tag} OK done`] } });
}

describeWithServer('capabilities', ['openssl'], () => {
  it.each([
    ['* CAPABILITY IMAP4rev1 LOGINDISABLED X-FOO(1)', ['IMAP4rev1', 'LOGINDISABLED', 'X-FOO(1)']],
    ['* CAPABILITY IMAP4rev1 LOGINDISABLED X[FOO] Y"A', ['IMAP4rev1', 'LOGINDISABLED', 'X[FOO]', 'YA']],
    ['* CAPABILITY  IMAP4rev1   AUTH=XOAUTH2 ', ['IMAP4rev1', 'AUTH=XOAUTH2']],
    ['*  capability\tIMAP4rev1\tLOGINDISABLED', ['IMAP4rev1', 'LOGINDISABLED']],
    ['* CAPABILITY (IMAP4rev1 "LOGINDISABLED")', ['IMAP4rev1', 'LOGINDISABLED']],
    ['* CAPABILITY IMAP4rev1 LOGINDISABLED X={1}y %', ['IMAP4rev1', 'LOGINDISABLED', 'X={1}y', '%']],
    [
      '* OK [CAPABILITY IMAP4rev1 LOGINDISABLED X-FOO(1)] STARTTLS',
      ['IMAP4rev1', 'LOGINDISABLED', 'X-FOO(1)'],
    ],
    ['* OK [CAPABILITY IMAP4rev1 X[FOO] LOGINDISABLED] done', ['IMAP4rev1', 'X[FOO]', 'LOGINDISABLED']],
    ['* OK [CAPABILITY IMAP4rev1 X[FOO]] LOGINDISABLED', ['IMAP4rev1', 'X[FOO]']],
    ['* OK [CAPABILITY IMAP4rev1 LOGINDISABLED', ['IMAP4rev1', 'LOGINDISABLED']],
  ])('%j is read', async (line, capabilities) => {
    const evidence = await told(line);
    expect(evidence.capabilities).toEqual(capabilities);
    expect(evidence.untold).toBeUndefined();
  });

  it('are read from the answer alone, and from a greeting with an odd word', async () => {
    const code = '[CAPABILITY IMAP4rev1 LOGINDISABLED X(1)]';
    const answered = await heard({
      greeting: '* OK hi',
      commands: { CAPABILITY: ({ tag }) => `${tag} OK ${code} done` },
    });
    const greeted = await heard({ greeting: `* OK ${code} hi` });
    for (const { capabilities } of [answered, greeted]) expect(capabilities).toContain('LOGINDISABLED');
  });

  it.each<[string, (tag: string) => Reply, object]>([
    ['NO', (tag) => `${tag} NO [UNAVAILABLE] Try later`, { status: 'NO', code: 'UNAVAILABLE' }],
    ['BAD', (tag) => `${tag} BAD what`, { status: 'BAD', text: 'what' }],
    ['OK without a list', (tag) => `${tag} OK done`, { status: 'OK', text: 'done' }],
    ['an empty list', (tag) => ['* CAPABILITY', `${tag} OK done`], { status: 'OK' }],
    ['CAPABILITIES', (tag) => ['* CAPABILITIES IMAP4rev1', `${tag} OK done`], { status: 'OK' }],
    ['BYE', () => ['* BYE Too many connections', CLOSE], { status: 'BYE', text: 'Too many connections' }],
    ['BYE without an end', () => '* BYE Server shutting down', { status: 'BYE' }],
  ])('are not told by %s', async (_name, answer, untold) => {
    const evidence = await heard({
      greeting: '* OK hi',
      commands: { CAPABILITY: ({ tag }) => answer(tag), LOGOUT: () => CLOSE },
    });
    expect(evidence).toMatchObject({ greeting: { text: 'hi' }, capabilities: [], untold });
    expect(evidence.failure).toBeUndefined();
  });
});

describeWithServer('a greeting that tells them', ['openssl'], () => {
  const greeting = '* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi';

  it('is no proof that the server answers', async () => {
    const silent = await heard({ greeting, commands: { '*': () => [] } });
    expect(silent.failure).toMatchObject({ kind: 'timeout', phase: 'greeting' });
    const closing = await heard({ greeting, commands: { '*': () => CLOSE } });
    expect(closing.untold?.status ?? closing.failure?.kind).toBe('dropped');
  });

  it('counts where CAPABILITY is refused, and beside its answer', async () => {
    const refused = await heard({ greeting, commands: { CAPABILITY: ({ tag }) => `${tag} NO` } });
    expect(refused).toMatchObject({ capabilities: ['IMAP4rev1', 'AUTH=PLAIN'] });
    expect(refused.untold).toBeUndefined();
    const CAPABILITY = ({ tag }: { tag: string }) => ['* CAPABILITY IMAP4rev1 LOGINDISABLED', `${tag} OK`];
    expect((await heard({ greeting, commands: { CAPABILITY } })).capabilities).toContain('LOGINDISABLED');
  });

  it('may leave STARTTLS out', async () => {
    const CAPABILITY = ({ tag }: { tag: string }) => ['* CAPABILITY IMAP4rev1 STARTTLS', `${tag} OK`];
    const server = await serve({ security: 'tls', greeting, commands: { CAPABILITY } });
    const evidence = await probeImap(routeTo(server.port, { security: 'tls' }), calm());
    expect(evidence).toMatchObject({ plainCapabilities: ['IMAP4rev1', 'STARTTLS'] });
    expect(evidence.failure).toBeUndefined();
  });
});

describeWithServer('an OK beside the capabilities', ['openssl'], () => {
  it('is the greeting only where Dovecot was still starting', async () => {
    const CAPABILITY = ({ tag }: { tag: string }) => [
      '* OK hint',
      '* CAPABILITY IMAP4rev1',
      `${tag} OK done`,
    ];
    const usual = await heard({ greeting: '* OK Dovecot ready.', commands: { CAPABILITY } });
    expect(usual.greeting?.text).toBe('Dovecot ready.');
    const starting = await heard({
      greeting: '* OK Waiting for authentication process to respond..',
      commands: { CAPABILITY },
    });
    expect(starting.greeting?.text).toBe('hint');
  });
});
