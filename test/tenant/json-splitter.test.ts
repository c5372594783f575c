import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFaultAt } from '../../src/tenant/json-fault.js';
import { type JsonFault, JsonSplitter } from '../../src/tenant/json-splitter.js';
import { parts } from '../batch/support.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';

function split(pieces: readonly string[]): string[] {
  const splitter = new JsonSplitter();
  const found: string[] = [];
  for (const piece of pieces) for (const { text } of splitter.push(piece)) found.push(text);
  for (const { text } of splitter.end()) found.push(text);
  return found;
}

const record = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
const wrapped = (list: unknown[]) => ({ '@odata.context': 'https://graph', value: list, Count: list.length });

describe('a list, a list in an object, and objects after each other', () => {
  test('come to the same records, however the text is parted', { timeout: PROPERTY_TIMEOUT }, () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 5 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.constantFrom(undefined, 2),
        (records, cuts, indent) => {
          const form = (value: unknown) => JSON.stringify(value, undefined, indent);
          const forms = [form(records), form(wrapped(records)), records.map(form).join('\r\n')];
          const wanted = JSON.parse(JSON.stringify(records));
          for (const text of forms)
            expect(split(parts(text, cuts)).map((one) => JSON.parse(one))).toEqual(wanted);
        },
      ),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  });
});

describe('what is no such text is told by its place', () => {
  test.each<[string, number, number]>([
    ['[{"a":1}', 1, 9],
    ['[{"a":1},]', 1, 10],
    ['[{"a":1}\n{"b":2}]', 2, 1],
    ['[{"a":1},,{"b":2}]', 1, 10],
    ['[{"a":1}] x', 1, 11],
    ['[{"a":1},\n  5]', 2, 3],
    ['[{"a":\n"b', 2, 3],
    ['"text"', 1, 1],
    ['{"a":1},{"b":2}', 1, 8],
  ])('%j', (text, line, column) => {
    const fault = expectFault(text);
    expect({ line: fault.line, column: fault.column }).toEqual({ line, column });
  });

  test('a record without an end is given up in time', () => {
    const splitter = new JsonSplitter();
    expect(() => {
      for (let i = 0; i < 20; i++) Array.from(splitter.push(i === 0 ? '[{"a":"' : 'x'.repeat(1024 * 1024)));
    }).toThrow('longer than 16 MiB');
  });
});

function expectFault(text: string): JsonFault {
  try {
    split([text]);
  } catch (error) {
    return error as JsonFault;
  }
  throw new Error('no fault');
}

describe('where text stops being JSON', () => {
  test.each<[string, number]>([
    ['{"a":1,}', 7],
    ['{"a":x}', 5],
    ['{"a" 1}', 5],
    ["{'a':1}", 1],
    ['{"a":01}', 6],
    ['{"a":[1,2}', 9],
    ['{"a":"b\nc"}', 5],
    ['{"a":"\\q"}', 5],
    ['{"a":1} x', 8],
    ['{', 1],
  ])('%j', (text, at) => {
    expect(jsonFaultAt(text)).toBe(at);
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  test('agrees with JSON.parse on whether there is a fault', { timeout: PROPERTY_TIMEOUT }, () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"a"',
      '"',
      '1',
      '-',
      'null',
      ' ',
      '\n',
      '\\u00e9',
    );
    const texts = fc.oneof(
      fc.json(),
      fc.array(pieces, { maxLength: 9 }).map((some) => some.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let sound = true;
        try {
          JSON.parse(text);
        } catch {
          sound = false;
        }
        expect(jsonFaultAt(text) === undefined).toBe(sound);
      }),
      { numRuns: RUNS },
    );
  });
});
