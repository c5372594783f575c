import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import type { BatchSource } from '../../src/batch/source.js';
import { meansPassword } from '../../src/batch/split/grouping.js';
import type { SplitLimits, SplitWish } from '../../src/batch/split/survey.js';
import { sourceOf, splitOf } from './split-support.js';

const HEADER = 'EmailAddress,UserName,Password,Site\n';
const row = (n: number, site = 'North') => `user${n}@contoso.com,user${n},Amber-Heron-${n},${site}\n`;
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(index + 1)).join('');

async function refusal(content: string | Buffer, wish: SplitWish, limits: Partial<SplitLimits> = {}) {
  return refusalOf(sourceOf(Buffer.from(content)), wish, limits);
}

async function refusalOf(source: BatchSource, wish: SplitWish, limits: Partial<SplitLimits> = {}) {
  const error = await splitOf(source, wish, limits).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw new Error(`not refused: ${error}`);
  expect(error.file).toBe('users.csv');
  expect(error.remedy).toMatch(/\.$/);
  expect(error.message + error.remedy).not.toContain('Heron');
  return error.message;
}

describe('a file that cannot be split safely', () => {
  it.each([
    ['nothing in it', '', 'it is empty'],
    ['a byte order mark alone', '\uFEFF', 'it is empty'],
    ['blank lines alone', '\n \n', 'it is empty'],
    ['no rows', HEADER, 'there is no row below the header'],
    ['a header without a line end', HEADER.trim(), 'there is no row below the header'],
    ['blank lines below the header', `${HEADER}\n\n`, 'there is no row below the header'],
    ['an open quote', `${HEADER}a@contoso.com,"a,Heron,x\n${row(2)}`, 'row 1 (line 2)'],
    ['text around a quoted value', `${HEADER}\n${row(1)}a@contoso.com,a,"Heron"x,y\n`, 'row 2 (line 4)'],
    ['a header with an open quote', `EmailAddress,"UserName,Password\n${row(1)}`, 'the header (line 1)'],
    ['no header', row(1) + row(2), 'line 1 is no header'],
    ['a row above the header', row(1) + HEADER + row(2), 'which each batch would repeat'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'a PNG picture'],
    ['binary data', Buffer.alloc(5000), 'binary data'],
    ['UTF-16 without its mark', Buffer.from(HEADER + row(1), 'utf16le'), 'without a byte order mark'],
  ])('%s', async (_, content, reason) => {
    for (const wish of [{}, { batches: 1 }, { by: 'domain' }]) {
      expect(await refusal(content, wish)).toContain(reason);
    }
  });
});

describe('--by', () => {
  it.each([
    ['a column that is not there', 'City', HEADER + row(1), 'has no column "City"'],
    ['a column that is there twice', 'site', `${HEADER.trim()},SITE \n${row(1)}`, '"site" 2 times'],
    ['no EmailAddress', 'domain', 'UserName,Password\nx,y\n', 'no column "EmailAddress"'],
    ['a row with too few values', 'Site', `${HEADER}${row(1)}a@contoso.com,x\n`, 'row 2 (line 3)'],
    ['a row with too many values', 'domain', `${HEADER}a@contoso.com,x,y,z,z\n`, 'row 1 (line 2)'],
    [
      'a row without a password',
      'Site',
      `${HEADER}${row(1)}a@contoso.com,Heron, ,\n`,
      'row 2 (line 3) has no password',
    ],
  ])('%s', async (_, by, content, reason) => {
    expect(await refusal(content, { by })).toContain(reason);
  });

  it('domain takes rows without a password: no other value gets into a name', async () => {
    const { parts } = await splitOf(sourceOf(Buffer.from(`${HEADER}a@contoso.com,Heron,,\n`)), {
      by: 'domain',
    });
    expect(parts.map(({ path }) => path)).toEqual(['users-contoso.com.csv']);
  });

  it('what is no domain is not shown as one', async () => {
    const content = ['P@Heron', 'P@Heron!1.x', 'x@', 'Heron'].map((value) => `${value},x,y,z\n`).join('');
    const { parts } = await splitOf(sourceOf(Buffer.from(HEADER + content)), { by: 'domain' });
    expect(parts.map(({ path, part }) => [path, part.rows])).toEqual([['users-no-domain.csv', 4]]);
  });

  it('more files than can be meant', async () => {
    const limits = { maxFiles: 3 };
    expect(await refusal(HEADER + rows(4), { by: 'UserName' }, limits)).toContain('more than 3 files');
    expect(await refusal(HEADER + rows(4), {}, { ...limits, maxRows: 1 })).toContain('more than 3 files');
    const { parts } = await splitOf(sourceOf(Buffer.from(HEADER + rows(3))), { by: 'UserName' }, limits);
    expect(parts).toHaveLength(3);
  });

  it.each([
    [true, ['Password', 'password', ' PASSWORD ', 'Passwort', 'pwd', 'pasword', 'IMAP password', 'secret']],
    [false, ['Site', 'UserName', 'EmailAddress', 'UserRoot', 'Department', 'domain']],
  ])('the column holds passwords: %s', (expected, columns) => {
    expect(columns.filter((name) => meansPassword(name) !== expected)).toEqual([]);
  });
});

describe('limits', () => {
  it('more batches than rows', async () => {
    expect(await refusal(HEADER + rows(2), { batches: 3 })).toContain('fewer rows (2) than 3');
  });

  it('a row that is larger than a batch may be', async () => {
    const maxBytes = HEADER.length + row(1).length;
    for (const wish of [{}, { batches: 1 }, { by: 'Site' }]) {
      const large = HEADER + row(1) + row(2, 'North of the river');
      expect(await refusal(large, wish, { maxBytes })).toContain('row 2 (line 3)');
      const blank = `${HEADER}${row(1)}\n${row(2)}`;
      expect(await refusal(blank, wish, { maxBytes })).toContain('row 1 (line 2), with the blank lines');
    }
    const { parts } = await splitOf(sourceOf(Buffer.from(HEADER + rows(2))), {}, { maxBytes });
    expect(parts).toHaveLength(2);
  });

  it('a header that leaves no room', async () => {
    expect(await refusal(`${HEADER}${'\n'.repeat(100)}${row(1)}`, {}, { maxBytes: 100 })).toContain(
      'before the first row',
    );
  });

  it.each([
    ['rows', { maxRows: 3 }, 4],
    ['bytes', { maxBytes: HEADER.length + 3 * row(1).length }, 4],
  ])('batches with too many %s: as many as do are named', async (_, limits, needed) => {
    const content = Buffer.from(HEADER + rows(9).replaceAll('user10', 'user1') + row(1) + row(2) + row(3));
    for (const batches of [1, 2, 3]) {
      const error = await splitOf(sourceOf(content), { batches }, limits).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ remedy: `Give --batches ${needed}, or use --max-rows.` });
    }
    expect((await splitOf(sourceOf(content), { batches: needed }, limits)).parts).toHaveLength(needed);
  });

  it('batches of rows of very different sizes: a number that does is found', async () => {
    const content = Buffer.from(HEADER + rows(50) + row(51, 'x'.repeat(5000)) + rows(50));
    const limits = { maxBytes: 5200 };
    const error = await splitOf(sourceOf(content), { batches: 2 }, limits).catch((reason: unknown) => reason);
    const needed = Number(/--batches (\d+)/.exec((error as InputError).remedy)?.[1]);
    expect((await splitOf(sourceOf(content), { batches: needed }, limits)).parts).toHaveLength(needed);
  });
});

describe('a file that changes meanwhile', () => {
  /** The first content for so many readings, then the second. */
  function changing(first: string, second: string, readings: number): BatchSource {
    let count = 0;
    const read = () => sourceOf(Buffer.from(HEADER + (count++ < readings ? first : second))).read();
    return { file: 'users.csv', bytes: 100, read };
  }

  it.each([
    ['a value', rows(4).replace('Heron-4', 'Heron-5')],
    ['more rows', rows(5)],
    ['fewer rows', rows(2)],
    ['another group', rows(4).replace('North', 'South')],
    ['another domain', rows(4).replace('contoso', 'fabrikam')],
  ])('%s: refused, as the parts would be no part of either', async (_, second) => {
    for (const wish of [{}, { by: 'Site' }, { by: 'domain' }]) {
      // Once for the encoding, once to plan.
      const source = changing(rows(4), second, 2);
      expect(await refusalOf(source, wish, { maxRows: 2 })).toContain('changed while');
    }
  });
});
