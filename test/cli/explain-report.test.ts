import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.js';
import { temporaryDirectory, writeTemporary } from '../support/files.js';

const NOT_FOUND = (address: string) =>
  `A recipient wasn't found for '${address}' on the target. Create a recipient of the appropriate type for this migration on the target and try again.`;
const SIGN_IN =
  "We had trouble signing in to this account. Confirm that you're using the correct user name and password.";

const csv = (...rows: string[][]) =>
  rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');

const report = (...rows: string[][]) => csv(['EmailAddress', 'ErrorMessage'], ...rows);

async function explain(content: string | Uint8Array, ...flags: string[]) {
  const file = await writeTemporary('MigrationErrors.csv', content);
  return runCli(['explain', file, ...flags]);
}

describe('an error report', () => {
  test('is sorted by what its rows mean, most rows first, with a path for each', async () => {
    const { status, stdout, stderr } = await explain(
      report(
        ['usera@contoso.com', SIGN_IN],
        ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [
          `user${name}@contoso.com`,
          NOT_FOUND(`user${name}@contoso.com`),
        ]),
        ['userx@contoso.com', SIGN_IN],
      ),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('MigrationErrors.csv\n9 rows, 2 kinds of error.\n');
    expect(stdout).toContain(
      [
        '✖ target/recipient-not-found · 7 rows',
        '   No mailbox with this address in Microsoft 365',
        ...['b', 'c', 'd', 'e', 'f'].map((name) => `   user${name}@contoso.com`),
        '   and 2 more rows (`--all` shows all)',
        '',
        '✖ login/rejected · 2 rows',
        '   The sign-in was refused',
        '   usera@contoso.com',
        '   userx@contoso.com',
      ].join('\n'),
    );
    expect(stdout.indexOf('  1. Is there a mailbox with this address')).toBeGreaterThan(0);
    expect(stdout.indexOf('  1. Are the user name and the password right?')).toBeGreaterThan(
      stdout.indexOf('  1. Is there a mailbox with this address'),
    );
  });

  test('tells each path once, whatever words lead to it', async () => {
    const { status, stdout } = await explain(
      report(
        ['usera@contoso.com', SIGN_IN],
        ['userb@contoso.com', 'NO [AUTHENTICATIONFAILED] Authentication failed.'],
        ['userc@contoso.com', 'MigrationPermanentException: nobody knows the rest'],
        ['userd@contoso.com', 'nobody knows any of it at all'],
      ),
    );
    expect(status).toBe(3);
    expect(stdout.match(/^✖ login\/rejected · Error$/gm)).toHaveLength(1);
    expect(stdout.match(/^› none-of-the-above$/gm)).toHaveLength(1);
    expect(stdout).toContain('✖ login/rejected · 2 rows\n');
  });

  test('shows every address when asked', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `user${index}@contoso.com`);
    const { stdout } = await explain(report(...names.map((name) => [name, SIGN_IN])), '--all');
    expect(names.filter((name) => !stdout.includes(`   ${name}\n`))).toEqual([]);
    expect(stdout).not.toContain('`--all`');
  });

  test.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
    ['UTF-16LE', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16BE', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['semicolons', (text: string) => Buffer.from(text.replaceAll('","', '";"'))],
    ['a blank line above', (text: string) => Buffer.from(`\r\n\r\n${text}`)],
    ['line feeds alone', (text: string) => Buffer.from(text.replaceAll('\r\n', '\n'))],
    ['another case of the name', (text: string) => Buffer.from(text.replace('ErrorMessage', 'errormessage'))],
    ['a blank in the name', (text: string) => Buffer.from(text.replace('ErrorMessage', 'Error Message'))],
  ])('is read with %s', async (_, encode) => {
    const { status, stdout } = await explain(encode(report(['usera@contoso.com', SIGN_IN])));
    expect(status).toBe(0);
    expect(stdout).toContain('✖ login/rejected · 1 row\n');
    expect(stdout).toContain('   usera@contoso.com\n');
  });

  test('needs no other column: rows are told by their number', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => [
      index % 2 === 0 ? SIGN_IN : NOT_FOUND('x@contoso.com'),
    ]);
    const { status, stdout } = await explain(csv(['ErrorMessage'], ...rows));
    expect(status).toBe(0);
    expect(stdout).toContain('   rows 1, 3, 5, 7, 9\n');
  });

  test('comes through standard input too', async () => {
    const { status, stdout } = await runCli(['explain', '-'], {
      stdin: report(['usera@contoso.com', SIGN_IN]),
    });
    expect(status).toBe(0);
    expect(stdout).toContain('standard input\n1 row, 1 kind of error.\n');
  });

  test('with thousands of rows is read in seconds', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => [
      `user${index}@contoso.com`,
      index % 3 === 0 ? SIGN_IN : NOT_FOUND(`user${index}@contoso.com`),
    ]);
    const { status, stdout, ms } = await explain(report(...rows));
    expect(status).toBe(0);
    expect(stdout).toContain('✖ target/recipient-not-found · 20,000 rows\n');
    expect(stdout).toContain('   and 19,995 more rows (`--all` shows all)\n');
    expect(ms).toBeLessThan(10_000);
  });

  test('without rows says so', async () => {
    const { status, stdout } = await explain('ErrorMessage\r\n');
    expect(status).toBe(0);
    expect(stdout).toContain('No rows below the header: nobody has failed.');
  });

  test('as JSON has every row', async () => {
    const { status, stdout } = await explain(
      report(
        ['usera@contoso.com', SIGN_IN],
        ['userb@contoso.com', 'a thing that nobody knows'],
        ['userc@contoso.com', ''],
      ),
      '--json',
    );
    expect(status).toBe(3);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({
      rows: 3,
      groups: [
        {
          rows: 1,
          places: [{ row: 1, line: 2, emailAddress: 'usera@contoso.com' }],
          guide: { name: 'login/rejected' },
        },
        { rows: 1, places: [{ row: 2, line: 3 }], guide: null, message: 'a thing that nobody knows' },
      ],
      blank: [{ row: 3, line: 4 }],
      unreadable: [],
    });
  });
});

describe('what cannot be told in a report', () => {
  test('is said: unknown messages, empty ones and rows that cannot be read', async () => {
    const { status, stdout } = await explain(
      [
        'EmailAddress,ErrorMessage',
        'usera@contoso.com,The flux capacitor is out of plutonium',
        'userb@contoso.com,',
        'userc@contoso.com,one,two',
        `userd@contoso.com,"broken`,
        `usere@contoso.com,"${SIGN_IN}"`,
      ].join('\n'),
    );
    expect(status).toBe(3);
    expect(stdout).toContain('? not known here · 1 row\n   "The flux capacitor is out of plutonium"\n');
    expect(stdout).toContain('1 row without a message\n   userb@contoso.com\n');
    expect(stdout).toContain('2 rows that cannot be read');
    expect(stdout).toContain('   rows 3-4\n');
    expect(stdout).toContain('✖ login/rejected · 1 row\n');
    expect(stdout).toContain('› none-of-the-above\n');
  });

  test('does nothing to the terminal, and is cut', async () => {
    const { status, stdout } = await explain(
      report(
        ['\u001b]0;owned\u0007=cmd|calc!A1\u202e@x', '\u001b[2J\u0000\u0007\u009b31mhostile words'],
        ['=1+1', `${'huge '.repeat(20_000)}`],
        ['"a"\r\nb@contoso.com', `${'x'.repeat(100_000)} TLS negotiation failed`],
        ...Array.from({ length: 40 }, (_, index) => [
          '@SUM(A1)',
          `unknown ${String.fromCharCode(97 + (index % 26)).repeat(index + 2)}`,
        ]),
      ),
    );
    expect(status).toBe(3);
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout.length).toBeLessThan(40_000);
    expect(stdout).toContain('43 rows');
    expect(stdout).toMatch(/…"/);
  });

  test('is never more than one row of 16 MiB', async () => {
    const { status, stdout, stderr } = await explain(`ErrorMessage\n"${'x'.repeat(17 * 1024 * 1024)}`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('longer than 16 MiB');
  });
});

describe('a file that is no error report', () => {
  test.each([
    ['the file of a batch', 'EmailAddress,UserName,Password\nusera@contoso.com,usera,Amber-Heron-41\n'],
    ['a text', 'We had trouble signing in to this account. Amber-Heron-41\n'],
    ['an empty file', ''],
    ['blank lines', '\n\n\n'],
    ['a workbook', Buffer.from('504b0304140000000800', 'hex')],
    ['a name further down', `${'a\n'.repeat(20)}ErrorMessage\nx\n`],
    ['a part of the name', 'EmailAddress,ErrorMessages\nusera@contoso.com,x\n'],
  ])('is refused and not printed: %s', async (_, content) => {
    const { status, stdout, stderr } = await explain(content);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^imap-preflight: .+MigrationErrors\.csv: (?:its first line|it looks like).+\n$/);
    expect(stderr).not.toContain('Amber');
  });

  test('is missing, or is several, or has the name of a code', async () => {
    const cwd = await temporaryDirectory();
    const missing = await runCli(['explain', 'MigrationErrors.csv'], { cwd });
    expect(missing).toMatchObject({ status: 2, stdout: '' });
    expect(missing.stderr).toContain('MigrationErrors.csv: no such file');
    await Promise.all(['a.csv', 'b.csv', 'slow'].map((name) => writeFile(join(cwd, name), report())));
    expect((await runCli(['explain', 'a.csv', 'b.csv'], { cwd })).stderr).toContain('one file at a time');
    expect((await runCli(['explain', 'slow'], { cwd })).stdout).toContain('The migration is slow');
    await mkdir(join(cwd, 'reports.csv'));
    expect((await runCli(['explain', 'reports.csv'], { cwd })).stderr).toContain('it is a folder');
  });
});
