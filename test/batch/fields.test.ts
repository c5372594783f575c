import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFields } from '../../src/batch/fields.js';
import type { Frame } from '../../src/batch/frames.js';
import { RUNS } from '../support/property-runs.js';
import { framesOf } from './support.js';

const frame = (raw: string): Frame => ({ line: 1, raw, lineEnd: '\n', blank: false });

describe('the values of a record', () => {
  it.each<[string, string[]]>([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    ['a,', ['a', '']],
    ['"a",', ['a', '']],
    [' a , b ', [' a ', ' b ']],
    ['"a,b",c', ['a,b', 'c']],
    ['"a""b","""",""', ['a"b', '"', '']],
    ['"a\r\nb",c', ['a\r\nb', 'c']],
    ['""""""', ['""']],
    ['a;b', ['a;b']],
  ])('%j', (raw, values) => {
    expect(readFields([frame(raw)], ',')).toEqual([values]);
  });

  it('go by the delimiter', () => {
    expect(readFields([frame('"a;b";c,d')], ';')).toEqual([['a;b', 'c,d']]);
    expect(readFields([frame('a\t\tb')], '\t')).toEqual([['a', '', 'b']]);
  });

  it('are none of blank lines and of broken quotes, which do not shift the others', () => {
    const broken: Frame = { ...frame('a,"b'), malformed: 'unclosed' };
    const blank: Frame = { ...frame('  '), blank: true };
    const group = [frame('"a",b'), broken, frame('c,d'), blank, frame('"e\nf",g')];
    expect(readFields(group, ',')).toEqual([['a', 'b'], [], ['c', 'd'], [], ['e\nf', 'g']]);
  });

  it('are the same whether read one by one or in a group', () => {
    const text = fc.string({
      unit: fc.constantFrom('"', '""', ',', '\n', '\r', 'a', ' ', 'é'),
      maxLength: 60,
    });
    let compared = 0;
    fc.assert(
      fc.property(text, (written) => {
        const frames = framesOf([written]);
        compared += frames.length;
        expect(readFields(frames, ',')).toEqual(frames.flatMap((one) => readFields([one], ',')));
      }),
      { numRuns: 2 * RUNS },
    );
    expect(compared).toBeGreaterThan(RUNS);
  });

  it('written by the rules of RFC 4180 read back as they were', () => {
    const rows = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 4 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(rows, (values) => {
        const raws = values.map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
        expect(readFields(raws.map(frame), ',')).toEqual(values);
      }),
    );
  });
});
