import { expect, it } from 'vitest';
import { type LoginOptions, probeLogin } from '../../../src/probes/imap/login.js';
import { describeWithServer } from '../../servers/available.js';
import { testCertificate } from '../../servers/certificates.js';
import { CLOSE, type ScriptedOptions } from '../../servers/scripted.js';
import { calm, credentials, routeTo, sent, serve, timed } from '../support.js';

const OPTIONS: LoginOptions = { capabilities: ['IMAP4rev1', 'NAMESPACE'], pipelining: 'mailbox' };

async function signIn(
  server: ScriptedOptions,
  who = credentials(),
  options: Partial<LoginOptions> = {},
  over = {},
) {
  const seen = await serve(server);
  const security = server.security ?? 'ssl';
  const evidence = await probeLogin(
    routeTo(seen.port, { security, ...over }),
    who,
    { ...OPTIONS, ...options },
    calm(),
  );
  return { seen, evidence };
}

/** The commands as they came over the wire, without their tags. */
function wire(seen: Parameters<typeof sent>[0]): string {
  return sent(seen)
    .toString('utf8')
    .replace(/^A\w+ /gm, '');
}

describeWithServer('a sign-in', ['openssl'], () => {
  it.each(['all', 'mailbox', 'none'] as const)(
    'reads the mailbox and says goodbye, sent together: %s',
    async (pipelining) => {
      const { seen, evidence } = await signIn({}, credentials(), { pipelining });
      expect(evidence).toMatchObject({
        login: { status: 'OK' },
        list: { status: 'OK' },
        examine: { status: 'OK', code: 'READ-ONLY' },
        namespaces: { personal: [''] },
      });
      expect(evidence.failure).toBeUndefined();
      expect(evidence.folders.map(({ path }) => path)).toEqual(['INBOX', 'Sent', 'Trash']);
      expect(wire(seen)).toBe(
        'LOGIN "anna" "secret-4711"\r\nNAMESPACE\r\nLIST "" "*"\r\nEXAMINE INBOX\r\nLOGOUT\r\n',
      );
      expect(seen.open).toBe(0);
    },
  );

  it.each([
    ['quotes and backslashes', 'a"b\\c', 'p"\\ \\"', 'LOGIN "a\\"b\\\\c" "p\\"\\\\ \\\\\\""'],
    ['an address', 'anna@contoso.com', '{3}', 'LOGIN "anna@contoso.com" "{3}"'],
    ['an empty password', 'anna', '', 'LOGIN "anna" ""'],
  ])('sends %s as quoted strings', async (_name, user, password, expected) => {
    const { seen, evidence } = await signIn({ users: { [user]: password } }, credentials(user, password));
    expect(evidence.login?.status).toBe('OK');
    expect(wire(seen).split('\r\n', 1)).toEqual([expected]);
  });

  it.each([
    ['ä€𝄞', 'Pässwörd'],
    ['anna', 'one\r\ntwo'],
    ['anna', 'tab\tbell\u0007'],
  ])('sends %s / %s as literals, byte by byte', async (user, password) => {
    const who = credentials(user, password);
    const [a, b] = [Buffer.byteLength(user), Buffer.byteLength(password)];
    const first = user === 'anna' ? ['"anna"', '"anna"'] : [`{${a}}\r\n${user}`, `{${a}+}\r\n${user}`];
    const plain = await signIn({ users: { [user]: password }, capabilities: 'IMAP4rev1' }, who);
    expect(plain.evidence.login?.status).toBe('OK');
    expect(wire(plain.seen)).toContain(`LOGIN ${first[0]} {${b}}\r\n${password}\r\n`);
    const plus = await signIn({ users: { [user]: password }, capabilities: 'IMAP4rev1 literal+' }, who);
    expect(plus.evidence.login?.status).toBe('OK');
    expect(wire(plus.seen)).toContain(`LOGIN ${first[1]} {${b}+}\r\n${password}\r\n`);
  });

  it('trusts this connection on LITERAL+, and the one before it where this one says nothing', async () => {
    const who = credentials('anna', 'Pässwörd');
    const before = { capabilities: ['IMAP4rev1', 'LITERAL+'] };
    const now = await signIn({ capabilities: 'IMAP4rev1' }, who, before);
    expect(sent(now.seen).toString()).not.toContain('+}');
    const silent = await signIn({ greeting: '* OK ready' }, who, before);
    expect(sent(silent.seen).toString()).toContain('{10+}');
  });

  it('does not send the password when the literal is refused', async () => {
    const { seen, evidence } = await signIn(
      { literals: 'refused', capabilities: 'IMAP4rev1' },
      credentials('anna', 'Pässwörd'),
    );
    expect(evidence.login).toMatchObject({ status: 'BAD', text: 'Literals are not taken' });
    expect(sent(seen).includes('Pässwörd')).toBe(false);
  });

  it('bears a very long password', async () => {
    const long = 'x'.repeat(3000);
    const { evidence, seen } = await signIn({ users: { anna: long } }, credentials('anna', long));
    expect(seen.logins.map(({ password }) => password.length)).toEqual([3000]);
    expect(evidence.login?.status).toBe('OK');
  });

  it.each([
    ['an\0na', 'x'],
    ['anna', 'x\0y'],
  ])('sends nothing with a NUL in it', async (user, password) => {
    const { seen, evidence } = await signIn({}, credentials(user, password));
    expect(evidence.failure).toMatchObject({ kind: 'protocol', phase: 'login' });
    expect(seen.commands).toEqual([]);
  });
});

describeWithServer('LOGINDISABLED', ['openssl'], () => {
  const capabilities = 'IMAP4rev1 LOGINDISABLED AUTH=PLAIN';

  it('takes AUTHENTICATE PLAIN instead', async () => {
    const { seen, evidence } = await signIn(
      { capabilities, users: { anna: 'pä"ss' } },
      credentials('anna', 'pä"ss'),
    );
    expect(evidence.login?.status).toBe('OK');
    expect(seen.logins).toMatchObject([{ via: 'AUTHENTICATE', user: 'anna', password: 'pä"ss' }]);
    const response = Buffer.from('\0anna\0pä"ss').toString('base64');
    expect(wire(seen)).toContain(`AUTHENTICATE PLAIN\r\n${response}\r\n`);
    expect(seen.commands).not.toContain('LOGIN');
  });

  it('does not send the response to a server that refuses the mechanism', async () => {
    const { seen, evidence } = await signIn({
      capabilities,
      commands: { AUTHENTICATE: ({ tag }) => `${tag} NO [CONTACTADMIN] not for you` },
    });
    expect(evidence.login).toMatchObject({ status: 'NO' });
    expect(seen.commands).toEqual(['AUTHENTICATE']);
  });

  const refusals: [string, ScriptedOptions][] = [
    ['in the greeting', { greeting: '* OK [CAPABILITY IMAP4rev1 LoginDisabled] ready' }],
    ['behind the greeting', { greeting: ['* OK ready\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n'] }],
    ['in a second code', { greeting: ['* OK ready\r\n* NO [CAPABILITY LOGINDISABLED] wait\r\n'] }],
  ];
  it.each(refusals)('%s, without another way, keeps the password here', async (_name, options) => {
    const { seen, evidence } = await signIn(options);
    expect(evidence.failure).toMatchObject({
      kind: 'protocol',
      detail: expect.stringContaining('LOGINDISABLED'),
    });
    expect(seen.commands).toEqual([]);
  });

  it('of the connection before counts where this one says nothing', async () => {
    const { seen } = await signIn({ greeting: '* OK ready' }, credentials(), {
      capabilities: ['IMAP4rev1', 'LOGINDISABLED'],
    });
    expect(seen.commands).toEqual([]);
  });
});

describeWithServer('a password without a connection to trust', ['openssl'], () => {
  it.each([
    'expired',
    'not-yet-valid',
    'wrong-name',
    'self-signed',
    'unknown-authority',
    'incomplete-chain',
  ] as const)('is not sent: %s', async (kind) => {
    const { seen, evidence } = await signIn({ tls: testCertificate(kind) });
    expect(evidence.failure).toMatchObject({ kind: 'tls', phase: 'tls' });
    expect(seen.commands).toEqual([]);
    const accepted = await signIn(
      { tls: testCertificate(kind) },
      credentials(),
      {},
      { acceptUntrusted: true },
    );
    expect(accepted.evidence.login?.status).toBe('OK');
  });

  // They are findings of their own, which do not keep the other rows from being tried.
  it.each(['sha-1', 'rsa-1024', 'ecdsa', 'full-chain'] as const)('is sent: %s', async (kind) => {
    const { evidence } = await signIn({ tls: testCertificate(kind) });
    expect(evidence.login?.status).toBe('OK');
  });

  it.each<[string, ScriptedOptions]>([
    ['STARTTLS missing', { security: 'none' }],
    ['STARTTLS refused', { security: 'tls', commands: { STARTTLS: ({ tag }) => `${tag} NO not now` } }],
    [
      'STARTTLS with text behind it',
      {
        security: 'tls',
        commands: { STARTTLS: ({ tag }) => Buffer.from(`${tag} OK go\r\n* OK injected\r\n`) },
      },
    ],
    ['PREAUTH', { security: 'tls', greeting: '* PREAUTH welcome' }],
  ])('%s', async (_name, options) => {
    const { seen, evidence } = await signIn(options, credentials(), {}, { security: 'tls' });
    expect(evidence.failure).toMatchObject({ kind: 'tls' });
    expect(sent(seen).toString('latin1')).not.toContain('secret-4711');
    expect(seen.logins).toEqual([]);
  });

  it('goes over STARTTLS when all is well', async () => {
    const { seen, evidence } = await signIn({ security: 'tls' });
    expect(evidence.examine?.status).toBe('OK');
    expect(seen.logins).toMatchObject([{ encrypted: true }]);
  });
});

describeWithServer('an echo of the password', ['openssl'], () => {
  const password = 'Top "secret"  pass\\word';
  const base64 = Buffer.from(password).toString('base64');
  const plain = Buffer.from(`\0anna\0${password}`).toString('base64');

  it.each([
    ['as sent', password],
    ['quoted', password.replace(/["\\]/g, '\\$&')],
    ['in base64', base64],
    ['as SASL', plain],
    ['cut by the length of a text', `${'x'.repeat(490)} ${password}`],
    ['in capitals', password.toUpperCase()],
  ])('%s goes nowhere', async (_name, echo) => {
    const { evidence } = await signIn(
      { commands: { LOGIN: ({ tag }) => [`* BYE ${echo}`, `${tag} NO bad: ${echo}`, CLOSE] } },
      credentials('anna', password),
    );
    expect(evidence.login?.status).toBe('NO');
    const kept = JSON.stringify(evidence).toLowerCase();
    for (const part of ['top', 'secret', 'pass', base64.slice(0, 8), plain.slice(0, 12)]) {
      expect(kept).not.toContain(part.toLowerCase());
    }
  });

  it('in names of folders and namespaces goes nowhere', async () => {
    const { evidence } = await signIn(
      {
        folders: ['INBOX', 'geheim-99'],
        commands: { NAMESPACE: ({ tag }) => ['* NAMESPACE (("geheim-99." ".")) NIL NIL', `${tag} OK`] },
      },
      credentials('anna', 'geheim-99'),
    );
    expect(evidence.folders).toHaveLength(2);
    expect(JSON.stringify(evidence)).not.toContain('geheim');
  });
});

describeWithServer('the end of a session', ['openssl'], () => {
  it('waits until the server has hung up', async () => {
    const { seen } = await signIn({ commands: { LOGIN: ({ tag }) => `${tag} NO no` } });
    expect(seen.open).toBe(0);
  });

  it.each([
    ['LOGOUT is not answered', { LOGOUT: () => [] }],
    ['the server does not hang up', { LOGOUT: ({ tag }: { tag: string }) => `${tag} OK bye` }],
  ])('is not waited for long when %s', async (_name, commands) => {
    const { value, ms } = await timed(signIn({ commands }, credentials(), {}, { seconds: 10 }));
    expect(value.evidence.failure).toBeUndefined();
    expect(ms).toBeLessThan(3500);
  });
});
