import { describe, expect, test } from 'vitest';
import { ErrorGroups } from '../../../src/knowledge/troubleshooter/error-groups.js';
import { nameOf } from '../../../src/knowledge/troubleshooter/guide.js';

function grouped(messages: readonly (string | undefined)[]): ErrorGroups {
  const groups = new ErrorGroups();
  for (const [index, message] of messages.entries()) {
    groups.add({ row: index + 1, line: index + 2, ...(message === undefined ? {} : { message }) });
  }
  return groups;
}

const shown = (groups: ErrorGroups) =>
  groups.list().map(({ subjects, places }) => [subjects.map(nameOf)[0], places.map(({ row }) => row)]);

const FULL = 'This mailbox is full. Please free up some space so that email can be downloaded.';

describe('the rows of a report', () => {
  test('stand together by what they mean, known ones first, many before few', () => {
    const groups = grouped([
      'nobody knows this',
      'nobody knows this',
      FULL,
      'TLS negotiation failed',
      FULL.toUpperCase(),
    ]);
    expect(shown(groups)).toEqual([
      ['mailbox/over-target-quota', [3, 5]],
      ['tls/legacy-only', [4]],
      [undefined, [1, 2]],
    ]);
    expect(groups.total).toBe(5);
  });

  test('are told apart where they are not known, though not by addresses and numbers', () => {
    const groups = grouped([
      'flux 1 of a@contoso.com',
      'flux 22 of b@contoso.com',
      'plutonium of a@contoso.com',
    ]);
    expect(shown(groups)).toEqual([
      [undefined, [1, 2]],
      [undefined, [3]],
    ]);
  });

  test('are all there, however many kinds there are', () => {
    const kinds = Array.from({ length: 300 }, (_, index) => `zz ${'x'.repeat(index + 1)}`);
    const groups = grouped([...kinds, undefined, ' \t', '']);
    expect(groups.list().length).toBeLessThan(30);
    expect(groups.list().reduce((sum, { places }) => sum + places.length, 0)).toBe(300);
    expect(groups.unreadable.map(({ row }) => row)).toEqual([301]);
    expect(groups.blank.map(({ row }) => row)).toEqual([302, 303]);
  });

  test('keep no more of a message and an address than is shown', () => {
    const groups = new ErrorGroups();
    groups.add({ row: 1, line: 2, emailAddress: 'a'.repeat(100_000), message: `zz ${'b'.repeat(100_000)}` });
    const [group] = groups.list();
    expect(group?.sample.length).toBeLessThan(1_000);
    expect(group?.places[0]?.emailAddress?.length).toBeLessThan(1_000);
  });

  test('with the same beginning of thousands of characters are still told apart', () => {
    const before = `${'at Microsoft.Exchange.Run() '.repeat(100)}\n`;
    const groups = grouped([`${before}${FULL}`, `${before}TLS negotiation failed`]);
    expect(shown(groups).map(([name]) => name)).toEqual(['mailbox/over-target-quota', 'tls/legacy-only']);
  });
});
