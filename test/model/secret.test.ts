import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret, SentSecrets } from '../../src/model/secret.js';

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

describe('passwords that were sent', () => {
  const sent = new SentSecrets();
  for (const value of ['hunter2-one', 'Geheim_4711', 'abc', 'two  blanks ', 'hunter2-one-more', 'pässwörd'])
    sent.add(new Secret(value));

  test.each([
    ['in base64 R2VoZWltXzQ3MTE= too', 'in base64 [redacted]= too'],
    ['Invalid: hunter2-one', 'Invalid: [redacted]'],
    ['xHUNTER2-ONExGeheim_4711', 'x[redacted]x[redacted]'],
    ['hunter2-one-more', '[redacted]'],
    ['PÄSSWÖRD, pässwörd', '[redacted], [redacted]'],
    ['abc is too short to be told from chance', 'abc is too short to be told from chance'],
    ['as two blanks', 'as [redacted]'],
    ['hunter2-on', 'hunter2-on'],
    ['', ''],
  ])('are taken out of what is said to others: %s', (text, told) => {
    expect(sent.redact(text)).toBe(told);
  });

  test('takes little time among 50,000 of them', () => {
    const many = new SentSecrets();
    for (let index = 0; index < 50_000; index += 1)
      many.add(new Secret(`secret-${index}${'x'.repeat(index % 40)}`));
    const text = 'NO [AUTHENTICATIONFAILED] Authentication failed, as everybody could have told you.'.repeat(
      6,
    );
    const begun = performance.now();
    for (let count = 0; count < 20; count += 1) expect(many.redact(text)).toBe(text);
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(many.redact('and secret-4711xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')).toBe('and [redacted]');
  });
});
