import { expect, it } from 'vitest';
import { checkImap, mayPass, whyNoSignIn } from '../../src/checks/imap.js';
import type { ConnectionFailure, ImapEvidence } from '../../src/model/evidence.js';

function evidence(over: Partial<ImapEvidence> = {}): ImapEvidence {
  return {
    server: 'imap.contoso.com',
    port: 993,
    security: 'ssl',
    seconds: 15,
    greeting: { status: 'OK', text: 'ready' },
    capabilities: ['IMAP4rev1'],
    id: {},
    ...over,
  };
}

/** Without a greeting: what came, and how it ended. */
function unheard(kind: ConnectionFailure['kind'], received?: string): ImapEvidence {
  const { greeting, ...rest } = evidence({ failure: { kind, phase: 'greeting', detail: kind } });
  return { ...rest, ...(received === undefined ? {} : { received }) };
}

/** As after a handshake that came about a moment before. */
function unreached(kind: ConnectionFailure['kind'], phase: ConnectionFailure['phase']): ImapEvidence {
  const { greeting, ...rest } = evidence({ capabilities: [], failure: { kind, phase, detail: kind } });
  return rest;
}

const UNREACHED = { code: 'imap/no-greeting', args: { kind: 'not-reached' }, rating: 'inconclusive' };

const CONTEXT = { wanted: 20, superUser: false, allowPlaintext: false };

it.each<[string, ImapEvidence, object[], boolean]>([
  ['good', evidence(), [], true],
  ['silence', unheard('timeout'), [{ code: 'imap/no-greeting' }], false],
  ['half a greeting', unheard('timeout', '* OK hel'), [{ code: 'imap/no-greeting' }], false],
  [
    'dropped in the greeting',
    unheard('dropped', '* O'),
    [{ code: 'imap/no-greeting', args: { kind: 'hung-up' } }],
    false,
  ],
  ['a star that is no greeting', unheard('protocol', '* HELLO'), [{ code: 'imap/not-imap' }], false],
  ['POP3', unheard('protocol', '+OK ready'), [{ code: 'imap/not-imap', args: { protocol: 'POP3' } }], false],
  ['SMTP', unheard('protocol', '220 mail ESMTP'), [{ args: { protocol: 'SMTP' } }], false],
  ['FTP', unheard('protocol', '220 FTP server'), [{ args: { protocol: 'FTP' } }], false],
  ['SSH', unheard('protocol', 'SSH-2.0-x'), [{ args: { protocol: 'SSH' } }], false],
  ['HTTP', unheard('protocol', 'HTTP/1.1 400'), [{ args: { protocol: 'HTTP' } }], false],
  [
    'BYE',
    evidence({ greeting: { status: 'BYE', text: 'off' } }),
    [{ code: 'imap/refused', evidence: { response: 'BYE off' } }],
    false,
  ],
  [
    'NO',
    evidence({ greeting: { status: 'NO', code: 'LIMIT', text: 'busy' } }),
    [{ code: 'imap/refused', evidence: { response: 'NO [LIMIT] busy' } }],
    false,
  ],
  [
    'BYE in place of the capabilities',
    evidence({ capabilities: [], untold: { status: 'BYE', text: 'full' } }),
    [{ code: 'imap/refused', evidence: { response: 'BYE full' } }],
    false,
  ],
  [
    'capabilities not told',
    evidence({ capabilities: [], untold: { status: 'NO', code: 'UNAVAILABLE', text: 'later' } }),
    [
      {
        code: 'imap/no-greeting',
        args: { kind: 'broke-off' },
        rating: 'inconclusive',
        evidence: { response: 'NO [UNAVAILABLE] later' },
      },
    ],
    true,
  ],
  [
    'capabilities not told in the clear',
    evidence({ security: 'none', capabilities: [], untold: { status: 'BAD', text: '' } }),
    [{ code: 'imap/plaintext' }, { code: 'imap/no-greeting', rating: 'inconclusive' }],
    false,
  ],
  [
    'capabilities not told by Microsoft',
    evidence({ server: 'outlook.office365.com', capabilities: [] }),
    [{ code: 'imap/microsoft-365-source' }],
    true,
  ],
  ['a connection that was refused', unreached('refused', 'connect'), [UNREACHED], false],
  ['a handshake that failed', unreached('tls', 'tls'), [UNREACHED], false],
  [
    'silence before STARTTLS',
    { ...unheard('timeout'), security: 'tls' },
    [{ args: { kind: 'not-reached' }, rating: 'inconclusive' }],
    false,
  ],
  [
    'silence behind STARTTLS',
    evidence({
      security: 'tls',
      plainCapabilities: ['STARTTLS'],
      failure: { kind: 'timeout', phase: 'greeting', detail: '' },
    }),
    [{ code: 'imap/no-greeting', args: { kind: 'broke-off' } }],
    false,
  ],
  [
    'silence after the greeting',
    evidence({ failure: { kind: 'timeout', phase: 'greeting', detail: '' } }),
    [{ code: 'imap/no-greeting' }],
    false,
  ],
  [
    'PREAUTH',
    evidence({ greeting: { status: 'PREAUTH', text: '' } }),
    [{ code: 'imap/login-disabled', args: { kind: 'preauth' } }],
    false,
  ],
  [
    'LOGINDISABLED',
    evidence({ capabilities: ['logindisabled'] }),
    [{ args: { kind: 'no-password-mechanism' } }],
    false,
  ],
  [
    'LOGINDISABLED, PLAIN',
    evidence({ capabilities: ['LOGINDISABLED', 'AUTH=PLAIN'] }),
    [{ args: { kind: 'logindisabled' } }],
    true,
  ],
  [
    'LOGINDISABLED, XOAUTH2',
    evidence({ capabilities: ['LOGINDISABLED', 'AUTH=XOAUTH2'] }),
    [{ args: { kind: 'oauth-only', mechanisms: ['XOAUTH2'] } }],
    false,
  ],
  [
    'tokens alone, in any case and twice',
    evidence({ capabilities: ['auth=xoauth2', 'Auth=OAuthBearer', 'AUTH=XOAUTH2', 'AUTH=EXTERNAL'] }),
    [
      {
        code: 'imap/login-disabled',
        args: { kind: 'oauth-only', mechanisms: ['XOAUTH2', 'OAUTHBEARER'] },
      },
    ],
    false,
  ],
  [
    'tokens after STARTTLS',
    evidence({ security: 'tls', capabilities: ['AUTH=OAUTHBEARER'], plainCapabilities: ['AUTH=PLAIN'] }),
    [{ args: { kind: 'oauth-only' } }],
    false,
  ],
  [
    'LOGINDISABLED, certificates',
    evidence({ capabilities: ['LOGINDISABLED', 'AUTH=EXTERNAL', 'AUTH=GSSAPI'] }),
    [{ args: { kind: 'no-password-mechanism' } }],
    false,
  ],
  [
    'LOGINDISABLED, a digest',
    evidence({ capabilities: ['logindisabled', 'auth=scram-sha-256'] }),
    [{ args: { kind: 'logindisabled' } }],
    false,
  ],
  ['tokens beside a password', evidence({ capabilities: ['AUTH=XOAUTH2', 'AUTH=PLAIN'] }), [], true],
  ['tokens beside Kerberos', evidence({ capabilities: ['AUTH=XOAUTH2', 'AUTH=GSSAPI'] }), [], true],
  ['Kerberos alone', evidence({ capabilities: ['AUTH=GSSAPI', 'AUTH=EXTERNAL'] }), [], true],
  ['no mechanism at all', evidence({ capabilities: ['IMAP4rev1', 'SASL-IR'] }), [], true],
  [
    'LOGINDISABLED before TLS alone',
    evidence({ security: 'tls', plainCapabilities: ['STARTTLS', 'LOGINDISABLED'] }),
    [],
    true,
  ],
  ['plain', evidence({ security: 'none' }), [{ code: 'imap/plaintext' }], true],
  [
    'plain and silent',
    { ...unheard('timeout'), security: 'none' },
    [{ code: 'imap/plaintext' }, { code: 'imap/no-greeting' }],
    false,
  ],
  ['Outlook', evidence({ server: 'outlook.office365.com' }), [{ code: 'imap/microsoft-365-source' }], true],
  [
    'Courier',
    evidence({ greeting: { status: 'OK', text: 'Courier-IMAP ready' } }),
    [{ code: 'imap/connection-limit', args: { limit: 4, scope: 'address' } }],
    true,
  ],
  ['Dovecot', evidence({ greeting: { status: 'OK', text: 'Dovecot ready' } }), [], true],
])('%s', (_name, seen, expected, able) => {
  const found = checkImap(seen, CONTEXT);
  expect(found).toMatchObject(expected);
  expect(found).toHaveLength(expected.length);
  expect(whyNoSignIn(seen) === undefined).toBe(able);
});

it('a limit per account matters when one signs in for all, and not below it', () => {
  const exchange = evidence({
    greeting: { status: 'OK', text: 'The Microsoft Exchange IMAP4 service is ready.' },
  });
  const codes = (context: Partial<typeof CONTEXT>) =>
    checkImap(exchange, { ...CONTEXT, ...context }).map(({ code }) => code);
  expect(codes({})).toEqual([]);
  expect(codes({ superUser: true })).toEqual(['imap/connection-limit']);
  expect(codes({ superUser: true, wanted: 16 })).toEqual([]);
});

it('an alias of Microsoft is Microsoft', () => {
  const aliases = ['outlook.office365.com'];
  expect(checkImap(evidence(), { ...CONTEXT, aliases })).toMatchObject([
    { code: 'imap/microsoft-365-source', args: { server: 'imap.contoso.com', kind: 'exchange-online' } },
  ]);
  expect(checkImap(evidence(), { ...CONTEXT, aliases: ['mail.contoso.com'] })).toEqual([]);
});

it('passwords in the clear are a warning when they are allowed', () => {
  expect(checkImap(evidence({ security: 'none' }), { ...CONTEXT, allowPlaintext: true })).toMatchObject([
    { code: 'imap/plaintext', rating: 'warning' },
  ]);
});

it.each<[string, ImapEvidence, boolean]>([
  ['a greeting', evidence(), false],
  ['BYE', evidence({ greeting: { status: 'BYE', text: '' } }), true],
  ['BYE later', evidence({ capabilities: [], untold: { status: 'BYE', text: '' } }), true],
  ['NO to CAPABILITY', evidence({ capabilities: [], untold: { status: 'NO', text: '' } }), true],
  ['BAD to CAPABILITY', evidence({ capabilities: [], untold: { status: 'BAD', text: '' } }), false],
  ['PREAUTH', evidence({ greeting: { status: 'PREAUTH', text: '' } }), false],
  ['hanging up', unheard('dropped'), true],
  ['a refusal', unreached('refused', 'connect'), true],
  ['a handshake that failed', unreached('tls', 'tls'), true],
  ['silence', unheard('timeout'), false],
  ['silence in a handshake', unreached('timeout', 'tls'), false],
  ['another protocol', unheard('protocol', '+OK ready'), false],
])('%s: whether it may pass', (_name, seen, may) => {
  expect(mayPass(seen)).toBe(may);
});

it('only capabilities say that there is no way to sign in', () => {
  expect(whyNoSignIn(evidence({ capabilities: ['LOGINDISABLED'] }))).toMatch(/no way to sign in/);
  expect(whyNoSignIn(evidence({ greeting: { status: 'PREAUTH', text: '' } }))).toMatch(/no way to sign in/);
  for (const seen of [
    unheard('timeout'),
    unreached('refused', 'connect'),
    evidence({ untold: { status: 'BYE', text: '' } }),
  ])
    expect(whyNoSignIn(seen)).toBe('the server gave no usable greeting');
});
