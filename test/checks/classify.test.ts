import { describe, expect, it } from 'vitest';
import { classifyLogin, isOverload, isTransient } from '../../src/checks/classify.js';
import type { Code } from '../../src/model/code.js';
import type { Answer, ConnectionFailure, LoginEvidence } from '../../src/model/evidence.js';
import type { SignInForm } from '../../src/model/row.js';

const OK: Answer = { status: 'OK', text: 'done' };

/** `NO [ALERT] Too many … (Failure)`, with or without tag or asterisk, as an answer. */
function answer(line: string): Answer {
  const [, status, code, text = ''] =
    /^(?:\S+ )?(OK|NO|BAD|BYE)(?: \[([^\] ]+)[^\]]*\])? ?(.*)$/.exec(line) ?? [];
  if (status === undefined) throw new Error(`no answer: ${line}`);
  return { status: status as Answer['status'], text, ...(code === undefined ? {} : { code }) };
}

function evidence(parts: Partial<LoginEvidence>): LoginEvidence {
  return { ms: 80, folders: [], namespaces: { personal: [], others: [], shared: [] }, ...parts };
}

function judged(parts: Partial<LoginEvidence>, form: SignInForm = 'address') {
  return classifyLogin(evidence(parts), { form });
}

function outcome(parts: Partial<LoginEvidence>, form: SignInForm = 'address') {
  const judgement = judged(parts, form);
  return judgement.kind === 'passed' ? ['passed'] : [judgement.kind, judgement.code];
}

function failure(kind: ConnectionFailure['kind'], phase: ConnectionFailure['phase'] = 'login') {
  return { kind, phase, detail: '' };
}

type Quote = [line: string, code: Code, provider?: string];

const GMAIL: Quote[] = [
  ['NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)', 'login/rejected', 'gmail'],
  [
    'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
    'login/app-password-required',
    'gmail',
  ],
  [
    'NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)',
    'login/web-login-required',
    'gmail',
  ],
  ['NO Web login required', 'login/web-login-required', 'gmail'],
  [
    'NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1] Web login required.',
    'login/web-login-required',
    'gmail',
  ],
  [
    'NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)',
    'login/imap-disabled',
    'gmail',
  ],
  [
    'NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)',
    'login/imap-disabled',
    'gmail',
  ],
  ['NO [ALERT] Too many simultaneous connections. (Failure)', 'login/too-many-connections', 'gmail'],
  ['NO [ALERT] Account exceeded command or bandwidth limits. (Failure)', 'login/throttled', 'gmail'],
  ['* BYE [OVERQUOTA] Account exceeded command or bandwidth limits.', 'login/throttled', 'gmail'],
  ['BYE Session expired, please login again', 'login/throttled', 'gmail'],
  [
    'NO [UNAVAILABLE] Temporary System Problem. Please try again later. (Failure)',
    'login/unavailable',
    'gmail',
  ],
  [
    'NO [SERVERBUG] Temporary System Problem. Please try again later. (Failure)',
    'login/unavailable',
    'gmail',
  ],
  ['NO Lookup failed abc123', 'login/rejected', 'gmail'],
];

const PROVIDERS: Quote[] = [
  ['NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials', 'login/rejected', 'yahoo'],
  ['NO [AUTHENTICATIONFAILED] AUTHENTICATE Invalid credentials', 'login/rejected', 'yahoo'],
  ['NO [AUTHENTICATIONFAILED] Incorrect username or password.', 'login/rejected'],
  ['NO Incorrect username or password.', 'login/rejected'],
  ['NO [AUTHORIZATIONFAILED] Incorrect username or password. (#MBR1212)', 'login/rejected', 'yahoo'],
  ['NO [LIMIT] CAPABILITY Rate limit hit.', 'login/throttled', 'yahoo'],
  ['NO [LIMIT] LOGIN Rate limit hit.', 'login/throttled', 'yahoo'],
  ['* BYE IMAP4rev1 Server logging out', 'login/dropped'],
  ['NO [AUTHENTICATIONFAILED] Authentication Failed', 'login/rejected'],
  ['NO [AUTHENTICATIONFAILED] Authentication failed', 'login/rejected'],
  ['NO LOGIN failed.', 'login/rejected', 'exchange'],
  ['NO AUTHENTICATE failed.', 'login/rejected', 'exchange'],
  ['NO Basic authentication is disabled.', 'login/basic-auth-disabled', 'outlook.com'],
  ['* BYE Microsoft Exchange Server IMAP4 server signing off.', 'login/dropped'],
  [
    'NO [ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)',
    'login/imap-disabled',
    'zoho',
  ],
  ['NO [AUTHENTICATIONFAILED] Invalid credentials(Failure)', 'login/rejected', 'zoho'],
  ['NO [ALERT] Invalid credentials(Failure)', 'login/rejected', 'zoho'],
  [
    'NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials or IMAP is disabled sc=abc',
    'login/rejected',
    'yandex',
  ],
  ['NO Please using authorized code to login.', 'login/app-password-required', 'tencent'],
  ['NO Authorized code is incorrect', 'login/app-password-required', 'tencent'],
  ['NO Login fail. Please using weixin token', 'login/app-password-required', 'tencent'],
  ['NO [ALERT] LOGIN DENIED -- COUNTRY IS BLACKLISTED', 'login/blocked'],
];

const DOVECOT: Quote[] = [
  ['NO [AUTHENTICATIONFAILED] Authentication failed.', 'login/rejected'],
  ['NO [UNAVAILABLE] Temporary authentication failure. [mail:2026-01-01 00:00:00]', 'login/unavailable'],
  [
    'NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.',
    'login/unavailable',
  ],
  [
    'NO [PRIVACYREQUIRED] Cleartext authentication disallowed on non-secure (SSL/TLS) connections.',
    'login/unavailable',
  ],
  [
    '* BAD [ALERT] Plaintext authentication not allowed without SSL/TLS, but your client did it anyway. If anyone was listening, the password was exposed.',
    'login/unavailable',
  ],
  [
    'NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    'login/too-many-connections',
    'dovecot',
  ],
  [
    'NO [LIMIT] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)',
    'login/too-many-connections',
    'dovecot',
  ],
  ['NO [AUTHORIZATIONFAILED] Authorization failed', 'login/not-authorized'],
  ['NO [EXPIRED] Password expired', 'login/expired'],
  ['NO [CONTACTADMIN] Login disabled for this user', 'login/blocked', 'dovecot'],
  ['NO [ALERT] Ask Bob in room 12', 'login/rejected'],
  ['NO [UNAVAILABLE] Account is temporarily unavailable.', 'login/unavailable'],
  ['* BYE Too many invalid IMAP commands.', 'login/dropped'],
  ['BAD Too many invalid IMAP commands.', 'login/unavailable'],
  ['BAD Invalid characters in atom', 'login/unavailable'],
];

const CYRUS_AND_COURIER: Quote[] = [
  ['NO Login failed: authentication failure', 'login/rejected', 'cyrus'],
  ['NO Login only available under a layer', 'login/unavailable', 'cyrus'],
  ['NO Authenticate only available under a layer', 'login/unavailable', 'cyrus'],
  [
    'NO Too many open connections (10 of 10 from host, 3 of 5 for user)',
    'login/too-many-connections',
    'cyrus',
  ],
  ['NO Invalid user', 'login/rejected'],
  ['* BYE [ALERT] Closed for maintenance', 'login/dropped'],
  ['* BYE Fatal error: Internal error: assertion failed', 'login/unavailable'],
  ['* BYE Fatal error: can not read configuration', 'login/dropped'],
  ['NO Login failed.', 'login/rejected'],
  ['NO STARTTLS required', 'login/unavailable', 'courier'],
  ['* BYE Temporary problem, please try again later', 'login/unavailable'],
  ['* BYE IMAP access disabled for this account.', 'login/imap-disabled', 'courier'],
];

const EXCHANGE_AND_ZIMBRA: Quote[] = [
  ['BAD User is authenticated but not connected.', 'login/not-authorized', 'exchange'],
  ['* BYE Connection closed. 14', 'login/dropped'],
  ['BAD Command received in Invalid state.', 'login/unavailable', 'exchange'],
  ['NO Request is throttled. Suggested Backoff Time: 299961 milliseconds', 'login/throttled', 'exchange'],
  ['NO Server Unavailable. 15', 'login/unavailable', 'exchange'],
  [
    'BAD TLS 1.0 and 1.1 are not supported. Please upgrade/update your client to support TLS 1.2. Visit https://aka.ms/popimap_tls.',
    'login/unavailable',
    'exchange-online',
  ],
  ['NO LOGIN failed', 'login/rejected'],
  ['* BYE Zimbra IMAP server terminating connection', 'login/dropped'],
  ['* BYE mail.contoso.com Zimbra IMAP4rev1 server closing connection', 'login/dropped'],
];

const GENERIC =
  'authenticationfail|authorizationfail|loginfail|authentication fail|authorization fail|login fail|incorrect|invalid|no valid tokens|login bad|bad username|bad password|login error|username error|password error|please log in'
    .split('|')
    .map((text): Quote => [`NO ${text}`, 'login/rejected']);

describe('the answer to LOGIN', () => {
  it.each([...GMAIL, ...PROVIDERS, ...DOVECOT, ...CYRUS_AND_COURIER, ...EXCHANGE_AND_ZIMBRA, ...GENERIC])(
    '%s: %s',
    (line, code, provider?: string) => {
      const login = answer(line);
      const judgement = judged({ login });
      expect(judgement).toMatchObject({
        kind: isTransient(code) ? 'inconclusive' : 'failed',
        code,
        answer: login,
      });
      expect(judgement.kind === 'passed' ? undefined : judgement.provider).toBe(provider);
    },
  );

  it('is a refusal when nobody knows its words, but no judgement when it is BAD or BYE', () => {
    expect(outcome({ login: answer('NO Nope') })).toEqual(['failed', 'login/rejected']);
    expect(outcome({ login: answer('BAD Nope') })).toEqual(['inconclusive', 'login/unavailable']);
    expect(outcome({ login: answer('* BYE Nope') })).toEqual(['inconclusive', 'login/dropped']);
    expect(outcome({ login: answer('NO ') })).toEqual(['failed', 'login/rejected']);
  });

  it('may ask for a pause', () => {
    const login = answer('NO Request is throttled. Suggested Backoff Time: 299961 milliseconds');
    expect(judged({ login })).toHaveProperty('backoffMs', 299961);
    expect(judged({ login: answer('NO Request is throttled.') })).not.toHaveProperty('backoffMs');
  });
});

describe('no answer to LOGIN', () => {
  it.each([
    ['timeout', 'login/timeout'],
    ['dropped', 'login/dropped'],
    ['refused', 'login/dropped'],
    ['unreachable', 'login/dropped'],
    ['tls', 'login/dropped'],
    ['protocol', 'login/dropped'],
  ] as const)('because of %s', (kind, code) => {
    expect(judged({ failure: failure(kind, 'connect') })).toEqual({ kind: 'inconclusive', code });
  });

  it('is inconclusive even when nobody says why', () => {
    expect(outcome({})).toEqual(['inconclusive', 'login/dropped']);
  });
});

describe('the mailbox after LOGIN', () => {
  const BOTH = { login: OK, list: OK, examine: OK };
  const connected = answer('BAD User is authenticated but not connected.');

  it('passes only with LIST and EXAMINE', () => {
    expect(judged(BOTH)).toEqual({ kind: 'passed' });
    expect(judged({ ...BOTH, bye: answer('* BYE Logging out') })).toEqual({ kind: 'passed' });
    expect(judged({ ...BOTH, failure: failure('dropped', 'mailbox') })).toEqual({ kind: 'passed' });
    expect(outcome({ login: OK, list: OK })).toEqual(['inconclusive', 'login/dropped']);
    expect(outcome({ login: OK })).toEqual(['inconclusive', 'login/dropped']);
  });

  it('is not this account’s to open', () => {
    for (const code of ['AUTHORIZATIONFAILED', 'NOPERM']) {
      const list = answer(`NO [${code}] Permission denied`);
      expect(outcome({ login: OK, list })).toEqual(['failed', 'login/not-authorized']);
    }
    const bye = answer('* BYE Connection closed. 14');
    expect(outcome({ login: OK, list: connected, bye })).toEqual(['failed', 'login/not-authorized']);
    const examine = answer('NO User is authenticated but not connected.');
    expect(outcome({ login: OK, list: OK, examine })).toEqual(['failed', 'login/not-authorized']);
  });

  it('is closed after the password was right', () => {
    const bye = answer('* BYE IMAP access disabled for this account.');
    const seen = { login: OK, bye, failure: failure('dropped', 'mailbox') };
    expect(outcome(seen)).toEqual(['failed', 'login/imap-disabled']);
    const other = answer('* BYE Shutting the door');
    expect(outcome({ ...seen, bye: other })).toEqual(['inconclusive', 'login/dropped']);
    const suspended = answer('* BYE Your account has been suspended');
    expect(outcome({ ...seen, bye: suspended })).toEqual(['failed', 'login/blocked']);
    const words = answer('* BYE Authentication failed');
    expect(outcome({ ...seen, bye: words })).toEqual(['inconclusive', 'login/dropped']);
  });

  it.each([
    ['NO [UNAVAILABLE] Backend is down', 'login/unavailable'],
    ['NO [INUSE] Mailbox in use', 'login/unavailable'],
    ['NO [SERVERBUG] Internal error occurred. Refer to server log.', 'login/unavailable'],
    ['NO [LIMIT] LIST Rate limit hit.', 'login/throttled'],
    ['NO Server Unavailable. 15', 'login/unavailable'],
    ['BAD Request is throttled. Suggested Backoff Time: 12000 milliseconds', 'login/throttled'],
    ['* BYE Session expired, please login again', 'login/throttled'],
    ['* BYE [OVERQUOTA] Account exceeded command or bandwidth limits.', 'login/throttled'],
  ])('cannot be judged: %s', (line, code) => {
    expect(outcome({ login: OK, list: answer(line) })).toEqual(['inconclusive', code]);
    expect(outcome({ login: OK, list: OK, examine: answer(line) })).toEqual(['inconclusive', code]);
  });

  it('cannot be listed or opened', () => {
    const list = answer('NO Invalid mailbox name');
    expect(judged({ login: OK, list })).toEqual({
      kind: 'failed',
      code: 'mailbox/list-failed',
      answer: list,
      command: 'LIST',
    });
    const examine = answer(
      'NO [NONEXISTENT] Unknown Mailbox: [Gmail] (now in authenticated state) (Failure)',
    );
    expect(judged({ login: OK, list: OK, examine })).toMatchObject({
      code: 'mailbox/list-failed',
      command: 'EXAMINE',
    });
    expect(outcome({ login: OK, list: answer('NO [CORRUPTION] Broken') })).toEqual([
      'failed',
      'mailbox/list-failed',
    ]);
  });

  it('is out of bounds for an administrator who sees no folder', () => {
    const examine = answer("NO Mailbox doesn't exist: INBOX");
    const folders = [{ path: 'INBOX', delimiter: '/', flags: [] }];
    const seen = { login: OK, list: OK, examine };
    expect(outcome(seen, 'dovecot-admin')).toEqual(['failed', 'login/not-authorized']);
    expect(outcome({ ...seen, folders }, 'dovecot-admin')).toEqual(['failed', 'mailbox/list-failed']);
    expect(outcome(seen, 'address')).toEqual(['failed', 'mailbox/list-failed']);
    const denied = answer('NO Permission denied');
    expect(outcome({ login: OK, list: denied }, 'exchange-admin')).toEqual([
      'failed',
      'login/not-authorized',
    ]);
    expect(outcome({ login: OK, list: denied }, 'address')).toEqual(['failed', 'mailbox/list-failed']);
  });

  it('was lost on the way', () => {
    expect(outcome({ login: OK, failure: failure('timeout', 'mailbox') })).toEqual([
      'inconclusive',
      'login/timeout',
    ]);
    expect(outcome({ login: OK, list: OK, failure: failure('dropped', 'mailbox') })).toEqual([
      'inconclusive',
      'login/dropped',
    ]);
  });
});

describe('kinds of trouble', () => {
  it('tells what passes from what stays', () => {
    expect(isTransient('login/timeout')).toBe(true);
    expect(isTransient('login/throttled')).toBe(true);
    expect(isTransient('login/rejected')).toBe(false);
    expect(isTransient('dns/lookup-failed')).toBe(false);
  });

  it('tells overload from other trouble', () => {
    expect(isOverload('login/too-many-connections')).toBe(true);
    expect(isOverload('login/throttled')).toBe(true);
    expect(isOverload('login/unavailable')).toBe(false);
  });
});

it.each<[string, Code]>([
  ['BYE Authentication failed', 'login/dropped'],
  ['BYE [AUTHENTICATIONFAILED] too many bad logins from your address', 'login/dropped'],
  ['NO Invalid credentials', 'login/dropped'],
  ['BYE Account locked for 10 minutes', 'login/dropped'],
  ['BYE [UNAVAILABLE] Maximum number of connections from user+IP exceeded', 'login/too-many-connections'],
])('%s in place of a greeting says nothing of a password that was not sent', (line, code) => {
  expect(outcome({ login: answer(line), unsent: true })).toEqual(['inconclusive', code]);
});
