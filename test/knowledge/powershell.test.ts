import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { command, comment, quote, quoteAll } from '../../src/knowledge/powershell.js';
import { parsePowerShell, textsOf } from '../support/powershell.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

const NAMES: [text: string, quoted: string][] = [
  ['users.csv', "'users.csv'"],
  ['', "''"],
  ['a b', "'a b'"],
  ["O'Neill", "'O''Neill'"],
  ["''", "''''''"],
  ['\u2018a\u2019 \u201ab\u201b', "'\u2018\u2018a\u2019\u2019 \u201a\u201ab\u201b\u201b'"],
  ["'\u2019", "'''\u2019\u2019'"],
  ['\u201cquoted\u201d', "'\u201cquoted\u201d'"],
  ['$env:PATH', "'$env:PATH'"],
  ['$(Remove-Item x)', "'$(Remove-Item x)'"],
  ['a`nb', "'a`nb'"],
  ['#> <#', "'#> <#'"],
  ['"; exit; "', `'"; exit; "'`],
  ['--%', "'--%'"],
  ['@{a=1}', "'@{a=1}'"],
  ['a\nb', "('a' + [char]0x000A + 'b')"],
  ["x'\r\nRemove-Item y", "('x''' + [char]0x000D + [char]0x000A + 'Remove-Item y')"],
  ['\u0000', "('' + [char]0x0000)"],
  ['a\u2028', "('a' + [char]0x2028)"],
  ['txt\u202Evsc.csv', "('txt' + [char]0x202E + 'vsc.csv')"],
  ['\u200f', "('' + [char]0x200F)"],
  ['half \ud83d', "('half ' + [char]0xD83D)"],
  ['\u{E0041}x', "('' + [char]0xDB40 + [char]0xDC41 + 'x')"],
  ['Post 📬 Ä', "'Post 📬 Ä'"],
];

describe('a text as an argument', () => {
  test.each(NAMES)('%j is %s', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
    const line = command('New-X', `-Name ${quote(text)}`, undefined, '-Y');
    expect(line).toBe(`New-X -Name ${quoted} -Y`);
    expect(parsePowerShell(line)).toEqual({ hasError: false, commands: ['New-X'] });
    expect(textsOf(line)).toEqual([text]);
  });

  test('several are an array', () => {
    expect(quoteAll(['[Gmail]', "it's", 'a\tb'])).toBe("'[Gmail]','it''s',('a' + [char]0x0009 + 'b')");
  });
});

const HOSTILE = [
  ...'\'"`$(){};|&<>#@%!,\\/ \t\n\r\0-=[]*?',
  ...['\u2018', '\u2019', '\u201a', '\u201b', '\u201c', '\u201d', '\u201e', '\u2013', '\u2028', '\u2029'],
  ...['\u0085', '\u00a0', '\u200b', '\u200d', '\u202e', '\u2066', '\ufeff', '\ud800', '\udc00', '\u001b'],
  ...['$(', '`n', '#>', '<#', '@"\n', "@'\n", "\n'@", '--%', '\r\n', 'Remove-Item ', 'a', 'Ä', '📬', '{0}'],
];

const hostile = fc.array(fc.constantFrom(...HOSTILE), { maxLength: 12 }).map((parts) => parts.join(''));
const anything = fc.oneof(hostile, fc.string({ unit: 'binary' }));

test('any texts are one command on one line, which reads them as they were', {
  timeout: PROPERTY_TIMEOUT,
}, () => {
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 4 }), (texts) => {
      const line = command('New-X', `-Names ${quoteAll(texts)}`, '-Last 1');
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(textsOf(line)).toEqual(texts);
      expect(parsePowerShell(line)).toEqual({ hasError: false, commands: ['New-X'] });
      expect(line.endsWith(' -Last 1')).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

test('any text is a comment on one line, which does nothing', { timeout: PROPERTY_TIMEOUT }, () => {
  fc.assert(
    fc.property(anything, (text) => {
      const line = comment(`Left out: ${text}`);
      expect(line).toMatch(/^# Left out:/);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(parsePowerShell(`${line}\nNew-X`)).toEqual({ hasError: false, commands: ['New-X'] });
    }),
    { numRuns: RUNS },
  );
});

test('a comment is cut where it would be endless', () => {
  expect(comment('x'.repeat(5_000))).toHaveLength(1_003);
  expect(comment('  a \n\t b ')).toBe('# a b');
});

test('the parser and the reader see what is wrong', () => {
  expect(parsePowerShell("New-X -Name 'it's").hasError).toBe(true);
  expect(parsePowerShell("New-X 'a'; Remove-Item 'b'").commands).toEqual(['New-X', 'Remove-Item']);
  expect(textsOf("New-X 'a\u2019 'b'")).toEqual(['a', 'b']);
  expect(() => textsOf("New-X 'a")).toThrow('never ends');
});
