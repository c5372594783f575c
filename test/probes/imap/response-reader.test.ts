import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RawResponse, ResponseReader } from '../../../src/probes/imap/response-reader.js';

const LIMITS = { line: 1000, response: 4000 };

function read(
  chunks: readonly (string | Buffer)[],
  limits = LIMITS,
): { payload: string; literals: string[] }[] {
  const seen: RawResponse[] = [];
  const reader = new ResponseReader(limits, (response) => seen.push(response));
  for (const chunk of chunks) reader.push(Buffer.from(chunk as string, 'latin1'));
  return seen.map(({ payload, literals }) => ({
    payload: payload.toString('latin1'),
    literals: literals.map((literal) => literal.toString('latin1')),
  }));
}

describe('responses', () => {
  it('end with CRLF or LF; blank lines are none', () => {
    expect(read(['* OK a\r\n\r\n\n* OK b\nA1 OK c\r\n']).map(({ payload }) => payload)).toEqual([
      '* OK a',
      '* OK b',
      'A1 OK c',
    ]);
  });

  it('hold their literals, line ends and braces in them included', () => {
    expect(read(['* LIST () "/" {12}\r\na\r\nb{3}\r\n+-c {2}\r\nxy {0}\r\n\r\n* OK\r\n'])).toEqual([
      {
        payload: '* LIST () "/" {12}\r\n {2}\r\n {0}\r\n',
        literals: ['a\r\nb{3}\r\n+-c', 'xy', ''],
      },
      { payload: '* OK', literals: [] },
    ]);
  });

  it('are the same however the octets are cut', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '{',
        '}',
        '{2}\r\n',
        '{0}\r\n',
        '{07}\n',
        '{x}\r\n',
        '* OK ',
        '"a"',
      ),
      fc.string({ maxLength: 6 }),
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), cuts, (pieces, sizes) => {
        const text = pieces.join('');
        const chunks: string[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(text.slice(at, at + size));
          at += size;
        }
        expect(read([...chunks, text.slice(at)])).toEqual(read([text]));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a line', 'x'.repeat(1001)],
    ['a line with its end', `${'x'.repeat(1000)}\n`],
    ['a literal', '* LIST {4001}\r\n'],
    ['a literal of many digits', `* LIST {${'9'.repeat(30)}}\r\n`],
    ['many lines and literals', '* LIST {900}\r\n'.concat('x'.repeat(900)).repeat(5)],
  ])('beyond the limits are refused: %s', (_, text) => {
    expect(() => read([text])).toThrow(RangeError);
    expect(() => read([...text])).toThrow(RangeError);
  });

  it('at the limits are taken', () => {
    expect(read([`${'x'.repeat(999)}\n`])).toHaveLength(1);
  });
});

it('tells whether one has begun', () => {
  const reader = new ResponseReader(LIMITS, () => {});
  expect(reader.unfinished).toBe(false);
  for (const [text, unfinished] of [
    ['* OK', true],
    [' x\r\n', false],
    ['* LIST {3}\r\n', true],
    ['abc', true],
    ['\r\n', false],
  ] as const) {
    reader.push(Buffer.from(text));
    expect([text, reader.unfinished]).toEqual([text, unfinished]);
  }
});
