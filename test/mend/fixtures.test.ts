import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/batch/input-error.js';
import type { MendOptions } from '../../src/mend/survey.js';
import { checked, errorsIn, mended } from './support.js';

const HEAD = 'EmailAddress,UserName,Password\n';
const A = 'a@contoso.com,a,hunter1\n';
const B = 'b@contoso.com,b,hunter2\n';

interface Case {
  input: string | Buffer;
  output: string;
  changes?: string[];
  options?: MendOptions;
}

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');

const CASES: Record<string, Case> = {
  'a sound file': { input: HEAD + A + B, output: HEAD + A + B },
  'a sound file of CRLF lines without a final line end': {
    input: (HEAD + A).replaceAll('\n', '\r\n').trimEnd(),
    output: (HEAD + A).replaceAll('\n', '\r\n').trimEnd(),
  },
  'quotes that need not be there': {
    input: '"EmailAddress","UserName","Password"\n"a@contoso.com","a","hunter1"\n',
    output: '"EmailAddress","UserName","Password"\n"a@contoso.com","a","hunter1"\n',
  },
  nothing: { input: '', output: '' },
  'a byte order mark': { input: `\uFEFF${HEAD}${A}`, output: HEAD + A, changes: ['byte-order-mark'] },
  'two byte order marks': {
    input: `\uFEFF\uFEFF${HEAD}${A}`,
    output: HEAD + A,
    changes: ['byte-order-mark'],
  },
  'UTF-16, little end first': { input: utf16(HEAD + A), output: HEAD + A, changes: ['encoding'] },
  'UTF-16, big end first': { input: utf16(HEAD + A).swap16(), output: HEAD + A, changes: ['encoding'] },
  'an encoding that is named': {
    input: Buffer.from(`${HEAD}m\xfcller@contoso.com,m,p\x80\n`, 'latin1'),
    output: `${HEAD}müller@contoso.com,m,p€\n`,
    changes: ['encoding'],
    options: { encoding: 'windows-1252' },
  },
  'an encoding that is named and not the file’s': {
    input: `${HEAD}müller@contoso.com,m,p€\n`,
    output: `${HEAD}müller@contoso.com,m,p€\n`,
    options: { encoding: 'windows-1252' },
  },
  'UTF-16 without a byte order mark': {
    input: Buffer.from(HEAD + A, 'utf16le'),
    output: HEAD + A,
    changes: ['encoding'],
    options: { encoding: 'utf-16le' },
  },
  semicolons: {
    input:
      'EmailAddress;UserName;Password\na@contoso.com;a;"hu;nt"\nb@contoso.com;b;hu,nt\nc@contoso.com;c; h\n',
    output: `${HEAD}a@contoso.com,a,"hu;nt"\nb@contoso.com,b,"hu,nt"\nc@contoso.com,c," h"\n`,
    changes: ['delimiter'],
  },
  tabs: {
    input: 'EmailAddress\tUserName\tPassword\na@contoso.com\ta\thunter1\n\t\t\n',
    output: HEAD + A,
    changes: ['delimiter', 'empty-row: row 2'],
  },
  'a title, sep= and a type line': {
    input: `sep=,\n#TYPE System.Object\n\nUsers of the school\n${HEAD}${A}`,
    output: HEAD + A,
    changes: ['lead-line: line 1, 2, 4', 'blank-line: line 3'],
  },
  'lines above the header that may be users': {
    input: `z@contoso.com,z,hunter0\n${HEAD}${A}`,
    output: `z@contoso.com,z,hunter0\n${HEAD}${A}`,
  },
  'names of columns': {
    input: `EMAILADDRESS, User Name ,Passwort,user_root\na@contoso.com,a,hunter1,/users/a\n`,
    output: 'EmailAddress,UserName,Password,UserRoot\na@contoso.com,a,hunter1,/users/a\n',
    changes: ['EmailAddress', 'UserName', 'Password', 'UserRoot'].map(
      (name) => `column-name ${name}: line 1`,
    ),
  },
  'other columns': {
    input: 'Department,EmailAddress,UserName,,Password,Phone,\nSales,a@contoso.com,a,,hunter1,"1,2",\n',
    output: HEAD + A,
    changes: ['column-removed Department: line 1', 'column-removed Phone: line 1', 'column-removed: line 1'],
  },
  'empty columns without a name': {
    input: 'EmailAddress,UserName,Password,,\na@contoso.com,a,hunter1,,\nb@contoso.com,b,hunter2\n',
    output: HEAD + A + B,
    changes: ['column-removed: line 1'],
  },
  'blank lines and empty rows': {
    input: `\n \n${HEAD}\n${A},,\n"",\u00a0,\u200b,\n\t\n${B}\n\n`,
    output: HEAD + A + B,
    changes: ['blank-line: line 1, 2, 4, 8, 10, 11', 'empty-row: row 2, 3'],
  },
  'commas behind the last value': {
    input: `${HEAD}a@contoso.com,a,hunter1,,\nb@contoso.com,b,hunter2, \n`,
    output: HEAD + A + B,
    changes: ['surplus-values: row 1, 2'],
  },
  'CR line ends': {
    input: (HEAD + A + B).replaceAll('\n', '\r'),
    output: HEAD + A + B,
    changes: ['line-ends: row 1, 2'],
  },
  'mixed line ends': {
    input: `${HEAD.trim()}\r\n${A}${B.trim()}\r${A.trim()}`,
    output: (HEAD + A + B + A).replaceAll('\n', '\r\n').trimEnd(),
    changes: ['line-ends: row 1, 2'],
  },
  'spaces around names': {
    input: `${HEAD} a@contoso.com,\u00a0a\u200b,hunter1\n"b@contoso.com\n",b\t,hunter2\n`,
    output: HEAD + A + B,
    changes: ['surrounding EmailAddress: row 1, 2', 'surrounding UserName: row 1, 2'],
  },
  'invisible characters inside names': {
    input: `${HEAD}a\u200b@contoso.com,\u00ada\u0007a,hunter1\n`,
    output: `${HEAD}a@contoso.com,aa,hunter1\n`,
    changes: ['surrounding UserName: row 1', 'invisible EmailAddress: row 1', 'invisible UserName: row 1'],
  },
  'a no-break space inside names': {
    input: `${HEAD}a\u00a0b@contoso.com,a\u00a0b,hunter1\n`,
    output: `${HEAD}a\u00a0b@contoso.com,a b,hunter1\n`,
    changes: ['odd-space UserName: row 1'],
  },
  'curly quotes': {
    input: `${HEAD}“a@contoso.com”,„ a “,“hunter1”\n`,
    output: `${HEAD}a@contoso.com,a,“hunter1”\n`,
    changes: ['surrounding UserName: row 1', 'wrapping EmailAddress: row 1', 'wrapping UserName: row 1'],
  },
  'what Excel is told to take for text': {
    input: `${HEAD}a@contoso.com,="0012",hunter1\nb@contoso.com,"=""0013""",hunter2\n`,
    output: `${HEAD}a@contoso.com,0012,hunter1\nb@contoso.com,0013,hunter2\n`,
    changes: ['wrapping UserName: row 1, 2'],
  },
  'a password that may be meant so': {
    input: `${HEAD}a@contoso.com,a, \u200bhunter1\u00a0\nb@contoso.com,b,="0012"\nc@contoso.com,c,"“x”"\n`,
    output: `${HEAD}a@contoso.com,a, \u200bhunter1\u00a0\nb@contoso.com,b,="0012"\nc@contoso.com,c,"“x”"\n`,
  },
  'a password that is to be trimmed': {
    input: `${HEAD}a@contoso.com,a, \u200bhunter1\u00a0\nb@contoso.com,b,“ hunter2”\nc@contoso.com,c,"   "\n`,
    output: `${HEAD}${A}${B}c@contoso.com,c,"   "\n`,
    changes: ['surrounding Password: row 1, 2', 'wrapping Password: row 2'],
    options: { trimPasswords: true },
  },
};

describe('a file that can be mended', () => {
  it.each(Object.entries(CASES))('%s', async (_name, { input, output, changes = [], options = {} }) => {
    const result = await mended(input, options);
    expect([result.text, result.changes]).toEqual([output, changes]);
    const again = await mended(result.bytes, options);
    expect([again.text, again.changes]).toEqual([output, []]);
    for (const part of [1, 7]) expect((await mended(input, options, part)).text).toBe(output);
  });
});

/** Each is left as it stands. */
const LEFT: Record<string, string> = {
  'broken quotes': `${HEAD}a@contoso.com,"a"x,hunter1\n${B}`,
  'a quote that never closes': `${HEAD}a@contoso.com,a,"hunter1\n${B}`,
  'a row with too many values': `${HEAD}a@contoso.com, a,hunt,er1\n${B}`,
  'a row with too few values': `${HEAD}a@contoso.com,hunter1\n${B}`,
  'a row with values missing': `${HEAD},a,hunter1\na@contoso.com,,hunter1\na@contoso.com,a,\n`,
  'an address that is none': `${HEAD}a at contoso.com,a,hunter1\n`,
  duplicates: HEAD + A + A,
  'what a spreadsheet has spoilt': `${HEAD}a@contoso.com,1.23457E+15,#NAME?\n`,
  'a missing column': 'EmailAddress,UserName,Department\na@contoso.com,a,Sales\n',
  'a column twice': `EmailAddress,UserName,Password,Password\na@contoso.com,a,hunter1,hunter2\n`,
  'no header': 'a@contoso.com,a,hunter1,\nb@contoso.com, b,hunter2,\n',
  'a header that ends in a row': 'EmailAddress,UserName,Password,a@contoso.com,a,hunter1\n',
  'two columns that could be the missing one':
    'Mail,E-Mail,UserName,Password\na@contoso.com,b@contoso.com,a,hunter1\n',
  'a word of its own near a name': 'EmailAddress,Surname,Password\na@contoso.com,Adams,hunter1\n',
  'a header with broken quotes': `EmailAddress,"UserName"x,Password\n${A}`,
  'values in one quoted cell': '"EmailAddress,UserName,Password"\n"a@contoso.com,a,hunter1"\n',
  'a line break inside a name': `${HEAD}a@contoso.com,"a\nb",hunter1\n`,
  'a visible format character': `${HEAD}a@contoso.com,\u0600\u0661,hunter1\n`,
};

describe('what a machine cannot mend', () => {
  it.each(Object.entries(LEFT))('%s is left', async (_name, input) => {
    const result = await mended(input);
    expect([result.text, result.changes]).toEqual([input, []]);
  });

  it('leaves a column without a name its value, so that the row does not lose the end of a password', async () => {
    const result = await mended('EmailAddress,UserName,Password,\na@contoso.com,a,hunt,er1\n');
    expect(result.text).toBe(`${HEAD}a@contoso.com,a,hunt,er1\n`);
  });

  it.each([
    ['a short row', 'Department,EmailAddress,UserName,Password\nSales,a@contoso.com,hunter1\n'],
    ['a row with a value under no name', 'EmailAddress,,UserName,Password\na@contoso.com,x,a,\n'],
    [
      'a short row that ends in commas',
      'Phone,Department,EmailAddress,UserName,Password\nx@contoso.com,a,b,\n',
    ],
  ])('keeps the other columns, where %s would pass for a sound one without them', async (_name, input) => {
    const result = await mended(input);
    expect([result.text, result.changes]).toEqual([input, []]);
  });

  it('gives the other delimiter to a row of the wrong width', async () => {
    const { text } = await mended('EmailAddress;UserName;Password\na@contoso.com; a;hunt;e,r1\n');
    expect(text).toBe(`${HEAD}a@contoso.com," a",hunt,"e,r1"\n`);
  });

  it('drops a word of its own near UserRoot as any other column', async () => {
    const { text } = await mended(
      'EmailAddress,UserName,Password,UserRole\na@contoso.com,a,hunter1,Student\n',
    );
    expect(text).toBe(HEAD + A);
  });
});

describe('a file for which nothing can be written', () => {
  it.each<[string, string | Buffer, MendOptions, string]>([
    [
      'broken quotes between semicolons',
      'EmailAddress;UserName;Password\n\na@contoso.com;"a"x;hunter1\n',
      {},
      'line 3',
    ],
    [
      'a broken header between semicolons',
      '"EmailAddress;UserName;Password\na@contoso.com;a;hunter1\n',
      {},
      'line 1',
    ],
    [
      'bytes that are no text',
      Buffer.from(`${HEAD}a@contoso.com,\xfc,hunter1\n`, 'latin1'),
      {},
      'offset 45, on line 2, is no UTF-8',
    ],
    ['UTF-16 that is cut', utf16(HEAD + A).subarray(0, -1), {}, 'on line 2, is no UTF-16LE'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), {}, 'PNG'],
    ['a picture with an encoding', Buffer.from('89504e470d0a1a0a', 'hex'), { encoding: 'utf-16le' }, 'PNG'],
    ['UTF-16 without a byte order mark', Buffer.from(HEAD + A, 'utf16le'), {}, 'UTF-16'],
    [
      'another encoding than the one named',
      Buffer.from(`${HEAD}\xff`, 'latin1'),
      { encoding: 'shift_jis' },
      'shift_jis',
    ],
  ])('%s', async (_name, input, options, part) => {
    const error = await mended(input, options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'InputError', message: expect.stringContaining(part) });
    expect(`${error}`).not.toContain('hunter');
  });

  it('a stray quote that would swallow rows once the quotes below it are gone', async () => {
    const input = `${HEAD}a@contoso.com,a,"hunter1\nb@contoso.com," b",hunter2\nc@contoso.com,c",hunter3\n`;
    await expect(mended(input)).rejects.toMatchObject({ message: expect.stringContaining('line 2') });
  });
});

describe('every fixture of the CSV checks', () => {
  const folder = new URL('../../fixtures/csv/', import.meta.url);
  const read = (name: string) => readFileSync(new URL(name, folder));

  it.each(readdirSync(folder))('%s is mended once and for all, with no error more', async (name) => {
    const refused = (error: unknown) => {
      if (error instanceof InputError) return undefined;
      throw error;
    };
    const result = await mended(read(name)).catch(refused);
    if (result === undefined) return;
    const again = await mended(result.bytes);
    expect([again.text, again.changes]).toEqual([result.text, []]);
    const [before, after] = [errorsIn(await checked(read(name))), errorsIn(await checked(result.bytes))];
    expect(after.length).toBeLessThanOrEqual(before.length);
    if (result.changes.length === 0) expect(result.bytes.equals(read(name))).toBe(true);
    expect(result.said).not.toMatch(/hunter|Passw0rd/);
  });
});
