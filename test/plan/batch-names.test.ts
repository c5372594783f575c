import { describe, expect, test } from 'vitest';
import { BatchNames } from '../../src/plan/batch-names.js';

describe('the name of a batch', () => {
  test.each([
    ['users.csv', 'users'],
    ['/home/anna/My users (2026).csv', 'My-users-2026'],
    ['C:\\batches\\users.csv', 'users'],
    ['Größe Müller.csv', 'Große-Muller'.replace('ß', '-')],
    ['привет.csv', 'batch'],
    ['-', 'batch'],
    ['/dev/fd/63', 'batch'],
    ['.csv', 'csv'],
    ["a'; Remove-Mailbox b.csv", 'a-Remove-Mailbox-b'],
    ['a\nb\u202e.csv', 'a-b'],
  ])('after %j is %s', (file, name) => {
    expect(new BatchNames().next(file, undefined)).toBe(name);
  });

  test.each([
    ['Fall 2026', 'Fall 2026'],
    ['  a \n b\u0000 ', 'a b'],
    ['', 'users'],
    ['\u202e', 'users'],
    ['---', '---'],
    ["Bob's", "Bob's"],
  ])('that was given as %j is %j', (wish, name) => {
    expect(new BatchNames().next('users.csv', wish)).toBe(name);
  });

  test('is 64 letters at most, with its number', () => {
    const long = 'x'.repeat(100);
    expect(new BatchNames().next(`${long}.csv`, undefined)).toBe('x'.repeat(64));
    expect(new BatchNames().next(`${long}.csv`, undefined, '07')).toBe(`${'x'.repeat(61)}-07`);
    expect(new BatchNames().next('a.csv', `${'x'.repeat(63)}📬`)).toBe('x'.repeat(63));
    expect(new BatchNames().next('a.csv', `${'x'.repeat(62)} y z`)).toBe(`${'x'.repeat(62)} y`);
  });

  test('is given once, whatever its case', () => {
    const names = new BatchNames();
    const long = 'y'.repeat(64);
    expect(names.next('a.csv', undefined)).toBe('a');
    expect(names.next('b/A.csv', undefined)).toBe('A-2');
    expect(names.next('c/a.csv', undefined)).toBe('a-3');
    expect(names.next('a-3.csv', undefined)).toBe('a-3-2');
    expect(names.next(`${long}.csv`, undefined)).toBe(long);
    expect(names.next(`b/${long}.csv`, undefined)).toBe(`${'y'.repeat(62)}-2`);
  });
});
