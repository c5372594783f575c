import { describe, expect, it } from 'vitest';
import { adviceFor } from '../../src/knowledge/advice.js';
import { SERVER_PROFILES } from '../../src/knowledge/servers.js';
import type { Endpoint } from '../../src/model/endpoint.js';

const HOSTILE = 'hostile words of the server';

function endpoint(over: Partial<Endpoint> = {}): Endpoint {
  return {
    server: 'imap.contoso.com',
    addresses: [],
    aliases: [],
    ports: [],
    attempts: [],
    greeting: HOSTILE,
    product: HOSTILE,
    capabilities: [HOSTILE],
    ...over,
  };
}

const CASES: Partial<Endpoint>[] = [{}, { adminRows: 0, security: 'ssl' }, { adminRows: 3, security: 'tls' }];

describe('advice', () => {
  it.each(SERVER_PROFILES.map(({ id }) => id))('for %s is short, clean and ours', (software) => {
    for (const over of CASES) {
      const advice = adviceFor(endpoint({ software, ...over }));
      expect(advice.length).toBeGreaterThanOrEqual(1);
      expect(advice.length).toBeLessThanOrEqual(4);
      expect(new Set(advice).size).toBe(advice.length);
      for (const text of advice) {
        expect(text).toMatch(/^(?:[A-Z]|iCloud).*\.$/);
        expect(text).not.toMatch(/undefined|\[object|\$\{| {2}|\.\.|\p{Cc}/u);
        expect(text).not.toContain(HOSTILE);
      }
    }
  });

  it.each([undefined, 'something else'])('for %s is none', (software) => {
    expect(adviceFor(endpoint(software === undefined ? {} : { software }))).toEqual([]);
  });

  it('begins with the administrator where rows sign in through one', () => {
    const software = 'exchange';
    const [first, second] = adviceFor(endpoint({ software, adminRows: 2 }));
    expect(first).toContain('`contoso/mailadmin/usera`');
    expect(second).toContain('alias of the mailbox');
    expect(adviceFor(endpoint({ software }))[0]).toContain('`contoso/usera`');
    expect(adviceFor(endpoint({ software })).join(' ')).not.toContain('alias of the mailbox');
    expect(adviceFor(endpoint({ software: 'gmail', adminRows: 2 }))[0]).toContain('no administrator sign-in');
  });

  it('speaks of STARTTLS where TLS begins by it', () => {
    const told = (security: Endpoint['security'] & string) =>
      adviceFor(endpoint({ software: 'exchange', security })).join(' ');
    expect(told('tls')).toContain('SecureLogin');
    expect(told('ssl')).not.toContain('SecureLogin');
  });

  it('says of Microsoft only that it cannot be the source', () => {
    for (const software of ['exchange-online', 'outlook.com']) {
      expect(adviceFor(endpoint({ software, adminRows: 1 }))).toEqual([
        expect.stringContaining('Do not use IMAP'),
      ]);
    }
  });
});
