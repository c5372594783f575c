import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differByOne, NearestAddresses } from '../../src/tenant/nearest.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

function nearest(missing: string, offered: readonly string[], batch: readonly string[] = []) {
  const finder = new NearestAddresses([missing], new Set([missing, ...batch]));
  for (const address of offered) finder.offer(address);
  return finder.found.get(missing);
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789.-_'];
const letter = fc.constantFrom(...LETTERS);
const address = fc
  .tuple(
    fc.string({ unit: letter, minLength: 1, maxLength: 30 }),
    fc.constantFrom('contoso.com', 'fabrikam.org'),
  )
  .map(([name, domain]) => `${name}@${domain}`);

/** One letter less, more, another, or two neighbors swapped. */
function changed(text: string, way: number, at: number, sign: string): string {
  const place = at % text.length;
  const rest = text.slice(place + 1);
  if (way === 0) return text.slice(0, place) + rest;
  if (way === 1) return text.slice(0, place) + sign + text.slice(place);
  if (way === 2) return text.slice(0, place) + sign + rest;
  return text.slice(0, place) + (rest[0] ?? '') + (text[place] ?? '') + rest.slice(1);
}

describe('one letter', () => {
  test.each([
    ['usera@contoso.com', 'user.a@contoso.com'],
    ['usera@contoso.com', 'user@contoso.com'],
    ['usera@contoso.com', 'userb@contoso.com'],
    ['usera@contoso.com', 'usrea@contoso.com'],
    ['usera@contosso.com', 'usera@contoso.com'],
    ['usera@contoso.con', 'usera@contoso.com'],
  ])('%s is near %s', (missing, there) => {
    expect(differByOne(missing, there)).toBe(true);
    expect(nearest(missing, ['all@contoso.com', there])).toBe(there);
  });

  test.each([
    ['usera@contoso.com', 'usera@contoso.com'],
    ['usera@contoso.com', 'uuserab@contoso.com'],
    ['usera@contoso.com', 'resua@contoso.com'],
    ['usera@contoso.com', 'userbb@contoso.com'],
    ['abcd@contoso.com', 'badc@contoso.com'],
    ['', 'ab'],
  ])('%s is not near %s', (missing, there) => {
    expect(differByOne(missing, there)).toBe(false);
    expect(nearest(missing, [there])).toBeUndefined();
  });

  test('is found for every change of every address, and for nothing else', {
    timeout: PROPERTY_TIMEOUT,
  }, () => {
    fc.assert(
      fc.property(
        address,
        fc.nat(3),
        fc.nat(60),
        letter,
        fc.array(address),
        (there, way, at, sign, others) => {
          const missing = changed(there, way, at, sign);
          const far = others.filter((other) => !differByOne(other, missing));
          expect(nearest(missing, far)).toBeUndefined();
          expect(nearest(missing, [...far, there])).toBe(missing === there ? undefined : there);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('of several', () => {
  test('one that is no row of the batch', () => {
    const offered = ['userx@contoso.com', 'usery@contoso.com'];
    expect(nearest('user@contoso.com', offered)).toBe('userx@contoso.com');
    expect(nearest('user@contoso.com', offered, ['userx@contoso.com'])).toBe('usery@contoso.com');
    expect(nearest('user@contoso.com', offered, offered)).toBe('userx@contoso.com');
  });

  test('no numbered neighbor that has a row of its own', () => {
    expect(nearest('user3@contoso.com', ['user2@contoso.com'], ['user2@contoso.com'])).toBeUndefined();
    expect(nearest('user3@contoso.com', ['user2@contoso.com'])).toBe('user2@contoso.com');
  });
});

test('no more than some thousands are looked for', () => {
  const missing = Array.from({ length: 50_000 }, (_, index) => `person${index}@contoso.com`);
  const finder = new NearestAddresses(missing, new Set(missing));
  for (const one of missing) finder.offer(one.replace('@', 'x@'));
  expect(finder.found.size).toBe(2000);
});
