import { describe, expect, it } from 'vitest';
import { knownAnswer, suggestedBackoff } from '../../src/knowledge/answers.js';
import type { Answer } from '../../src/model/evidence.js';

function said(text: string, code?: string, status: Answer['status'] = 'NO') {
  return knownAnswer({ status, text, ...(code === undefined ? {} : { code }) })?.is;
}

describe('response codes', () => {
  it.each([
    ['AUTHENTICATIONFAILED', 'login/rejected'],
    ['AUTHORIZATIONFAILED', 'login/not-authorized'],
    ['NOPERM', 'login/not-authorized'],
    ['EXPIRED', 'login/expired'],
    ['CONTACTADMIN', 'login/blocked'],
    ['UNAVAILABLE', 'login/unavailable'],
    ['INUSE', 'login/unavailable'],
    ['SERVERBUG', 'login/unavailable'],
    ['PRIVACYREQUIRED', 'login/unavailable'],
    ['LIMIT', 'login/throttled'],
    ['OVERQUOTA', 'login/throttled'],
    ['THROTTLED', 'login/throttled'],
    ['WEBALERT', 'login/web-login-required'],
    ['CORRUPTION', 'login/unavailable'],
    ['CLIENTBUG', 'login/unavailable'],
  ])('%s alone is %s', (code, is) => {
    expect(said('No.', code)).toBe(is);
    expect(said('No.', code.toLowerCase())).toBe(is);
  });

  it('win over the text', () => {
    expect(said('Temporary authentication failure', 'UNAVAILABLE')).toBe('login/unavailable');
    expect(said('Authentication failed, invalid password', 'LIMIT')).toBe('login/throttled');
    expect(said('Temporary authentication failure', 'AUTHENTICATIONFAILED')).toBe('login/rejected');
    expect(said('Invalid credentials', 'CONTACTADMIN')).toBe('login/blocked');
  });

  it('are refined by the text within their class', () => {
    expect(said('Maximum number of connections exceeded', 'UNAVAILABLE')).toBe('login/too-many-connections');
    expect(said('Rate limit hit', 'UNAVAILABLE')).toBe('login/throttled');
    expect(said('Too many sessions', 'LIMIT')).toBe('login/too-many-connections');
    expect(said('Password expired', 'AUTHENTICATIONFAILED')).toBe('login/expired');
    expect(said('IMAP is disabled for this mailbox', 'AUTHENTICATIONFAILED')).toBe('login/imap-disabled');
    expect(said('Basic authentication is disabled', 'AUTHENTICATIONFAILED')).toBe(
      'login/basic-auth-disabled',
    );
    expect(said('Please use an app password', 'AUTHENTICATIONFAILED')).toBe('login/app-password-required');
    expect(said('IMAP access disabled', 'CONTACTADMIN')).toBe('login/imap-disabled');
  });

  it('leave it to the text where they tell nothing', () => {
    for (const code of [undefined, 'ALERT', 'X-WHATEVER', 'CONSTRUCTOR', '__PROTO__']) {
      expect(said('Too many open connections', code)).toBe('login/too-many-connections');
      expect(said('Nothing to see here', code)).toBeUndefined();
    }
  });
});

describe('texts', () => {
  it.each([
    ['Invalid credentials or IMAP is disabled', 'login/rejected'],
    ['IMAP is disabled or wrong password', 'login/rejected'],
    ['IMAP is disabled, see your password page', 'login/imap-disabled'],
    ['IMAP4 access is not enabled', 'login/imap-disabled'],
    ['IMAP service is not available for this account', 'login/imap-disabled'],
    ['Account is not enabled', undefined],
    ['Too many failed login attempts', 'login/throttled'],
    ['Too many logins', 'login/too-many-connections'],
    ['Too many mistakes', undefined],
    ['Wrong password, please try again', 'login/rejected'],
    ['Something broke, please try again later', 'login/unavailable'],
    ['Your account has been suspended', 'login/blocked'],
    ['Mailbox is locked by another session', undefined],
    ['Your password has expired', 'login/expired'],
    ['Your certificate has expired', undefined],
    ['OAuth2 required', 'login/basic-auth-disabled'],
    ['Plaintext authentication not allowed', 'login/unavailable'],
    ['Basic authentication is not allowed', 'login/basic-auth-disabled'],
    ['Login failed: account disabled', 'login/blocked'],
    ['Login failed: password locked', 'login/blocked'],
    ['Account temporarily locked, try again later', 'login/blocked'],
    ['Too many failed attempts', 'login/throttled'],
    ['IMAP support is not enabled', 'login/imap-disabled'],
    ['You are not allowed to use IMAP4rev1', 'login/imap-disabled'],
    ['Aplication password is REQUIRED', 'login/app-password-required'],
    ['Login failed: user not found', 'login/rejected'],
    ['Login failed: generic failure', 'login/unavailable'],
    ['Login failed: authorization failure', 'login/not-authorized'],
    ['Login failed: passphrase expired, has to be reset', 'login/expired'],
  ])('%s', (text, is) => {
    expect(said(text)).toBe(is);
  });

  it.each([
    'authenticationfail',
    'authorizationfail',
    'loginfail',
    'authentication fail',
    'authorization fail',
    'login fail',
    'incorrect',
    'invalid',
    'no valid tokens',
    'login bad',
    'bad username',
    'bad password',
    'login error',
    'username error',
    'password error',
    'please log in',
  ])('with "%s" are about credentials', (text) => {
    expect(said(text)).toBe('login/rejected');
  });

  it('about the command are no refusal of credentials', () => {
    expect(said('Invalid characters in atom', undefined, 'BAD')).toBeUndefined();
    expect(said('Too many invalid IMAP commands.', undefined, 'BYE')).toBeUndefined();
    expect(said('Invalid LOGIN command', undefined, 'BAD')).toBeUndefined();
    expect(said('LOGIN bad username or password', undefined, 'BAD')).toBe('login/rejected');
    expect(said('Authentication failed', undefined, 'BYE')).toBe('login/rejected');
  });

  it.each([
    'or IMAP '.repeat(62),
    'IMAP or '.repeat(62),
    'password or '.repeat(45),
    'too many '.repeat(55),
    'too many open open open '.repeat(20),
    'maximum number of '.repeat(27),
    ' '.repeat(500),
    'a'.repeat(500),
    'IMAP access is currently '.repeat(20),
    'try again in about '.repeat(26),
    'LOGIN DENIED '.repeat(38),
  ])('are read in no time, however they are made: %#', (text) => {
    const start = performance.now();
    for (let i = 0; i < 20; i += 1) {
      said(text);
      suggestedBackoff(text);
    }
    expect((performance.now() - start) / 20).toBeLessThan(20);
  });
});

describe('suggestedBackoff', () => {
  it.each([
    ['Request is throttled. Suggested Backoff Time: 299961 milliseconds', 299_961],
    ['Please try again in 30 seconds.', 30_000],
    ['Too many requests, retry after 5 minutes', 300_000],
    ['TRY AGAIN IN 1 MINUTE', 60_000],
    ['Retry in 250ms', 250],
    ['Retry in 10s, please', 10_000],
    ['please wait 90 sec before you try again', 90_000],
    ['Wait at least 15 min', 900_000],
    ['try again after about 2 hours', 7_200_000],
    ['Try in 24 hours', 86_400_000],
  ])('reads the pause of "%s"', (text, milliseconds) => {
    expect(suggestedBackoff(text)).toBe(milliseconds);
  });

  it.each([
    'Request is throttled.',
    'Request is throttled for 299961 milliseconds',
    'Please try again later',
    'Try again in a few minutes',
    'Try again in 0 seconds',
    'Try again in 25 hours',
    'Try again in 3 days',
    'Try again in 30 mails',
    'Mailbox was locked 30 seconds ago',
    'Attempts: retry 5 of 10 servers',
    `Suggested Backoff Time: ${'9'.repeat(40)} milliseconds`,
    'Suggested Backoff Time: 999999999 milliseconds',
  ])('reads nothing of "%s"', (text) => {
    expect(suggestedBackoff(text)).toBeUndefined();
  });
});
