import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { clean, REPLACEMENT, shorten } from '../../src/reports/text/clean.js';
import { foldPunctuation } from '../../src/reports/text/fold.js';

describe('clean', () => {
  test.each([
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['cursor moves', 'a\x1b[2K\x1b[1Ab', 'ab'],
    ['8-bit CSI', 'a\x9b31mb', 'ab'],
    ['OSC 8 links', '\x1b]8;;https://evil.example\x07click\x1b]8;;\x07', 'click'],
    ['OSC 8 links with ST', '\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['window titles', '\x1b]0;owned\x07name', 'name'],
    ['8-bit OSC', '\x9d0;owned\x9cname', 'name'],
    ['device control strings', '\x1bP+q544e\x1b\\name', 'name'],
    ['resets', '\x1bcname', 'name'],
    ['line feeds and tabs', 'a\r\n\tb', 'a b'],
    ['line separators', 'a\u2028b', 'a b'],
    ['white space around', '  a  ', 'a'],
  ])('%s are gone', (_, text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  test.each([
    ['NUL and BEL', 'a\x00\x07b'],
    ['C1 controls', 'a\x90b'],
    ['DEL', 'a\x7fb'],
    ['overrides', 'a\u202eb'],
    ['embeddings', 'a\u202a\u202cb'],
    ['isolates', 'a\u2066\u2069b'],
    ['directional marks', 'a\u200f\u061cb'],
    ['zero-width spaces', 'a\u200bb'],
    ['soft hyphens', 'a\u00adb'],
    ['tag characters', 'a\u{e0041}b'],
    ['halves of surrogate pairs', 'a\ud800b'],
  ])('%s leave a mark', (_, text) => {
    expect(clean(text)).toBe(`a${REPLACEMENT}b`);
  });

  test.each([
    'Zoë Müller',
    'Ελένη',
    'Ирина',
    'שרה',
    'سارة',
    'ไทย',
    '田中さん',
    '한국어',
    'नमस्ते',
    'می‌خواهم',
    'e\u0301',
    '👩‍💻',
    'Straße & Söhne (50 %)',
  ])('%s stays', (text) => {
    expect(clean(text)).toBe(text);
  });

  test('joiners that join nothing leave a mark', () => {
    expect(clean('a@b\u200d.c')).toBe(`a@b${REPLACEMENT}.c`);
  });

  test('piles of marks are cut', () => {
    expect(clean(`a${'\u0301'.repeat(500)}b`)).toBe(`a${'\u0301'.repeat(6)}b`);
  });

  test('an escape that never ends hides nothing', () => {
    expect(clean('\x1b]8;;name')).toContain('name');
    expect(clean('\x90name')).toContain('name');
  });

  test('cleaned text holds nothing more to clean, however parts were nested', () => {
    const parts = [
      '\x1b',
      '[',
      '31m',
      ']',
      '8;;',
      '\x07',
      '\\',
      '\x9b',
      '\x9d',
      'a',
      '\u202e',
      '\u200d',
      ' ',
    ];
    let seed = 7;
    for (let round = 0; round < 2_000; round += 1) {
      let text = '';
      for (let part = 0; part < 12; part += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        text += parts[seed % parts.length];
      }
      expect(clean(text)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
    }
  });

  test('hostile lengths take no time', () => {
    const begun = performance.now();
    for (const part of ['\x1b[', '\x1b]', '\u202e', '\u0301', '\u200d', 'a ']) clean(part.repeat(5_000_000));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('shorten', () => {
  test('counts columns, not characters, and cuts none in two', () => {
    expect(shorten('abcdef', 6, '…')).toBe('abcdef');
    expect(shorten('abcdefg', 6, '…')).toBe('abcde…');
    expect(shorten('田中田中', 6, '…')).toBe('田中…');
    expect(stringWidth(shorten('👩‍💻'.repeat(9), 6, '…'))).toBeLessThanOrEqual(6);
    expect(shorten('abcdefg', 6, '...')).toBe('abc...');
  });

  test('paths keep their end', () => {
    expect(shorten('/home/admin/exports/users.csv', 12, '…', 'start')).toBe('…s/users.csv');
  });
});

test('typographic signs have an ASCII form; letters stay', () => {
  expect(foldPunctuation('“a” – b… → ‘c’ · Zoë')).toBe('"a" - b... -> \'c\' | Zoë');
});
