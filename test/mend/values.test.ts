import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFields } from '../../src/batch/fields.js';
import { readCell, splitCells, withCommas, writeCell } from '../../src/mend/cells.js';
import { ChangeLog } from '../../src/mend/change.js';
import { isBlank, mendName, trimPassword } from '../../src/mend/value.js';
import { framesOf } from '../batch/support.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

/** Texts in which what is taken away is as frequent as letters. */
const odd = fc.string({
  unit: fc.constantFrom(
    'a',
    '@',
    '.',
    ' ',
    '\t',
    '\n',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u0007',
    '“',
    '”',
    '‘',
    '="',
    '"',
    '\u{e0001}',
    '\u0600',
    '\ud83d',
    '\u{1f511}',
  ),
  maxLength: 12,
});
/** What comes out of a decoder has no half pairs. */
const text = odd.map((value) => value.toWellFormed());
const cells = fc.array(text, { minLength: 1, maxLength: 5 });

describe('a name', () => {
  it('is mended once and for all', () => {
    fc.assert(
      fc.property(odd, fc.constantFrom('EmailAddress', 'UserName', 'UserRoot'), (written, column) => {
        const { value, kinds } = mendName(written, column);
        expect(kinds.size > 0).toBe(value !== written);
        expect(mendName(value, column)).toEqual({ value, kinds: new Set() });
        expect(value).toBe(value.trim());
        expect(value).not.toMatch(/[\u200b\ufeff\u0007]/);
      }),
      { numRuns: RUNS },
    );
  });

  it('of letters in any script stays as it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\p{L}\p{M}\p{N}.@_+/\\*#-]+$/u), (written) => {
        expect(mendName(written, 'UserName').value).toBe(written);
      }),
      { numRuns: RUNS },
    );
  });

  it('takes time in proportion to its length', () => {
    const begun = performance.now();
    for (const run of [' ', '\u00a0', '\u200b', '“']) mendName(`a${run.repeat(200_000)}b`, 'UserName');
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('a password', () => {
  it('is trimmed once and for all, never inside, and never to nothing', () => {
    fc.assert(
      fc.property(odd, (written) => {
        const { value } = trimPassword(written);
        expect(written).toContain(value);
        expect(trimPassword(value).value).toBe(value);
        expect(value === '').toBe(written === '');
      }),
      { numRuns: RUNS },
    );
  });
});

describe('cells', () => {
  it('are read as the program reads them elsewhere', () => {
    fc.assert(
      fc.property(cells, fc.constantFrom(',', ';', '\t'), (values, delimiter) => {
        const raw = values.map((value) => `"${value.replaceAll('"', '""')}"`).join(delimiter);
        const frame = { line: 1, raw, lineEnd: '', blank: false };
        expect(splitCells(raw, delimiter)?.map(readCell)).toEqual(readFields([frame], delimiter)[0]);
      }),
      { numRuns: RUNS },
    );
    fc.assert(
      fc.property(text, fc.constantFrom(',', ';', '\t'), (text, delimiter) => {
        const sound = framesOf([text], delimiter).filter(
          ({ blank, malformed }) => !blank && malformed === undefined,
        );
        for (const frame of sound) {
          expect(splitCells(frame.raw, delimiter)?.map(readCell)).toEqual(readFields([frame], delimiter)[0]);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('keep their values when they are written', () => {
    fc.assert(
      fc.property(cells, (values) => {
        const raw = values.map(writeCell).join(',');
        if (raw !== '') expect(splitCells(raw, ',')?.map(readCell)).toEqual(values);
        expect(values.map((value) => readCell(withCommas(writeCell(value))))).toEqual(values);
      }),
      { numRuns: RUNS },
    );
  });

  it.each(['"a"b', 'a"b', '"a', '="a""b"', '="a"b', 'a,"b" ,c'])('of %s cannot be told apart', (raw) => {
    expect(splitCells(raw, ',')).toBeUndefined();
  });

  it.each(['', ' ', '\u00a0\u200b', '\ufeff'])('are blank: %j', (value) => {
    expect(isBlank(value)).toBe(true);
  });
});

describe(
  'the numbers of rows',
  () => {
    it('lead back to the input', () => {
      fc.assert(
        fc.property(fc.array(fc.boolean(), { maxLength: 50 }), (stays) => {
          const log = new ChangeLog();
          for (const [index, stay] of stays.entries()) if (!stay) log.removed(index + 1, 1, index + 1);
          const left = stays.flatMap((stay, index) => (stay ? [index + 1] : []));
          expect(left.map((_, index) => log.inputRow(index + 1))).toEqual(left);
          expect(left.map((_, index) => log.inputLine(index + 1))).toEqual(left);
        }),
        { numRuns: RUNS },
      );
    });
  },
  PROPERTY_TIMEOUT,
);
