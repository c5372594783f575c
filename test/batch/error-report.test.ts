import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ErrorReport, type ErrorRow } from '../../src/batch/error-report.js';
import { InputError } from '../../src/batch/input-error.js';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { chunksOf } from './support.js';

function reportOf(content: string | Uint8Array, size = 7): ErrorReport {
  const bytes = Buffer.from(content as string);
  return new ErrorReport({
    file: 'MigrationErrors.csv',
    bytes: bytes.length,
    read: () => chunksOf(bytes, size),
  });
}

async function rowsOf(content: string | Uint8Array, size?: number): Promise<ErrorRow[]> {
  const rows: ErrorRow[] = [];
  for await (const row of reportOf(content, size).rows()) rows.push(row);
  return rows;
}

describe('the rows of an error report', () => {
  test('are read by the name of the column, wherever it stands', async () => {
    expect(
      await rowsOf('RowIndex,ErrorMessage,EmailAddress\r\n4,"broken, twice",usera@contoso.com\r\n'),
    ).toEqual([{ row: 1, line: 2, message: 'broken, twice', emailAddress: 'usera@contoso.com' }]);
  });

  test('keep their line where a message has several', async () => {
    expect(await rowsOf('ErrorMessage\n"a\nb"\n\nc\n')).toEqual([
      { row: 1, line: 2, message: 'a\nb' },
      { row: 2, line: 5, message: 'c' },
    ]);
  });

  test.each([
    ['ErrorMessage;Identity\nx;a@b', 'a@b'],
    ['ErrorMessage\tEmail Address\nx\ta@b', 'a@b'],
    ['Users that failed\nErrorMessage,EmailAddress\nx,a@b', 'a@b'],
    ['ErrorMessage,EmailAddress\nx, ', undefined],
    ['ErrorMessage,Address\nx,a@b', undefined],
  ])('%j has the address %s', async (text, address) => {
    const [row] = await rowsOf(text);
    expect(row).toMatchObject({ message: 'x' });
    expect(row?.emailAddress).toBe(address);
  });

  test('of another width than the header have no message: any value could stand there', async () => {
    expect(await rowsOf('EmailAddress,ErrorMessage\na@b,secret,x\na@b\n')).toEqual([
      { row: 1, line: 2 },
      { row: 2, line: 3 },
    ]);
  });

  test('are the same however the bytes come', async () => {
    const text = '\uFEFFEmailAddress,ErrorMessage\r\n"ä@contoso.com","Ünlöslich ""so"""\r\n';
    const whole = await rowsOf(text, 1_000);
    expect(whole).toHaveLength(1);
    for (const size of [1, 2, 3, 5]) expect(await rowsOf(text, size)).toEqual(whole);
  });
});

describe('what is no error report', () => {
  test.each(['', '\n\n', 'ErrorMessages\nx', 'EmailAddress,UserName,Password\na,b,c', 'xErrorMessage\nx'])(
    '%j is refused',
    async (text) => {
      expect(await reportOf(text, 1_000).isOne()).toBe(false);
      await expect(rowsOf(text)).rejects.toThrow(InputError);
    },
  );

  test('is told from one by its beginning', async () => {
    expect(await reportOf('ErrorMessage\nx', 1_000).isOne()).toBe(true);
    expect(await reportOf(Buffer.from('\uFEFFErrorMessage\nx', 'utf16le'), 1_000).isOne()).toBe(true);
    expect(await reportOf(`${'x'.repeat(200_000)}\nErrorMessage\n`, 1_000_000).isOne()).toBe(false);
  });

  test(
    'never does anything but that, whatever the bytes are',
    async () => {
      const anything = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(`ErrorMessage,x\n${text}`)),
      );
      await fc.assert(
        fc.asyncProperty(anything, fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
          const fault = await rowsOf(bytes, size).then(
            () => undefined,
            (error: unknown) => error,
          );
          expect(fault === undefined || fault instanceof InputError).toBe(true);
        }),
        { numRuns: RUNS },
      );
    },
    PROPERTY_TIMEOUT,
  );
});
