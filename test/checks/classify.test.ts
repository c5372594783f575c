import { describe, expect, it } from 'vitest';
import { classifyLogin, isOverload, isTransient } from '../../src/checks/classify.js';
import type { Code } from '../../src/model/code.js';
import type { Answer, ConnectionFailure, LoginEvidence } from '../../src/model/evidence.js';
import type { SignInForm } from '../../src/model/row.js';
import { parseAnswer as answer, decidingAnswer, KNOWN_ANSWERS } from '../support/known-answers.js';

const OK: Answer = { status: 'OK', text: 'done' };

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

describe('the answer to LOGIN', () => {
  it.each(KNOWN_ANSWERS.filter(({ at }) => at === 'login' || at === 'instead'))(
    'of $of means $code: $id',
    (known) => {
      const login = decidingAnswer(known) ?? expect.fail();
      const judgement = judged({ login });
      expect(judgement).toMatchObject({ kind: known.status, code: known.code, answer: login });
      expect(judgement.kind === 'passed' ? undefined : judgement.provider).toBe(known.provider);
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
    const others = [
      ['NO [UNAVAILABLE] Try again in 30 seconds', 'login/unavailable', 30_000],
      ['NO Too many connections, retry after 5 minutes', 'login/too-many-connections', 300_000],
      ['NO [AUTHENTICATIONFAILED] Wrong password, try again in 30 seconds', 'login/rejected', undefined],
    ] as const;
    for (const [line, code, backoffMs] of others) {
      const judgement = judged({ login: answer(line) });
      expect(judgement.kind === 'passed' ? [] : [judgement.code, judgement.backoffMs]).toEqual([
        code,
        backoffMs,
      ]);
    }
  });

  it.each<[string, Code]>([
    ['NO Account temporarily locked after too many failed login attempts', 'login/blocked'],
    ['NO [UNAVAILABLE] Account temporarily locked', 'login/unavailable'],
    ['NO Account temporarily unavailable', 'login/unavailable'],
    ['NO LOGIN DENIED -- STATUS=0', 'login/rejected'],
    ['NO LOGIN DENIED -- IP IS NOT BLACKLISTED', 'login/rejected'],
  ])('is told from its neighbors: %s', (line, code) => {
    expect(outcome({ login: answer(line) })).toEqual([isTransient(code) ? 'inconclusive' : 'failed', code]);
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
  it.each(KNOWN_ANSWERS.filter(({ at }) => at === 'after'))('is closed by $of: $id', (known) => {
    const bye = decidingAnswer(known) ?? expect.fail();
    expect(judged({ login: OK, bye })).toMatchObject({ kind: known.status, code: known.code, answer: bye });
  });

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
