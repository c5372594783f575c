import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitFields } from '../../src/batch/fields.js';
import { Framer } from '../../src/batch/frames.js';
import { InputError } from '../../src/batch/input-error.js';
import { RUNS } from '../support/property-runs.js';
import { framesOf, parts } from './support.js';

const MIB = 1024 * 1024;
/** As much as is read from a file at one time. */
const PART = MIB / 2;

/** Texts in which quotes and line ends are as frequent as letters. */
const hostile = fc.string({
  unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', '\u{1f511}'),
  maxLength: 60,
});

function seen(text: string, delimiter = ',') {
  return framesOf([text], delimiter).map(({ line, raw, blank, malformed }) => [
    line,
    raw,
    malformed ?? (blank ? 'blank' : 'sound'),
  ]);
}

describe('records', () => {
  it.each<[string, string, [number, string, string][]]>([
    [
      'LF',
      'h\na\nb\n',
      [
        [1, 'h', 'sound'],
        [2, 'a', 'sound'],
        [3, 'b', 'sound'],
      ],
    ],
    [
      'CRLF',
      'h\r\na\r\n',
      [
        [1, 'h', 'sound'],
        [2, 'a', 'sound'],
      ],
    ],
    [
      'CR',
      'h\ra\r',
      [
        [1, 'h', 'sound'],
        [2, 'a', 'sound'],
      ],
    ],
    [
      'all three',
      'h\r\na\rb\nc',
      [
        [1, 'h', 'sound'],
        [2, 'a', 'sound'],
        [3, 'b', 'sound'],
        [4, 'c', 'sound'],
      ],
    ],
    [
      'no last line end',
      'h\na',
      [
        [1, 'h', 'sound'],
        [2, 'a', 'sound'],
      ],
    ],
    [
      'LF CR is two line ends',
      'h\n\ra',
      [
        [1, 'h', 'sound'],
        [2, '', 'blank'],
        [3, 'a', 'sound'],
      ],
    ],
    [
      'blank lines',
      '\n \nh\n\t\n',
      [
        [1, '', 'blank'],
        [2, ' ', 'blank'],
        [3, 'h', 'sound'],
        [4, '\t', 'blank'],
      ],
    ],
    [
      'empty values are no blank line',
      'h\n,,\n',
      [
        [1, 'h', 'sound'],
        [2, ',,', 'sound'],
      ],
    ],
    [
      'line breaks in quotes',
      'h\n"a\nb\r\nc\rd",e\nf',
      [
        [1, 'h', 'sound'],
        [2, '"a\nb\r\nc\rd",e', 'sound'],
        [6, 'f', 'sound'],
      ],
    ],
    [
      'doubled quotes',
      'h\n"a""b",""""\n',
      [
        [1, 'h', 'sound'],
        [2, '"a""b",""""', 'sound'],
      ],
    ],
    [
      'an empty quoted value',
      'h\n"",""\n',
      [
        [1, 'h', 'sound'],
        [2, '"",""', 'sound'],
      ],
    ],
    [
      'text behind a quoted value',
      'h\n"a"b,c\nd',
      [
        [1, 'h', 'sound'],
        [2, '"a"b,c', 'text-around'],
        [3, 'd', 'sound'],
      ],
    ],
    [
      'text before a quoted value',
      'h\n "a",c\nd',
      [
        [1, 'h', 'sound'],
        [2, ' "a",c', 'text-around'],
        [3, 'd', 'sound'],
      ],
    ],
    [
      'a quote inside a plain value',
      'h\na"b\nd',
      [
        [1, 'h', 'sound'],
        [2, 'a"b', 'text-around'],
        [3, 'd', 'sound'],
      ],
    ],
    [
      'text around and then an open quote',
      'h\na"b,"c\nd',
      [
        [1, 'h', 'sound'],
        [2, 'a"b,"c', 'text-around'],
        [3, 'd', 'sound'],
      ],
    ],
    [
      'a quote that never closes',
      'h\na,"b\r\nd\ne',
      [
        [1, 'h', 'sound'],
        [2, 'a,"b', 'unclosed'],
        [3, 'd', 'sound'],
        [4, 'e', 'sound'],
      ],
    ],
    [
      'a quote that never closes, on the last line',
      'h\na,"b',
      [
        [1, 'h', 'sound'],
        [2, 'a,"b', 'unclosed'],
      ],
    ],
    [
      'a quote that only another row would close',
      'h\na,"b\nc\nd,"e,f"\ng',
      [
        [1, 'h', 'sound'],
        [2, 'a,"b', 'unclosed'],
        [3, 'c', 'sound'],
        [4, 'd,"e,f"', 'sound'],
        [5, 'g', 'sound'],
      ],
    ],
    [
      'an open quote in the header',
      'h,"i\na\n',
      [
        [1, 'h,"i', 'unclosed'],
        [2, 'a', 'sound'],
      ],
    ],
    ['nothing', '', []],
  ])('%s', (_, text, expected) => {
    expect(seen(text)).toEqual(expected);
  });

  it('in a tab file, a row of empty values is no blank line', () => {
    expect(seen('a\tb\n\t\n \n', '\t')).toEqual([
      [1, 'a\tb', 'sound'],
      [2, '\t', 'sound'],
      [3, ' ', 'blank'],
    ]);
  });

  it('are the same however the text is parted', () => {
    fc.assert(
      fc.property(hostile, fc.array(fc.nat(60)), (text, cuts) => {
        const whole = framesOf([text]);
        expect(framesOf(parts(text, cuts))).toEqual(whole);
        expect(framesOf([...text].flatMap((sign) => sign.split('')))).toEqual(whole);
      }),
      { numRuns: 2 * RUNS },
    );
  });

  it('cover the text but for its line ends, and count its lines', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const frames = framesOf([text]);
        const lines = text.split(/\r\n|\r|\n/);
        for (const { line, raw } of frames) expect(raw.split(/\r\n|\r|\n/)[0]).toBe(lines[line - 1]);
        const without = (value: string) => value.replace(/[\r\n]/g, '');
        expect(without(frames.map(({ raw }) => raw).join(''))).toBe(without(text));
      }),
    );
  });

  it('give back what was written by RFC 4180, with the lines on which they begin', () => {
    const value = fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r', '\r\n', 'a', 'é', ' '),
      maxLength: 12,
    });
    const row = fc.array(value, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.constantFrom('\n', '\r\n', '\r'), (rows, lineEnd) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const records = rows.map((values) => values.map(quote).join(','));
        const frames = framesOf([records.map((record) => record + lineEnd).join('')]);
        expect(frames.map(({ raw }) => splitFields(raw, ','))).toEqual(rows);
        let line = 1;
        for (const [index, record] of records.entries()) {
          expect(frames[index]).toEqual({ line, raw: record, lineEnd, blank: false });
          line += record.split(/\r\n|\r|\n/).length;
        }
      }),
    );
  });

  it('tell the head from the first lines that are not blank, once, however they come', () => {
    const text = '\r\n  \r\na title\r\n\r\na;"b";\r\n"c;d";e\r\n1\n2\n3\n4\n';
    for (const pieces of [[...text], [text]]) {
      const asked: (readonly string[])[] = [];
      const framer = new Framer('users.csv', (lines) => {
        asked.push(lines);
        return { index: 1, delimiter: ';' };
      });
      const frames = pieces.flatMap((sign) => [...framer.push(sign)]);
      frames.push(...framer.end());
      expect(asked).toEqual([['a title', 'a;"b";', '"c;d";e', '1', '2', '3']]);
      expect(framer).toMatchObject({ delimiter: ';', headerLine: 5 });
      expect(frames.filter(({ malformed }) => malformed !== undefined)).toEqual([]);
    }
  });

  it.each([
    ['fewer lines than are asked for', 'a\nb', [['a', 'b']]],
    ['one line', 'a', [['a']]],
    ['a long first line', `${'a'.repeat(100_000)}\nb\n`, [['a'.repeat(100_000)]]],
    ['a long second line', `a\n${'b'.repeat(100_000)}\n`, [['a']]],
    ['no line', '\n \n', []],
  ])('tell the head of %s', (_, text, heads) => {
    for (const pieces of [parts(text, [1, 2, 70_000]), [text]]) {
      const asked: (readonly string[])[] = [];
      const framer = new Framer('users.csv', (lines) => {
        asked.push(lines);
        return { index: 0, delimiter: ',' };
      });
      for (const piece of pieces) for (const _ of framer.push(piece));
      for (const _ of framer.end());
      expect(asked).toEqual(heads);
    }
  });
});

describe('hostile texts', () => {
  it.each([
    ['quotes', '"'.repeat(1_000_000)],
    ['lines of one quote', '"\n'.repeat(500_000)],
    ['lines that close one quote and open another', 'a"b,"c\n'.repeat(300_000)],
    ['lines with an odd number of quotes', '",","x\n'.repeat(300_000)],
    ['a quote that never closes', `"a\n${'x,y,z\n'.repeat(300_000)}`],
    ['an open quote and doubled ones', `"${'""\n'.repeat(500_000)}`],
    ['blank lines', '\n'.repeat(1_000_000)],
    ['one long line', 'x'.repeat(15 * MIB)],
    ['one long quoted value', `"${'x'.repeat(15 * MIB)}"`],
  ])('%s take time in proportion', (_, text) => {
    const pieces = Array.from({ length: Math.ceil(text.length / PART) }, (_, i) =>
      text.slice(i * PART, (i + 1) * PART),
    );
    const begun = performance.now();
    expect(framesOf(['h\n', ...pieces]).length).toBeGreaterThan(1);
    // A tenth of it is usual; quadratic ways took minutes.
    expect(performance.now() - begun).toBeLessThan(5000);
  });

  it('a quoted value may run on for 1 MiB below its first line, and not more', () => {
    const value = (lines: number) => `h\n"a\n${'0123456\n'.repeat(lines)}z"\nend`;
    const allowed = seen(value(MIB / 8 - 1));
    expect(allowed.map(([line, , kind]) => [line, kind])).toEqual([
      [1, 'sound'],
      [2, 'sound'],
      [MIB / 8 + 3, 'sound'],
    ]);
    const tooLong = seen(value(MIB / 8 + 1));
    expect(tooLong[1]).toEqual([2, '"a', 'unclosed']);
    expect(tooLong.at(-1)?.[1]).toBe('end');
  });

  it.each([1, PART, 32 * MIB])('a record of more than 16 MiB is refused, in parts of %i', (size) => {
    const long = (length: number) => {
      const text = `h\n${'x'.repeat(length)}\n`;
      // Single characters only around the limit: millions of parts would take their time.
      const head = size === 1 ? 16 * MIB - 8 : 0;
      const rest = Array.from({ length: Math.ceil((text.length - head) / size) }, (_, i) =>
        text.slice(head + i * size, head + (i + 1) * size),
      );
      return framesOf([text.slice(0, head), ...rest]);
    };
    expect(long(16 * MIB)).toHaveLength(2);
    expect(() => long(16 * MIB + 1)).toThrow(InputError);
    expect(() => long(16 * MIB + 1)).toThrow('line 2');
  });
});
