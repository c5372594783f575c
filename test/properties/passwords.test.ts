import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROPERTY_TIMEOUT, RUNS } from '../support/property-runs.js';
import { checkedFor, jsonOf, read, sourceOf, textOf } from './checking.js';
import { damagedBatch } from './damage.js';

/** The shortest part of a password that is looked for. */
const PART = 6;

/** What the test takes for an address, looser than the program. */
const ADDRESS = /^\s*[^\s@]+@[^\s@,;"|:<>()[\]\\]+\.[^\s@.,;"|:<>()[\]\\]{2,}\s*$/u;

/**
 * What a report may show though it holds parts of a password, because nothing in the file tells that it does:
 * - an address under EmailAddress, where a password has become a part of it (`hunter-2anna@contoso.com`), or is one;
 * - a user name in a row that has as many values as the header, an address or nothing under EmailAddress, and a
 *   password that is not empty, where the real one has come to stand under UserName, as when two values are swapped;
 * - what stands under EmailAddress and UserName in such a row, where neither UserName nor Password has an `@`;
 * - an address under UserName;
 * - a cell of a header line that names two columns, or EmailAddress, where a row without an address has run into it.
 */
async function unknowable(source: ReturnType<typeof sourceOf>): Promise<string[]> {
  const { header, records } = await read(source);
  const names = (header?.others ?? []).flatMap(({ name }) => name ?? []);
  const named = Object.keys({ ...header?.columns, ...header?.close });
  const isHeaderLine = named.length >= 2 || header?.columns.EmailAddress || header?.columns.UserName;
  return [
    ...(isHeaderLine ? names : []),
    ...records.flatMap(({ emailAddress, userName, password, sound }) => {
      const mistyped =
        ![emailAddress, userName].some((value) => ADDRESS.test(value)) && !password.matches(ADDRESS);
      const attempt = mistyped && !/[\s,;|"]/.test(emailAddress.trim());
      const inPlace =
        sound && !password.isEmpty && (emailAddress === '' || ADDRESS.test(emailAddress) || attempt);
      return [emailAddress, userName].filter(
        (value) =>
          ADDRESS.test(value) || (inPlace && (attempt || value === userName) && !/[\r\n]/.test(value)),
      );
    }),
  ];
}

/** Not across white space, which stands between any two values of a report. */
function partsOf(password: string): string[] {
  const words = password.toLowerCase().split(/\s+/);
  return words.flatMap((word) =>
    Array.from({ length: Math.max(0, word.length - PART + 1) }, (_, at) => word.slice(at, at + PART)),
  );
}

/** All texts of a JSON value, as they are and not as JSON writes them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Texts in one, as they are, and with each line break taken for a blank and for nothing, as it may be either. */
function joined(texts: readonly string[]): string {
  const all = texts.join('\n');
  const broken = texts.flatMap((text) => [text.replace(/\s*\n\s*/g, ''), text.replace(/\s*\n\s*/g, ' ')]);
  return [all, ...broken].join('\n').toLowerCase();
}

/** The parts of passwords that stand in what was said, and in nothing that may be said. */
function leaks(said: readonly string[], passwords: readonly string[], allowed: readonly string[]): string[] {
  const [all, known] = [joined(said), joined(allowed)];
  return passwords.flatMap(partsOf).filter((part) => all.includes(part) && !known.includes(part));
}

async function saidOf(bytes: Buffer | string, server?: string): Promise<string[]> {
  const { report } = await checkedFor(server, sourceOf(bytes));
  return [...textsIn(jsonOf(report)), textOf(report)];
}

describe('no part of a password', () => {
  it('is in a report of a damaged file', { timeout: PROPERTY_TIMEOUT }, async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(damagedBatch, async ({ bytes, passwords, server }) => {
        const said = await saidOf(bytes, server).catch((error: Error) => [
          error.message,
          String(error.stack),
        ]);
        const allowed = await unknowable(sourceOf(bytes)).catch(() => []);
        expect(leaks(said, passwords, allowed)).toEqual([]);
        if (leaks(allowed, passwords, []).length === 0) whole++;
      }),
      { numRuns: RUNS },
    );
    // Where nothing may be shown, the property holds most.
    expect(whole).toBeGreaterThan(RUNS / 2);
  });

  const HEADER = 'EmailAddress,UserName,Password\n';

  it.each([
    ['a row with semicolons', `${HEADER}anna@contoso.com;anna;hunter-22,x,y,z\n`],
    ['a row with semicolons, of as many values', `${HEADER}anna@contoso.com;anna;hunter-22,x,z\n`],
    ['a row that begins with it', `${HEADER}hunter-22,anna@contoso.com,anna\n`],
    ['a row that begins with it, without a last value', `${HEADER}P@hunter-22,anna@contoso.com,\n`],
    ['a row that ends in the address', `${HEADER}anna,hunter-22,anna@contoso.com\n`],
    ['a row with the password before the name', `${HEADER}anna@contoso.com,hunter-22,a@contoso.com\n`],
    ['a name that swallowed a line', `${HEADER}a@contoso.com,"anna,hunter-22\nb@contoso.com,bert",x\n`],
    ['a first line of a user called root', 'root,hunter-22\nanna,x\n'],
    ['a first line of a user called user', 'user,user,hunter-22\nanna,anna,x\n'],
    ['a first line of a user called mail', 'mail,user,hunter-22\nanna,anna,x\n'],
  ])('is told of %s', async (_, text) => {
    expect(leaks(await saidOf(text), ['hunter-22'], [])).toEqual([]);
  });

  it('is told, and yet the names of a row are where nothing is amiss', async () => {
    const rows = [
      'a@contoso.com,anna,hunter-22',
      ' b@contoso.com,bert,b@c.d',
      ',carla,hunter-22',
      '“d@contoso.com,,x',
      'not-an-address,eve,hunter-22',
    ];
    const { report } = await checkedFor(undefined, sourceOf(HEADER + rows.join('\n')));
    expect([...report.rows].map(({ emailAddress, userName }) => [emailAddress, userName])).toEqual([
      ['a@contoso.com', 'anna'],
      [' b@contoso.com', 'bert'],
      ['', 'carla'],
      ['“d@contoso.com', ''],
      ['not-an-address', 'eve'],
    ]);
  });
});
