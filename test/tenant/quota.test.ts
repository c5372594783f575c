import { expect, test } from 'vitest';
import { quotaIn } from '../../src/tenant/quota.js';

const GB = 1024 ** 3;

test.each<[string, number | undefined]>([
  ['100 GB (107,374,182,400 bytes)', 100 * GB],
  ['49.5 GB (53,150,220,288 bytes)', 53_150_220_288],
  ['100 GB (107.374.182.400 Bytes)', 100 * GB],
  ['100 Go (107\u202f374\u202f182\u202f400 octets)', 100 * GB],
  ['100 GB (107\u00a0374\u00a0182\u00a0400 byte)', 100 * GB],
  ['100 GB (107’374’182’400 Bytes)', 100 * GB],
  ['50GB', 50 * GB],
  ['49,5 GB', Math.round(49.5 * GB)],
  ['2 KB', 2048],
  ['107374182400', 100 * GB],
  ['Unlimited', Number.POSITIVE_INFINITY],
  ['unlimited', Number.POSITIVE_INFINITY],
  ['', undefined],
  ['0', undefined],
  ['-', undefined],
  ['Microsoft.Exchange.Data.Unlimited`1[Microsoft.Exchange.Data.ByteQuantifiedSize]', undefined],
  ['(none)', undefined],
  [`${'9'.repeat(40)}`, undefined],
])('%s', (cell, octets) => {
  expect(quotaIn(cell)).toBe(octets);
});
