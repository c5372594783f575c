import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.js';

const VALUE = 'Tern & "Quill" 41';
const secret = new Secret(VALUE);

describe('a secret', () => {
  test('prints as [redacted] however it is printed', () => {
    const shown = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret),
    ];
    for (const text of shown) {
      expect(text).toContain('[redacted]');
      expect(text).not.toContain('Tern');
    }
    expect(Object.keys(secret)).toEqual([]);
    expect(secret.reveal()).toBe(VALUE);
  });

  test('tells its form without being shown', () => {
    expect(secret.isEmpty).toBe(false);
    expect(new Secret('').isEmpty).toBe(true);
    expect(secret.matches(/\s/)).toBe(true);
    expect(secret.equals(new Secret(VALUE))).toBe(true);
    expect(secret.equals(new Secret('other'))).toBe(false);
  });
});

describe('redaction', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test.each([
    ['as sent', VALUE],
    ['in other letter case', VALUE.toUpperCase()],
    ['as a quoted string', 'Tern & \\"Quill\\" 41'],
    ['in base64', base64(VALUE)],
    ['as a SASL PLAIN response', base64(`\0usera\0${VALUE}`)],
    ['percent-encoded', encodeURIComponent(VALUE)],
  ])('%s', (_, echo) => {
    expect(secret.redactor('usera')(`LOGIN usera ${echo} failed`)).toBe('LOGIN usera [redacted] failed');
  });

  test('UTF-8 read as latin1', () => {
    const echo = Buffer.from('Grüne-Wolke').toString('latin1');
    expect(new Secret('Grüne-Wolke').redactor()(`no ${echo}!`)).toBe('no [redacted]!');
  });

  test('letters that change in number with their case', () => {
    expect(new Secret('naß-Kahn').redactor()('no NASS-KAHN')).toBe('no [redacted]');
  });

  test('one or two letters count where they stand alone', () => {
    expect(new Secret('a').redactor()('a bad apple, a')).toBe('[redacted] bad apple, [redacted]');
    expect(new Secret('').redactor()('nothing')).toBe('nothing');
  });

  test('signs of regular expressions are taken as they are', () => {
    const odd = `.*+?^$${'{}'}()|[]\\/`;
    expect(new Secret(odd).redactor()(`<${odd}> abc`)).toBe('<[redacted]> abc');
  });

  test('of a very long password no text is shown in which it could hide, and no error quotes it', () => {
    const long = 'x'.repeat(50_000);
    const redact = new Secret(long).redactor('u'.repeat(50_000));
    expect(redact(`NO ${long}`)).toBe('[redacted]');
    expect(redact('NO Login failed.')).toBe('NO Login failed.');
  });
});
