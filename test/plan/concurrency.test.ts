import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/model/endpoint.js';
import { finding } from '../../src/model/finding.js';
import { concurrencyOf } from '../../src/plan/concurrency.js';
import { ENDPOINT } from './support.js';

const probed = (asked: number, held: number) => ({ capacity: { asked, held, signedIn: true } });
const seen = (held: number, limited: boolean, wanted = 20) => ({ connections: { wanted, held, limited } });

const CASES: [name: string, parts: Partial<Endpoint>, migrations: number, syncs: number, basis: string][] = [
  ['nothing is known', {}, 20, 10, 'assumed'],
  ['a probe met a limit', probed(40, 12), 12, 6, 'probed'],
  ['a probe met a limit above the usual', probed(100, 60), 60, 30, 'probed'],
  ['a probe bore all', probed(40, 40), 40, 20, 'probed'],
  ['a probe bore all of a few, which says nothing', probed(5, 5), 20, 10, 'assumed'],
  ['a probe bore one', probed(20, 1), 1, 1, 'probed'],
  ['a probe bore none', probed(20, 0), 1, 1, 'probed'],
  ['more than Exchange Online opens', probed(120, 120), 100, 50, 'probed'],
  ['the sign-ins met a limit', seen(7, true), 7, 3, 'seen'],
  ['the sign-ins met a lower one than the probe', { ...probed(40, 30), ...seen(7, true) }, 7, 3, 'seen'],
  ['the probe met a lower one than the sign-ins', { ...probed(40, 5), ...seen(7, true) }, 5, 2, 'probed'],
  ['the sign-ins met none', seen(50, false, 50), 50, 25, 'seen'],
  ['a few sign-ins met none', seen(3, false), 20, 10, 'assumed'],
  ['Courier, as it comes', { software: 'courier' }, 4, 2, 'known'],
  ['Courier, seen to bear more', { software: 'courier', ...seen(20, false) }, 20, 10, 'seen'],
  ['Gmail, each with an account of its own', { software: 'gmail' }, 20, 10, 'assumed'],
  ['Exchange Server through an administrator', { software: 'exchange', adminRows: 3 }, 16, 8, 'known'],
  ['Exchange Server, each for itself', { software: 'exchange', adminRows: 0 }, 20, 10, 'assumed'],
  ['Dovecot through a master user', { software: 'dovecot', adminRows: 3 }, 20, 10, 'assumed'],
];

describe('how many are read at once', () => {
  test.each(CASES)('%s', (_, parts, maxConcurrentMigrations, maxConcurrentIncrementalSyncs, basis) => {
    const found = concurrencyOf({ ...ENDPOINT, ...parts }, []);
    expect(found).toEqual({ maxConcurrentMigrations, maxConcurrentIncrementalSyncs, basis });
  });

  test('a limit of the one account that was probed is none of the others', () => {
    const args = {
      server: 'imap.contoso.com',
      wanted: 20,
      limit: 10,
      asked: 40,
      seen: true,
      scope: 'user',
    } as const;
    const endpoint = { ...ENDPOINT, ...probed(40, 10) };
    const own = finding('imap/connection-limit', { ...args, ownAccounts: true });
    expect(concurrencyOf(endpoint, [own])).toMatchObject({ maxConcurrentMigrations: 20, basis: 'assumed' });
    const shared = finding('imap/connection-limit', args);
    expect(concurrencyOf(endpoint, [shared])).toMatchObject({ maxConcurrentMigrations: 10, basis: 'probed' });
  });
});
