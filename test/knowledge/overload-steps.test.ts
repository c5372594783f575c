import { expect, describe as group, test } from 'vitest';
import { describe } from '../../src/knowledge/describe.js';
import { SERVER_PROFILES } from '../../src/knowledge/servers.js';
import type { TransientArguments } from '../../src/model/code.js';
import { finding } from '../../src/model/finding.js';

type Undecided =
  | 'login/timeout'
  | 'login/dropped'
  | 'login/unavailable'
  | 'login/throttled'
  | 'login/too-many-connections';

function advised(code: Undecided, args: Partial<TransientArguments> = {}): string {
  return describe(finding(code, { attempts: 1, ...args })).fix.join('\n');
}

group('whose limit it is', () => {
  test('is told by the endpoint where nobody knows the words', () => {
    expect(advised('login/too-many-connections', { software: 'exchange' })).toContain(
      'Raise `MaxConnectionsPerUser`',
    );
    expect(advised('login/throttled', { software: 'gmail' })).toContain('2,500 MB a day');
  });

  test('is told by the words behind a proxy', () => {
    const steps = advised('login/too-many-connections', { software: 'dovecot', provider: 'cyrus' });
    expect(steps).toContain('maxlogins_per_host');
    expect(steps).not.toContain('mail_max_userip_connections');
  });

  test('is that of the provider, whatever software speaks for it', () => {
    const steps = advised('login/too-many-connections', { software: 'strato', provider: 'dovecot' });
    expect(steps).toContain('Do not expect STRATO');
    expect(steps).not.toContain('mail_max_userip_connections');
  });

  test.each(['login/throttled', 'login/too-many-connections'] as const)(
    'leaves out other servers in the advice of %s',
    (code) => {
      expect(advised(code)).toMatch(/\bGmail\b.*\bExchange\b|\bExchange\b.*\bGmail\b/s);
      expect(advised(code, { software: 'cyrus' })).not.toMatch(/\bGmail\b|\bGoogle\b|\bExchange\b/);
      expect(advised(code, { provider: 'gmail' })).not.toMatch(/\bDovecot\b|\bExchange\b/);
    },
  );

  test.each(SERVER_PROFILES.filter(({ hosted }) => hosted).map(({ id }) => id))(
    'at %s is not raised by its customers',
    (software) => {
      for (const code of ['login/throttled', 'login/too-many-connections'] as const)
        expect(advised(code, { software })).not.toMatch(/^Raise/m);
    },
  );
});

group('Courier', () => {
  test('says nothing to those whom it turns away', () => {
    expect(advised('login/dropped', { software: 'courier' })).toMatch(/`MAXPERIP`.*MAXDAEMONS/s);
    expect(advised('login/dropped', { software: 'dovecot' })).not.toContain('mail_max_userip_connections');
  });
});

group('Dovecot', () => {
  test('answers late to sign-ins alone', () => {
    for (const args of [{ phase: 'login' }, {}])
      expect(advised('login/timeout', { software: 'dovecot', ...args })).toMatch(/late.*longer `--timeout`/s);
    expect(advised('login/timeout', { software: 'dovecot', phase: 'connect' })).not.toContain('late');
    expect(advised('login/timeout', { software: 'cyrus', phase: 'login' })).not.toContain('late');
  });

  test('counts the connections of an administrator for others', () => {
    const cause = (software: string) =>
      describe(finding('login/too-many-connections', { attempts: 1, software })).cause;
    expect(cause('dovecot')).toContain('the owners of the mailboxes');
    expect(cause('exchange')).toContain('one user');
  });
});

test('the pause that the server asked for is told, whoever it is', () => {
  for (const provider of ['exchange', 'gmail', undefined]) {
    const args = { attempts: 1, backoffMs: 299_961, ...(provider === undefined ? {} : { provider }) };
    expect(describe(finding('login/throttled', args)).message).toContain('a pause of 5 minutes');
  }
});
